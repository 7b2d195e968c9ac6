"""Light entity for the infrared lamps."""

from typing import Any, override

from homeassistant.components.light import ColorMode, LightEntity
from homeassistant.const import STATE_OFF, STATE_ON, EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import RestoredExtraData, RestoreEntity

from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import IpCameraEntity
from .protocol import Infrared

_ON = "on"
PARALLEL_UPDATES = 0  # the protocol package serializes requests


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the lamps if the camera can switch them."""
    coordinator = entry.runtime_data
    if coordinator.camera.infrared is not None:
        async_add_entities([InfraredLight(coordinator, coordinator.camera.infrared)])


class InfraredLight(IpCameraEntity, LightEntity, RestoreEntity):
    """Infrared lamps; cameras do not report their state, so the last command is shown."""

    _attr_assumed_state = True
    _attr_entity_category = EntityCategory.CONFIG  # "turn off all the lights" of a room does not mean these
    _attr_color_mode = ColorMode.ONOFF
    _attr_supported_color_modes = {ColorMode.ONOFF}  # noqa: RUF012  declared like this by Home Assistant

    def __init__(self, coordinator: CameraCoordinator, infrared: Infrared) -> None:
        super().__init__(coordinator, "infrared")
        self._infrared = infrared
        self._attr_entity_registry_enabled_default = self.camera.capabilities.infrared_on_relay

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        last, stored = await self.async_get_last_state(), await self.async_get_last_extra_data()
        if stored is not None and isinstance(on := stored.as_dict().get(_ON), bool):
            self._attr_is_on = on
        elif last is not None and last.state in {STATE_ON, STATE_OFF}:  # stored by an earlier version
            self._attr_is_on = last.state == STATE_ON

    @property
    @override
    def extra_restore_state_data(self) -> RestoredExtraData:
        """Return what is stored; the state is "unavailable" while the camera is offline."""
        return RestoredExtraData({_ON: self._attr_is_on})

    @callback
    def async_entity_id_changed(self, old_entity_id: str) -> None:
        """Keep running after a new entity id; Home Assistant would remove and add the entity otherwise."""

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await self._switch(True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await self._switch(False)

    async def _switch(self, on: bool) -> None:
        await self._command(self._infrared.switch(on))
        self._attr_is_on = on
        self.async_write_ha_state()
