"""The integration does not block the event loop or delay the start of Home Assistant."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
import subprocess
import sys
import time
from typing import Any
from unittest.mock import patch

from homeassistant import block_async_io
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.util import loop
import pytest

from custom_components.ip_camera_cgi.const import DOMAIN
from simulator import SimulatedCamera

from .conftest import act, entry_for, set_up
from .test_entities import call

ROOT = Path(__file__).parents[2]


@pytest.fixture
def watched(
    monkeypatch: pytest.MonkeyPatch, disable_block_async_io: None, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Enable Home Assistant's detection of blocking calls."""
    monkeypatch.setattr(block_async_io, "_IN_TESTS", False)  # which would exclude files and imports
    monkeypatch.setattr(loop, "_PREVIOUSLY_REPORTED", set())
    block_async_io.enable()
    yield
    reported = [record.getMessage() for record in caplog.get_records("call")]
    assert not [message for message in reported if "Detected blocking call" in message]


async def test_blocking_call_detection_works(
    monkeypatch: pytest.MonkeyPatch, disable_block_async_io: None, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(block_async_io, "_IN_TESTS", False)
    block_async_io.enable()
    Path(__file__).read_text()  # noqa: ASYNC240  that is the point
    assert "Detected blocking call" in caplog.text


async def test_nothing_blocks(
    hass: HomeAssistant, watched: None, simulated: SimulatedCamera, tmp_path: Path, dialect: str
) -> None:
    """Setup, pictures, a command, files, reload and unload."""
    hass.config.allowlist_external_dirs.add(str(tmp_path))
    async with set_up(hass, simulated) as entry:
        assert entry.state is ConfigEntryState.LOADED
        await call(hass, entry, "brightness", "set_value", value=40)
        await call(hass, entry, "camera", "snapshot", filename=str(tmp_path / "picture.jpg"))
        await act(hass, entry, "back_up", path=str(tmp_path / "camera.bin"))
        await act(hass, entry, "save_clip", path=str(tmp_path / "clip.mp4"), duration=0)
        assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.config_entries.options.async_init(entry.entry_id)
    assert await hass.config_entries.async_remove(entry.entry_id)


HEAVY = ("PIL", "av", "cv2", "numpy", "scipy")
IMPORT = f"""
import sys
import homeassistant.components.http, homeassistant.components.network, homeassistant.components.webhook
import homeassistant.components.media_source
loaded = set(sys.modules)
import custom_components.{DOMAIN}.config_flow
print(*(name.partition(".")[0] for name in set(sys.modules) - loaded))
"""


def test_import_is_light() -> None:
    """Libraries for drawing and encoding are loaded on demand."""
    done = subprocess.run([sys.executable, "-c", IMPORT], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "custom_components" in loaded
    assert not loaded & set(HEAVY)


@contextmanager
def silent_camera() -> Iterator[list[float]]:
    """Record when the camera receives its first connection; it does not answer."""
    connected_at: list[float] = []

    async def connect(*_: Any, **__: Any) -> None:
        connected_at.append(time.perf_counter())
        await asyncio.sleep(3600)

    with patch(f"custom_components.{DOMAIN}.connection.connection.connect", connect):
        yield connected_at


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_start_is_quick(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    """Ten cameras are connected concurrently, each within 50 ms; typically 1 ms."""
    async with set_up(hass, simulated):  # modules are loaded only once
        pass
    took = []
    for number in range(10):
        entry = entry_for(simulated)
        entry.add_to_hass(hass)
        hass.config_entries.async_update_entry(entry, unique_id=f"00:62:6e:00:00:{number:02x}")
        with silent_camera() as connected_at:
            began = time.perf_counter()
            setting_up = hass.async_create_task(hass.config_entries.async_setup(entry.entry_id))
            while not connected_at:
                await asyncio.sleep(0)
            took.append(connected_at[0] - began)
            setting_up.cancel()
            await asyncio.wait([setting_up])
    assert sorted(took)[len(took) // 2] < 0.05
