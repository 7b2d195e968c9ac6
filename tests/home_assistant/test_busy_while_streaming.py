"""Cameras that answer nothing else while they stream."""

from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, contextmanager
import time
from typing import Any

from homeassistant.components.camera import async_get_image
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData, HomeAssistant
from homeassistant.helpers.event import async_track_state_change_event
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.protocol import LiveState
from simulator import SimulatedCamera

from ..protocol.test_camera import until
from .test_entities import call, entity_id, state

FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("netwave", {"busy_streaming": True}),
    ("netwave", {"connections": 1, "too_many": "refuse"}),
    ("netwave", {"connections": 1, "too_many": "hang"}),
    ("hucoms", {"busy_streaming": True}),
]


@contextmanager
def no_entity_unavailable(hass: HomeAssistant, *entity_ids: str) -> Generator[None]:
    gone: list[str] = []

    def look(event: Event[EventStateChangedData]) -> None:
        new = event.data["new_state"]
        if new is None or new.state in {STATE_UNAVAILABLE, STATE_UNKNOWN}:
            gone.append(event.data["entity_id"])

    stop = async_track_state_change_event(hass, entity_ids, look)
    yield
    stop()
    assert not gone


async def pictures_of(entry: MockConfigEntry, seconds: float) -> AsyncGenerator[None]:
    """Watch the live stream for a while."""
    ends = time.monotonic() + seconds
    async with aclosing(entry.runtime_data.camera.live.frames()) as frames:
        async for frame in frames:
            assert not frame.no_signal
            yield
            if time.monotonic() > ends:
                return


@pytest.mark.parametrize(("dialect", "faults"), FAULTS, ids=str, indirect=["dialect"])
async def test_frames_keep_camera_available(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, faults: dict[str, Any]
) -> None:
    """The camera stays available, frames serve as snapshots, and motion is detected soon after the stream."""
    coordinator = entry.runtime_data
    await call(hass, entry, "camera", "enable_motion_detection")
    camera, motion = entity_id(hass, entry, "camera"), entity_id(hass, entry, "motion")
    await until(lambda: state(hass, entry, "motion") == STATE_OFF and coordinator.camera.allows_anonymous is not None)
    with no_entity_unavailable(hass, camera, motion):
        async with aclosing(pictures_of(entry, 6)) as pictures:
            await anext(pictures)
            for name, value in faults.items():
                simulated.faults.set(name, value)
            polled = hass.async_create_background_task(coordinator.async_refresh(), "poll")
            async for _ in pictures:
                pass
            picture = await async_get_image(hass, camera, timeout=5)
            assert picture.content.startswith(b"\xff\xd8")
            assert coordinator.last_update_success
        simulated.world.motion = True
        await until(lambda: coordinator.camera.live.state is LiveState.IDLE, 10)
        ended = time.monotonic()
        await until(lambda: state(hass, entry, "motion") == STATE_ON, 5)
        assert time.monotonic() - ended < 2.5
        await polled
        assert coordinator.last_update_success


async def test_camera_lost_during_stream_becomes_unavailable(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """Failed polls are tolerated only while frames arrive."""
    coordinator = entry.runtime_data
    async with aclosing(coordinator.camera.live.frames()) as frames:
        await anext(frames)
        simulated.faults.refuse = True
        await coordinator.async_refresh()
        assert coordinator.last_update_success, "pictures still arrive"
        simulated.hang_up()
        await until(lambda: not coordinator.last_update_success, 10)
        simulated.faults.clear()
        await coordinator.async_refresh()
        assert coordinator.last_update_success


async def test_refused_login_is_reported_despite_frames(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    coordinator = entry.runtime_data
    async with aclosing(coordinator.camera.live.frames()) as frames:
        await anext(frames)
        simulated.faults.unauthorized = True
        await coordinator.async_refresh()
        assert not coordinator.last_update_success
