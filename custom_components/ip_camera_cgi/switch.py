"""Switch entities for privacy, settings and the relay."""

from abc import abstractmethod
from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .connection.short_outages import LastKnown
from .const import DOMAIN
from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import IpCameraEntity, SettingEntity, add_setting_entities
from .protocol import Flag
from .recordings.recorder import AlarmRecorder, recorder_of

PARALLEL_UPDATES = 1  # one write at a time
_TOUR = "tour"


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add switches for privacy, each flag, the relay, recordings and the tour."""
    coordinator = entry.runtime_data
    camera = coordinator.camera
    async_add_entities([PrivacySwitch(coordinator)])
    add_setting_entities(
        entry,
        async_add_entities,
        lambda camera: camera.writable(Flag),
        lambda coordinator, setting, _: SettingSwitch(coordinator, setting),
    )
    if camera.capabilities.output:
        async_add_entities([RelaySwitch(coordinator)])
    async_add_entities([RecordingSwitch(coordinator)])
    if coordinator.moves.has_tour and camera.ptz.supported:
        async_add_entities([TourSwitch(coordinator)])
    else:
        _forget_tour(hass, coordinator)


@callback
def _forget_tour(hass: HomeAssistant, coordinator: CameraCoordinator) -> None:
    """Remove the switch of a tour that is no longer stored."""
    registry = er.async_get(hass)
    if entity_id := registry.async_get_entity_id(Platform.SWITCH, DOMAIN, f"{coordinator.mac}_{_TOUR}"):
        registry.async_remove(entity_id)


class _Switch(SwitchEntity):
    """Base of switches with one method for both directions."""

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await self._switch(True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await self._switch(False)

    @abstractmethod
    async def _switch(self, on: bool) -> None:
        """Turn the switch on or off."""


class SettingSwitch(SettingEntity[bool], _Switch):
    """A setting that is on or off."""

    @property
    @override
    def is_on(self) -> bool | None:
        return self.current

    @override
    async def _switch(self, on: bool) -> None:
        await self._change(on)


class PrivacySwitch(IpCameraEntity, _Switch):
    """Privacy; it works while the camera is unavailable, because Home Assistant itself withholds pictures."""

    def __init__(self, coordinator: CameraCoordinator) -> None:
        super().__init__(coordinator, "privacy_mode")

    @property
    @override
    def available(self) -> bool:
        return True

    @property
    @override
    def is_on(self) -> bool:
        return self.coordinator.privacy.on

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        return {"in_camera": self.coordinator.privacy.in_camera} if self.is_on else None

    @override
    async def _switch(self, on: bool) -> None:
        await self.coordinator.privacy.async_set(on)


class RelaySwitch(IpCameraEntity, _Switch):
    """The relay output of the camera."""

    def __init__(self, coordinator: CameraCoordinator) -> None:
        super().__init__(coordinator, "relay")
        self._last = LastKnown[bool](coordinator.short_outages)
        self._attr_assumed_state = not self.camera.capabilities.reports_output
        self._attr_entity_registry_enabled_default = not self.camera.capabilities.infrared_on_relay

    @property
    @override
    def is_on(self) -> bool | None:
        on = self._last.update(self.coordinator.data.output)
        return bool(on) if self.assumed_state else on  # unknown counts as off while the state is assumed

    @override
    async def _switch(self, on: bool) -> None:
        await self._command(self.camera.switch_output(on))


class RecordingSwitch(IpCameraEntity, _Switch):
    """Whether alarms are recorded; kept in Home Assistant, so the camera may be unavailable."""

    def __init__(self, coordinator: CameraCoordinator) -> None:
        super().__init__(coordinator, "record_alarms")

    @property
    @override
    def available(self) -> bool:
        return True

    @property
    @override
    def is_on(self) -> bool:
        return self._recorder.on

    @property
    def _recorder(self) -> AlarmRecorder:
        recorder = recorder_of(self.hass, self.coordinator.config_entry.entry_id)
        assert recorder is not None  # noqa: S101  set up before the entities
        return recorder

    @override
    async def _switch(self, on: bool) -> None:
        self._recorder.set_on(on)
        self.async_write_ha_state()


class TourSwitch(IpCameraEntity, SwitchEntity):
    """The tour of presets; kept in Home Assistant, so the camera may be unavailable."""

    def __init__(self, coordinator: CameraCoordinator) -> None:
        super().__init__(coordinator, _TOUR)

    @property
    @override
    def available(self) -> bool:
        return True

    @property
    @override
    def is_on(self) -> bool:
        return self.coordinator.moves.touring

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        with self.coordinator.command(_TOUR):
            self.coordinator.moves.start_tour()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        with self.coordinator.command(_TOUR):
            self.coordinator.moves.end_tour()
