"""Actions for the camera's weekly schedules."""

from typing import Any

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import ServiceValidationError
import voluptuous as vol

from ..access import Access
from ..const import DOMAIN
from ..protocol.features.schedule import WEEKDAYS, parse_day, read_week, write_week
from ..protocol.model import keys
from .action import Action, Call

ATTR_SCHEDULE = "schedule"
ATTR_ENABLED = "enabled"
_SCHEDULES = ("alarm", "viewing", "ftp")
_SCHEDULE_FIELD: dict[vol.Marker, Any] = {vol.Required(ATTR_SCHEDULE): vol.In(_SCHEDULES)}


async def _get(call: Call) -> dict[str, Any]:
    schedule = keys.schedule(call.data[ATTR_SCHEDULE])
    week = await read_week(call.camera, schedule)
    setting = call.camera.setting(schedule)
    return {ATTR_ENABLED: setting and call.camera.state.get(setting), **week}


async def _set(call: Call) -> None:
    schedule = keys.schedule(call.data[ATTR_SCHEDULE])
    days = {day: parse_day(call.data[day]) for day in WEEKDAYS if day in call.data}
    if not days and ATTR_ENABLED not in call.data:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="nothing_to_set")
    if days:
        await write_week(call.camera, schedule, days)
    if ATTR_ENABLED in call.data:
        await call.camera.change_all({schedule: call.data[ATTR_ENABLED]})


ACTIONS = (
    Action(
        name="get_schedule", handler=_get, fields=_SCHEDULE_FIELD, response=SupportsResponse.ONLY, access=Access.READ
    ),
    Action(
        name="set_schedule",
        handler=_set,
        fields={
            **_SCHEDULE_FIELD,
            vol.Optional(ATTR_ENABLED): bool,
            **{vol.Optional(day): vol.Any(str, list) for day in WEEKDAYS},
        },
        access=Access.CONTROL,
        many=True,
    ),
)
