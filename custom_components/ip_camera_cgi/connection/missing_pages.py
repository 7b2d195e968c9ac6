"""Reads the pages of a camera that could not be read when it was set up."""

from collections.abc import Awaitable, Callable
import time

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN, LOGGER
from ..protocol import CameraError
from .background import BackgroundTasks
from .connection import CameraConnection

_MIN_RELOAD_INTERVAL = 300  # seconds between reloads because the capabilities have changed
_RELOADED_AT: HassKey[dict[str, float]] = HassKey(f"{DOMAIN}_reloaded_at")


class MissingPages:
    """Reads missing pages, and reloads the entry if they change identity, capabilities or settings."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        connection: CameraConnection,
        background: BackgroundTasks,
        on_page: Callable[[], None],
    ) -> None:
        """Create a reader; `on_page` is called after each page."""
        self._hass = hass
        self._entry_id = entry_id
        self._connection = connection
        self._background = background
        self._on_page = on_page

    @callback
    def read_soon(self) -> None:
        """Read missing pages in the background."""
        if self._connection.camera.unread_pages:
            self._background.start_once("pages", self.read)

    async def read_after(self, poll: Awaitable[None]) -> None:
        """Read missing pages after a poll, if the camera answers it."""
        await poll
        if self._connection.answers:
            await self.read()

    async def read(self) -> None:
        """Read missing pages."""
        connection = self._connection
        try:
            await connection.camera.read_missing(self._handle_page)
        except CameraError as err:  # the next poll shows whether the camera is available
            LOGGER.debug("%s: pages could not be read: %s", connection.address, err)
            return
        if connection.answers:
            connection.succeed()
        if connection.reached.is_set() and connection.camera.has_changed:
            await connection.save()
            self._reload()

    @callback
    def _handle_page(self) -> None:
        self._connection.camera.add_new_settings()
        self._on_page()

    @callback
    def notice_new_settings(self) -> None:
        """Add the settings of a page that was incomplete when it was read before, as while a camera starts."""
        if self._connection.camera.add_new_settings():
            self._background.start("description", self._connection.save())
            self._on_page()

    @callback
    def _reload(self) -> None:
        """Reload the entry, unless that was done a short time ago."""
        reloaded_at = self._hass.data.setdefault(_RELOADED_AT, {})
        if time.monotonic() - reloaded_at.get(self._entry_id, float("-inf")) > _MIN_RELOAD_INTERVAL:
            reloaded_at[self._entry_id] = time.monotonic()
            self._connection.hand_over_pages()
            self._hass.config_entries.async_schedule_reload(self._entry_id)
