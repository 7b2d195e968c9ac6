"""One RTSP connection of a client: requests, logins, and interleaved data to the server."""

import asyncio
from collections.abc import Callable
import hashlib
import re
import secrets
from typing import Self
from urllib.request import parse_http_list, parse_keqv_list

from aiohttp import encode_basic_auth
from multidict import CIMultiDict

from ..http.login import Login, digest_challenge, offered
from ..model.address import Account, Address
from ..model.errors import (
    CameraAuthError,
    CameraConnectionError,
    CameraError,
    CameraResponseError,
    CameraUnavailableError,
    CameraUnsupportedError,
)
from .incoming import Answer, Incoming

_TIMEOUT = 5  # seconds for a connection or an answer
_CHUNK = 16 * 1024  # bytes that are handled at a time, so that a flood of tiny packets leaves time for others
_MAX_ANSWERS = 2  # that wait for the request they belong to
_BUSY = {453, 455, 461, 503}
_HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


class RtspConnection:
    """A connection to an RTSP server; requests are sent one at a time."""

    def __init__(
        self, address: Address, port: int, account: Account, received: Callable[[int, bytes], None] | None = None
    ) -> None:
        self.ended: asyncio.Future[CameraError] = asyncio.get_running_loop().create_future()
        """Done when the connection has ended, with the reason."""
        self._address = address
        self._port = port
        self._account = account
        self._received = received
        """Called with channel and content of interleaved data; it may raise CameraResponseError."""
        self._login: Login | None = None
        self._challenge = ""
        self._sequence = 0
        self._lock = asyncio.Lock()
        self._answers: asyncio.Queue[Answer] = asyncio.Queue()
        self._reading: asyncio.Task[None] | None = None
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def __aenter__(self) -> Self:
        try:
            async with asyncio.timeout(_TIMEOUT):
                self._reader, self._writer = await asyncio.open_connection(self._address.host, self._port, limit=_CHUNK)
        except (OSError, TimeoutError) as err:
            raise CameraConnectionError(f"RTSP: {type(err).__name__}") from None
        self._reading = asyncio.create_task(self._read(), name="ip_camera_cgi RTSP")
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._reading is not None  # noqa: S101  set by __aenter__
        self._reading.cancel()
        self._writer.transport.abort()
        await asyncio.wait([self._reading])

    @property
    def unsent(self) -> int:
        """Return the number of bytes in the send buffer."""
        return self._writer.transport.get_write_buffer_size()

    def url(self, path: str) -> str:
        """Return the URL of a path without the login."""
        return f"rtsp://{self._address.netloc}:{self._port}{path}"

    def send(self, channel: int, packet: bytes) -> None:
        """Send interleaved data; raises CameraConnectionError."""
        if self.ended.done() or self._writer.is_closing():
            raise CameraConnectionError("RTSP: the connection has ended")
        self._writer.write(b"$" + bytes((channel,)) + len(packet).to_bytes(2) + packet)

    async def request(self, method: str, url: str, **headers: str) -> Answer:
        """Send a request, with the login if required; underscores in header names become hyphens.

        Raises:
            CameraAuthError: the login is refused.
            CameraConnectionError: no answer.
        """
        async with self._lock:
            answer = await self._ask(method, url, headers)
            if answer.status == 401:
                self._learn(answer.headers)
                answer = await self._ask(method, url, headers)
        if answer.status == 401:
            raise CameraAuthError("RTSP: wrong user name or password")
        return answer

    def _learn(self, headers: CIMultiDict[str]) -> None:
        asked = offered(headers)
        if Login.DIGEST in asked:
            self._login, self._challenge = Login.DIGEST, digest_challenge(headers) or ""
        elif Login.BASIC in asked and self._login is not Login.DIGEST:
            self._login = Login.BASIC
        else:
            raise CameraAuthError("RTSP: unknown login")

    async def _ask(self, method: str, url: str, headers: dict[str, str]) -> Answer:
        self._sequence += 1
        lines = [f"{method} {url} RTSP/1.0", f"CSeq: {self._sequence}", "User-Agent: ip_camera_cgi"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if authorization := self._authorization(method, url):
            lines.append(f"Authorization: {authorization}")
        if self.ended.done():
            raise self.ended.result()
        self._writer.write("\r\n".join((*lines, "", "")).encode())
        waiting = asyncio.ensure_future(self._answer_to(str(self._sequence)))
        try:
            await asyncio.wait((waiting, self.ended), timeout=_TIMEOUT, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                return waiting.result()
        finally:
            waiting.cancel()
        raise self.ended.result() if self.ended.done() else CameraConnectionError(f"RTSP: no answer to {method}")

    async def _answer_to(self, sequence: str) -> Answer:
        """Wait for the answer to a request; late answers to earlier ones are skipped."""
        while True:
            answer = await self._answers.get()
            if answer.headers.get("CSeq", sequence) == sequence:
                return answer

    def _authorization(self, method: str, url: str) -> str:
        if self._login is Login.BASIC:
            return encode_basic_auth(self._account.username, self._account.password, "utf-8")
        if self._login is not Login.DIGEST:
            return ""
        return digest(self._account, self._challenge, method, url, self._sequence)

    async def _read(self) -> None:
        """Read answers and interleaved data until the connection ends."""
        reason: CameraError = CameraConnectionError("RTSP: the camera closed the connection")
        incoming = Incoming(self._keep, self._received)
        try:
            while chunk := await self._reader.read(_CHUNK):
                incoming.feed(chunk)
        except CameraResponseError as err:
            reason = err
        except OSError:
            pass
        finally:
            if not self.ended.done():
                self.ended.set_result(reason)

    def _keep(self, answer: Answer) -> None:
        if self._answers.qsize() < _MAX_ANSWERS:
            self._answers.put_nowait(answer)


def digest(account: Account, challenge: str, method: str, url: str, count: int) -> str:
    """Return the Authorization header for a challenge.

    aiohttp's implementation signs the path of a URL; RTSP signs the whole URL.

    Raises:
        CameraAuthError: the challenge is incomplete, or asks for another algorithm.
    """
    given = parse_keqv_list([part for part in parse_http_list(challenge.partition(" ")[2]) if "=" in part])
    given = {name.lower(): value for name, value in given.items()}
    algorithm = given.get("algorithm", "MD5")
    hashing = _HASHES.get(algorithm.upper())
    if hashing is None or not {"realm", "nonce"} <= given.keys():
        raise CameraAuthError("RTSP: unknown login")

    def hashed(*parts: str) -> str:
        return hashing(":".join(parts).encode(), usedforsecurity=False).hexdigest()

    fields = {"username": account.username, "realm": given["realm"], "nonce": given["nonce"], "uri": url}
    secret, request = hashed(account.username, given["realm"], account.password), hashed(method, url)
    plain = {"algorithm": algorithm} if "algorithm" in given else {}
    if "auth" in [each.strip() for each in given.get("qop", "").split(",")]:
        client_nonce, number = secrets.token_hex(8), f"{count:08x}"
        plain |= {"qop": "auth", "nc": number}
        fields |= {"cnonce": client_nonce}
        fields["response"] = hashed(secret, given["nonce"], number, client_nonce, "auth", request)
    else:
        fields["response"] = hashed(secret, given["nonce"], request)
    if "opaque" in given:
        fields["opaque"] = given["opaque"]
    quoted = [f'{name}="{re.sub(r"([\\\\\"])", r"\\\\\1", value)}"' for name, value in fields.items()]
    return "Digest " + ", ".join([*quoted, *(f"{name}={value}" for name, value in plain.items())])


def require_success(answer: Answer) -> None:
    """Raise the error of an answer that is none of the expected ones.

    Raises:
        CameraUnsupportedError: the server does not know the option or method.
        CameraUnavailableError: it serves as many clients as it can.
        CameraResponseError: another failure.
    """
    if answer.status in _BUSY:
        raise CameraUnavailableError("RTSP: busy")
    if answer.status in {404, 405, 501, 551}:
        raise CameraUnsupportedError(f"RTSP: status {answer.status}")
    if not 200 <= answer.status < 300:
        raise CameraResponseError(f"RTSP: status {answer.status}")


def resolved(base: str, control: str) -> str:
    """Return the URL of a control attribute, which may be relative."""
    if "://" in control:
        return control
    return base if control in {"", "*"} else f"{base.rstrip('/')}/{control.lstrip('/')}"
