"""Text entities."""

from typing import override

from homeassistant.components.text import TextEntity
from homeassistant.const import MAX_LENGTH_STATE_STATE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import SettingEntity, add_setting_entities
from .protocol import Setting, Text

PARALLEL_UPDATES = 1  # one write at a time


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a text for each text setting."""
    add_setting_entities(entry, async_add_entities, lambda camera: camera.writable(Text), SettingText)


class SettingText(SettingEntity[str], TextEntity):
    """A text setting."""

    def __init__(self, coordinator: CameraCoordinator, setting: Setting[str], text: Text) -> None:
        super().__init__(coordinator, setting)
        self._text = text

    # Home Assistant rejects states that violate the limits of the entity, but the camera may hold such a text. The
    # pattern is not declared: the codec's error message is clearer.

    @property
    @override
    def native_max(self) -> int:
        return max(self._text.max_length, len(self.current or ""))

    @property
    @override
    def native_value(self) -> str | None:
        text = self.current
        return None if text is None else text[:MAX_LENGTH_STATE_STATE]

    @override
    async def async_set_value(self, value: str) -> None:
        await self._change(value)
