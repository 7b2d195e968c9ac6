"""Privacy of one camera: no pictures anywhere until it is turned off.

Home Assistant stops showing pictures at once. If possible, the camera hides its picture too; its settings are saved
before they are replaced and restored afterwards. Both survive restarts and outages: changes that an unavailable camera
missed are made when it is back.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store

from .connection.connection import camera_of_removed_entry
from .const import DOMAIN, LOGGER
from .protocol import BadValueError, Camera, CameraConnectionError, CameraError, CameraUnavailableError
from .protocol.features.privacy import cover_values, read_values, restorable

_ON, _KEPT = "on", "kept"


def privacy_store(hass: HomeAssistant, entry_id: str) -> Store[dict[str, Any]]:
    """Return the store with the state of privacy and the camera's saved settings."""
    return Store(hass, 1, f"{DOMAIN}.{entry_id}.privacy", private=True)


class Privacy:
    """The privacy of one camera."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry, camera: Callable[[], Camera], changed: Callable[[], None]
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._camera = camera
        self._changed = changed
        self._store = privacy_store(hass, entry.entry_id)
        self._kept: dict[str, Any] | None = None
        self._lock = asyncio.Lock()
        self._catching_up: asyncio.Task[None] | None = None
        self.on = False
        self.in_camera = False
        """Whether the camera itself hides its picture."""

    async def async_load(self) -> None:
        """Load the stored state."""
        stored = await self._store.async_load() or {}
        self.on = stored.get(_ON) is True
        kept = stored.get(_KEPT)
        self._kept = kept if isinstance(kept, dict) else None

    @callback
    def apply(self) -> None:
        """Apply the state to the pictures of the camera."""
        camera = self._camera()
        if self.on:
            camera.pictures.withhold()
        elif camera.pictures.withheld:
            camera.pictures.release()

    async def async_set(self, on: bool) -> None:
        """Turn privacy on or off.

        Raises:
            HomeAssistantError: the camera refused its part; Home Assistant's part is done.
        """
        self.on = on
        self.apply()
        self._changed()
        await self._save()
        try:
            await self._bring_into_line()
        except (CameraConnectionError, CameraUnavailableError) as err:
            LOGGER.debug("%s is away; its settings change when it is back: %s", self._entry.title, err)
        except (CameraError, BadValueError) as err:
            if on:
                raise HomeAssistantError(
                    translation_domain=DOMAIN,
                    translation_key="privacy_not_in_camera",
                    translation_placeholders={"name": self._entry.title},
                ) from err
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="privacy_not_restored",
                translation_placeholders={"name": self._entry.title},
            ) from err
        finally:
            self._changed()

    async def _save(self) -> None:
        await self._store.async_save({_ON: self.on, _KEPT: self._kept})

    async def _bring_into_line(self) -> None:
        """Hide the picture in the camera, or restore its settings."""
        async with self._lock:
            if self.on:
                await self._cover(self._camera())
            elif self._kept is not None:
                await self._uncover(self._camera(), self._kept)

    async def _cover(self, camera: Camera) -> None:
        values = cover_values(camera)
        if not values:
            return
        present = await read_values(camera, values)
        if self._kept is None:
            self._kept = present
            await self._save()  # before the camera changes: a power cut must not lose it
        camera.hold_settings(values)
        if present != values:
            await camera.change_all(values, held=True)
        self.in_camera = True

    async def _uncover(self, camera: Camera, kept: Mapping[str, Any]) -> None:
        await camera.change_all(restorable(camera, kept), held=True)
        camera.hold_settings(())
        self.in_camera = False
        self._kept = None
        await self._save()

    @callback
    def catch_up(self) -> None:
        """Make missed changes in the background after the camera has returned."""
        if (self.on or self._kept is not None) and (self._catching_up is None or self._catching_up.done()):
            self._catching_up = self._entry.async_create_background_task(
                self._hass, self._catch_up(), f"{DOMAIN} {self._entry.title} privacy"
            )

    async def _catch_up(self) -> None:
        try:
            await self._bring_into_line()
        except (CameraError, BadValueError) as err:
            LOGGER.warning("%s does not take part in privacy: %s", self._entry.title, err)
        self._changed()


async def async_restore_after_removal(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Restore the camera's settings when its entry is removed, and delete the stored state."""
    store = privacy_store(hass, entry.entry_id)
    kept = (await store.async_load() or {}).get(_KEPT)
    if kept:
        try:
            async with camera_of_removed_entry(hass, entry) as camera:
                await camera.change_all(restorable(camera, kept), held=True)
        except (CameraError, BadValueError) as err:
            LOGGER.warning("%s still hides its picture; show it again on its own web page: %s", entry.title, err)
    await store.async_remove()
