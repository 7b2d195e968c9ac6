"""Property-based test: no sequence of commands, faults and time leaves a motor running.

Controller, stopper and the drivers of both dialects are real; the camera is a minimal model, and time is simulated.
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
from custom_components.ip_camera_cgi.protocol.http.request import Request
from custom_components.ip_camera_cgi.protocol.model.address import Account, Address
from custom_components.ip_camera_cgi.protocol.model.errors import CameraDisconnectedError

_A_WHILE = 1200  # seconds: the longest pause between two attempts to stop, twice


class _Clock(selectors.DefaultSelector):
    """A selector that does not wait: time jumps to the next timer."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    @override
    def select(self, timeout: float | None = None) -> Any:
        self.now += timeout or 0
        return super().select(0)


class _FastLoop(asyncio.SelectorEventLoop):
    """An event loop with simulated time."""

    def __init__(self) -> None:
        self._clock = _Clock()
        super().__init__(self._clock)

    @override
    def time(self) -> float:
        return self._clock.now


class Fault(Enum):
    """What happens to a command."""

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
    """Motors driven by received commands; only the exact end command stops a movement."""

    fault: Fault = Fault.NONE
    delay: float = 0.0
    running: set[str] = field(default_factory=set)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def command_slot(self) -> AsyncGenerator[None]:
        """Stand in for the priority lock."""
        async with self.lock:
            yield

    async def send(self, request: Request) -> Response:
        """Stand in for the HTTP client, with the same errors."""
        fault = self.fault
        if fault is Fault.LOST:
            raise CameraConnectionError("refused")
        try:
            async with asyncio.timeout(request.timeout):
                if fault is Fault.SILENT:
                    await asyncio.Event().wait()
                if fault is Fault.LATE:
                    await asyncio.sleep(self.delay)
                if fault not in {Fault.REFUSED, Fault.HTML_IGNORED}:
                    self.obey(request.path.rpartition("/")[2], request.params)
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
        """Start or stop motors."""
        raise NotImplementedError


class FakeNetwave(FakeCamera):
    """Command 1 only stops pan and tilt; everything else has its own end command."""

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
    async def send(self, request: Request) -> Response:
        answer = await super().send(request)
        return Response(b"", answer.account) if answer.body == b"ok." else answer


_PTZ_PAGE = dict.fromkeys(("pan", "tilt", "zoom", "focus", "preset", "autopan", "autopancw", "tour"), "Yes")
_PAGES = {"ptz": {f"{ability}supported": there for ability, there in _PTZ_PAGE.items()}}
_MOVES = st.sampled_from([Move(pan=1), Move(pan=-1), Move(pan=1, tilt=1), Move(zoom=1), Move(zoom=-1)])


class PtzMachine(RuleBasedStateMachine):
    """Commands, faults and time for a PTZ camera."""

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
        """Start a command that may take time or fail."""

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
        """Release a button."""
        if self.holders:
            self._do(self.controller.motion.release(self.holders.pop(number % len(self.holders))))

    @rule(move=_MOVES)
    def step(self, move: Move) -> None:
        """Move a little."""
        self._do(self.controller.step(move))

    @rule()
    def stop(self) -> None:
        """Stop."""
        self._do(self.controller.motion.stop())

    @rule(patrol=st.sampled_from(Patrol))
    def patrol(self, patrol: Patrol) -> None:
        """Start a patrol."""
        self._do(self.controller.patrol(PatrolRequest(patrol=patrol)))

    @rule(preset=st.integers(1, 3))
    def go(self, preset: int) -> None:
        """Go to a preset that may not exist."""
        self._do(self.controller.go_to_preset(preset))

    @rule(number=st.integers(0, 9))
    def cancel_command(self, number: int) -> None:
        """Cancel a running command."""
        if tasks := sorted(self.tasks, key=id):
            tasks[number % len(tasks)].cancel()

    @rule(fault=st.sampled_from(Fault), delay=st.sampled_from([0.0, 0.05, 1, 5]))
    def spoil(self, fault: Fault, delay: float) -> None:
        """Cause or end a fault."""
        self.camera.fault, self.camera.delay = fault, delay

    @rule(seconds=st.sampled_from([0.01, 0.2, 1, 4, 10, 70]))
    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.loop.run_until_complete(asyncio.sleep(seconds))

    @rule()
    def reload(self) -> None:
        """Close and restart; a move left running is stopped."""
        self.loop.run_until_complete(self.controller.motion.close())
        left_moving = self.controller.motion.may_be_moving
        self.controller = self._connect()
        self.holders.clear()
        if left_moving:
            self.loop.call_soon(self.controller.motion.request_stop)
            self.loop.run_until_complete(asyncio.sleep(0))

    @override
    def teardown(self) -> None:
        """When faults have ended and all commands are done, nothing may move, and after close no patrol either."""
        if not hasattr(self, "loop"):
            return
        self.camera.fault, self.camera.delay = Fault.NONE, 0.0
        self.wait(_A_WHILE)
        patrols = {each for each in self.camera.running if each.startswith(("autopan", "tour", "26", "28"))}
        assert not self.camera.running - patrols
        assert self.controller.motion.moving or not patrols, "a patrol that is not known of could not be ended"
        self.loop.run_until_complete(self.controller.motion.close())
        self.wait(_A_WHILE)
        assert not self.camera.running
        assert not self.faults
        for task in self.tasks:
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()


@pytest.mark.parametrize("dialect", ["netwave", "hucoms"])
def test_no_motor_runs_on(dialect: str) -> None:
    """Search for a failing sequence and shrink it."""
    machine: Any = type("Machine", (PtzMachine,), {"dialect": dialect})
    with patch("random.uniform", return_value=1.0):
        machine.TestCase.settings = settings(
            max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        )
        machine.TestCase("runTest").runTest()
