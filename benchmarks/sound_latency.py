"""Latency of sound in a player: python -m benchmarks.sound_latency.

From a noise in front of the camera until a player built on FFmpeg (PyAV) has decoded it.
The player reads the address that Home Assistant gives to go2rtc and to its own stream integration.
"""

import argparse
import asyncio
from statistics import median
import threading
from time import monotonic
from typing import NamedTuple

import av
from homeassistant.components.camera import async_get_stream_source
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import numpy as np

from custom_components.ip_camera_cgi.const import DOMAIN
from simulator import NetwaveCamera

from .cameras import place_of, simulated
from .house import add, entry_for, house
from .results import Bar, add_json_option, save

_LOUD = 4000  # of 32,768
_QUIET_TIME = 1  # seconds of playback before the noise


class Heard(NamedTuple):
    """Latency and start of a player, in seconds."""

    opened: float
    """From the request until the first picture or sound is decoded."""
    late: float
    """From the noise until it is decoded."""
    apart: float
    """Between the time stamps of the noise and of the latest picture."""


def listen(source: str, ready: threading.Event, noise: list[float]) -> Heard:
    """Play until the noise is heard."""
    began, opened, first, shown = monotonic(), 0.0, 0.0, 0.0
    with av.open(source, timeout=30) as container:
        for packet in container.demux():
            for frame in packet.decode():
                opened = opened or monotonic() - began
                if isinstance(frame, av.VideoFrame):
                    shown = frame.time or 0.0
                    first = first or shown
                elif noise and isinstance(frame, av.AudioFrame) and np.abs(frame.to_ndarray()).max() > _LOUD:
                    return Heard(opened, monotonic() - noise[0], abs((frame.time or 0.0) - shown))
            if shown > first + _QUIET_TIME:
                ready.set()
    raise RuntimeError("nothing was heard")


async def _source(hass: HomeAssistant, unique_id: str, entry_id: str) -> str:
    """Enable the camera with sound and return its address."""
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id(Platform.CAMERA, DOMAIN, f"{unique_id}_camera_with_sound")
    assert entity_id is not None  # noqa: S101
    registry.async_update_entity(entity_id, disabled_by=None)
    await hass.config_entries.async_reload(entry_id)
    source = await async_get_stream_source(hass, entity_id)
    assert source is not None  # noqa: S101
    return source


async def measure(rounds: int, *, native: bool) -> list[Heard]:
    """Return the latencies of some noises."""
    async with simulated(1, "netwave") as camera, house() as hass:
        assert isinstance(camera, NetwaveCamera)  # noqa: S101
        entry = entry_for(place_of(1, camera), native=native)
        await add(hass, [entry])
        source = await _source(hass, entry.unique_id or "", entry.entry_id)
        alarms = entry.runtime_data.camera.alarms
        while native and alarms.in_use != "native":  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        heard: list[Heard] = []
        for _ in range(rounds):
            ready, noise = threading.Event(), list[float]()
            listening = asyncio.create_task(asyncio.to_thread(listen, source, ready, noise))
            await asyncio.to_thread(ready.wait, 30)
            camera.world.sound = True
            noise.append(monotonic())
            heard.append(await listening)
            camera.world.sound = False
            await asyncio.sleep(1)
        return heard


async def main() -> None:
    """Measure both ways, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sound_latency")
    parser.add_argument("--rounds", type=int, default=5, help="noises (5)")
    add_json_option(parser)
    arguments = parser.parse_args()
    bars: list[Bar] = []
    print(f"{'':28}{'opened after':>14}{'late':>10}{'at most':>10}{'apart':>10}")
    for native, way in ((False, "ASF"), (True, "native protocol")):
        heard = await measure(arguments.rounds, native=native)
        opened, late, apart = (median(column) for column in zip(*heard, strict=True))
        most = max(each.late for each in heard)
        print(f"{way:28}{opened:12.2f} s{late:8.3f} s{most:8.3f} s{apart:8.3f} s", flush=True)
        bars += [(way, "opened after", opened), (way, "sound is late", late), (way, "apart from the picture", apart)]
    save(arguments.json, "sound", "Sound in a player", "seconds, medians", bars)


if __name__ == "__main__":
    asyncio.run(main())
