"""When each camera went and came back, since Home Assistant started; it outlasts that an entry is loaded anew."""

from collections import deque
from datetime import datetime

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

_MAX_ENTRIES = 30

type AvailabilityLog = deque[tuple[datetime, str]]
"""When, and why it has gone; nothing where it was there."""

_LOGS: HassKey[dict[str, AvailabilityLog]] = HassKey(f"{DOMAIN}_histories")


@callback
def availability_log(hass: HomeAssistant, entry_id: str) -> AvailabilityLog:
    """Return what is known of a camera's comings and goings, the oldest first."""
    return hass.data.setdefault(_LOGS, {}).setdefault(entry_id, deque(maxlen=_MAX_ENTRIES))


@callback
def record_availability(hass: HomeAssistant, entry_id: str, failure: Exception | None) -> None:
    """Take note of whether a camera is there, if that is news."""
    known = availability_log(hass, entry_id)
    why = f"{type(failure).__name__}: {failure}" if failure else ""
    if not known or bool(known[-1][1]) != bool(why):
        known.append((dt_util.utcnow(), why))


@callback
def clear_availability_log(hass: HomeAssistant, entry_id: str) -> None:
    """Know nothing of a camera any more."""
    hass.data.setdefault(_LOGS, {}).pop(entry_id, None)
