"""What went wrong, in the words of the house: the one place where errors become Home Assistant's."""

from collections.abc import Generator
from contextlib import contextmanager

from homeassistant.core import async_get_hass
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.translation import async_get_cached_translations

from .const import DOMAIN
from .protocol import (
    BadValueError,
    CameraAuthError,
    CameraConnectionError,
    CameraError,
    CameraMismatchError,
    CameraPermissionError,
    CameraRejectedError,
    CameraResponseError,
    CameraUnknownError,
    CameraUnsupportedError,
)

# The text for each error: config.error in a form, exceptions elsewhere.
ERROR_KEYS: dict[type[CameraError], str] = {
    CameraConnectionError: "cannot_connect",
    CameraAuthError: "invalid_auth",
    CameraPermissionError: "not_allowed",
    CameraRejectedError: "rejected",
    CameraUnsupportedError: "unsupported",
    CameraResponseError: "unintelligible",
    CameraUnknownError: "unknown_camera",
    CameraMismatchError: "another_camera",
}


def error_key(err: CameraError) -> str:
    """Return the key of an error's text."""
    return next(key for kind, key in ERROR_KEYS.items() if isinstance(err, kind))


@contextmanager
def translated(host: str) -> Generator[None]:
    """Let a person know what went wrong with the camera at a host, in their language."""
    try:
        yield
    except BadValueError as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key=f"value_{err.reason}",
            translation_placeholders={
                **{name: str(limit) for name, limit in err.limits.items()},
                "setting": _setting_name(str(err.limits.get("setting", err.setting))),
            },
        ) from err
    except CameraError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=error_key(err),
            translation_placeholders={"host": host, "reason": str(err)},
        ) from err


def _setting_name(setting: str) -> str:
    """Return what a setting, or a field of an action, is called in the language of the house."""
    hass = async_get_hass()
    for category in ("entity", "services"):
        for place, text in async_get_cached_translations(hass, hass.config.language, category, DOMAIN).items():
            match place.split(".")[2:]:
                case ["entity", _, key, "name"] if key == setting:
                    return text
                case ["services", action, "fields", field, "name"] if setting in {
                    field,
                    f"{action.removeprefix('set_')}_{field}",
                }:
                    return text
    return setting.replace("_", " ")
