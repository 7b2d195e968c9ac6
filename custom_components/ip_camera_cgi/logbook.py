"""Logbook entries of recordings."""

from collections.abc import Callable

from homeassistant.components.logbook import LOGBOOK_ENTRY_ENTITY_ID, LOGBOOK_ENTRY_MESSAGE, LOGBOOK_ENTRY_NAME
from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from .const import DOMAIN
from .recordings.recording import EVENT_RECORDED
from .recordings.titles import Texts

type Describe = Callable[[Event], dict[str, str]]


@callback
def async_describe_events(hass: HomeAssistant, async_describe_event: Callable[[str, str, Describe], None]) -> None:
    """Register the description of recordings."""

    @callback
    def describe(event: Event) -> dict[str, str]:
        texts, data = Texts(hass), event.data
        device = dr.async_get(hass).async_get(data.get(ATTR_DEVICE_ID) or "")
        kinds = ", ".join(texts.kind(kind) for kind in data.get("kinds", ()))
        seconds = round(data.get("seconds", 0))
        message = texts.word("recorded_clip" if seconds else "recorded_picture", kinds=kinds, seconds=seconds)
        described = {
            LOGBOOK_ENTRY_NAME: (device and (device.name_by_user or device.name)) or "IP Camera CGI",
            LOGBOOK_ENTRY_MESSAGE: message,
        }
        if entity_id := data.get(ATTR_ENTITY_ID):
            described[LOGBOOK_ENTRY_ENTITY_ID] = entity_id
        return described

    async_describe_event(DOMAIN, EVENT_RECORDED, describe)
