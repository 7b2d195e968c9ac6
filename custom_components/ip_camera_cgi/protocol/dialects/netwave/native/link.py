"""Whether and when the native protocol is spoken to a camera, and how that stands (docs/sources.md N21)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from enum import StrEnum
import logging
import time
from typing import Any

from ....model.address import Account, Address
from ....model.backoff import Backoff
from ....model.errors import CameraConnectionError, CameraError, CameraUnsupportedError
from . import messages
from .connection import ControlConnection, RefusedError
from .messages import Result

_LOGGER = logging.getLogger(__name__)

_QUIET_TIME = 20  # seconds of polling until a lost connection is logged: most come back sooner, with the camera
_LASTING = 60  # seconds after which a connection that breaks counts as one that had worked
_FIRST_RETRY, _LONGEST_RETRY = 5, 300  # seconds; each login is a line in the camera's log
_FIRST_BUSY, _LONGEST_BUSY = 60, 900  # seconds
_FIRST_WAY_GIVEN = 10  # seconds
_ORDER_TIMEOUT = 0.7  # seconds
_SLOW_TIME = 10  # seconds for which orders go over HTTP after one that was not taken in time
_ASSUMED_ALIVE = 45  # seconds without a byte
_CHECK_TIMEOUT = 5  # seconds


class LinkState(StrEnum):
    """How the native protocol stands with one camera; diagnostics shows the value."""

    OFF = "switched_off"
    NEEDS_CONSENT = "needs_consent"
    """The camera asks for Digest: its password is never sent in clear unless the owner wants that."""
    LOGIN_TOO_LONG = "login_too_long"
    NOT_TRIED = "not_tried"
    NOT_SPOKEN = "not_spoken"
    NO_ANSWER = "no_answer"
    """Nothing came, but the camera did not answer anything else at that time either."""
    OTHER_CAMERA = "other_camera"
    LOGIN_REFUSED = "login_refused"
    BUSY = "busy"
    GAVE_WAY = "gave_way"
    """The camera took no other connections, so this one was given up for a while."""
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
        LinkState.LOGIN_REFUSED,
    }
)
"""What does not change until the camera is set up anew: no connection is made meanwhile."""


class NativeLink:
    """The one control connection to a camera: opened, refused, lost, opened again.

    Only one request is ever sent to a camera that is not known to speak the protocol, and that holds no password. The
    password leaves once, and only for the camera that is meant.
    """

    def __init__(
        self,
        address: Address,
        account: Account,
        uses_digest: Callable[[], bool],
        alone: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        """Tell by `uses_digest` how the camera wants its login over HTTP; `alone` keeps other requests away from it."""
        self.state = LinkState.NOT_TRIED
        self.allowed: bool | None = None
        """What the owner chose; None: wherever the password is sent in clear anyhow."""
        self.not_spoken_by: str = ""
        """The firmware that was found not to speak the protocol: it is never asked again."""
        self.report: dict[str, Any] = {}
        """What diagnostics shows: facts that are not known of all cameras, without ids and logins."""
        self._address = address
        self._account = account
        self._uses_digest = uses_digest
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
        """Return whether the camera keeps its password secret over HTTP, which this protocol does not."""
        return self._uses_digest()

    @property
    def connection(self) -> ControlConnection | None:
        """Return the connection, if it is up and signed in."""
        connection = self._connection
        return connection if connection is not None and connection.is_open else None

    async def open(self, camera_id: str, firmware: str, answers: Callable[[], Awaitable[object]]) -> ControlConnection:
        """Connect and sign in, not before it is time for that again.

        `answers` asks the camera something over HTTP: where it does not answer that either, silence proves nothing.

        Raises:
            CameraUnsupportedError: the protocol is not spoken with this camera now, nor later.
            CameraError: it did not work this time.
        """
        self._decide(firmware)
        if self.state in _FINAL:
            raise CameraUnsupportedError(f"native protocol: {self.state}")
        await asyncio.sleep(self._next_try - time.monotonic())
        connection = ControlConnection()
        try:
            await self._login(connection, camera_id, firmware, answers)
            await connection.verify(self._account)
        except BaseException as err:
            connection.end(CameraConnectionError("native protocol: given up"))
            if isinstance(err, CameraError):
                self._fail(err)
            raise
        self._busy.reset()
        self._polled_since = None
        self._connection, self._opened_at = connection, time.monotonic()
        self.state = LinkState.CONNECTED
        return connection

    def lost(self, why: CameraError) -> None:
        """Take note that the connection is over."""
        if time.monotonic() - self._opened_at > _LASTING:
            self._failed.reset()
            self._ways_given.reset()
            self._loss_logged = False
        self._loss = str(why)
        if self.state is not LinkState.GAVE_WAY:
            self._fail(why)

    def polled(self) -> None:
        """Take note that the camera has answered a poll for alarms; log once that they are not pushed, and why.

        A camera that is away is no reason, its connection comes back with it; nor is a connection that breaks again
        and again a reason to log it again and again.
        """
        now = time.monotonic()
        if self._polled_since is None:
            self._polled_since = now
        if self._loss and not self._loss_logged and now - self._polled_since > _QUIET_TIME:
            _LOGGER.info("%s: alarms are polled, not pushed: %s", self._address, self._loss)
            self._loss_logged = True

    def give_way(self) -> bool:
        """End the connection for a while: the camera takes no others. Return whether there was one."""
        if self.connection is None:
            return False
        self.state = LinkState.GAVE_WAY
        self._next_try = time.monotonic() + self._ways_given.fail()
        self.connection.end(CameraConnectionError("native protocol: gave way"))
        return True

    async def order(self, command: int) -> bool:
        """Give an order to the motors; return whether the camera has taken it: then nothing else is to be done.

        The camera does not answer orders. So it is asked something behind the order, which it answers in turn: a
        connection that is dead without a word would swallow the order to stop.
        """
        connection = self.connection
        if connection is None or time.monotonic() < self._slow_until:
            return False
        try:
            connection.send(messages.ptz(command))
            await connection.confirm(_ORDER_TIMEOUT)
        except CameraConnectionError:
            self._slow_until = time.monotonic() + _SLOW_TIME
            return False
        return True

    async def settings(self) -> Mapping[str, str]:
        """Return the picture settings as the camera has told them, and prove that it is there; empty if it is not."""
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
        """Have the picture settings be asked for anew: one was changed in another way."""
        if self.connection is not None:
            self.connection.settings = {}

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.end(CameraConnectionError("native protocol: closed"))

    def _decide(self, firmware: str) -> None:
        """See whether there is a reason not to try at all."""
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
        """Find out who answers, before any password is sent."""
        try:
            async with nullcontext() if self._speaks else self._alone():
                await connection.open(self._address)
                told = await connection.login()
        except RefusedError:
            self._speaks = True
            raise
        except CameraError as err:
            if connection.is_used and not self._speaks:
                connection.end(err)
                await self._conclude(firmware, answers)
            raise
        self._speaks = True
        self.report |= {"firmware": told.firmware, "id_matches": told.is_of(camera_id)}
        if not told.is_of(camera_id):
            self.state = LinkState.OTHER_CAMERA
            raise CameraUnsupportedError("native protocol: another camera answers")

    async def _conclude(self, firmware: str, answers: Callable[[], Awaitable[object]]) -> None:
        """Decide what it means that a camera did not answer the probe: it does not speak the protocol, or it is full.

        Raises:
            CameraError: it does not answer anything else either.
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
            self.report["refused"] = err.result
            if err.result == Result.BUSY:
                self.state, wait = LinkState.BUSY, self._busy
            else:
                self.state = LinkState.LOGIN_REFUSED
        self._next_try = time.monotonic() + wait.fail()
