"""Image entity with the picture of the last alarm."""

import asyncio
from datetime import datetime
from typing import override

from homeassistant.components.image import ImageEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, LOGGER
from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import AlarmStartEntity
from .protocol import Alarm, CameraError, RateLimit

_LAST: HassKey[dict[str, tuple[bytes, datetime]]] = HassKey(f"{DOMAIN}_last_events")  # survives a reload
# An alarm that flickers for hours must not keep the camera and the recorder busy.
_PICTURES_AT_ONCE, _PICTURES_PER_SECOND = 10, 1 / 30
PARALLEL_UPDATES = 0  # pictures are shared; the protocol package serializes requests


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one image entity for all alarms."""
    async_add_entities([LastEventImage(hass, entry.runtime_data)])


class LastEventImage(AlarmStartEntity, ImageEntity):
    """The picture taken at the beginning of the last alarm."""

    def __init__(self, hass: HomeAssistant, coordinator: CameraCoordinator) -> None:
        ImageEntity.__init__(self, hass)
        AlarmStartEntity.__init__(self, coordinator, "last_event")
        self._last = hass.data.setdefault(_LAST, {})
        self._picture: bytes | None = None
        if coordinator.mac in self._last:
            self._picture, self._attr_image_last_updated = self._last[coordinator.mac]
        self._fetching: asyncio.Task[None] | None = None
        self._limit = RateLimit(per_second=_PICTURES_PER_SECOND, burst=_PICTURES_AT_ONCE)

    @property
    @override
    def available(self) -> bool:
        return self._picture is not None or super().available  # most useful when the camera has become unavailable

    @property
    @override
    def entity_picture(self) -> str | None:
        return super().entity_picture if self._picture else None  # shows the icon instead of a broken picture

    @override
    async def async_image(self) -> bytes | None:
        return self._picture

    @callback
    @override
    def _handle_alarm_start(self, alarm: Alarm) -> None:
        fetching = self._fetching is not None and not self._fetching.done()
        if not fetching and not self._limit.delay:
            self._limit.take()
            self._fetching = self.coordinator.config_entry.async_create_background_task(
                self.hass, self._fetch(dt_util.utcnow()), f"{DOMAIN} {self.coordinator.name} last event"
            )

    async def _fetch(self, began: datetime) -> None:
        try:
            self._picture = await self.camera.pictures.still()
        except CameraError as err:
            LOGGER.debug("No picture of the alarm of %s: %s", self.coordinator.name, err)
            return
        self._attr_image_last_updated = began
        self._last[self.coordinator.mac] = self._picture, began
        self.async_write_ha_state()
