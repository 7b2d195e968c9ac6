"""Another device at the address of a camera never receives the camera's password in clear."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

from homeassistant.components.camera import async_get_stream_source
from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.protocol import BadValueError, Camera, CameraError, CameraMismatchError
from simulator import SimulatedCamera

from ..conftest import PASSWORD, USER
from ..protocol.stub import answer
from ..protocol.test_camera import until
from ..protocol.test_firmwares import HUCOMS, NETWAVE
from ..protocol.test_login import locked
from .test_entities import entity_id
from .test_streams import has_stream

ROUTER = 'WWW-Authenticate: Basic realm="Router"'
DIGEST = 'WWW-Authenticate: Digest realm="Router", qop="auth", nonce="abc"'
SECRETS = (PASSWORD.encode(), b64encode(f"{USER}:{PASSWORD}".encode()))
OTHER_DEVICES: dict[str, bytes] = {
    "empty": answer(""),
    "noise": bytes(range(256)) * 8,
    "ssh": b"SSH-2.0-OpenSSH_9.9\r\n",
    "vstarcam": answer('var deviceid="X";\nvar result="0";\n'),
    "locked router": answer("", "401 Unauthorized", ROUTER),
    "login page": answer("<html><form><input name=user><input type=password name=pwd></form></html>"),
    "Digest only": answer("", "401 Unauthorized", DIGEST),
    "Basic and Digest": answer("", "401 Unauthorized", ROUTER, DIGEST),
    "redirect": answer("", "302 Found", "Location: /login.htm"),
    "https only": b"\x15\x03\x01\x00\x02\x02\x50",
    "locked without a word": answer("", "401 Unauthorized"),
    "forbidden": answer("", "403 Forbidden"),
}


@asynccontextmanager
async def other_device(port: int, response: bytes) -> AsyncGenerator[list[bytes]]:
    """Serve one response to every request, over HTTP or otherwise; yields the received data."""
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(2):
                seen.append(await reader.read(4096))
                writer.write(response)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    try:
        yield seen
    finally:
        server.close()
        await server.wait_closed()


async def use(camera: Camera) -> None:
    """Send the requests of polls, dashboards and automations."""
    with suppress(CameraError):
        await camera.pictures.still()
    with suppress(CameraError):
        await camera.refresh({next(iter(camera.state.pages))})
    with suppress(CameraError, BadValueError):
        await camera.switch_output(True)


@pytest.mark.parametrize("kind", OTHER_DEVICES)
async def test_other_device_at_the_address(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, kind: str
) -> None:
    """After the camera is gone: polls, alarms, pictures and commands, and the same after a restart."""
    port, coordinator = simulated.port, entry.runtime_data
    await simulated.stop()
    await coordinator.async_refresh()
    async with other_device(port, OTHER_DEVICES[kind]) as seen:
        for _ in range(2):
            coordinator = entry.runtime_data
            await coordinator.async_refresh()
            await use(coordinator.camera)
            coordinator.camera.alarms.wake()
            await asyncio.sleep(0.3)
            await hass.config_entries.async_reload(entry.entry_id)
        assert seen
        assert not [each for each in seen if any(secret in each for secret in SECRETS)]


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_another_camera_at_the_address(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """A camera that identifies itself before it requires a login does not receive its predecessor's."""
    port, coordinator = simulated.port, entry.runtime_data
    await simulated.stop()
    await coordinator.async_refresh()
    status = answer("var id='00606E0A0B0C';\nvar sys_ver='11.22.2.38';\nvar alias='Attic';\nvar alarm_status=0;\n")
    async with other_device(port, status) as seen:
        await coordinator.async_refresh()
        assert isinstance(coordinator.last_exception.__cause__, CameraMismatchError)
        await use(coordinator.camera)
        await hass.config_entries.async_reload(entry.entry_id)
        await use(entry.runtime_data.camera)
        flow = await entry.start_reconfigure_flow(hass)
        typed = {"host": "127.0.0.1", "port": port, "username": USER, "password": PASSWORD}
        reported = await hass.config_entries.flow.async_configure(flow["flow_id"], typed)
        assert reported["step_id"] == "another_camera"
        # Also as a replacement it receives only what was entered for it.
        configure = hass.config_entries.flow.async_configure
        form = await configure(flow["flow_id"], {"next_step_id": "reconfigure"})
        assert form["step_id"] == "reconfigure"
        assert (await configure(flow["flow_id"], {**typed, "password": ""}))["step_id"] == "another_camera"
        await configure(flow["flow_id"], {"next_step_id": "replacement"})
        assert not [each for each in seen if any(secret in each for secret in SECRETS)]


@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
async def test_players_do_not_repeat_a_refused_login(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """Players retry endlessly, so RTSP is not offered until the login is accepted."""
    camera, coordinator = entity_id(hass, entry, "camera"), entry.runtime_data
    assert (await async_get_stream_source(hass, camera) or "").startswith("rtsp://")
    simulated.faults.password = "another"
    for _ in range(3):
        await coordinator.async_refresh()
    await hass.async_block_till_done()
    assert not has_stream(hass, camera)
    assert PASSWORD not in (await async_get_stream_source(hass, camera) or "")
    simulated.faults.password = ""
    simulated.set_password(USER, PASSWORD)
    await asyncio.sleep(0.6)  # the login is held back
    await coordinator.async_refresh()
    await hass.async_block_till_done()
    assert (await async_get_stream_source(hass, camera) or "").startswith("rtsp://")


@pytest.mark.parametrize("kind", ["netwave", "hucoms"])
async def test_wrong_login_is_sent_once_per_form(hass: HomeAssistant, kind: str) -> None:
    """Some cameras lock an account after five wrong logins, and users try more than once."""
    pages, mac = {"netwave": (NETWAVE, "00:60:6e:0a:0b:0c"), "hucoms": (HUCOMS, "00:07:d8:0a:0b:0c")}[kind]
    async with locked(pages, 'Basic realm="camera"', takes=("basic",), known=True) as server:
        wrong = {"host": "127.0.0.1", "port": server.port, "username": USER, "password": "wrong"}

        async def submit(flow: ConfigFlowResult, typed: dict[str, Any]) -> None:
            server.shown.clear()
            told = await hass.config_entries.flow.async_configure(flow["flow_id"], typed)
            assert told["errors"] == {"base": "invalid_auth"}
            assert all(right == "wrong" for _, right in server.shown)
            assert len({way for way, _ in server.shown}) == len(server.shown) <= 2, "both ways in one request"

        flow = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
        flow = await hass.config_entries.flow.async_configure(flow["flow_id"], {"next_step_id": "address"})
        await submit(flow, wrong)
        data = {**wrong, "password": PASSWORD, "dialect": kind}
        entry = MockConfigEntry(domain=DOMAIN, title="Camera", unique_id=mac, data=data)
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await until(lambda: entry.runtime_data.camera.allows_anonymous is not None)  # checked with an empty login
        await submit(await entry.start_reconfigure_flow(hass), wrong)
        account = {"username": USER, "password": "wrong"}
        await submit(await entry.start_reauth_flow(hass), account)
        await hass.config_entries.async_unload(entry.entry_id)
