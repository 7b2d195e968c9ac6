"""Every fault of a camera against every function of Home Assistant."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, replace
import logging
from typing import Any

from homeassistant.components.camera import async_get_image
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import Event, EventStateChangedData, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_state_change_event
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import SimulatedCamera

from ..protocol.test_camera import until
from .conftest import entry_for
from .test_entities import call, entity_id, state


@dataclass(frozen=True)
class Outcome:
    """What works during a fault; a key is the error of a command."""

    poll: bool
    push: bool  # motion is detected, pushed or polled
    command: str | None
    snapshot: bool
    live: bool
    start: bool  # of an entry without a stored description


WELL = Outcome(poll=True, push=True, command=None, snapshot=True, live=True, start=True)
GONE = Outcome(poll=False, push=False, command="cannot_connect", snapshot=False, live=False, start=False)
NONSENSE = Outcome(poll=False, push=False, command="unintelligible", snapshot=False, live=False, start=False)
BLIND = Outcome(poll=True, push=True, command=None, snapshot=False, live=False, start=True)
MATRIX: dict[tuple[str, Any], Outcome] = {
    ("slow", 0.5): WELL,
    ("silent", True): GONE,
    ("refuse", True): GONE,
    ("reset", True): GONE,
    ("power_cut", True): GONE,
    ("garbage", True): NONSENSE,
    ("html", True): NONSENSE,
    ("half", True): NONSENSE,
    ("truncated_picture", True): BLIND,
    ("error_page_picture", True): BLIND,
    ("stalled_stream", True): replace(WELL, live=False),
    ("event_silence", True): WELL,
    ("unauthorized", True): replace(GONE, command="invalid_auth"),
    ("password", "another"): replace(GONE, command="invalid_auth"),
    ("flapping_login", "alternating"): WELL,
    ("deaf", True): replace(WELL, command="not_kept_value"),
    ("clock_jump", -86400): WELL,
    ("connections", 3): WELL,
    ("moved", 1): GONE,
}
PUSH = {
    ("hucoms", "event_silence"): False,  # motion is only pushed
    ("netwave", "password"): True,  # the status page needs no login
}
"""Differences between the dialects."""


async def command(hass: HomeAssistant, entry: MockConfigEntry, value: int) -> str | None:
    """Set the brightness; return the error key."""
    try:
        await call(hass, entry, "brightness", "set_value", value=value)
    except HomeAssistantError as err:
        return err.translation_key
    return None


async def snapshot(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    """Return whether a complete picture is available."""
    try:
        picture = await async_get_image(hass, entity_id(hass, entry, "camera"), timeout=12)
    except HomeAssistantError:
        return False
    assert picture.content.startswith(b"\xff\xd8")
    assert picture.content.rstrip(b"\0").endswith(b"\xff\xd9")
    return True


async def live(entry: MockConfigEntry, patience: float = 3) -> bool:
    """Return whether complete live pictures arrive."""
    async with aclosing(entry.runtime_data.camera.live.frames()) as pictures:
        try:
            async with asyncio.timeout(patience):
                seen = 0
                while seen < 2:
                    frame = await anext(pictures)
                    assert frame.jpeg.rstrip(b"\0").endswith(b"\xff\xd9")
                    seen += not frame.no_signal
        except TimeoutError, StopAsyncIteration:
            return False
    return True


@pytest.mark.parametrize("fault", MATRIX, ids=lambda fault: fault[0])
async def test_fault(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulated: SimulatedCamera,
    fault: tuple[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each function behaves as listed, and recovers without a restart."""
    coordinator = entry.runtime_data
    await call(hass, entry, "camera", "enable_motion_detection")
    await until(lambda: state(hass, entry, "motion") == STATE_OFF and coordinator.camera.allows_anonymous is not None)
    moved: list[Event[EventStateChangedData]] = []
    async_track_state_change_event(hass, entity_id(hass, entry, "motion"), moved.append)
    caplog.clear()
    port = simulated.port
    simulated.faults.set(*fault)
    connections = simulated.connections_seen
    if fault[0] not in {"power_cut", "event_silence"}:
        simulated.hang_up()
    if fault[0] == "flapping_login":  # the connection for alarms would take the turn of the command's second attempt
        alarms = coordinator.camera.alarms
        await until(
            lambda: simulated.connections_seen > connections and simulated.connections_open and alarms.at_once, 15
        )
        await asyncio.sleep(0.5)
    simulated.world.motion = True
    seen: dict[str, Any] = {}
    seen["command"] = await command(hass, entry, 41)
    await coordinator.async_refresh()
    seen["poll"] = coordinator.last_update_success
    seen["snapshot"] = await snapshot(hass, entry)
    seen["live"] = await live(entry)
    seen["push"] = any(each.data["new_state"].state == STATE_ON for each in moved if each.data["new_state"])
    simulated.world.motion = False
    simulated.faults.clear()
    if fault[0] == "moved":
        simulated.faults.moved = port
    await until(lambda: not simulated.rebooting, 10)
    outcome = MATRIX[fault]
    expected = replace(outcome, push=PUSH.get((simulated.personality.dialect, fault[0]), outcome.push))
    assert seen == {name: getattr(expected, name) for name in seen}

    await coordinator.async_refresh()
    await until(lambda: coordinator.last_update_success and coordinator.camera.listening, 15)
    assert await command(hass, entry, 42) is None
    assert await snapshot(hass, entry)
    assert await live(entry, 15)
    await until(lambda: state(hass, entry, "motion") == STATE_OFF, 15)
    simulated.world.motion = True
    await until(lambda: state(hass, entry, "motion") == STATE_ON, 15)
    assert entry.state is ConfigEntryState.LOADED
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]

    assert await hass.config_entries.async_unload(entry.entry_id)
    assert not [task for task in asyncio.all_tasks() if "ip_camera_cgi" in task.get_name()]
    await until(lambda: not simulated.connections_open)


@pytest.mark.parametrize("fault", MATRIX, ids=lambda fault: fault[0])
async def test_start(hass: HomeAssistant, simulated: SimulatedCamera, fault: tuple[str, Any]) -> None:
    """An unknown camera is set up or retried; a refused login starts reauthentication."""
    entry = entry_for(simulated)
    entry.add_to_hass(hass)
    port = simulated.port
    simulated.faults.set(*fault)
    assert await hass.config_entries.async_setup(entry.entry_id) is MATRIX[fault].start
    await hass.async_block_till_done()
    reauth = list(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))
    assert bool(reauth) is (fault[0] in {"unauthorized", "password"})
    simulated.faults.clear()
    if fault[0] == "moved":
        simulated.faults.moved = port
    await until(lambda: not simulated.rebooting, 10)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(entry.entry_id)
