"""A server with fixed responses, byte for byte."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

type Answering = Callable[[str, dict[str, str]], bytes | None]


def answer(body: str | bytes, status: str = "200 OK", *headers: str) -> bytes:
    """Return a well-formed response."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + content


NOT_FOUND = answer("", "404 Not Found")
REFUSED = answer("", "401 Unauthorized", 'WWW-Authenticate: Basic realm="ipcamera"')
BUSY = answer("", "503 Service Unavailable")
PICTURE = answer(b"\xff\xd8\xff picture \xff\xd9", "200 OK", "Content-Type: image/jpeg")


@dataclass
class Stub:
    """The received requests, and the response to each: bytes, or None to hang up."""

    answering: Answering
    port: int = 0
    requested: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and hang up."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path, _, query = head.split(" ")[1].partition("?")
            page = path.rpartition("/")[2]
            self.requested.append(page)
            params = {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
            response = self.answering(page, params)
            if response is not None:
                writer.write(response)
                await writer.drain()
        except asyncio.IncompleteReadError, ConnectionError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def stub(answering: Answering) -> AsyncGenerator[Stub]:
    """Serve the responses of a function on loopback."""
    serving = Stub(answering)
    server = await asyncio.start_server(serving.serve, "127.0.0.1", 0)
    serving.port = server.sockets[0].getsockname()[1]
    try:
        yield serving
    finally:
        server.close()
        await server.wait_closed()
