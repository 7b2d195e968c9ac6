"""Settings that are set together: mail, FTP, dynamic DNS and the like; and all of them, read."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import DOMAIN
from ..protocol import CameraUnsupportedError, Secret
from .action import Action, Call, fields_of, values_of

ATTR_GROUPS = "groups"
ATTR_FACTORY = "as_factory_setting"
_GROUPS = ("mail", "ftp", "ddns", "pppoe", "network", "wifi", "user", "linked_camera", "alarm_call")


async def _get(call: Call) -> dict[str, Any]:
    """Return everything but the secrets; of those only whether there is one."""
    told: dict[str, Any] = {}
    for group in call.data[ATTR_GROUPS]:
        try:
            values = await call.camera.group(group)
        except CameraUnsupportedError:
            continue
        secret = {each.key for each in call.camera.settings if isinstance(each.codec, Secret)}
        told[group] = {
            key.removeprefix(f"{group}_"): bool(value) if key in secret else value for key, value in values.items()
        }
    return told


async def set_form(call: Call, group: str) -> None:
    """Set what of a group was given."""
    values = values_of(group, call.data)
    if not values:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="nothing_to_set")
    await call.camera.change_all(values)


def _set(group: str) -> Callable[[Call], Awaitable[None]]:
    return lambda call: set_form(call, group)


async def _set_ddns(call: Call) -> None:
    await set_form(call, "ddns")
    if call.data[ATTR_FACTORY]:
        values = values_of("factory_ddns", call.data)
        await call.camera.change_all(values)


ACTIONS = (
    Action(
        name="get_settings",
        do=_get,
        fields={vol.Optional(ATTR_GROUPS, default=list(_GROUPS)): vol.All(cv.ensure_list, [vol.In(_GROUPS)])},
        answers=SupportsResponse.ONLY,
    ),
    *(Action(name=f"set_{group}", do=_set(group), fields=fields_of(group)) for group in ("mail", "ftp", "alarm_call")),
    Action(
        name="set_ddns",
        do=_set_ddns,
        fields={**fields_of("ddns"), vol.Optional(ATTR_FACTORY, default=False): cv.boolean},
    ),
)
