"""Polls a camera, and passes on what it announces."""

from datetime import timedelta
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryError
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .const import CONF_DIALECT, DOMAIN, ERROR_KEYS, LOGGER
from .protocol import Account, Address, Camera, CameraAuthError, CameraError, CameraState, connect

type IpCameraConfigEntry = ConfigEntry[CameraCoordinator]

_INTERVAL = timedelta(seconds=30)
_REFUSED_LOGINS = 3  # in a row before anybody is bothered: these cameras refuse at random while they start


class CameraCoordinator(DataUpdateCoordinator[CameraState]):
    """Keeps what is known of one camera, and tells the entities when it changes."""

    config_entry: IpCameraConfigEntry
    camera: Camera

    def __init__(self, hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=entry.title,
            update_interval=_INTERVAL,
            always_update=False,
        )
        self._refused_logins = 0

    @override
    async def _async_setup(self) -> None:
        """Connect, as far as the camera answers."""
        data = self.config_entry.data
        try:
            camera = await connect(
                async_get_clientsession(self.hass),
                Address(data[CONF_HOST], data[CONF_PORT]),
                Account(data[CONF_USERNAME], data[CONF_PASSWORD]),
                dialect=data[CONF_DIALECT],
            )
        except CameraAuthError as err:
            raise ConfigEntryAuthFailed(translation_domain=DOMAIN, translation_key=ERROR_KEYS[type(err)]) from err
        except CameraError as err:
            raise self._failure(err) from err
        if format_mac(camera.info.mac) != self.config_entry.unique_id:
            raise ConfigEntryError(
                translation_domain=DOMAIN,
                translation_key="another_camera",
                translation_placeholders={"host": data[CONF_HOST], "mac": camera.info.mac},
            )
        self.camera = camera
        self.config_entry.async_on_unload(camera.close)

    @override
    async def _async_update_data(self) -> CameraState:
        """Read the pages that enabled entities show."""
        try:
            await self.camera.update(set(self.async_contexts()))
        except CameraAuthError as err:
            self._refused_logins += 1
            if self._refused_logins < _REFUSED_LOGINS:
                raise self._failure(err) from err
            raise ConfigEntryAuthFailed(translation_domain=DOMAIN, translation_key=ERROR_KEYS[type(err)]) from err
        except CameraError as err:
            raise self._failure(err) from err
        self._refused_logins = 0
        return self.camera.state

    @callback
    def listen(self) -> None:
        """Take in what the camera announces until the entry is unloaded."""
        self.config_entry.async_create_background_task(
            self.hass, self.camera.listen(self._heard), name=f"{DOMAIN} {self.name} events"
        )

    @callback
    def show_state(self) -> None:
        """Show what the camera said outside of a poll.

        async_set_updated_data would put the next poll off each time, so a lively camera would never be polled.
        """
        self.data = self.camera.state
        self.async_update_listeners()

    @callback
    def _heard(self) -> None:
        self.show_state()
        if self.camera.listening is not self.last_update_success:
            # It fell silent, or came back: a poll tells which, and says so once in the log.
            self.config_entry.async_create_task(self.hass, self.async_refresh(), eager_start=False)

    def _failure(self, err: CameraError) -> UpdateFailed:
        return UpdateFailed(
            translation_domain=DOMAIN,
            translation_key=ERROR_KEYS[type(err)],
            translation_placeholders={"host": self.config_entry.data[CONF_HOST], "reason": str(err)},
        )
