"""Base classes of the entities."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, override

from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import CONNECTION_NETWORK_MAC, DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .access import Access, async_caller, require
from .connection.short_outages import LastKnown
from .const import DOMAIN
from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .protocol import Alarm, Camera, Category, Setting

_CATEGORIES = {
    Category.PRIMARY: None,
    Category.CONFIG: EntityCategory.CONFIG,
    Category.DIAGNOSTIC: EntityCategory.DIAGNOSTIC,
}


@callback
def main_camera(hass: HomeAssistant, coordinator: CameraCoordinator) -> str:
    """Return the entity id of the main camera."""
    entity_id = er.async_get(hass).async_get_entity_id(Platform.CAMERA, DOMAIN, f"{coordinator.mac}_camera")
    assert entity_id is not None  # noqa: S101  registered when the entry is set up
    return entity_id


class IpCameraEntity(CoordinatorEntity[CameraCoordinator]):
    """Base of all entities of a camera."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: CameraCoordinator, key: str, *, page: str | None = None) -> None:
        super().__init__(coordinator, context=page)
        self.camera = coordinator.camera
        info = self.camera.info
        self._attr_translation_key = key
        self._attr_unique_id = f"{coordinator.mac}_{key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, coordinator.mac)},
            connections={(CONNECTION_NETWORK_MAC, info.mac)} if info.mac == coordinator.mac else set(),
            name=info.name or coordinator.config_entry.title,
            manufacturer=info.manufacturer,
            model=info.model,
            sw_version=f"{info.firmware} (web page {info.web_version})" if info.web_version else info.firmware,
            hw_version=info.hardware,
            serial_number=info.mac.replace(":", "").upper(),
            configuration_url=str(self.camera.address),
        )

    @property
    @override
    def available(self) -> bool:
        return self.coordinator.seems_available

    async def _require_administrator(self) -> None:
        """Raise Unauthorized unless the user who calls an action of this entity is an administrator."""
        require(await async_caller(self.hass, self._context), Access.ADMIN)

    async def _command(self, doing: Awaitable[object]) -> None:
        """Run a command, translate its errors and update the state."""
        with self.coordinator.command(self.translation_key or ""):
            await doing


class AlarmStartEntity(IpCameraEntity):
    """Base of entities that react when an alarm begins."""

    def __init__(self, coordinator: CameraCoordinator, key: str) -> None:
        super().__init__(coordinator, key)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.alarm_feed.add_listener(self._handle_alarm_start))

    @callback
    def async_entity_id_changed(self, old_entity_id: str) -> None:
        """Keep running after a new entity id; Home Assistant would remove and add the entity otherwise."""

    @callback
    @abstractmethod
    def _handle_alarm_start(self, alarm: Alarm) -> None:
        """Handle the beginning of an alarm."""


class SpeakerEntity(IpCameraEntity):
    """Base of entities that use the loudspeaker."""

    def __init__(self, coordinator: CameraCoordinator, key: str, *, page: str | None = None) -> None:
        super().__init__(coordinator, key, page=page)
        self._speaker = self.camera.speaker
        self._reachable = LastKnown[bool](coordinator.short_outages)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self._speaker.add_listener(self.async_write_ha_state))

    @property
    @override
    def available(self) -> bool:
        return super().available and bool(self._reachable.update(self._speaker.available or None))


@callback
def add_speaker_entity(
    entry: IpCameraConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create: Callable[[CameraCoordinator], SpeakerEntity],
) -> None:
    """Add an entity as soon as the camera is known to have a loudspeaker."""
    coordinator = entry.runtime_data
    added = False

    @callback
    def add_when_found() -> None:
        nonlocal added
        if coordinator.camera.speaker.found and not added:
            added = True
            async_add_entities([create(coordinator)])

    add_when_found()
    entry.async_on_unload(coordinator.async_add_listener(add_when_found))


@callback
def add_setting_entities[C](
    entry: IpCameraConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    find: Callable[[Camera], Iterable[tuple[Setting[Any], C]]],
    create: Callable[[CameraCoordinator, Setting[Any], C], Entity],
) -> None:
    """Add the entities of settings; those of a slow camera follow as its pages arrive.

    `find` returns the settings with their codecs.
    """
    coordinator = entry.runtime_data
    searched: tuple[Setting[Any], ...] | None = None
    added: set[str] = set()

    @callback
    def add_new() -> None:
        nonlocal searched
        camera = coordinator.camera
        if camera.settings is searched:
            return
        searched = camera.settings
        new = [(setting, codec) for setting, codec in find(camera) if setting.key not in added]
        added.update(setting.key for setting, _ in new)
        async_add_entities(create(coordinator, setting, codec) for setting, codec in new)

    add_new()
    entry.async_on_unload(coordinator.async_add_listener(add_new))


class SettingEntity[T](IpCameraEntity):
    """Base of entities for one setting."""

    def __init__(self, coordinator: CameraCoordinator, setting: Setting[T]) -> None:
        super().__init__(coordinator, setting.key, page=setting.page)
        self.setting = setting
        self._attr_entity_category = _CATEGORIES[setting.category]
        self._attr_entity_registry_enabled_default = not setting.advanced

    @property
    @override
    def available(self) -> bool:
        known = self.setting.page not in self.camera.unread_pages
        return super().available and known and self.camera.is_available(self.setting)

    @property
    def current(self) -> T | None:
        """Return the last known value."""
        return self.coordinator.data.get(self.setting)

    async def _change(self, value: T) -> None:
        """Write the setting; the state shows what the camera reports afterwards."""
        if self.setting.for_administrators:
            await self._require_administrator()
        await self._command(self.camera.change(self.setting, value))
