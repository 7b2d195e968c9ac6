"""Raw requests and responses, without an HTTP library."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from simulator import SimulatedCamera

PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class RawResponse:
    """A complete response: the header as received, and the body."""

    head: bytes
    body: bytes

    @property
    def status(self) -> int:
        return int(self.head.split(b" ", 2)[1])

    @property
    def text(self) -> str:
        return self.body.decode()

    def header(self, name: str) -> str | None:
        for line in self.head.decode("latin-1").splitlines()[1:]:
            key, _, value = line.partition(":")
            if key.strip().lower() == name.lower():
                return value.strip()
        return None


def basic(user: str = "admin", password: str = "secret") -> str:
    """Return a Basic authorization."""
    return f"Authorization: Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


@asynccontextmanager
async def talk(
    camera: SimulatedCamera, target: str, *headers: str, method: str = "GET", body: bytes = b""
) -> AsyncGenerator[asyncio.StreamReader]:
    """Send a request; yields a reader of the response."""
    reader, writer = await asyncio.open_connection(camera.host, camera.port)
    lines = [f"{method} {target.replace(' ', '%20')} HTTP/1.1", f"Host: {camera.host}:{camera.port}", *headers]
    lines += [f"Content-Length: {len(body)}"] if body else []
    writer.write("".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body)
    try:
        yield reader
    finally:
        writer.close()


async def fetch(
    camera: SimulatedCamera, target: str, *headers: str, method: str = "GET", body: bytes = b""
) -> RawResponse:
    """Send a request and read until the camera closes the connection."""
    async with asyncio.timeout(PATIENCE), talk(camera, target, *headers, method=method, body=body) as reader:
        whole = await reader.read()
    end = b"\r\n\r\n" if b"\r\n\r\n" in whole else b"\n\n"
    head, _, body = whole.partition(end)
    return RawResponse(head + end, body)


async def upload(camera: SimulatedCamera, target: str, content: bytes | None, *headers: str) -> RawResponse:
    """Upload a file by a form; None is a form without a file."""
    name, content = ("", b"") if content is None else ("params.bin", content)
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    kind = "Content-Type: multipart/form-data; boundary=edge"
    return await fetch(
        camera, target, kind, *headers, method="POST", body=head.encode() + content + b"\r\n--edge--\r\n"
    )


async def start_of(camera: SimulatedCamera, target: str, *headers: str, size: int = 400) -> bytes:
    """Read the first bytes of an endless response."""
    async with asyncio.timeout(PATIENCE), talk(camera, target, *headers) as reader:
        return await reader.readexactly(size)
