"""Alarms in Home Assistant: each beginning is announced exactly once."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from time import monotonic
from typing import Any

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util.dt import utcnow
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.ip_camera_cgi.alarms.alarm_memory import alarm_memory
from custom_components.ip_camera_cgi.connection import short_outages
from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.protocol.http.request import Request
from simulator import SimulatedCamera
from simulator.netwave.camera import NetwaveCamera

from ..protocol.test_camera import until
from .conftest import act, lose, set_up
from .test_entities import call, entity_id, state

_NOT_THERE = {STATE_UNAVAILABLE, STATE_UNKNOWN}


class Announced:
    """Records every state of the alarm event entity and the motion sensor."""

    def __init__(self, hass: HomeAssistant, entry: MockConfigEntry) -> None:
        self.alarm, self.motion = entity_id(hass, entry, "alarm"), entity_id(hass, entry, "motion")
        self.writes: list[tuple[State | None, State]] = []
        hass.bus.async_listen("state_changed", self._take)

    def _take(self, event: Event[EventStateChangedData]) -> None:
        if event.data["entity_id"] in {self.alarm, self.motion} and (new := event.data["new_state"]):
            self.writes.append((event.data["old_state"], new))

    @property
    def events(self) -> list[str]:
        """Return the announced kinds, as triggers see them."""
        return [
            new.attributes["event_type"]
            for old, new in self.writes
            if new.entity_id == self.alarm
            and new.state not in _NOT_THERE
            and old is not None
            and old.state not in {STATE_UNAVAILABLE, new.state}
        ]

    @property
    def detected(self) -> int:
        """Return how often the motion sensor went from off to on, the only change that triggers use."""
        return len([1 for old, new in self.motions() if (old, new) == (STATE_OFF, STATE_ON)])

    def motions(self) -> list[tuple[str, str]]:
        """Return the successive states of the motion sensor."""
        return [(old.state, new.state) for old, new in self.writes if old and new.entity_id == self.motion]


type Gap = Callable[[HomeAssistant, MockConfigEntry, SimulatedCamera], Coroutine[Any, Any, Any]]


async def reload(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """Reload the entry."""
    await hass.config_entries.async_unload(entry.entry_id)


async def restart(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """Restart Home Assistant with the stored data only."""
    await hass.config_entries.async_unload(entry.entry_id)
    memory = alarm_memory(hass, entry.entry_id)
    await memory._store.async_save(memory._data())
    memory._known = None


async def outage(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """Cut the network until the camera is unavailable."""
    simulated.faults.refuse = True
    simulated.hang_up()
    for minute in range(3):
        async_fire_time_changed(hass, utcnow() + timedelta(minutes=minute + 1))
        with suppress(TimeoutError):
            await until(lambda: state(hass, entry, "motion") == STATE_UNAVAILABLE, 3)
            return


async def moment(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """Cut the network for a moment, in which the entities stay available."""
    short_outages.BRIDGED_SECONDS = 60  # the fixture that sets it resets it
    await lose(entry, simulated)
    assert state(hass, entry, "motion") not in _NOT_THERE


async def come_back(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """End the outage."""
    simulated.faults.clear()
    if not entry.state.recoverable or entry.state.name == "NOT_LOADED":
        await hass.config_entries.async_setup(entry.entry_id)
    for minute in range(4):
        async_fire_time_changed(hass, utcnow() + timedelta(minutes=minute + 5))
        with suppress(TimeoutError):
            await until(lambda: state(hass, entry, "motion") not in _NOT_THERE, 5)
            break
    await asyncio.sleep(0.3)
    await hass.async_block_till_done()


@pytest.fixture
async def armed(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> MockConfigEntry:
    """A camera with motion detection on and no motion."""
    await call(hass, entry, "motion_detection", "turn_on")
    await until(lambda: state(hass, entry, "motion") == STATE_OFF)
    return entry


@pytest.mark.parametrize("gap", [reload, restart, outage, moment])
async def test_continuing_alarm_is_not_announced_again(
    hass: HomeAssistant, armed: MockConfigEntry, simulated: SimulatedCamera, gap: Gap
) -> None:
    announced = Announced(hass, armed)
    simulated.world.motion = True
    await until(lambda: state(hass, armed, "motion") == STATE_ON)
    await gap(hass, armed, simulated)
    await come_back(hass, armed, simulated)
    assert state(hass, armed, "motion") == STATE_ON
    assert announced.events == ["motion"]
    assert announced.detected == 1


@pytest.mark.parametrize("gap", [reload, restart, outage, moment])
async def test_alarm_during_outage_is_announced_separately(
    hass: HomeAssistant, armed: MockConfigEntry, simulated: SimulatedCamera, gap: Gap
) -> None:
    """Triggers ignore changes from unavailable, so the sensor is written as off first."""
    announced = Announced(hass, armed)
    await gap(hass, armed, simulated)
    simulated.world.motion = True
    await come_back(hass, armed, simulated)
    await until(lambda: state(hass, armed, "motion") == STATE_ON)
    assert announced.events == ["motion"]
    assert announced.detected == 1


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_alarms_are_detected_during_test_mail(
    hass: HomeAssistant, armed: MockConfigEntry, simulated: NetwaveCamera
) -> None:
    """A silent mail server occupies the camera for a minute or more."""
    simulated.faults.slow, simulated.faults.only = 20, "test_"

    async def mail() -> None:
        with suppress(HomeAssistantError):
            await act(hass, armed, "test_mail")

    mails = [asyncio.create_task(mail()) for _ in range(3)]
    await until(lambda: simulated.requests[-1].path == "/test_mail.cgi")
    began = monotonic()
    simulated.world.motion = True
    await until(lambda: state(hass, armed, "motion") == STATE_ON)
    assert monotonic() - began < 4
    assert [each.path for each in simulated.requests].count("/test_mail.cgi") == 1, "one at a time"
    for task in mails:
        task.cancel()
    await asyncio.wait(mails)


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_camera_blocked_by_test_mail_stays_available(
    hass: HomeAssistant, armed: MockConfigEntry, simulated: NetwaveCamera
) -> None:
    camera = armed.runtime_data.camera
    simulated.faults.slow = 3
    mail = asyncio.create_task(camera.driver._http.send(Request("/test_mail.cgi", command=True, lasting=True)))
    await asyncio.sleep(0.2)
    answer = asyncio.create_task(camera.driver._http.send(Request("/get_camera_params.cgi", timeout=0.5)))
    await asyncio.sleep(1)
    simulated.faults.clear()
    assert "brightness" in (await answer).text
    await mail


@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
async def test_camera_without_alarm_source(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    """The sensors are unavailable and a repair explains why."""
    simulated.personality = replace(simulated.personality, lacks=(*simulated.personality.lacks, "requestevent"))
    async with set_up(hass, simulated) as entry:
        await until(lambda: entry.runtime_data.camera.alarms.sources.unsupported)
        await hass.async_block_till_done()
        assert state(hass, entry, "motion") == state(hass, entry, "alarm") == STATE_UNAVAILABLE
        assert state(hass, entry, "brightness") not in _NOT_THERE
        issues = {issue.translation_key for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN}
        assert "alarms_unsupported" in issues


@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
async def test_flickering_alarm_is_rate_limited(
    hass: HomeAssistant, armed: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """After a burst, alarms are published every few seconds and pictures are taken twice a minute."""
    announced, request_count = Announced(hass, armed), len(simulated.requests)
    for number in range(150):
        simulated.world.motion = number % 2 == 0
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.5)
    assert 20 < len(announced.motions()) <= 70
    pictures = [each for each in simulated.requests[request_count:] if each.path.endswith("jpeg.cgi")]
    assert 1 <= len(pictures) <= 10


async def test_alarm_event_has_no_motion_device_class(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """HomeKit would treat an event of that class as a motion sensor without state."""
    alarm = hass.states.get(entity_id(hass, entry, "alarm"))
    assert alarm is not None
    assert "device_class" not in alarm.attributes
