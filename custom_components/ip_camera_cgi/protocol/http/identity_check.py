"""Checks that a camera still answers at its address before its login is sent again."""

import asyncio
from collections.abc import Awaitable, Callable
import time

from ..model.errors import (
    CameraConnectionError,
    CameraError,
    CameraLockedError,
    CameraMismatchError,
    CameraUnidentifiedError,
)
from .request import Request

_URGENT_TRUST = 60  # seconds in which urgent requests are sent unchecked: no address changes its owner that quickly


class IdentityCheck:
    """Decides whether the device at the address has to be identified before the login is sent.

    The address may have been reassigned while the camera did not answer.
    """

    def __init__(self, check: Callable[[Request], Awaitable[None]] | None = None) -> None:
        """Create a check; `check` sends anonymous identification requests, and raises CameraError if they fail."""
        self._check = check
        self._doubted_at: float | None = None
        self._failure: CameraError | None = None
        self._failed_at = 0.0
        self._lock = asyncio.Lock()

    def doubt(self) -> None:
        """Require a check before the next login, after a failed request."""
        if self._doubted_at is None:
            self._doubted_at = time.monotonic()

    def confirm(self) -> None:
        """Record that the camera was identified."""
        self._doubted_at = None

    def is_due(self, request: Request) -> bool:
        """Return whether a request has to wait for a check."""
        if self._check is None or self._doubted_at is None or not request.login:
            return False
        return not request.urgent or time.monotonic() - self._doubted_at > _URGENT_TRUST

    async def require(self, request: Request) -> None:
        """Identify the camera before a request with a login, if necessary.

        Raises:
            CameraConnectionError: no answer.
            CameraMismatchError, CameraLockedError, CameraUnidentifiedError: another device answers.
        """
        if self._check is None or not self.is_due(request):
            return
        began = time.monotonic()
        async with self._lock:
            if not self.is_due(request):
                return
            if self._failure is not None and self._failed_at >= began:  # the check that this request has waited for
                raise self._failure
            try:
                await self._check(request)
            except CameraError as err:
                self._failed_at, self._failure = time.monotonic(), _translated(err)
                raise self._failure from None
            self.confirm()


def _translated(err: CameraError) -> CameraError:
    if isinstance(err, CameraConnectionError | CameraMismatchError | CameraLockedError):
        return err
    return CameraUnidentifiedError(f"not identified, so no login was sent: {err}")  # it may still be starting
