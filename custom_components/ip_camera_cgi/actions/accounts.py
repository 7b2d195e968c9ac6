"""Actions for the camera's accounts and its linked cameras."""

from typing import Any

from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..accounts import async_remove_account, async_set_account
from ..const import DOMAIN
from ..protocol import Role
from ..protocol.model import keys
from .action import Action, Call

ATTR_NAME = "new_username"
ATTR_NUMBER = "number"
ATTR_ROLE = "role"
_LINKED = ("name", "host", "port", "username", "password")


async def _set_user(call: Call) -> None:
    await async_set_account(
        call.coordinator,
        call.data[CONF_USERNAME],
        name=call.data.get(ATTR_NAME),
        password=call.data.get(CONF_PASSWORD),
        role=call.data.get(ATTR_ROLE),
    )


async def _remove_user(call: Call) -> None:
    await async_remove_account(call.coordinator, call.data[CONF_USERNAME])


async def _set_linked_camera(call: Call) -> None:
    camera = keys.linked_camera(call.data[ATTR_NUMBER])
    values = {f"{camera}_{field}": call.data[field] for field in _LINKED if field in call.data}
    if not values:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="nothing_to_set")
    await call.camera.change_all(values)


_USERNAME: dict[vol.Marker, Any] = {vol.Required(CONF_USERNAME): cv.string}

ACTIONS = (
    Action(
        name="set_user",
        handler=_set_user,
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
