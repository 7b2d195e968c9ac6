"""Hostile text from a camera must not block Home Assistant."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ip_camera_cgi.const import DOMAIN

from ..conftest import PASSWORD, USER
from ..loop_lag import LIMIT, loop_lag
from ..protocol.stub import NOT_FOUND, answer, stub
from ..protocol.test_firmwares import HUCOMS, NETWAVE
from .test_diagnostics import download

LONG = 240 * 1024  # bytes
PAGES = {"netwave": ("get_params.cgi", NETWAVE), "hucoms": ("servername.cgi", HUCOMS)}
MACS = {"netwave": "00:60:6e:0a:0b:0c", "hucoms": "00:07:d8:0a:0b:0c"}
STARTS = {"netwave": b"var alarm_motion_armed=1;\nvar alias='", "hucoms": b"servername = "}
LINES = {"netwave": "var {}{}='{}';\n", "hucoms": "{}{} = {}\n"}


def _page(dialect: str, kind: str) -> bytes:
    line = LINES[dialect]
    match kind:
        case "one field of bytes that are no text":
            return STARTS[dialect] + b"\xfc" * LONG
        case "one field of addresses":
            return STARTS[dialect] + b"1.1.1.1 a@b.de aa:bb:cc:dd:ee:ff " * (LONG // 34)
        case "9,500 fields":
            return "".join(line.format("field", number, "x") for number in range(9500)).encode()
        case "one field 9,500 times":
            return (line.format("servername", "", "x") * 9500).encode()
    secrets = "".join(line.format("pwd", number, f"hidden{number:03d}") for number in range(200))
    owners = "".join(line.format("mail_sender", number, f"owner{number:03d}") for number in range(200))
    texts = "".join(line.format("text", number, "ü hidden owner " * 200) for number in range(40))
    return (secrets + owners + texts).encode()


KINDS = (
    "one field of bytes that are no text",
    "one field of addresses",
    "9,500 fields",
    "one field 9,500 times",
    "many secrets in long texts",
)


@asynccontextmanager
async def hostile(hass: HomeAssistant, dialect: str, page: bytes) -> AsyncGenerator[MockConfigEntry]:
    """Set up a camera that answers unknown requests with a hostile page."""
    name, pages = PAGES[dialect]
    response = answer(page)
    async with stub(lambda requested, _: response if requested == name else pages.get(requested, NOT_FOUND)) as served:
        data = {"host": "127.0.0.1", "port": served.port, "username": USER, "password": PASSWORD, "dialect": dialect}
        entry = MockConfigEntry(domain=DOMAIN, title="Camera", unique_id=MACS[dialect], data=data)
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        yield entry
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dialect", PAGES)
async def test_hostile_pages_do_not_block(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, dialect: str, kind: str
) -> None:
    """Neither reading the page nor downloading diagnostics blocks the event loop."""
    assert await async_setup_component(hass, "diagnostics", {})
    async with hostile(hass, dialect, _page(dialect, kind)) as entry:
        camera = entry.runtime_data.camera
        async with loop_lag() as lag:
            await camera.refresh(camera.state.pages)
            reported = await download(hass, hass_client, entry)
        assert lag.longest < LIMIT
        assert len(str(reported)) < LONG
