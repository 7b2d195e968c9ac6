"""Splits what an RTSP server sends into answers and interleaved data."""

from collections.abc import Callable
import re
from typing import NamedTuple

from multidict import CIMultiDict

from ..model.errors import CameraResponseError

_DATA = b"$"
_DATA_HEAD = 4  # bytes
_MAX_HEAD = 16 * 1024  # bytes of the status line and the headers
_MAX_HEADERS = 50
_MAX_BODY = 64 * 1024  # bytes
_STATUS = re.compile(r"RTSP/\d\.\d (\d{3})")
_HEAD_END = re.compile(rb"\r?\n\r?\n")


class Answer(NamedTuple):
    """The answer to a request."""

    status: int
    headers: CIMultiDict[str]
    body: str


class Incoming:
    """The received bytes of one connection; incomplete messages wait for the rest."""

    def __init__(self, answered: Callable[[Answer], None], received: Callable[[int, bytes], None] | None) -> None:
        self._answered = answered
        self._received = received
        """Called with channel and content of interleaved data; None ignores them."""
        self._bytes = bytearray()

    def feed(self, chunk: bytes) -> None:
        """Pass on every complete message.

        Raises:
            CameraResponseError: this is no RTSP, or a message is too long.
        """
        self._bytes += chunk
        at = 0
        while at < len(self._bytes):
            end = self._data(at) if self._bytes.startswith(_DATA, at) else self._answer(at)
            if end is None:
                break
            at = end
        del self._bytes[:at]

    def _data(self, at: int) -> int | None:
        """Pass on interleaved data that begin there; return where they end, or None if they are incomplete."""
        content = at + _DATA_HEAD
        end = content + int.from_bytes(self._bytes[at + 2 : content])
        if len(self._bytes) < max(content, end):
            return None
        if self._received is not None:
            self._received(self._bytes[at + 1], bytes(memoryview(self._bytes)[content:end]))
        return end

    def _answer(self, at: int) -> int | None:
        """Pass on an answer that begins there; return where it ends, or None if it is incomplete."""
        if self._bytes[at] in b"\r\n":
            return at + 1
        found = _HEAD_END.search(self._bytes, at, at + _MAX_HEAD)
        if found is None:
            if len(self._bytes) - at >= _MAX_HEAD:
                raise CameraResponseError("RTSP: the answer is too long")
            return None
        first, *lines = self._bytes[at : found.start()].decode("latin-1").splitlines()
        status = _STATUS.match(first)
        if status is None:
            raise CameraResponseError("RTSP: not an answer")
        if len(lines) > _MAX_HEADERS:
            raise CameraResponseError("RTSP: too many headers")
        headers: CIMultiDict[str] = CIMultiDict()
        for line in lines:
            name, _, value = line.partition(":")
            headers.add(name.strip(), value.strip())
        length = headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _MAX_BODY:
            raise CameraResponseError("RTSP: the answer is too long")
        end = found.end() + int(length)
        if len(self._bytes) < end:
            return None
        body = self._bytes[found.end() : end].decode("utf-8", "replace")
        self._answered(Answer(int(status[1]), headers, body))
        return end
