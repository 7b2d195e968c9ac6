"""Home Assistant in this process, with real sockets and only the components that cameras need."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
import json
from pathlib import Path
import socket
from tempfile import TemporaryDirectory
from time import monotonic
from types import MappingProxyType

from homeassistant import bootstrap, loader
from homeassistant.config_entries import SOURCE_USER, ConfigEntries, ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME, EVENT_STATE_CHANGED, Platform
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.core_config import async_process_ha_core_config
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from custom_components.ip_camera_cgi.const import CONF_DIALECT, CONF_HOLD, CONF_NATIVE, CONF_PUSH, DOMAIN

from .cameras import PASSWORD, USER, Place


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _listen_at(port: int, folder: Path) -> None:
    """Store the port, in the file's first version: one that is configured is only on trial, for five minutes."""
    stored = folder / ".storage/http"
    stored.parent.mkdir()
    http = {"server_host": ["127.0.0.1"], "server_port": port}
    stored.write_text(json.dumps({"version": 1, "key": "http", "data": http}), encoding="utf-8")


@asynccontextmanager
async def house() -> AsyncGenerator[HomeAssistant]:
    """Run Home Assistant with the integration and a temporary configuration."""
    with TemporaryDirectory() as folder:
        _listen_at(_free_port(), Path(folder))
        hass = HomeAssistant(folder)
        loader.async_setup(hass)
        hass.config.skip_pip = True
        hass.config_entries = ConfigEntries(hass, {})
        await bootstrap.async_load_base_functionality(hass)
        await async_process_ha_core_config(hass, {})
        for domain in ("homeassistant", "http", DOMAIN):
            assert await async_setup_component(hass, domain, {})  # noqa: S101
        await hass.async_start()
        try:
            yield hass
        finally:
            await hass.async_stop(force=True)


def entry_for(place: Place, *, push: bool = False, native: bool = False) -> ConfigEntry:
    """Return an entry as created by the config flow."""
    return ConfigEntry(
        version=1,
        minor_version=1,
        domain=DOMAIN,
        title=f"Camera {place.number}",
        unique_id=place.mac,
        source=SOURCE_USER,
        data={
            CONF_HOST: "127.0.0.1",
            CONF_PORT: place.port,
            CONF_USERNAME: USER,
            CONF_PASSWORD: PASSWORD,
            CONF_DIALECT: place.dialect,
        },
        options={CONF_PUSH: push, CONF_NATIVE: native, CONF_HOLD: 0},
        discovery_keys=MappingProxyType({}),
        subentries_data=None,
    )


async def add(hass: HomeAssistant, entries: Sequence[ConfigEntry]) -> None:
    """Add cameras concurrently, as at a start, and wait until their alarms are known."""
    await asyncio.gather(*map(hass.config_entries.async_add, entries))
    sensors = [motion_of(hass, entry) for entry in entries]
    unknown = [sensor for sensor in sensors if not hass.states.is_state(sensor, "off")]
    async with asyncio.timeout(60):
        await asyncio.gather(*(seen(hass, sensor, "off") for sensor in unknown))
        for entry in entries:
            while entry.options[CONF_NATIVE] and entry.runtime_data.camera.alarms.in_use != "native":  # noqa: ASYNC110
                await asyncio.sleep(0.1)


def motion_of(hass: HomeAssistant, entry: ConfigEntry) -> str:
    """Return the motion sensor of an entry."""
    unique_id = f"{entry.unique_id}_motion"
    entity_id = er.async_get(hass).async_get_entity_id(Platform.BINARY_SENSOR, DOMAIN, unique_id)
    assert entity_id is not None  # noqa: S101
    return entity_id


def seen(hass: HomeAssistant, entity_id: str, state: str) -> asyncio.Future[float]:
    """Return the time, by the monotonic clock, of an entity's next change to a state."""
    when: asyncio.Future[float] = hass.loop.create_future()

    @callback
    def look(event: Event[EventStateChangedData]) -> None:
        now, new = monotonic(), event.data["new_state"]
        if event.data["entity_id"] == entity_id and new is not None and new.state == state and not when.done():
            when.set_result(now)

    stop = hass.bus.async_listen(EVENT_STATE_CHANGED, look)
    when.add_done_callback(lambda _: stop())
    return when
