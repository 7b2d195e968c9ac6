"""When each camera went and came back, since Home Assistant started; it outlasts that an entry is loaded anew."""

from collections import deque
from datetime import datetime

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

_MOST = 30

type History = deque[tuple[datetime, str]]
"""When, and why it has gone; nothing where it was there."""

_HISTORIES: HassKey[dict[str, History]] = HassKey(f"{DOMAIN}_histories")


@callback
def history(hass: HomeAssistant, entry_id: str) -> History:
    """Return what is known of a camera's comings and goings, the oldest first."""
    return hass.data.setdefault(_HISTORIES, {}).setdefault(entry_id, deque(maxlen=_MOST))


@callback
def note(hass: HomeAssistant, entry_id: str, failure: Exception | None) -> None:
    """Take note of whether a camera is there, if that is news."""
    known = history(hass, entry_id)
    why = f"{type(failure).__name__}: {failure}" if failure else ""
    if not known or bool(known[-1][1]) != bool(why):
        known.append((dt_util.utcnow(), why))


@callback
def forget(hass: HomeAssistant, entry_id: str) -> None:
    """Know nothing of a camera any more."""
    hass.data.setdefault(_HISTORIES, {}).pop(entry_id, None)
