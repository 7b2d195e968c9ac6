"""HomeKit: a controller pairs with Home Assistant's bridge over loopback and watches the live picture.

Skipped unless these are installed: aiohomekit, HAP-python, homekit-audio-proxy, PyQRCode, base36.
"""

import asyncio
import base64
from collections.abc import AsyncGenerator, Iterable
from pathlib import Path
import shutil
import time
from types import SimpleNamespace
from typing import Any, override
from unittest.mock import AsyncMock, Mock, patch
import uuid

from aiohttp.test_utils import TestServer, unused_port
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.protocol import StreamPreferences

from ..protocol.test_camera import until
from .test_entities import entity_id

_MISSING = "aiohomekit or HAP-python is not installed"
ip_controller = pytest.importorskip("aiohomekit.controller.ip.controller", reason=_MISSING)
ip_discovery = pytest.importorskip("aiohomekit.controller.ip.discovery", reason=_MISSING)
pytest.importorskip("pyhap", reason=_MISSING)
if shutil.which("ffmpeg") is None:
    pytest.skip("FFmpeg is not installed", allow_module_level=True)

pytestmark = pytest.mark.parametrize("dialect", ["netwave"], indirect=True)

_RATE = "5"  # frames per second of the camera
_WATCHED = 4  # seconds
_CLOCK = 90_000  # RTP ticks per second of video
_SELECTED_CONFIGURATION, _SETUP_ENDPOINTS = "117", "118"


def tlv(*items: tuple[int, bytes]) -> bytes:
    """Return items as type, length and value."""
    return b"".join(bytes((kind, len(value))) + value for kind, value in items)


class Receiver(asyncio.DatagramProtocol):
    """Receives RTP and notes when each new timestamp arrives."""

    def __init__(self) -> None:
        self.seen: dict[int, float] = {}

    @override
    def datagram_received(self, data: bytes, addr: object) -> None:
        if data[0] >> 6 == 2 and data[1] & 0x7F == 99:
            self.seen.setdefault(int.from_bytes(data[4:8]), time.monotonic())


@pytest.fixture
async def bridge(hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Path) -> AsyncGenerator[Any]:
    """Home Assistant's HomeKit integration with the camera as an accessory."""
    # The bridge sends from the port that it sends to, which the controller on the same machine has already taken.
    ffmpeg = tmp_path / "ffmpeg"
    ffmpeg.write_text('#!/usr/bin/env bash\nexec ffmpeg "${@/localrtpport=*&/}"\n')
    ffmpeg.chmod(0o755)
    assert await async_setup_component(hass, "ffmpeg", {"ffmpeg": {"ffmpeg_bin": str(ffmpeg)}})
    camera = entity_id(hass, entry, "camera")
    homekit = MockConfigEntry(
        domain="homekit",
        data={"name": "Bridge", "port": unused_port()},
        options={"mode": "accessory", "filter": {"include_entities": [camera]}, "advertise_ip": ["127.0.0.1"]},
    )
    homekit.add_to_hass(hass)
    hass.set_state(CoreState.running)
    (tmp_path / ".storage").mkdir()
    with (
        patch.object(hass.config, "config_dir", str(tmp_path)),
        patch("homeassistant.components.zeroconf.async_get_async_instance", AsyncMock(return_value=AsyncMock())),
        patch("homeassistant.components.homekit.async_show_setup_message"),
        patch("homeassistant.components.network.async_get_source_ip", AsyncMock(return_value="127.0.0.1")),
    ):
        assert await hass.config_entries.async_setup(homekit.entry_id)
        await hass.async_block_till_done()
        async with TestServer(hass.http.app, host="127.0.0.1") as server:
            hass.config.api = Mock(use_ssl=False, host="127.0.0.1", port=server.port)
            yield homekit.runtime_data.homekit
        await hass.config_entries.async_unload(homekit.entry_id)


async def paired(bridge: Any) -> Any:
    """Pair a controller with the bridge."""
    state = bridge.driver.state
    service = SimpleNamespace(
        name="Bridge",
        id=state.mac.lower(),
        feature_flags=0,
        status_flags=1,
        config_num=1,
        address="127.0.0.1",
        addresses=["127.0.0.1"],
        port=state.port,
    )
    controller = ip_controller.IpController(char_cache=Mock(get_map=Mock(return_value=None)), zeroconf_instance=Mock())
    finish = await ip_discovery.IpDiscovery(controller, service).async_start_pairing("camera")
    return await finish(state.pincode.decode())


def characteristic(accessories: Iterable[Any], kind: str) -> tuple[int, int]:
    """Return accessory and instance id of the first characteristic of a type."""
    for accessory in accessories:
        for service in accessory["services"]:
            for each in service["characteristics"]:
                if each["type"].lstrip("0").startswith(kind):
                    return accessory["aid"], each["iid"]
    raise LookupError(kind)


async def test_live_picture_in_real_time(hass: HomeAssistant, entry: MockConfigEntry, bridge: Any) -> None:
    """FFmpeg assumes 25 frames per second for multipart: five would run at a fifth of the time."""
    entry.runtime_data.camera.pictures.prefer(StreamPreferences(rate=_RATE))
    pairing = await paired(bridge)
    loop = asyncio.get_running_loop()
    transport, receiver = await loop.create_datagram_endpoint(Receiver, local_addr=("127.0.0.1", 0))
    try:
        accessories = await pairing.list_accessories_and_characteristics()
        endpoints = characteristic(accessories, _SETUP_ENDPOINTS)
        session, own_port = uuid.uuid4().bytes, transport.get_extra_info("sockname")[1]
        address = tlv(
            (1, b"\0"),
            (2, b"127.0.0.1"),
            (3, own_port.to_bytes(2, "little")),
            (4, unused_port().to_bytes(2, "little")),
        )
        keys = tlv((1, b"\0"), (2, bytes(16)), (3, bytes(14)))
        setup = tlv((1, session), (3, address), (4, keys), (5, keys))
        assert not await pairing.put_characteristics([(*endpoints, base64.b64encode(setup).decode())])
        await pairing.get_characteristics([endpoints])
        video = tlv(
            (1, b"\0"),
            (2, tlv((1, b"\1"), (2, b"\0"), (3, b"\0"))),
            (3, tlv((1, (640).to_bytes(2, "little")), (2, (480).to_bytes(2, "little")), (3, b"\x1e"))),
            (4, tlv((1, b"\x63"), (2, bytes(4)), (3, (299).to_bytes(2, "little")), (4, bytes(4)))),
        )
        audio = tlv(
            (1, b"\3"),
            (2, tlv((1, b"\1"), (2, b"\0"), (3, b"\1"), (4, b"\x1e"))),
            (3, tlv((1, b"\x6e"), (2, bytes(4)), (3, (24).to_bytes(2, "little")), (4, bytes(4)), (6, b"\x0d"))),
            (4, b"\0"),
        )
        selected = characteristic(accessories, _SELECTED_CONFIGURATION)
        start = tlv((1, tlv((1, session), (2, b"\1"))), (2, video), (3, audio))
        await pairing.put_characteristics([(*selected, base64.b64encode(start).decode())])
        await until(lambda: len(receiver.seen) > 1, 20)
        await asyncio.sleep(_WATCHED)
        stamps, times = list(receiver.seen), list(receiver.seen.values())
        stop = tlv((1, tlv((1, session), (2, b"\0"))))
        await pairing.put_characteristics([(*selected, base64.b64encode(stop).decode())])
        half = len(stamps) // 2  # the first ones arrive in a burst
        played, passed = (stamps[-1] - stamps[half]) / _CLOCK, times[-1] - times[half]
        assert played / passed == pytest.approx(1, rel=0.15)
    finally:
        transport.close()
        await pairing.close()
