"""No sequence of commands, faults and time leaves a motor running: found by trying thousands.

Controller, stopper and the drivers of both dialects are the real ones; the camera is a few lines that move motors when
a command arrives, and time passes as fast as the processor can.
"""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from enum import Enum
import selectors
from typing import Any, override
from unittest.mock import patch

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
import pytest

from custom_components.ip_camera_cgi.protocol import (
    BadValueError,
    CameraConnectionError,
    CameraError,
    Move,
    Patrol,
    PatrolRequest,
    PtzOptions,
    Role,
)
from custom_components.ip_camera_cgi.protocol.camera.ptz_controller import PtzController
from custom_components.ip_camera_cgi.protocol.dialects.hucoms.ptz import HucomsPtzDriver
from custom_components.ip_camera_cgi.protocol.dialects.netwave.native.link import NativeLink
from custom_components.ip_camera_cgi.protocol.dialects.netwave.ptz import NetwavePtzDriver
from custom_components.ip_camera_cgi.protocol.dialects.ptz import PtzDriver
from custom_components.ip_camera_cgi.protocol.http.client import Response
from custom_components.ip_camera_cgi.protocol.http.login import Login, LoginPolicy
from custom_components.ip_camera_cgi.protocol.model.address import Account, Address
from custom_components.ip_camera_cgi.protocol.model.errors import CameraDisconnectedError

_A_WHILE = 1200  # seconds: the longest pause between two attempts to stop, twice


class _Clock(selectors.DefaultSelector):
    """A selector that does not wait: time jumps to when something is due."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    @override
    def select(self, timeout: float | None = None) -> Any:
        self.now += timeout or 0
        return super().select(0)


class _FastLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes only when it would have waited."""

    def __init__(self) -> None:
        self._clock = _Clock()
        super().__init__(self._clock)

    @override
    def time(self) -> float:
        return self._clock.now


class Fault(Enum):
    """What becomes of a command."""

    NONE = "none"
    LOST = "lost"
    ANSWER_LOST = "answer lost"
    HUNG_UP = "hung up"
    SILENT = "silent"
    REFUSED = "refused"
    HTML = "html"
    HTML_IGNORED = "html, and not obeyed"
    LATE = "obeyed late"


@dataclass
class FakeCamera:
    """The motors that run, driven by what arrives; strict, so that only the right command ends a motion."""

    fault: Fault = Fault.NONE
    delay: float = 0.0
    running: set[str] = field(default_factory=set)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def command_slot(self) -> AsyncGenerator[None]:
        """Stand in for the priority lock."""
        async with self.lock:
            yield

    async def request(self, path: str, params: Mapping[str, str], *, timeout: float = 8, **_: object) -> Response:
        """Stand in for the HTTP client: raise what it raises."""
        fault = self.fault
        if fault is Fault.LOST:
            raise CameraConnectionError("refused")
        try:
            async with asyncio.timeout(timeout):
                if fault is Fault.SILENT:
                    await asyncio.Event().wait()
                if fault is Fault.LATE:
                    await asyncio.sleep(self.delay)
                if fault not in {Fault.REFUSED, Fault.HTML_IGNORED}:
                    self.obey(path.rpartition("/")[2], params)
                if fault is not Fault.LATE:
                    await asyncio.sleep(self.delay)
        except TimeoutError:
            raise CameraConnectionError("no answer") from None
        if fault is Fault.ANSWER_LOST:
            raise CameraConnectionError("reset")
        if fault is Fault.HUNG_UP:
            raise CameraDisconnectedError("it hung up")
        text = {Fault.REFUSED: "error: illegal params.", Fault.HTML: "<html>", Fault.HTML_IGNORED: "<html>"}
        return Response(text.get(fault, "ok.").encode(), Account("", ""))

    def obey(self, cgi: str, params: Mapping[str, str]) -> None:
        """Move, or stop."""
        raise NotImplementedError


class FakeNetwave(FakeCamera):
    """Command 1 stops pan and tilt only; everything else has an end of its own."""

    @override
    def obey(self, cgi: str, params: Mapping[str, str]) -> None:
        command = int(params["command"])
        if command == 1:
            self.running -= {"pan_tilt"}
        elif command in {0, 2, 4, 6, 90, 91, 92, 93} and "onestep" not in params:
            self.running |= {"pan_tilt"}
        elif command in {16, 18, 26, 28}:
            self.running |= {str(command)}
        elif command in {17, 19, 27, 29}:
            self.running -= {str(command - 1)}


class FakeHucoms(FakeCamera):
    """Each motor runs until it is named again, each patrol until it is ended."""

    @override
    def obey(self, cgi: str, params: Mapping[str, str]) -> None:
        action = params["action"]
        if action in {"setptmove", "setzfmove"}:
            for motor in ("pan", "tilt", "zoom", "focus"):
                if params.get(motor, "stop") != "stop":
                    self.running |= {motor}
                elif motor in params:
                    self.running -= {motor}
        elif action.startswith(("autopan", "tour")):
            ended = "255" in {params.get("number"), params.get("speed")}
            self.running = self.running - {action} if ended else self.running | {action}

    @override
    async def request(self, path: str, params: Mapping[str, str], *, timeout: float = 8, **how: object) -> Response:
        answer = await super().request(path, params, timeout=timeout, **how)
        return Response(b"", answer.account) if answer.body == b"ok." else answer


_PTZ_PAGE = dict.fromkeys(("pan", "tilt", "zoom", "focus", "preset", "autopan", "autopancw", "tour"), "Yes")
_PAGES = {"ptz": {f"{ability}supported": there for ability, there in _PTZ_PAGE.items()}}
_MOVES = st.sampled_from([Move(pan=1), Move(pan=-1), Move(pan=1, tilt=1), Move(zoom=1), Move(zoom=-1)])


class PtzMachine(RuleBasedStateMachine):
    """Everything that people, networks and time do to a camera that moves."""

    dialect: str

    @initialize()
    def start(self) -> None:
        """Connect to a camera."""
        self.loop = _FastLoop()
        self.faults = list[object]()
        self.loop.set_exception_handler(lambda _, context: self.faults.append(context))
        self.camera: FakeCamera = FakeNetwave() if self.dialect == "netwave" else FakeHucoms()
        self.holders = list[object]()
        self.tasks = set[asyncio.Task[None]]()
        self.controller = self._connect()

    def _connect(self) -> PtzController:
        http: Any = self.camera
        account = Account("", "")
        policy = LoginPolicy(account, (Login.BASIC,), unasked=Login.BASIC)
        link = NativeLink(Address("127.0.0.1"), account, policy, nullcontext)  # never connected
        driver: PtzDriver = NetwavePtzDriver(http, link) if self.dialect == "netwave" else HucomsPtzDriver(http)
        controller = PtzController(driver, lambda: _PAGES, Role.ADMINISTRATOR, "camera")
        controller.configure(PtzOptions(profile="zoom"))
        return controller

    def _do(self, doing: Coroutine[Any, Any, Any]) -> None:
        """Begin something that may take its time, or fail."""

        async def do() -> None:
            try:
                await doing
            except CameraError, BadValueError:
                pass
            except Exception as err:  # noqa: BLE001  whatever it is, the test is to fail
                self.faults.append(err)

        async def begin() -> None:
            task = asyncio.create_task(do())
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
            await asyncio.sleep(0)

        self.loop.run_until_complete(begin())

    @rule(move=_MOVES, seconds=st.sampled_from([None, 0.1, 3, 60]))
    def move(self, move: Move, seconds: float | None) -> None:
        """Move for a while."""
        self._do(self.controller.move(move, seconds=seconds))

    @rule(move=_MOVES)
    def hold(self, move: Move) -> None:
        """Hold a button."""
        self.holders.append(object())
        self._do(self.controller.move(move, holder=self.holders[-1]))

    @rule(number=st.integers(0, 5))
    def release(self, number: int) -> None:
        """Let go of a button."""
        if self.holders:
            self._do(self.controller.release(self.holders.pop(number % len(self.holders))))

    @rule(move=_MOVES)
    def step(self, move: Move) -> None:
        """Move a little."""
        self._do(self.controller.step(move))

    @rule()
    def stop(self) -> None:
        """Press stop."""
        self._do(self.controller.stop())

    @rule(patrol=st.sampled_from(Patrol))
    def patrol(self, patrol: Patrol) -> None:
        """Begin to patrol."""
        self._do(self.controller.patrol(PatrolRequest(patrol=patrol)))

    @rule(preset=st.integers(1, 3))
    def go(self, preset: int) -> None:
        """Go to a preset that may not be there."""
        self._do(self.controller.go_to_preset(preset))

    @rule(number=st.integers(0, 9))
    def lose_interest(self, number: int) -> None:
        """Close the browser in the middle of something."""
        if tasks := sorted(self.tasks, key=id):
            tasks[number % len(tasks)].cancel()

    @rule(fault=st.sampled_from(Fault), delay=st.sampled_from([0.0, 0.05, 1, 5]))
    def spoil(self, fault: Fault, delay: float) -> None:
        """Let something go wrong, or get well again."""
        self.camera.fault, self.camera.delay = fault, delay

    @rule(seconds=st.sampled_from([0.01, 0.2, 1, 4, 10, 70]))
    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.loop.run_until_complete(asyncio.sleep(seconds))

    @rule()
    def reload(self) -> None:
        """Unload and load the entry; what may have been left moving is stopped then."""
        self.loop.run_until_complete(self.controller.close())
        left_moving = self.controller.may_be_moving
        self.controller = self._connect()
        self.holders.clear()
        if left_moving:
            self.loop.call_soon(self.controller.request_stop)
            self.loop.run_until_complete(asyncio.sleep(0))

    @override
    def teardown(self) -> None:
        """When the camera is well again and nobody asks for anything, nothing moves; but for patrols, until the end."""
        if not hasattr(self, "loop"):
            return
        self.camera.fault, self.camera.delay = Fault.NONE, 0.0
        self.wait(_A_WHILE)
        patrols = {each for each in self.camera.running if each.startswith(("autopan", "tour", "26", "28"))}
        assert not self.camera.running - patrols
        assert self.controller.moving or not patrols, "a patrol that is not known of could not be ended"
        self.loop.run_until_complete(self.controller.close())
        self.wait(_A_WHILE)
        assert not self.camera.running
        assert not self.faults
        for task in self.tasks:
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()


@pytest.mark.parametrize("dialect", ["netwave", "hucoms"])
def test_no_motor_runs_on(dialect: str) -> None:
    """Try sequences until one is found, and then the shortest."""
    machine: Any = type("Machine", (PtzMachine,), {"dialect": dialect})
    with patch("random.uniform", return_value=1.0):
        machine.TestCase.settings = settings(
            max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        )
        machine.TestCase("runTest").runTest()
