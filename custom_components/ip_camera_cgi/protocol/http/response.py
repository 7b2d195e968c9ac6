"""What comes back from a camera: read by aiohttp, or, where the camera is too odd for it, by ourselves.

Real cameras send header lines without a name, blanks before the colon, two lengths, a body with status 204, bytes
behind the body, or no status line at all (field guide, Hucoms 3 and the manual's own samples); aiohttp rightly refuses
all of it.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
import re
import socket
from typing import Protocol, Self, override

from aiohttp import ClientPayloadError, ClientResponse
from aiohttp.abc import AbstractResolver
from aiohttp.helpers import is_ip_address
from multidict import CIMultiDict, MultiMapping
from yarl import URL

_CHUNK_SIZE = 64 * 1024
_MAX_HEAD_BYTES = 16 * 1024
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(r"HTTP/\d(?:\.\d)?\s+(\d{3})")


class RawResponse(Protocol):
    """An answer: its head, and its body as it comes in."""

    url: URL
    status: int
    headers: MultiMapping[str]

    async def read(self) -> bytes:
        """Return some of the body, or nothing at its end; raises ClientError or OSError where it breaks off."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


class StrictResponse(RawResponse):
    """An answer as aiohttp reads it."""

    def __init__(self, response: ClientResponse) -> None:
        self.url = response.url
        self.status = response.status
        self.headers: MultiMapping[str] = response.headers
        self._response = response

    @override
    async def read(self) -> bytes:
        return await self._response.content.readany()

    @override
    def close(self) -> None:
        self._response.close()


class LenientResponse(RawResponse):
    """An answer read with forbearance."""

    def __init__(self, url: URL, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.url = url
        self.status = 200
        self._fields: CIMultiDict[str] = CIMultiDict()
        self.headers: MultiMapping[str] = self._fields
        self._reader = reader
        self._writer = writer
        self._buffer = b""
        self._remaining: int | None = None

    @classmethod
    async def request(
        cls,
        method: str,
        url: URL,
        headers: Mapping[str, str],
        body: bytes,
        *,
        resolver: AbstractResolver | None = None,
    ) -> Self:
        """Ask for a URL, and read the head of the answer; raises OSError where the name cannot be resolved."""
        assert url.host is not None  # noqa: S101  an address always has one
        reader, writer = await _connected(url, resolver)
        response = cls(url, reader, writer)
        try:
            # The older version, so that nobody answers in chunks.
            lines = [f"{method} {url.raw_path_qs} HTTP/1.0", f"Host: {url.raw_authority}"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            if body:
                lines.append(f"Content-Length: {len(body)}")
            writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            await response._read_head()
        except BaseException:
            response.close()
            raise
        return response

    async def _read_head(self) -> None:
        head = b""
        while (end := _HEAD_END.search(head)) is None and len(head) < _MAX_HEAD_BYTES:
            chunk = await self._reader.read(_CHUNK_SIZE)
            if not chunk:
                break
            head += chunk
        if not head:
            raise ConnectionResetError("no answer")
        if not head.startswith(b"HTTP/"):  # the oldest way: nothing but the body
            self._buffer = head
            return
        if end is None:
            raise ClientPayloadError("no end of the headers")
        self._buffer = head[end.end() :]
        self._parse_head(head[: end.start()].decode("latin-1"))

    def _parse_head(self, head: str) -> None:
        status, *lines = head.splitlines()
        if (found := _STATUS.match(status)) is None:
            raise ClientPayloadError("no status")
        self.status = int(found[1])
        for line in lines:
            name, colon, value = line.partition(":")
            if colon and name.strip():
                self._fields.add(name.strip(), value.strip())
        length = self.headers.get("Content-Length", "")
        if self.status == 204:
            self._remaining = 0
        elif length.isdecimal() and "multipart" not in self.headers.get("Content-Type", ""):
            self._remaining = int(length)

    @override
    async def read(self) -> bytes:
        if self._remaining == 0:
            return b""
        chunk, self._buffer = self._buffer or await self._reader.read(_CHUNK_SIZE), b""
        if self._remaining is not None:
            chunk = chunk[: self._remaining]
            self._remaining -= len(chunk)
            if not chunk:
                raise ClientPayloadError("the answer broke off")
        return chunk

    @override
    def close(self) -> None:
        self._writer.transport.abort()  # a camera that takes nothing more would keep it open with what is left to send


async def _connected(url: URL, resolver: AbstractResolver | None) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to a host whose name is resolved as aiohttp does it: a tolerant request goes to the same camera."""
    host = url.host or ""
    hosts = [host] if resolver is None or is_ip_address(host) else await _addresses(host, url.port or 80, resolver)
    for address in hosts[:-1]:
        with suppress(OSError):
            return await asyncio.open_connection(address, url.port)
    return await asyncio.open_connection(hosts[-1], url.port)


async def _addresses(host: str, port: int, resolver: AbstractResolver) -> list[str]:
    found = await resolver.resolve(host, port, family=socket.AF_UNSPEC)
    return [each["host"] for each in found] or [host]
