"""One careful connection to a small computer."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum, auto
import logging
from types import MappingProxyType

from aiohttp import (
    ClientConnectionError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DigestAuthMiddleware,
    encode_basic_auth,
)

from .address import Account, Address
from .errors import (
    CameraAuthError,
    CameraConnectionError,
    CameraPermissionError,
    CameraResponseError,
    CameraUnsupportedError,
)

_LOGGER = logging.getLogger(__name__)

# Some firmwares answer nothing at all to clients that do not look like a browser (field guide, Netwave 1.1).
_HEADERS = MappingProxyType({"User-Agent": "Mozilla/5.0", "Accept": "*/*", "Connection": "close"})
_NO_PARAMS: Mapping[str, str] = MappingProxyType({})
_CHUNK = 64 * 1024


class Login(Enum):
    """The ways in which an account can be shown to a camera."""

    NONE = auto()
    BASIC = auto()
    DIGEST = auto()
    QUERY = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a camera answered."""

    body: bytes

    @property
    def text(self) -> str:
        """Return the body as text, in the first encoding of those cameras that fits."""
        for encoding in ("utf-8", "gb18030"):
            try:
                return self.body.decode(encoding)
            except UnicodeDecodeError:
                continue
        return self.body.decode("latin-1")


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """An answer that goes on for as long as somebody reads it."""

    content_type: str
    chunks: AsyncIterator[bytes]


class CameraHttp:
    """Asks one camera, one question at a time; only streams run beside each other.

    A camera that refuses one way to log in is shown the others in turn; the one that works is kept.
    """

    def __init__(
        self,
        session: ClientSession,
        address: Address,
        account: Account,
        *,
        logins: tuple[Login, ...],
        query_names: tuple[str, str],
    ) -> None:
        self.address = address
        self.account = account
        self._session = session
        self._logins = logins
        self._login: Login | None = None
        self._query_names = query_names
        self._digest = DigestAuthMiddleware(account.username, account.password)
        self._turn = asyncio.Lock()

    async def ask(
        self,
        path: str,
        params: Mapping[str, str] = _NO_PARAMS,
        *,
        login: bool = True,
        timeout: float = 8,
        limit: int = 256 * 1024,
    ) -> Answer:
        """Ask a question and return the whole answer.

        Raises:
            CameraConnectionError: nothing answered within the timeout (seconds).
            CameraAuthError, CameraPermissionError, CameraUnsupportedError: it said so by its status.
            CameraResponseError: it is no answer, broke off, or is longer than the limit (bytes).
        """
        async with self._turn:
            try:
                async with asyncio.timeout(timeout), self._asked(path, params, login=login) as response:
                    body = await _read(response, limit)
            except TimeoutError:
                raise CameraConnectionError(f"{path}: no answer within {timeout:g} seconds") from None
        return Answer(body)

    @asynccontextmanager
    async def open(
        self, path: str, params: Mapping[str, str] = _NO_PARAMS, *, silence: float = 10
    ) -> AsyncGenerator[OpenAnswer]:
        """Open an answer without end; raises as ask() does, also when nothing comes for the time of silence (s)."""
        opening = asyncio.timeout(8)
        try:
            async with opening, self._asked(path, params, login=True) as response:
                opening.reschedule(None)
                yield OpenAnswer(response.headers.get("Content-Type", ""), _chunks(response, silence))
        except TimeoutError:
            if not opening.expired():
                raise
            raise CameraConnectionError(f"{path}: no answer in time") from None

    @asynccontextmanager
    async def _asked(self, path: str, params: Mapping[str, str], *, login: bool) -> AsyncGenerator[ClientResponse]:
        """Send the question, in each way to log in that is left, and check the status."""
        response: ClientResponse | None = None
        try:
            for way in self._ways(login=login):
                if response is not None:
                    if way is Login.DIGEST and "digest" not in response.headers.get("WWW-Authenticate", "").lower():
                        continue
                    response.close()
                response = await self._send(path, params, way)
                _LOGGER.debug("%s%s: status %s (login: %s)", self.address, path[1:], response.status, way.name)
                if response.status != 401:
                    if login and response.ok:
                        self._login = way
                    break
            assert response is not None  # noqa: S101  there is always a way
            _check(path, response.status)
            yield response
        except (ClientError, OSError, UnicodeError) as err:  # the last one: a host name that cannot be one
            raise _translated(path, err) from None
        finally:
            if response is not None:
                response.close()

    def _ways(self, *, login: bool) -> tuple[Login, ...]:
        if not login:
            return (Login.NONE,)
        return tuple(sorted(self._logins, key=lambda way: way is not self._login))  # the one that worked comes first

    async def _send(self, path: str, params: Mapping[str, str], way: Login) -> ClientResponse:
        query = dict(params)
        if way is Login.QUERY:
            query = dict(zip(self._query_names, (self.account.username, self.account.password), strict=True)) | query
        headers = dict(_HEADERS)
        if way is Login.BASIC:
            headers["Authorization"] = encode_basic_auth(self.account.username, self.account.password, "utf-8")
        return await self._session.get(
            self.address.url(path, query),
            headers=headers,
            middlewares=(self._digest,) if way is Login.DIGEST else (),
            timeout=ClientTimeout(total=None, sock_connect=5),
            allow_redirects=False,
        )


def _check(path: str, status: int) -> None:
    if status == 401:
        raise CameraAuthError(f"{path}: wrong user name or password")
    if status == 403:
        raise CameraPermissionError(f"{path}: not allowed for this account")
    if status in {404, 405, 501}:
        raise CameraUnsupportedError(f"{path}: the camera does not know it (status {status})")
    if not 200 <= status < 300:
        raise CameraResponseError(f"{path}: status {status}")


def _translated(path: str, err: Exception) -> CameraConnectionError | CameraResponseError:
    """Name the fault without the error's own text: it may hold the URL, and that the password."""
    what = f"{path}: {type(err).__name__}"
    if isinstance(err, (ClientConnectionError, OSError, UnicodeError)):
        return CameraConnectionError(what)
    return CameraResponseError(what)


async def _read(response: ClientResponse, limit: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            raise CameraResponseError(f"{response.url.path}: longer than {limit} bytes")
    return bytes(body)


async def _chunks(response: ClientResponse, silence: float) -> AsyncGenerator[bytes]:
    path = response.url.path
    try:
        while True:
            async with asyncio.timeout(silence):
                chunk = await response.content.read(_CHUNK)
            if not chunk:
                return
            yield chunk
    except TimeoutError:
        raise CameraConnectionError(f"{path}: silent for {silence:g} seconds") from None
    except (ClientError, OSError) as err:
        raise _translated(path, err) from None
