"""Actions that write groups of settings (mail, FTP, dynamic DNS) and read all groups."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import DOMAIN
from ..protocol import Secret
from ..protocol.model import keys
from .action import Action, Call, fields_for_group, values_for_group

ATTR_GROUPS = "groups"
ATTR_FACTORY = "as_factory_setting"
_GROUPS = (
    keys.MAIL,
    keys.FTP,
    keys.DDNS,
    keys.PPPOE,
    keys.NETWORK,
    keys.WIFI,
    keys.USERS,
    keys.LINKED_CAMERAS,
    keys.ALARM_CALL,
)


async def _get(call: Call) -> dict[str, Any]:
    """Return the settings of the groups; of secrets, only whether they are set."""
    secret = {each.key for each in call.camera.settings if isinstance(each.codec, Secret)}
    return {
        group: {key.removeprefix(f"{group}_"): bool(value) if key in secret else value for key, value in values.items()}
        for group, values in (await call.camera.groups(call.data[ATTR_GROUPS])).items()
    }


async def set_group(call: Call, group: str) -> None:
    """Write the given settings of a group."""
    values = values_for_group(group, call.data)
    if not values:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="nothing_to_set")
    await call.camera.change_all(values)


def _set(group: str) -> Callable[[Call], Awaitable[None]]:
    return lambda call: set_group(call, group)


async def _set_ddns(call: Call) -> None:
    await set_group(call, keys.DDNS)
    if call.data[ATTR_FACTORY]:
        values = values_for_group("factory_ddns", call.data)
        await call.camera.change_all(values)


ACTIONS = (
    Action(
        name="get_settings",
        handler=_get,
        fields={vol.Optional(ATTR_GROUPS, default=list(_GROUPS)): vol.All(cv.ensure_list, [vol.In(_GROUPS)])},
        response=SupportsResponse.ONLY,
    ),
    *(
        Action(name=f"set_{group}", handler=_set(group), fields=fields_for_group(group), many=True)
        for group in (keys.MAIL, keys.FTP, keys.ALARM_CALL)
    ),
    Action(
        name="set_ddns",
        handler=_set_ddns,
        fields={**fields_for_group(keys.DDNS), vol.Optional(ATTR_FACTORY, default=False): cv.boolean},
        many=True,
    ),
)
