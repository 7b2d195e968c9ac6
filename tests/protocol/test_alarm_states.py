"""Alarm states: beginnings are distinguished from alarms that continue."""

import asyncio
from collections.abc import Collection

import pytest

from custom_components.ip_camera_cgi.protocol import Alarm
from custom_components.ip_camera_cgi.protocol.camera import alarm_states
from custom_components.ip_camera_cgi.protocol.camera.alarm_states import AlarmStates

MOTION, INPUT = Alarm.MOTION, Alarm.INPUT


class Published:
    """Alarm states with a record of everything published."""

    def __init__(self) -> None:
        self.states = AlarmStates(self._take, expected={MOTION, INPUT})
        self.writes: list[dict[Alarm, bool]] = []
        self.begun: list[Alarm] = []

    def _take(self, begun: Collection[Alarm]) -> None:
        self.writes.append(dict(self.states.shown))
        self.begun += begun

    def of(self, alarm: Alarm) -> list[bool | None]:
        """Return the published states of an alarm in order."""
        return [write.get(alarm) for write in self.writes]


@pytest.fixture
def published() -> Published:
    """A camera with unknown alarm states."""
    return Published()


async def test_alarm_continues_across_restart(published: Published) -> None:
    published.states.restore({MOTION: True, INPUT: False})
    published.states.reconnected()
    published.states.report({MOTION: True, INPUT: False})
    assert published.states.shown == {MOTION: True, INPUT: False}
    assert published.begun == []
    assert len(published.writes) == 1
    published.states.stop()


async def test_alarm_after_restart_is_shown_as_off_first(published: Published) -> None:
    """Home Assistant's triggers only react to the change from off to on."""
    published.states.restore({MOTION: True, INPUT: False})
    published.states.reconnected()
    published.states.report({MOTION: True, INPUT: True})
    assert published.of(INPUT) == [False, True]
    assert published.of(MOTION) == [True, True]
    assert published.begun == [INPUT]
    published.states.stop()


async def test_first_report_of_new_camera_is_no_beginning(published: Published) -> None:
    published.states.reconnected()
    published.states.report({MOTION: True})
    assert published.begun == []
    published.states.report({MOTION: False})
    published.states.report({MOTION: True})
    assert published.begun == [MOTION]
    published.states.stop()


async def test_alarm_continues_across_outage(published: Published) -> None:
    published.states.report({MOTION: False, INPUT: False})
    published.states.report({MOTION: True})
    published.states.forget()
    assert published.states.shown == {}
    published.states.report({MOTION: True, INPUT: True})
    assert published.begun == [MOTION, INPUT]
    published.states.forget()
    published.states.report({MOTION: False})
    published.states.report({MOTION: True})
    assert published.begun == [MOTION, INPUT, MOTION]
    published.states.stop()


async def test_beginning_waits_until_it_can_be_published(published: Published) -> None:
    """Even if the alarm has ended by then, like a short press of a bell button."""
    published.states.report({MOTION: False, INPUT: False})
    published.states.set_ready(False)
    published.states.report({MOTION: True})
    published.states.report({INPUT: True})
    published.states.report({INPUT: False})
    assert published.states.shown == {MOTION: False, INPUT: False}
    assert published.states.known == {MOTION: False, INPUT: False}, "after a restart they count as begun, too"
    published.states.set_ready(True)
    assert set(published.begun) == {MOTION, INPUT}
    assert published.of(INPUT)[-2:] == [True, False]
    assert published.states.shown == {MOTION: True, INPUT: False}
    published.states.set_ready(False)
    published.states.set_ready(True)
    assert len(published.begun) == 2
    published.states.stop()


async def test_camera_that_reports_changes_only(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new connection without reports means no change; alarms never reported are off."""
    monkeypatch.setattr(alarm_states, "_SETTLE_TIME", 0.02)
    monkeypatch.setattr(alarm_states, "_LATE", 0.1)
    published.states.reconnected()
    await asyncio.sleep(0.05)
    assert published.states.shown == {MOTION: False, INPUT: False}
    published.states.report({INPUT: True})
    assert published.begun == [INPUT]
    for _ in range(2):
        published.states.reconnected()
        await asyncio.sleep(0.05)
        assert published.states.shown[INPUT]
    published.states.report({INPUT: True})
    assert published.begun == [INPUT], "soon after the connection it may be the repetition of an old state"
    published.states.reconnected()
    await asyncio.sleep(0.15)
    published.states.report({INPUT: True})
    assert published.begun == [INPUT, INPUT], "its end was missed"
    assert published.of(INPUT)[-3:] == [True, False, True]
    published.states.stop()


async def test_unconfirmed_alarms_after_outage(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    """An input stays on, motion expires."""
    monkeypatch.setattr(alarm_states, "_SETTLE_TIME", 0.02)
    monkeypatch.setattr(alarm_states, "_UNREPORTED_TIME", 0.1)
    published.states.restore({MOTION: True, INPUT: True})
    published.states.reconnected()
    await asyncio.sleep(0.06)
    assert published.states.shown == {MOTION: True, INPUT: True}
    await asyncio.sleep(0.12)
    assert published.states.shown == {MOTION: False, INPUT: True}
    assert published.begun == []
    published.states.stop()


async def test_complete_report_ends_unnamed_alarms(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarm_states, "_SETTLE_TIME", 0.02)
    published.states.report({MOTION: True, INPUT: False})
    published.states.reconnected()
    published.states.report({INPUT: False})
    await asyncio.sleep(0.05)
    assert published.states.shown == {MOTION: False, INPUT: False}
    published.states.stop()


async def test_late_answer_does_not_undo_a_push(published: Published) -> None:
    asked_at = asyncio.get_running_loop().time()
    published.states.report({MOTION: False, INPUT: False})
    await asyncio.sleep(0.01)
    published.states.report({MOTION: True})
    published.states.report({MOTION: False, INPUT: False}, asked_at)
    assert published.states.shown[MOTION]
    published.states.report({MOTION: False}, asyncio.get_running_loop().time())
    assert not published.states.shown[MOTION]
    assert published.begun == [MOTION]


async def test_flicker_is_rate_limited_and_ends_with_the_last_state(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarm_states, "CHANGES_AT_ONCE", 10)
    monkeypatch.setattr(alarm_states, "CHANGES_PER_SECOND", 20)
    flickering = Published()
    for _ in range(100):
        flickering.states.report({MOTION: True})
        flickering.states.report({MOTION: False})
    assert len(flickering.writes) <= 11
    flickering.states.report({INPUT: False})
    flickering.states.report({INPUT: True})
    assert flickering.begun[-1] is INPUT, "the bell does not wait for the motion"
    flickering.states.report({MOTION: True})
    await asyncio.sleep(0.15)
    assert flickering.states.shown[MOTION]
    assert len(flickering.writes) < 16
    flickering.states.stop()
