"""Converts errors of cameras to translated errors of Home Assistant."""

from collections.abc import Generator
from contextlib import contextmanager

from homeassistant.core import async_get_hass
from homeassistant.exceptions import (
    ConfigEntryAuthFailed,
    ConfigEntryNotReady,
    HomeAssistantError,
    ServiceValidationError,
)
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.helpers.update_coordinator import UpdateFailed

from .const import DOMAIN
from .protocol import (
    BadValueError,
    CameraAuthError,
    CameraBusyError,
    CameraConnectionError,
    CameraEncryptedError,
    CameraError,
    CameraLockedError,
    CameraMismatchError,
    CameraNotKeptError,
    CameraPermissionError,
    CameraPrivateError,
    CameraRejectedError,
    CameraResponseError,
    CameraUnknownError,
    CameraUnsafeWriteError,
    CameraUnsupportedError,
    LoudspeakerError,
    SoundSourceError,
)

# Translation key of each error: config.error in forms, exceptions elsewhere.
ERROR_KEYS: dict[type[CameraError], str] = {
    CameraConnectionError: "cannot_connect",
    CameraAuthError: "invalid_auth",
    CameraPermissionError: "not_allowed",
    CameraPrivateError: "private",
    CameraRejectedError: "rejected",
    CameraUnsupportedError: "unsupported",
    CameraResponseError: "unintelligible",
    CameraUnknownError: "unknown_camera",
    CameraMismatchError: "another_camera",
    CameraLockedError: "locked",
    CameraEncryptedError: "https_only",
}
_DAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}


def error_key(err: CameraError) -> str:
    """Return the translation key of an error in a form."""
    return next(key for kind, key in ERROR_KEYS.items() if isinstance(err, kind))


def error_text(err: CameraError, name: str, *, doing: str = "") -> tuple[str, dict[str, str]]:
    """Return translation key and placeholders of an error outside of forms.

    `name` is the camera's name, `doing` the key of the action or entity in use.
    """
    key, also = error_key(err), dict[str, str]()
    match err:
        case CameraBusyError():
            key = "busy"
        case CameraNotKeptError(value=None):
            key, also = "not_kept", {"setting": _called(err.setting)}
        case CameraNotKeptError():
            key = "not_kept_value"
            also = {"setting": _called(err.setting), "value": _shown(err.setting, str(err.value))}
        case LoudspeakerError():
            key = f"loudspeaker_{err.reason}"
        case CameraRejectedError() if err.answer:
            key, also = "rejected_because", {"answer": err.answer}
        case CameraUnsafeWriteError():
            key, also = "unsafe_write", {"setting": _called(err.setting)}
        case CameraUnsupportedError() if function := doing or err.setting:
            key, also = "unsupported_function", {"function": _called(function)}
        case CameraMismatchError():
            also = {"mac": err.mac}
    return key, {"name": name, **also}


@contextmanager
def translated(name: str, *, doing: str = "") -> Generator[None]:
    """Raise errors of a camera as translated errors of Home Assistant."""
    try:
        yield
    except BadValueError as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key=f"value_{err.reason}",
            translation_placeholders={
                **{limit: _limit(limit, str(value)) for limit, value in err.limits.items()},
                "setting": _called(str(err.limits.get("setting", err.setting))),
            },
        ) from err
    except SoundSourceError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=f"sound_{err.reason}",
            translation_placeholders={"name": name},
        ) from None  # its cause may show the URL
    except CameraError as err:
        key, placeholders = error_text(err, name, doing=doing)
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
        ) from err


@contextmanager
def translated_at_start(name: str) -> Generator[None]:
    """Raise errors of a camera as those that Home Assistant expects from the start of an entry."""
    try:
        yield
    except CameraAuthError as err:
        raise ConfigEntryAuthFailed(translation_domain=DOMAIN, translation_key=error_key(err)) from err
    except CameraError as err:
        key, placeholders = error_text(err, name)
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
        ) from err


def failed_poll(err: CameraError, name: str, *, retry_after: float) -> UpdateFailed:
    """Return the error of a failed poll; the next one follows after some seconds."""
    key, placeholders = error_text(err, name)
    return UpdateFailed(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
        retry_after=retry_after,
    )


def _limit(name: str, value: str) -> str:
    """Return a limit as text; names of action fields are translated."""
    return _called(value) if name in {"start", "length"} else value


def setting_name(key: str) -> str:
    """Return the translated name of a setting."""
    return _called(key)


def setting_value(key: str, value: object) -> object:
    """Return the translated value of a setting, if it has words for its values."""
    return _shown(key, value) if isinstance(value, str) else value


def _called(key: str) -> str:
    """Return the translated name of a setting, an action, or a field of an action."""
    hass = async_get_hass()
    for category in ("entity", "services"):
        for place, text in async_get_cached_translations(hass, hass.config.language, category, DOMAIN).items():
            match place.split(".")[2:]:
                case ["entity", _, name, "name"] | ["services", name, "name"] if name == key:
                    return text
                case ["services", action, "fields", field, "name"] if key in {
                    field,
                    f"{action.removeprefix('set_')}_{field}",
                }:
                    return text
    whole, _, part = key.rpartition("_")  # a day of a schedule has no own name
    return _called(whole) if whole and (part.isdecimal() or part in _DAYS) else key.replace("_", " ")


def _shown(key: str, value: str) -> str:
    """Return the translated value of a setting."""
    hass = async_get_hass()
    for place, text in async_get_cached_translations(hass, hass.config.language, "entity", DOMAIN).items():
        match place.split(".")[2:]:
            case ["entity", _, name, "state", state] if (name, state) == (key, value):
                return text
    return value
