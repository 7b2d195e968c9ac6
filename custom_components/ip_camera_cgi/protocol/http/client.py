"""The HTTP client of one camera: one request at a time, with all ways to log in."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Collection
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    aclosing,
    asynccontextmanager,
    nullcontext,
)
from dataclasses import dataclass
import logging
import re
from types import MappingProxyType

from aiohttp import (
    ClientConnectionError,
    ClientConnectorError,
    ClientError,
    ClientPayloadError,
    ClientSession,
    encode_basic_auth,
)

from ..model.address import Account, Address
from ..model.errors import (
    CameraAuthError,
    CameraConnectionError,
    CameraDisconnectedError,
    CameraEncryptedError,
    CameraError,
    CameraIdleError,
    CameraPermissionError,
    CameraResponseError,
    CameraUnavailableError,
    CameraUnsupportedError,
)
from ..model.text import from_wire
from .body_reader import BodyReader
from .identity_check import IdentityCheck
from .login import Login, LoginPolicy, challenges
from .request import Request
from .request_log import LoggedRequest, RequestLog
from .request_queue import Obstacle, RequestQueue
from .response import RawResponse
from .transport import DisconnectedError, Transport

_LOGGER = logging.getLogger(__name__)

# Some firmware returns an empty response to clients that do not look like a browser (docs/sources.md N1).
_HEADERS = MappingProxyType({"User-Agent": "Mozilla/5.0", "Accept": "*/*", "Connection": "close"})
_ERROR_HEAD = 300  # characters at the start that are searched for an error message
_LENGTH_DIGITS = 10
_ENDS = (b"\n", b";", b"\xff\xd9")  # of texts, pages and pictures
# Some firmware refuses a login with status 200 and an HTML page.
_REFUSAL_PAGE = re.compile(rb"\s{0,100}<[\s\S]{0,1000}?\bunauthori[sz]ed\b", re.IGNORECASE)
_ROOM_TIME = 0.1  # seconds until the camera has noticed a closed connection


@dataclass(frozen=True, slots=True)
class Response:
    """A complete response."""

    body: bytes
    account: Account

    @property
    def text(self) -> str:
        """Return the body as text that keeps its bytes, as from_wire() does.

        The password is removed from error messages, which may repeat the request.
        """
        text = from_wire(self.body)
        if text[:_ERROR_HEAD].lstrip()[:5].lower() == "error":
            for secret in self.account.secrets:
                text = text.replace(secret, "***")
        return text


@dataclass(frozen=True, slots=True)
class ResponseStream:
    """An endless response, read chunk by chunk."""

    content_type: str
    chunks: AsyncIterator[bytes]


class _CutShortError(Exception):
    """The body is shorter than its Content-Length: it was cut off, or the camera declares a wrong length."""


class CameraHttp:
    """Sends requests to one camera, one at a time; only streams run in parallel.

    login.py decides how the login is sent.
    """

    def __init__(
        self,
        session: ClientSession,
        address: Address,
        account: Account,
        *,
        logins: tuple[Login, ...],
        unasked: Login = Login.BASIC,
        query_names: tuple[str, str],
        service_query_names: tuple[str, str] | None = None,
        service_paths: Collection[str] = (),
        check_identity: Callable[[Request], Awaitable[None]] | None = None,
        make_room: Callable[[], bool] = lambda: False,
    ) -> None:
        """Create a client.

        `check_identity` sends anonymous requests that identify the camera, `make_room` closes another connection to it
        if there is one.
        """
        self.address = address
        self.account = account
        self._transport = Transport(session, account)
        self.login = LoginPolicy(account, logins, unasked=unasked)
        self.identity = IdentityCheck(check_identity)
        self._query_names = query_names
        # Where these names are the account of a service, a query login would overwrite that account (docs/sources.md
        # N5).
        self._service_query_names = service_query_names or query_names
        self._service_paths = service_paths
        self._make_room = make_room
        self._queue = RequestQueue()
        self._missing: dict[str, int] = {}
        self.request_log = RequestLog()

    def command_slot(self) -> AbstractAsyncContextManager[None]:
        """Acquire and hold the lock for commands, ahead of all queries; the commands themselves are urgent requests."""
        return self._queue.command_slot()

    async def send(self, request: Request) -> Response:
        """Send a request and return the complete response.

        Raises:
            CameraConnectionError: no response within the timeout.
            CameraBusyError: the request was never sent, because others took too long.
            CameraAuthError, CameraPermissionError, CameraUnsupportedError: according to the status.
            CameraResponseError: invalid, incomplete, or too long.
        """
        with self.request_log.record(request) as logged:
            obstacle: Obstacle | None = None
            while True:
                await self.identity.require(request)
                limit = asyncio.timeout(request.timeout)
                try:
                    async with (
                        obstacle() if obstacle else nullcontext(),
                        self._queue.turn(request, limit, retried=obstacle is not None),
                    ):
                        if not self.identity.is_due(request):  # or another request has failed in the meantime
                            return await self._exchange(request, logged)
                except TimeoutError:
                    obstacle = None if obstacle else self._queue.obstacle(request, limit)
                    if obstacle is None:
                        self._make_room()
                        self.identity.doubt()
                        raise CameraConnectionError(
                            f"{request.path}: no answer within {request.timeout:g} seconds"
                        ) from None
                except _CutShortError:
                    obstacle = None

    async def _exchange(self, request: Request, logged: LoggedRequest) -> Response:
        path, body = request.path, bytearray()
        async with self._send_authenticated(request, logged) as response:
            try:
                while chunk := await response.read():
                    body += chunk
                    if len(body) > request.max_bytes:
                        raise CameraResponseError(f"{path}: longer than {request.max_bytes} bytes")
            except ClientPayloadError:
                if not self._is_whole(path, response, body, command=request.command):
                    raise
            if _REFUSAL_PAGE.match(body):
                if request.login:
                    self.login.refused(path)
                raise CameraAuthError(f"{path}: refused by a page of text")
            if request.login and 200 <= response.status < 300:
                self.login.worked(Login[logged.login.upper()], path)
        return Response(bytes(body), self.account)

    def _is_whole(self, path: str, response: RawResponse, body: bytearray, *, command: bool) -> bool:
        """Return whether a body shorter than its Content-Length is complete.

        It is if it ends like a text or picture and is always short by the same amount.

        Raises:
            _CutShortError: undecided until a retry.
        """
        length = response.headers.get("Content-Length", "")
        missing = int(length) - len(body) if length.isdecimal() and len(length) < _LENGTH_DIGITS else 0
        if not (0 < missing <= len(body) // 4 and body.endswith(_ENDS)):
            return False
        before = self._missing.get(path)
        self._missing[path] = missing
        if before is None and not command:
            raise _CutShortError
        return command or before == missing

    @asynccontextmanager
    async def open(self, request: Request, *, idle_timeout: float = 10) -> AsyncGenerator[ResponseStream]:
        """Open an endless response; raises as send() does, and CameraIdleError after idle_timeout."""
        path = request.path
        await self.identity.require(request)
        async with AsyncExitStack() as stack:
            with self.request_log.record(request) as logged:
                try:
                    async with asyncio.timeout(request.timeout):
                        response = await stack.enter_async_context(self._send_authenticated(request, logged))
                except TimeoutError:
                    self._make_room()
                    self.identity.doubt()
                    raise CameraConnectionError(f"{path}: no answer within {request.timeout:g} seconds") from None
            if 200 <= response.status < 300:
                self.login.worked(Login[logged.login.upper()], path)
            response.keep_alive()
            chunks: AsyncIterator[bytes]
            if (connection := await response.take_over()) is not None:
                chunks = BodyReader(path, *connection, idle_timeout)
                stack.callback(chunks.close)
            else:
                # Closed explicitly; otherwise its timer would run until garbage collection.
                chunks = await stack.enter_async_context(aclosing(_chunks(path, response, idle_timeout)))
            yield ResponseStream(response.headers.get("Content-Type", ""), chunks)

    @asynccontextmanager
    async def _send_authenticated(self, request: Request, logged: LoggedRequest) -> AsyncGenerator[RawResponse]:
        """Send a request with each remaining login until one works, and check the status.

        An urgent request, such as a stop command, is sent even while the login is held back.
        """
        path, login = request.path, request.login
        if login and not request.urgent:
            await self.login.require_trial(path)
        response: RawResponse | None = None
        try:
            way: Login | None = self.login.first() if login else Login.NONE
            tried: list[Login] = []
            while way is not None:
                if response is not None:
                    response.close()
                logged.login = way.name.lower()
                tried.append(way)
                response = await self._send_with_room(request, way)
                _LOGGER.debug("%s%s: status %s (login: %s)", self.address, path[1:], response.status, way.name)
                if response.status == 401 and not login:
                    self.login.learn(response.headers)
                way = self.login.following(tried, response.headers) if login and response.status == 401 else None
            assert response is not None  # noqa: S101  there is always at least one login
            if login and response.status == 401:
                self.login.refused(path)
            _check_status(path, response)
            yield response
        except (ClientError, OSError, ValueError) as err:  # ValueError: malformed host or URL
            error = _translate_error(path, err)
            if isinstance(error, CameraConnectionError) and not isinstance(error, CameraDisconnectedError):
                self.identity.doubt()
            raise error from None
        finally:
            if response is not None:  # pragma: no branch  otherwise an error was raised above
                response.close()

    async def _send_with_room(self, request: Request, way: Login) -> RawResponse:
        """Send a request; retry once if the camera had no free connection and one could be closed."""
        try:
            return await self._send(request, way)
        except ClientConnectorError, ConnectionRefusedError:
            if not self._make_room():
                raise
        await asyncio.sleep(_ROOM_TIME)
        return await self._send(request, way)

    async def _send(self, request: Request, way: Login) -> RawResponse:
        query, form = dict(request.params), request.form
        if way.in_query:
            names = self._service_query_names if request.path in self._service_paths else self._query_names
            query = dict(zip(names, (self.account.username, self.account.password), strict=True)) | query
        headers = dict(_HEADERS)
        if form is not None:
            headers["Content-Type"] = form.content_type
        if way.in_header:
            headers["Authorization"] = encode_basic_auth(self.account.username, self.account.password, "utf-8")
        url = self.address.url(request.path, query)
        body = b"" if form is None else form.body
        return await self._transport.request(url, headers, body, digest=way is Login.DIGEST, command=request.command)


def _translate_error(path: str, err: Exception) -> CameraError:
    """Convert an error without its text, which may contain the URL and with it the password."""
    what = f"{path}: {type(err).__name__}"
    if isinstance(err, DisconnectedError):
        return CameraDisconnectedError(f"{path}: it hung up")
    if isinstance(err, ClientPayloadError):
        return CameraUnavailableError(what)
    if isinstance(err, (ClientConnectionError, OSError, UnicodeError)):
        return CameraConnectionError(what)
    return CameraResponseError(what)


def _check_status(path: str, response: RawResponse) -> None:
    status = response.status
    if status == 401:
        challenge = ", ".join(text for _, text in challenges(response.headers))
        raise CameraAuthError(f"{path}: wrong user name or password", challenge=challenge)
    if status == 403:
        raise CameraPermissionError(f"{path}: not allowed for this account")
    if status in {404, 405, 501}:
        raise CameraUnsupportedError(f"{path}: the camera does not know it (status {status})")
    if status >= 500:
        raise CameraUnavailableError(f"{path}: status {status}")
    if 300 <= status < 400 and response.headers.get("Location", "").strip()[:8].lower() == "https://":
        raise CameraEncryptedError(f"{path}: only over HTTPS")
    if not 200 <= status < 300:
        raise CameraResponseError(f"{path}: status {status}")


async def _chunks(path: str, response: RawResponse, idle_timeout: float) -> AsyncGenerator[bytes]:
    """Yield the chunks of a response; its errors are translated by the caller."""
    loop = asyncio.get_running_loop()
    heard, silent = loop.time(), False
    timer: asyncio.TimerHandle

    def look() -> None:  # one timer for many chunks, because pictures arrive often
        nonlocal silent, timer
        left = heard + idle_timeout - loop.time()
        if left > 0:
            timer = loop.call_later(left, look)
        else:
            silent = True
            response.close()  # ends the pending read

    timer = loop.call_later(idle_timeout, look)
    try:
        while chunk := await response.read():
            heard = loop.time()
            yield chunk
    except ClientError, OSError, ValueError:
        if not silent:
            raise
    finally:
        timer.cancel()
    if silent:  # not raised if the reader was cancelled or has stopped reading
        raise CameraIdleError(f"{path}: silent for {idle_timeout:g} seconds")
