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
from .messages import Identity, Result

_LOGGER = logging.getLogger(__name__)

_PROTOCOL = "native protocol"
_PROBE_TIMEOUT = 3  # seconds until the answer to the login request, which a server that only speaks HTTP never sends
_VERIFY_TIMEOUT = 17  # seconds; together, the 20 seconds of the vendor's client
_CONFIRM_TIMEOUT = 0.7  # seconds
_CHECK_TIMEOUT = 5  # seconds
_ASSUMED_ALIVE = 70  # seconds since the last received data; most cameras send a keep-alive every 60
_SLOW_TIME = 10  # seconds for which PTZ commands use HTTP after one that was not confirmed in time
_QUIET_TIME = 20  # seconds of polling until a lost connection is logged: most come back sooner, with the camera
_LASTING = 60  # seconds; a connection that lasted longer counts as having worked
_WRONG_LOGIN = frozenset({Result.NO_SUCH_USER, Result.WRONG_PASSWORD})


class LinkState(StrEnum):
    """State of the native protocol of one camera; the value appears in diagnostics."""

    OFF = "switched_off"
    NEEDS_CONSENT = "needs_consent"
    """The camera requires Digest over HTTP, so its password is only sent in clear with the owner's consent."""
    LOGIN_TOO_LONG = "login_too_long"
    NOT_SPOKEN = "not_spoken"
    OTHER_CAMERA = "other_camera"
    NOT_TRIED = "not_tried"
    LOGIN_REFUSED = "login_refused"
    BUSY = "busy"
    GAVE_WAY = "gave_way"
    """Closed for a while, because the camera accepted no other connections."""
    LOST = "lost"
    CONNECTED = "connected"


_RETRIES: Mapping[LinkState, tuple[float, float]] = {
    LinkState.LOST: (5, 300),
    LinkState.GAVE_WAY: (10, 900),
    LinkState.BUSY: (60, 900),
    # As seldom as a busy camera: the password may have been changed for a while.
    LinkState.LOGIN_REFUSED: (60, 900),
}
"""Seconds until the first retry, and between later ones at most; each login adds a line to the camera's log."""
_FINAL = frozenset(LinkState) - {*_RETRIES, LinkState.NOT_TRIED, LinkState.CONNECTED}
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
        self._backoffs = {state: Backoff(*retry) for state, retry in _RETRIES.items()}
        self._next_try = self._opened_at = self._slow_until = 0.0
        self._loss = ""
        """Why the connection was lost last."""
        self._loss_logged = False
        self._polled_since: float | None = None

    @property
    def needs_consent(self) -> bool:
        """Return whether HTTP protects the password by Digest, while this protocol sends it in clear."""
        return self._policy.first() is Login.DIGEST

    @property
    def connection(self) -> ControlConnection | None:
        """Return the connection if it is open and signed in."""
        return self._connection if self._connection is not None and self._connection.is_open else None

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
            await self._identify(connection, camera_id, firmware, answers)
            await self._verify(connection)
        except BaseException as err:
            connection.end(CameraConnectionError("native protocol: given up"))
            if isinstance(err, CameraError):
                self._fail(err)
            raise
        self._connection, self._opened_at, self._polled_since = connection, time.monotonic(), None
        self.state = LinkState.CONNECTED
        connection.ended.add_done_callback(lambda _: self.changed())
        self.changed()
        return connection

    def lost(self, why: CameraError) -> None:
        """Record the end of the connection."""
        self._loss = str(why)
        if time.monotonic() - self._opened_at > _LASTING:
            self._loss_logged = False
            for backoff in self._backoffs.values():
                backoff.reset()
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
        self._retry_later(LinkState.GAVE_WAY)
        self.close()
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
            connection.send(messages.Frame(messages.Control.PTZ, bytes((command,))))
            await connection.confirm(_CONFIRM_TIMEOUT)
        except CameraError:
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
        except CameraError as err:
            connection.end(err)
        return connection.settings if connection.is_open else {}

    def forget_settings(self) -> None:
        """Discard the picture settings after a change over HTTP, so that they are read again."""
        if self.connection is not None:
            self.connection.settings.clear()

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

    async def _identify(
        self, connection: ControlConnection, camera_id: str, firmware: str, answers: Callable[[], Awaitable[object]]
    ) -> None:
        """Connect and identify the camera before the password is sent.

        A camera that does not speak the protocol is remembered, unless it does not answer HTTP either.
        """
        async with nullcontext() if self._speaks else self._alone():
            await connection.open(self._address)
            try:
                identity = Identity.decode(await connection.request(messages.LOGIN, _PROBE_TIMEOUT))
            except CameraError as err:
                self._speaks |= isinstance(err, RefusedError)
                if self._speaks:
                    raise
                connection.end(err)
                identity = None
        if identity is None:
            self.state = LinkState.NOT_SPOKEN
            await answers()
            self.not_spoken_by = firmware
            raise CameraUnsupportedError("native protocol: not spoken")
        self._speaks = True
        self.report |= {"firmware": identity.firmware, "id_matches": identity.is_of(camera_id)}
        if not identity.is_of(camera_id):
            self.state = LinkState.OTHER_CAMERA
            raise CameraUnsupportedError("native protocol: another camera answers")

    async def _verify(self, connection: ControlConnection) -> None:
        """Send the login; it is held back and counts like one over HTTP, as both may lock the account."""
        await self._policy.require_trial(_PROTOCOL)
        try:
            await connection.request(messages.verify(self._account), _VERIFY_TIMEOUT)
        except RefusedError as err:
            if err.result in _WRONG_LOGIN:
                self._policy.refused(_PROTOCOL)
            raise
        self._policy.accepted(_PROTOCOL)

    def _fail(self, err: CameraError) -> None:
        self.report["last_trouble"] = str(err)
        if self.state in _FINAL:
            return
        if not isinstance(err, RefusedError):
            self._retry_later(LinkState.LOST)
            return
        self.report["refused"] = err.result
        self._retry_later(LinkState.BUSY if err.result == Result.BUSY else LinkState.LOGIN_REFUSED)

    def _retry_later(self, state: LinkState) -> None:
        self.state = state
        self._next_try = time.monotonic() + self._backoffs[state].fail()
