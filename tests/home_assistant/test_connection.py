"""The connection state machine: what is known is kept, missing pages are read later, starts do not wait."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import timedelta
import logging
from time import monotonic
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_USERNAME,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import HomeAssistant
from homeassistant.util.dt import utcnow
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.ip_camera_cgi import coordinator as coordinator_module
from custom_components.ip_camera_cgi.connection import connection
from custom_components.ip_camera_cgi.connection.connection import (
    EDGES,
    CameraConnection,
    ConnectionState,
    description_store,
)
from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.protocol import CameraConnectionError
from custom_components.ip_camera_cgi.protocol.camera import page_cache
from custom_components.ip_camera_cgi.protocol.http import login
from custom_components.ip_camera_cgi.protocol.http.client import CameraHttp
from custom_components.ip_camera_cgi.protocol.http.login import Login
from custom_components.ip_camera_cgi.protocol.http.request import Request
from simulator import SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from ..protocol.stub import NOT_FOUND, answer, stub
from ..protocol.test_camera import until
from ..protocol.test_firmwares import NETWAVE
from .conftest import entry_for, set_up
from .test_absence import log_messages
from .test_entities import call, entity_id, keys, state


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten all delays."""
    monkeypatch.setattr(connection, "_REFUSED_PAUSE", 0.1)
    monkeypatch.setattr(page_cache, "_RETRY", 0.5)
    monkeypatch.setattr(page_cache, "_MAX_RETRY", 0.5)
    monkeypatch.setattr(page_cache, "_MAX_KNOWN_RETRY", 0.5)


@pytest.fixture
def short_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limit the start timeout to a second."""
    monkeypatch.setattr(coordinator_module, "_START_TIMEOUT", 1)


async def minutes(hass: HomeAssistant, condition: Callable[[], object]) -> None:
    """Advance the clock by minutes until a condition holds."""
    for minute in range(8):
        async_fire_time_changed(hass, utcnow() + timedelta(minutes=2 * minute + 1))
        for _ in range(20):
            await asyncio.sleep(0.1)
            if condition():
                return
    pytest.fail("it never happens")


@pytest.mark.usefixtures("short_start")
@pytest.mark.parametrize(("dialect", "seconds"), [("netwave", 0.3), ("hucoms", 0.1)], indirect=["dialect"])
async def test_slow_camera_after_a_restart(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulated: SimulatedCamera,
    seconds: float,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Reading takes longer than the start timeout: known entities are used, the rest is read in the background."""
    before = keys(hass, entry)
    simulated.faults.slow = seconds
    caplog.clear()
    began = monotonic()
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert monotonic() - began < 5
    coordinator = entry.runtime_data
    assert keys(hass, entry) >= before  # loudspeaker entities may be added later
    await until(lambda: coordinator.connection.state is ConnectionState.KNOWN, 20)
    await until(lambda: state(hass, entry, "brightness") != STATE_UNAVAILABLE, 5)
    assert entry.runtime_data is coordinator, "the entry was not loaded again"
    assert not log_messages(caplog, logging.WARNING)


@pytest.mark.parametrize(
    ("kind", "page", "key", "fault"),
    [
        ("netwave", "get_params", "motion_detection", "reset"),
        ("netwave", "get_params", "motion_detection", "half"),
        ("netwave", "get_params", "motion_detection", "html"),
        ("hucoms", "alarmout", "relay", "reset"),
        ("hucoms", "motion", "motion_detection", "unauthorized"),
    ],
)
async def test_failed_page_at_start(hass: HomeAssistant, kind: str, page: str, key: str, fault: str) -> None:
    """Its entities exist, unavailable until the page is read; the stored description is kept."""
    async with simulate(kind, user=USER, password=PASSWORD) as camera, set_up(hass, camera) as entry:
        before = keys(hass, entry)
        stored = await description_store(hass, entry.entry_id).async_load()
        simulated_fault = True
        camera.faults.set(fault, simulated_fault)
        camera.faults.only = page
        await hass.config_entries.async_reload(entry.entry_id)
        assert keys(hass, entry) >= before  # loudspeaker entities may be added later
        assert entry.runtime_data.last_update_success
        if key != "relay":
            assert state(hass, entry, key) == STATE_UNAVAILABLE
        again = await description_store(hass, entry.entry_id).async_load()
        assert stored is not None
        assert again is not None
        assert again["pages"].keys() == stored["pages"].keys()
        camera.faults.clear()
        await minutes(hass, lambda: state(hass, entry, key) != STATE_UNAVAILABLE)


async def test_failed_page_when_adding_camera(hass: HomeAssistant) -> None:
    """Its entities appear as soon as the page is read."""
    async with simulate("netwave", user=USER, password=PASSWORD) as camera:
        camera.faults.reset, camera.faults.only = True, "get_params"
        async with set_up(hass, camera) as entry:
            assert entry.runtime_data.connection.state is ConnectionState.PARTLY_KNOWN
            assert "motion_detection" not in keys(hass, entry)
            camera.faults.clear()
            await minutes(hass, lambda: "motion_detection" in keys(hass, entry))
            await until(lambda: entry.state is ConfigEntryState.LOADED)
            assert state(hass, entry, "motion_detection") != STATE_UNAVAILABLE


async def test_failed_page_while_running(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """One failed page does not make the camera unavailable."""
    coordinator = entry.runtime_data
    (page,) = {each.page for each in coordinator.camera.settings if each.key == "motion_detection"}
    simulated.faults.reset = True
    simulated.faults.only = {"netwave": "get_params", "hucoms": "motion.cgi"}[simulated.personality.dialect]
    for _ in range(3):
        coordinator.camera._cache.expire(page)
        await coordinator.async_refresh()
        assert coordinator.last_update_success
    assert coordinator.connection.state is ConnectionState.PARTLY_KNOWN
    assert state(hass, entry, "motion_detection") == STATE_UNAVAILABLE
    assert state(hass, entry, "camera") != STATE_UNAVAILABLE
    simulated.faults.clear()
    await minutes(hass, lambda: state(hass, entry, "motion_detection") != STATE_UNAVAILABLE)


async def test_password_changed_while_home_assistant_was_down(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, caplog: pytest.LogCaptureFixture
) -> None:
    """Reauthentication starts at once."""
    simulated.faults.password = "another"
    caplog.clear()
    began = monotonic()
    assert await hass.config_entries.async_reload(entry.entry_id)
    await until(lambda: list(entry.async_get_active_flows(hass, {SOURCE_REAUTH})), 5)
    assert monotonic() - began < 8
    (warning,) = log_messages(caplog, logging.WARNING)
    assert "refuses" in warning
    assert entry.runtime_data.connection.state is ConnectionState.REFUSED


async def test_password_changed_while_running(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old password is not sent repeatedly; the new one is used immediately."""
    monkeypatch.setattr(login, "_FIRST_HOLD", 600)
    monkeypatch.setattr(login, "_LONGEST_HOLD", 900)
    await hass.config_entries.async_reload(entry.entry_id)
    await until(lambda: entry.runtime_data.camera.listening)
    wrong = 0
    send = CameraHttp._send

    async def counting(self: CameraHttp, request: Request, way: Login) -> Any:
        nonlocal wrong
        response = await send(self, request, way)
        wrong += response.status == 401 and way is not Login.NONE
        return response

    monkeypatch.setattr(CameraHttp, "_send", counting)
    simulated.faults.password = "another"
    simulated.hang_up()
    for _ in range(8):
        await entry.runtime_data.async_refresh()
        entry.runtime_data.camera.alarms.wake()
        await asyncio.sleep(0.1)
    assert 0 < wrong <= 4
    assert state(hass, entry, "motion") == STATE_UNAVAILABLE
    (flow,) = entry.async_get_active_flows(hass, {SOURCE_REAUTH})
    typed = {CONF_USERNAME: USER, CONF_PASSWORD: "another"}
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], typed)
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    await until(lambda: state(hass, entry, "motion") != STATE_UNAVAILABLE)
    assert wrong <= 4


async def test_cancelled_start_closes_camera(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """Each entry has one camera, which is closed with it."""
    hass.config_entries.async_update_entry(entry, options={"clip_before": 5})
    simulated.faults.slow = 0.4
    await hass.config_entries.async_reload(entry.entry_id)
    await until(lambda: entry.runtime_data.camera.live.viewers == 1, 10)
    simulated.faults.clear()
    assert await hass.config_entries.async_unload(entry.entry_id)
    await until(lambda: not simulated.connections_open, 5)
    for_all_cameras = {f"{DOMAIN} recordings", f"{DOMAIN} conversions"}
    names = {task.get_name() for task in asyncio.all_tasks()} - for_all_cameras
    assert not [name for name in names if DOMAIN in name]


async def test_new_capabilities_appear_after_reload(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """New capabilities are available after one reload."""
    coordinator = entry.runtime_data
    known = await description_store(hass, entry.entry_id).async_load()
    assert known is not None
    page, fields = next((name, page) for name, page in known["pages"].items() if name in {"camera_params", "color"})
    known["pages"][page] = {}
    await description_store(hass, entry.entry_id).async_save(known)
    await hass.config_entries.async_reload(entry.entry_id)
    await until(lambda: entry.runtime_data is not coordinator and "brightness" in keys(hass, entry), 10)
    assert fields


@pytest.mark.usefixtures("short_start")
@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
async def test_settings_of_a_slow_camera_appear_as_they_arrive(
    hass: HomeAssistant, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set-up does not wait for all pages, and none is read twice when its entry is reloaded with what it can do."""
    monkeypatch.setattr(connection, "_READ_TIMEOUT", 0.4)
    simulated.faults.slow = 0.1
    async with set_up(hass, simulated) as entry:
        first = entry.runtime_data
        assert "encoder_1_codec" not in keys(hass, entry)
        await until(lambda: "motion_sensitivity" in keys(hass, entry), 5)
        assert first.camera.unread_pages
        await until(lambda: state(hass, entry, "motion_detection") == "on", 2)
        await call(hass, entry, "motion_detection", "turn_off")
        assert simulated.settings["motion/motion1.enable"] == "disable"
        await until(lambda: getattr(entry, "runtime_data", first) is not first, 15)
        await until(lambda: entry.runtime_data.connection.state is ConnectionState.KNOWN, 5)
        assert not entry.runtime_data.camera.unread_pages
        assert state(hass, entry, "motion_detection") == "off"
        asked = [(each.path, *sorted(each.params.items())) for each in simulated.requests]
        assert asked.count(("/cgi-bin/control/osd.cgi", ("action", "getosd"), ("id", USER), ("passwd", PASSWORD))) == 1


async def test_short_outages_are_retried_every_ten_seconds(entry: MockConfigEntry) -> None:
    """From one attempt to the next: a silent camera has been waited for already. Later the pauses grow."""
    coordinator = entry.runtime_data
    pauses: list[float | None] = []
    for seconds in (*[8] * 12, 0, 8, 30, 100):
        failure = await coordinator._failed(CameraConnectionError("silent"), monotonic() - seconds)
        pauses.append(failure.retry_after)
    assert pauses[:12] == [pytest.approx(2, abs=0.5)] * 12
    assert pauses[12:] == [pytest.approx(seconds, abs=0.5) for seconds in (20, 32, 30, 1)]


async def test_page_of_a_starting_camera_is_incomplete_at_first(hass: HomeAssistant) -> None:
    """Its settings appear when the page is complete, also after a restart, and stay when it is incomplete again."""
    pages = {**NETWAVE, "get_camera_params.cgi": answer("var resolution=8;\n")}
    async with stub(lambda page, _: pages.get(page, NOT_FOUND)) as served:
        data = {CONF_HOST: "127.0.0.1", CONF_PORT: served.port, CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD}
        entry = MockConfigEntry(domain=DOMAIN, unique_id="00:60:6e:0a:0b:0c", data={**data, "dialect": "netwave"})
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        assert "brightness" not in keys(hass, entry)
        coordinator = entry.runtime_data
        pages["get_camera_params.cgi"] = NETWAVE["get_camera_params.cgi"]
        await coordinator.async_refresh()
        await hass.async_block_till_done()
        assert state(hass, entry, "brightness") == "169"
        pages["get_camera_params.cgi"] = answer("var resolution=8;\n")
        await coordinator.async_refresh()
        await hass.async_block_till_done()
        assert entry.runtime_data is coordinator
        assert state(hass, entry, "brightness") == STATE_UNKNOWN
        await hass.config_entries.async_unload(entry.entry_id)


@dataclass
class Walk:
    """A camera with its entry, recording every connection state and transition."""

    hass: HomeAssistant
    simulated: SimulatedCamera
    entry: MockConfigEntry
    edges: set[tuple[ConnectionState, ConnectionState]]

    def at(self, state: ConnectionState) -> bool:
        """Return whether the connection is in a state."""
        return self.entry.state is ConfigEntryState.LOADED and self.entry.runtime_data.connection.state is state

    async def load(self) -> None:
        """Load the entry as at a start of Home Assistant."""
        await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done()

    async def reload(self) -> None:
        """Reload the entry."""
        await self.hass.config_entries.async_reload(self.entry.entry_id)
        await self.hass.async_block_till_done()

    async def poll_until(self, state: ConnectionState) -> None:
        """Poll until the connection is in a state."""
        for _ in range(40):
            if self.at(state):
                return
            if self.entry.state is ConfigEntryState.LOADED:
                await self.entry.runtime_data.async_refresh()
            await asyncio.sleep(0.1)
        pytest.fail(f"never {state}")


@pytest.fixture
async def walk(
    hass: HomeAssistant, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Walk]:
    """An unknown camera whose transitions are recorded."""
    edges: set[tuple[ConnectionState, ConnectionState]] = set()
    enter = CameraConnection._enter

    def noting(self: CameraConnection, state: ConnectionState) -> None:
        if state is not self.state:
            edges.add((self.state, state))
        enter(self, state)

    monkeypatch.setattr(CameraConnection, "_enter", noting)
    entry = entry_for(simulated)
    entry.add_to_hass(hass)
    yield Walk(hass, simulated, entry, edges)
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(entry.entry_id)


AWAY = {"refuse": True, "reset": True, "garbage": True, "half": True, "html": True, "silent": True}
REFUSED = {"unauthorized": True, "password": "another"}


@pytest.mark.usefixtures("short_start", "short_timeouts")
@pytest.mark.parametrize("fault", [*AWAY, *REFUSED])
async def test_all_transitions_under_all_faults(walk: Walk, fault: str) -> None:
    """Every transition occurs, no state is final, and no knowledge is lost."""
    state, away = ConnectionState, ConnectionState.AWAY if fault in AWAY else ConnectionState.REFUSED
    value = {**AWAY, **REFUSED}[fault]
    faults, page = walk.simulated.faults, {"netwave": "get_params", "hucoms": "motion.cgi"}
    # Unknown, and it stays so.
    faults.set(fault, value)
    await walk.load()
    assert walk.entry.state is not ConfigEntryState.LOADED
    assert walk.edges == {(state.UNKNOWN, state.CONNECTING), (state.CONNECTING, state.UNKNOWN)}
    # Partly known, then known.
    faults.clear()
    faults.reset, faults.only = True, page[walk.simulated.personality.dialect]
    await walk.reload()
    assert walk.at(state.PARTLY_KNOWN)
    faults.clear()
    await walk.poll_until(state.KNOWN)
    await walk.hass.async_block_till_done()
    await until(lambda: walk.at(state.KNOWN), 10)
    entities = keys(walk.hass, walk.entry)
    # Known, away or refused, and back.
    faults.set(fault, value)
    walk.simulated.hang_up()
    await walk.poll_until(away)
    assert state_of_camera(walk) == STATE_UNAVAILABLE
    faults.clear()
    await walk.poll_until(state.KNOWN)
    # Remembered, but away or refused; then back.
    faults.set(fault, value)
    await walk.reload()
    assert keys(walk.hass, walk.entry) >= entities
    await walk.poll_until(away)
    faults.clear()
    await walk.poll_until(state.KNOWN)
    assert keys(walk.hass, walk.entry) >= entities
    # Partly known, away or refused, and back.
    faults.reset, faults.only = True, page[walk.simulated.personality.dialect]
    await walk.reload()
    assert keys(walk.hass, walk.entry) >= entities
    await walk.poll_until(state.PARTLY_KNOWN)
    faults.clear()
    faults.set(fault, value)
    walk.simulated.hang_up()
    await walk.poll_until(away)
    faults.clear()
    await walk.poll_until(state.KNOWN)
    assert state_of_camera(walk) != STATE_UNAVAILABLE
    # Known, then partly.
    walk.entry.runtime_data.camera._cache.unread |= {"no such page"}
    await walk.entry.runtime_data.async_refresh()
    (other,) = {state.AWAY, state.REFUSED} - {away}
    possible = {(old, new) for old, following in EDGES.items() for new in following}
    asked_for = {(state.UNKNOWN, state.AWAY), (state.AWAY, state.CONNECTING)}  # as at each start
    assert walk.edges == {edge for edge in possible if other not in edge} | asked_for


def state_of_camera(walk: Walk) -> str:
    """Return the state of the camera entity."""
    shown = walk.hass.states.get(entity_id(walk.hass, walk.entry, "camera"))
    assert shown is not None
    return shown.state
