"""Outages of each camera since Home Assistant started; the log survives reloads."""

from collections import deque
from datetime import datetime

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

_MAX_ENTRIES = 30

type AvailabilityLog = deque[tuple[datetime, str]]
"""Time of each change and the reason of the outage; an empty reason means available."""

_LOGS: HassKey[dict[str, AvailabilityLog]] = HassKey(f"{DOMAIN}_histories")


@callback
def availability_log(hass: HomeAssistant, entry_id: str) -> AvailabilityLog:
    """Return the log of a camera, oldest entry first."""
    return hass.data.setdefault(_LOGS, {}).setdefault(entry_id, deque(maxlen=_MAX_ENTRIES))


@callback
def record_availability(hass: HomeAssistant, entry_id: str, failure: Exception | None) -> None:
    """Record a change of the availability; repeated states are ignored."""
    known = availability_log(hass, entry_id)
    why = f"{type(failure).__name__}: {failure}" if failure else ""
    if not known or bool(known[-1][1]) != bool(why):
        known.append((dt_util.utcnow(), why))


@callback
def clear_availability_log(hass: HomeAssistant, entry_id: str) -> None:
    """Delete the log of a camera."""
    hass.data.setdefault(_LOGS, {}).pop(entry_id, None)
