"""Responses, read by aiohttp or by our own lenient parser.

Real cameras send header lines without a name, blanks before the colon, two lengths, a body with status 204, bytes
behind the body, or no status line at all (docs/sources.md H5). aiohttp rejects all of these.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
import re
import socket
from typing import Protocol, Self, cast, override

from aiohttp import ClientPayloadError, ClientResponse
from aiohttp.abc import AbstractResolver
from aiohttp.helpers import is_ip_address
from multidict import CIMultiDict, MultiMapping
from yarl import URL

_CHUNK_SIZE = 64 * 1024
# Seconds until the first probe, and between probes; and how many may get lost.
_KEEP_ALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 4}
_MAX_HEAD_BYTES = 16 * 1024
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_FRAMINGS = frozenset({"Transfer-Encoding", "Content-Encoding", "Content-Length"})
_STATUS = re.compile(r"HTTP/\d(?:\.\d)?\s+(\d{3})")


class RawResponse(Protocol):
    """A response whose body is read piece by piece."""

    url: URL
    status: int
    headers: MultiMapping[str]

    async def read(self) -> bytes:
        """Return the next bytes of the body, empty at its end; raises ClientError or OSError if it is cut off."""
        ...

    async def take_over(self) -> tuple[asyncio.Transport, bytes] | None:
        """Hand over the connection and the bytes already received; None if the body is compressed or chunked."""
        ...

    def keep_alive(self) -> None:
        """Enable TCP keep-alive probes for silent connections."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class StrictResponse(RawResponse):
    """A response parsed by aiohttp."""

    def __init__(self, response: ClientResponse) -> None:
        self.url = response.url
        self.status = response.status
        self.headers: MultiMapping[str] = response.headers
        self._response = response

    @override
    async def read(self) -> bytes:
        return await self._response.content.readany()

    @override
    async def take_over(self) -> tuple[asyncio.Transport, bytes] | None:
        response, connection = self._response, self._response.connection
        if connection is None or connection.transport is None or not _FRAMINGS.isdisjoint(response.headers):
            return None
        received = b""
        while chunk := response.content.read_nowait():
            received += chunk
        return None if response.content.at_eof() else (connection.transport, received)

    @override
    def keep_alive(self) -> None:
        if self._response.connection is not None:
            _keep_alive(self._response.connection.transport)

    @override
    def close(self) -> None:
        self._response.close()


class LenientResponse(RawResponse):
    """A response parsed leniently."""

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
        """Send a request and read the response header; raises OSError if the name cannot be resolved."""
        assert url.host is not None  # noqa: S101  an address always has a host
        reader, writer = await _connected(url, resolver)
        response = cls(url, reader, writer)
        try:
            # HTTP/1.0, so that the response is not chunked.
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
        if not head.startswith(b"HTTP/"):  # HTTP/0.9: a body without a header
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
    async def take_over(self) -> tuple[asyncio.Transport, bytes] | None:
        if self._remaining is not None or self._reader.at_eof() or self._reader.exception() is not None:
            return None
        self._reader.feed_eof()
        return cast("asyncio.Transport", self._writer.transport), self._buffer + await self._reader.read()

    @override
    def keep_alive(self) -> None:
        _keep_alive(self._writer.transport)

    @override
    def close(self) -> None:
        self._writer.transport.abort()  # a graceful close would wait for a camera that no longer reads


async def _connected(url: URL, resolver: AbstractResolver | None) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to a host; the name is resolved like aiohttp's, so both kinds of request reach the same camera."""
    host = url.host or ""
    hosts = [host] if resolver is None or is_ip_address(host) else await _addresses(host, url.port or 80, resolver)
    for address in hosts[:-1]:
        with suppress(OSError):
            return await asyncio.open_connection(address, url.port)
    return await asyncio.open_connection(hosts[-1], url.port)


async def _addresses(host: str, port: int, resolver: AbstractResolver) -> list[str]:
    found = await resolver.resolve(host, port, family=socket.AF_UNSPEC)
    return [each["host"] for each in found] or [host]


def _keep_alive(transport: asyncio.BaseTransport | None) -> None:
    """Enable keep-alive probes: routers keep the connection, and a dead one is detected."""
    endpoint = transport.get_extra_info("socket") if transport is not None else None
    if endpoint is None:
        return
    endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEP_ALIVE.items():
        if hasattr(socket, name):  # not supported on every system
            endpoint.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
