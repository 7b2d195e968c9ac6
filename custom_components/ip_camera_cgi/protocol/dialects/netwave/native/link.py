"""Opens and reopens the control connection of the native protocol (docs/sources.md N21)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from enum import StrEnum
import logging
import time
from typing import Any

from ....http.login import Login, LoginPolicy
from ....model.address import Account, Address
from ....model.backoff import Backoff
from ....model.errors import CameraConnectionError, CameraError, CameraUnsupportedError
from . import messages
from .connection import ControlConnection, RefusedError
from .messages import Result

_LOGGER = logging.getLogger(__name__)

_QUIET_TIME = 20  # seconds of polling until a lost connection is logged: most come back sooner, with the camera
_PROTOCOL = "native protocol"
_WRONG_LOGIN = frozenset({Result.NO_SUCH_USER, Result.WRONG_PASSWORD})
_LASTING = 60  # seconds; a connection that lasted longer counts as having worked
_FIRST_RETRY, _LONGEST_RETRY = 5, 300  # seconds; each login adds a line to the camera's log
_FIRST_BUSY, _LONGEST_BUSY = 60, 900  # seconds
_FIRST_WAY_GIVEN = 10  # seconds
_CONFIRM_TIMEOUT = 0.7  # seconds
_SLOW_TIME = 10  # seconds for which PTZ commands use HTTP after one that was not confirmed in time
_ASSUMED_ALIVE = 45  # seconds since the last received data
_CHECK_TIMEOUT = 5  # seconds


class LinkState(StrEnum):
    """State of the native protocol of one camera; the value appears in diagnostics."""

    OFF = "switched_off"
    NEEDS_CONSENT = "needs_consent"
    """The camera requires Digest over HTTP, so its password is only sent in clear with the owner's consent."""
    LOGIN_TOO_LONG = "login_too_long"
    NOT_TRIED = "not_tried"
    NOT_SPOKEN = "not_spoken"
    NO_ANSWER = "no_answer"
    """Neither the native protocol nor HTTP was answered at that time."""
    OTHER_CAMERA = "other_camera"
    LOGIN_REFUSED = "login_refused"
    BUSY = "busy"
    GAVE_WAY = "gave_way"
    """Closed for a while, because the camera accepted no other connections."""
    LOST = "lost"
    CONNECTED = "connected"


_FINAL = frozenset(
    {
        LinkState.OFF,
        LinkState.NEEDS_CONSENT,
        LinkState.LOGIN_TOO_LONG,
        LinkState.NOT_SPOKEN,
        LinkState.NO_ANSWER,
        LinkState.OTHER_CAMERA,
    }
)
"""States without further connection attempts until the camera is set up again."""


class NativeLink:
    """The single control connection to a camera, which is reopened when it is refused or lost.

    A camera that is not known to speak the protocol receives one request without a password. The password is sent only
    after the camera has been identified.
    """

    def __init__(
        self,
        address: Address,
        account: Account,
        policy: LoginPolicy,
        alone: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        """Create a link; `policy` is that of HTTP logins, `alone` suspends all other requests."""
        self.state = LinkState.NOT_TRIED
        self.allowed: bool | None = None
        """The owner's choice; None allows it if HTTP sends the password in clear, too."""
        self.not_spoken_by: str = ""
        """Firmware version that was found not to speak the protocol, which is not tried again."""
        self.report: dict[str, Any] = {}
        """Facts for diagnostics that differ between cameras, without ids and logins."""
        self.changed: Callable[[], None] = lambda: None
        """Is called when the connection has been opened or has ended."""
        self._address = address
        self._account = account
        self._policy = policy
        self._alone = alone
        self._speaks = False
        self._connection: ControlConnection | None = None
        self._failed = Backoff(_FIRST_RETRY, _LONGEST_RETRY)
        self._busy = Backoff(_FIRST_BUSY, _LONGEST_BUSY)
        self._ways_given = Backoff(_FIRST_WAY_GIVEN, _LONGEST_BUSY)
        self._slow_until = 0.0
        self._loss = ""
        """Why the connection was lost last."""
        self._loss_logged = False
        self._polled_since: float | None = None
        self._next_try = 0.0
        self._opened_at = 0.0

    @property
    def needs_consent(self) -> bool:
        """Return whether HTTP protects the password by Digest, while this protocol sends it in clear."""
        return self._policy.first() is Login.DIGEST

    @property
    def connection(self) -> ControlConnection | None:
        """Return the connection if it is open and signed in."""
        connection = self._connection
        return connection if connection is not None and connection.is_open else None

    async def open(self, camera_id: str, firmware: str, answers: Callable[[], Awaitable[object]]) -> ControlConnection:
        """Connect and sign in, after the pause that previous failures require.

        `answers` sends an HTTP request: if the camera does not answer that either, silence proves nothing.

        Raises:
            CameraUnsupportedError: the protocol cannot be used with this camera.
            CameraError: this attempt failed.
        """
        self._decide(firmware)
        if self.state in _FINAL:
            raise CameraUnsupportedError(f"native protocol: {self.state}")
        await asyncio.sleep(self._next_try - time.monotonic())
        connection = ControlConnection()
        try:
            await self._login(connection, camera_id, firmware, answers)
            await self._verify(connection)
        except BaseException as err:
            connection.end(CameraConnectionError("native protocol: given up"))
            if isinstance(err, CameraError):
                self._fail(err)
            raise
        self._busy.reset()
        self._polled_since = None
        self._connection, self._opened_at = connection, time.monotonic()
        self.state = LinkState.CONNECTED
        connection.ended.add_done_callback(lambda _: self.changed())
        self.changed()
        return connection

    def lost(self, why: CameraError) -> None:
        """Record the end of the connection."""
        if time.monotonic() - self._opened_at > _LASTING:
            self._failed.reset()
            self._ways_given.reset()
            self._loss_logged = False
        self._loss = str(why)
        if self.state is not LinkState.GAVE_WAY:
            self._fail(why)

    def polled(self) -> None:
        """Record that the camera has answered a poll; if no connection has come back, log once that alarms are polled.

        Nothing is logged while the camera is unavailable, because the connection returns with it.
        """
        now = time.monotonic()
        if self._polled_since is None:
            self._polled_since = now
        if self._loss and not self._loss_logged and now - self._polled_since > _QUIET_TIME:
            _LOGGER.info("%s: alarms are polled, not pushed: %s", self._address, self._loss)
            self._loss_logged = True

    def give_way(self) -> bool:
        """Close the connection for a while, because the camera accepts no others; return whether there was one."""
        if self.connection is None:
            return False
        self.state = LinkState.GAVE_WAY
        self._next_try = time.monotonic() + self._ways_given.fail()
        self.connection.end(CameraConnectionError("native protocol: gave way"))
        return True

    async def send_ptz(self, command: int) -> bool:
        """Send a PTZ command; return False if it has to be sent over HTTP instead.

        Cameras do not acknowledge PTZ commands, so a request with an answer follows: a dead connection would otherwise
        lose a stop command unnoticed.
        """
        connection = self.connection
        if connection is None or time.monotonic() < self._slow_until:
            return False
        try:
            connection.send(messages.ptz(command))
            await connection.confirm(_CONFIRM_TIMEOUT)
        except CameraConnectionError:
            self._slow_until = time.monotonic() + _SLOW_TIME
            return False
        return True

    async def settings(self) -> Mapping[str, str]:
        """Return the reported picture settings after checking the connection; empty if there is none."""
        connection = self.connection
        if connection is None:
            return {}
        try:
            if not connection.settings or connection.silence > _ASSUMED_ALIVE:
                await connection.confirm(_CHECK_TIMEOUT)
        except CameraConnectionError as err:
            connection.end(err)
            return {}
        return connection.settings

    def forget_settings(self) -> None:
        """Discard the picture settings after a change over HTTP, so that they are read again."""
        if self.connection is not None:
            self.connection.settings = {}

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.end(CameraConnectionError("native protocol: closed"))

    def _decide(self, firmware: str) -> None:
        """Set a final state if the protocol must not be tried."""
        if self.allowed is False:
            self.state = LinkState.OFF
        elif self.allowed is None and self.needs_consent:
            self.state = LinkState.NEEDS_CONSENT
        elif self.not_spoken_by and self.not_spoken_by == firmware:
            self.state = LinkState.NOT_SPOKEN
        else:
            try:
                messages.verify(self._account)
            except ValueError:
                self.state = LinkState.LOGIN_TOO_LONG

    async def _login(
        self, connection: ControlConnection, camera_id: str, firmware: str, answers: Callable[[], Awaitable[object]]
    ) -> None:
        """Connect and identify the camera before the password is sent."""
        try:
            async with nullcontext() if self._speaks else self._alone():
                await connection.open(self._address)
                answer = await connection.login()
        except RefusedError:
            self._speaks = True
            raise
        except CameraError as err:
            if connection.is_used and not self._speaks:
                connection.end(err)
                await self._conclude(firmware, answers)
            raise
        self._speaks = True
        self.report |= {"firmware": answer.firmware, "id_matches": answer.is_of(camera_id)}
        if not answer.is_of(camera_id):
            self.state = LinkState.OTHER_CAMERA
            raise CameraUnsupportedError("native protocol: another camera answers")

    async def _verify(self, connection: ControlConnection) -> None:
        """Send the login; it is held back and counts like one over HTTP, as both may lock the account."""
        await self._policy.require_trial(_PROTOCOL)
        try:
            await connection.verify(self._account)
        except RefusedError as err:
            if err.result in _WRONG_LOGIN:
                self._policy.refused(_PROTOCOL)
            raise
        self._policy.accepted(_PROTOCOL)

    async def _conclude(self, firmware: str, answers: Callable[[], Awaitable[object]]) -> None:
        """Decide whether a camera that did not answer does not speak the protocol, or is unavailable.

        Raises:
            CameraError: it did not answer HTTP either.
        """
        self.state = LinkState.NO_ANSWER
        await answers()
        self.state, self.not_spoken_by = LinkState.NOT_SPOKEN, firmware

    def _fail(self, err: CameraError) -> None:
        self.report["last_trouble"] = str(err)
        if self.state in _FINAL:
            return
        wait = self._failed
        self.state = LinkState.LOST
        if isinstance(err, RefusedError):
            # A refused login is tried again as seldom as a busy camera: the password may have been changed for a while.
            self.report["refused"], wait = err.result, self._busy
            self.state = LinkState.BUSY if err.result == Result.BUSY else LinkState.LOGIN_REFUSED
        self._next_try = time.monotonic() + wait.fail()
