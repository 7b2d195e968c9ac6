"""Actions for the camera's accounts and its linked cameras."""

from typing import Any

from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import DOMAIN
from ..protocol import Account, Camera, CameraResponseError, Role
from .action import Action, Call
from .relocate import wait_and_update_entry

ATTR_NAME = "new_username"
ATTR_NUMBER = "number"
ATTR_ROLE = "role"
_LINKED = ("name", "host", "port", "username", "password")


def _error(key: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders)


async def _read_slots(camera: Camera) -> dict[str, str]:
    """Return the account name of each slot; an empty name marks a free slot."""
    users = await camera.group("user")
    names = {key.removesuffix("_name"): name for key, name in users.items() if key.endswith("_name")}
    if None in names.values():  # a missing name does not mean a free slot
        raise CameraResponseError("the page of accounts is not whole")
    return names


def _find_slot(places: dict[str, str], username: str) -> str | None:
    return next((place for place, name in places.items() if name == username), None)


async def set_user(call: Call) -> None:
    """Add or change an account. The account in use is updated in the entry, and its role cannot be lowered."""
    data, own = call.data, call.coordinator.account
    username = data[CONF_USERNAME]
    name = data.get(ATTR_NAME, username)
    if not username or not name:
        raise _error("no_username")
    is_own = username == own.username
    if is_own and data.get(ATTR_ROLE, "administrator") != "administrator":
        raise _error("own_account", username=username)
    async with call.camera.account_lock:
        places = await _read_slots(call.camera)
        place = _find_slot(places, username)
        if place is None and (CONF_PASSWORD not in data or ATTR_ROLE not in data):
            raise _error("new_account_incomplete", username=username)
        place = place or _find_slot(places, "")
        if place is None:
            raise _error("no_free_account", most=str(len(places)))
        if _find_slot(places, name) not in {None, place}:
            raise _error("account_exists", username=name)
        values: dict[str, Any] = {f"{place}_name": name}
        values |= {f"{place}_{field}": data[field] for field in (CONF_PASSWORD, ATTR_ROLE) if field in data}
        await call.camera.change_all(values, confirm=not is_own)
    if is_own:
        await wait_and_update_entry(call, account=Account(name, data.get(CONF_PASSWORD, own.password)))


async def _remove_user(call: Call) -> None:
    username = call.data[CONF_USERNAME]
    if not username:
        raise _error("no_username")
    if username == call.coordinator.account.username:
        raise _error("own_account", username=username)
    async with call.camera.account_lock:
        place = _find_slot(await _read_slots(call.camera), username)
        if place is None:
            raise _error("unknown_account", username=username)
        await call.camera.change_all({f"{place}_name": "", f"{place}_password": "", f"{place}_role": "visitor"})


async def _set_linked_camera(call: Call) -> None:
    camera = f"linked_camera_{call.data[ATTR_NUMBER]}"
    values = {f"{camera}_{field}": call.data[field] for field in _LINKED if field in call.data}
    if not values:
        raise _error("nothing_to_set")
    await call.camera.change_all(values)


_USERNAME: dict[vol.Marker, Any] = {vol.Required(CONF_USERNAME): cv.string}

ACTIONS = (
    Action(
        name="set_user",
        handler=set_user,
        fields={
            **_USERNAME,
            vol.Optional(ATTR_NAME): cv.string,
            vol.Optional(CONF_PASSWORD): cv.string,
            vol.Optional(ATTR_ROLE): vol.In([role.name.lower() for role in Role]),
        },
        dangerous=True,
    ),
    Action(name="remove_user", handler=_remove_user, fields=_USERNAME, dangerous=True),
    Action(
        name="set_linked_camera",
        handler=_set_linked_camera,
        fields={
            vol.Required(ATTR_NUMBER): vol.All(vol.Coerce(int), vol.Range(min=2, max=9)),
            **{vol.Optional(field): vol.Coerce(int) if field == "port" else cv.string for field in _LINKED},
        },
    ),
)
