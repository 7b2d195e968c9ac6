"""Downloads a URL for a decoder thread."""

import asyncio
from collections import deque
import threading

from aiohttp import ClientError, ClientPayloadError, ClientResponse, ClientSession, ClientTimeout

from .source import SoundSourceError

_OPEN_TIMEOUT = 15  # seconds; text-to-speech takes its time
_READ_TIMEOUT = 5  # seconds without data
_MOST_HELD = 64 * 1024  # bytes
_NO_TIMEOUT = ClientTimeout(total=None)


class Download:
    """A file object that reads from an HTTP response; downloads in the event loop, is read in a thread.

    FFmpeg's own HTTP client would keep a stopped thread waiting for the network, and verifies no certificates.
    """

    def __init__(self, session: ClientSession, url: str) -> None:
        self.failure: SoundSourceError | None = None
        self._session = session
        self._url = url
        self._pieces: deque[bytes] = deque()
        self._held = 0
        self._over = False
        self._changed = threading.Condition()
        self._room = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start the download."""
        self._task = asyncio.create_task(self._run(), name="ip_camera_cgi sound download")

    def close(self) -> None:
        """Stop the download; a pending read() returns at once."""
        if self._task is not None:
            self._task.cancel()
        self._end()

    def read(self, size: int) -> bytes:
        """Return available bytes, waiting for the first; empty at the end or after a failure. For the thread."""
        with self._changed:
            self._changed.wait_for(lambda: self._pieces or self._over)
            if not self._pieces:
                return b""
            piece = self._pieces.popleft()
            if len(piece) > size:
                self._pieces.appendleft(piece[size:])
                piece = piece[:size]
            self._held -= len(piece)
        if not self._over:
            self._loop.call_soon_threadsafe(self._room.set)
        return piece

    async def _run(self) -> None:
        began = False
        try:
            async with asyncio.timeout(_OPEN_TIMEOUT):
                response = await self._session.get(self._url, timeout=_NO_TIMEOUT)
            async with response:
                if response.status >= 400:
                    self.failure = SoundSourceError("refused")
                    return
                began = True
                await self._receive(response)
        except TimeoutError:
            self.failure = SoundSourceError("too_slow")
        except ClientPayloadError:
            self.failure = SoundSourceError("broken_off")
        except ClientError, OSError, ValueError:  # ValueError: a malformed URL
            self.failure = SoundSourceError("broken_off" if began else "unreachable")
        finally:
            self._end()

    async def _receive(self, response: ClientResponse) -> None:
        while True:
            async with asyncio.timeout(_READ_TIMEOUT):
                piece = await response.content.readany()
            if not piece:
                return
            with self._changed:
                self._pieces.append(piece)
                self._held += len(piece)
                self._changed.notify()
            while self._held > _MOST_HELD:
                self._room.clear()
                await self._room.wait()

    def _end(self) -> None:
        with self._changed:
            self._over = True
            self._changed.notify()
