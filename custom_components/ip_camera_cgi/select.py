"""Select entities for settings and presets."""

from typing import override

from homeassistant.components.select import SelectEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import IpCameraEntity, SettingEntity, add_setting_entities
from .protocol import Choice, Setting

PARALLEL_UPDATES = 1  # one write at a time


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a select for each setting with options, and one for the presets."""
    coordinator = entry.runtime_data
    add_setting_entities(entry, async_add_entities, lambda camera: camera.writable(Choice), SettingSelect)
    ptz = coordinator.camera.ptz
    if ptz.supported and ptz.capabilities.presets:
        async_add_entities([PresetSelect(coordinator)])


class SettingSelect(SettingEntity[str], SelectEntity):
    """A setting with options."""

    def __init__(self, coordinator: CameraCoordinator, setting: Setting[str], choice: Choice) -> None:
        super().__init__(coordinator, setting)
        self._attr_options = list(choice.options.values())

    @property
    @override
    def current_option(self) -> str | None:
        return self.current

    @override
    async def async_select_option(self, option: str) -> None:
        await self._change(option)


class PresetSelect(IpCameraEntity, SelectEntity):
    """The preset that was selected last; unknown after any other move."""

    def __init__(self, coordinator: CameraCoordinator) -> None:
        super().__init__(coordinator, "preset")
        self._ptz = self.camera.ptz

    @property
    @override
    def options(self) -> list[str]:
        return self.coordinator.preset_names.labels(self._ptz.capabilities.presets)

    @property
    @override
    def current_option(self) -> str | None:
        preset = self._ptz.motion.preset
        return None if preset is None else self.coordinator.preset_names.label(preset)

    @override
    async def async_select_option(self, option: str) -> None:
        await self._command(self._ptz.go_to_preset(self.coordinator.preset_names.resolve(option)))
