"""The HTTP client of one camera: one request at a time, with all ways to log in."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Generator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    aclosing,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from dataclasses import dataclass
import logging
import re
from types import MappingProxyType
from typing import Self

from aiohttp import (
    ClientConnectionError,
    ClientConnectorError,
    ClientError,
    ClientPayloadError,
    ClientSession,
    FormData,
    encode_basic_auth,
)

from ..model.address import Account, Address
from ..model.errors import (
    CameraAuthError,
    CameraBusyError,
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
from .login import Login, LoginPolicy, challenges
from .priority_lock import Priority, PriorityLock
from .request_log import LoggedRequest, RequestLog
from .response import RawResponse
from .transport import DisconnectedError, Transport

_LOGGER = logging.getLogger(__name__)

# Some firmware returns an empty response to clients that do not look like a browser (docs/sources.md N1).
_HEADERS = MappingProxyType({"User-Agent": "Mozilla/5.0", "Accept": "*/*", "Connection": "close"})
_NO_PARAMS: Mapping[str, str] = MappingProxyType({})
_OPEN_TIMEOUT = 8  # seconds
_ERROR_HEAD = 300  # characters at the start that are searched for an error message
_LENGTH_DIGITS = 10
_ENDS = (b"\n", b";", b"\xff\xd9")  # of texts, pages and pictures
# Some firmware refuses a login with status 200 and an HTML page.
_REFUSAL_PAGE = re.compile(rb"\s{0,100}<[\s\S]{0,1000}?\bunauthori[sz]ed\b", re.IGNORECASE)
_ROOM_TIME = 0.1  # seconds until the camera has noticed a closed connection
_QUEUE_TIMEOUT = 120  # seconds to wait for other requests; a test mail or a firmware upload takes long


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
class Form:
    """A multipart form with one file."""

    content_type: str
    body: bytes

    @classmethod
    async def with_file(cls, name: str, file: bytes) -> Self:
        """Build the form for a file."""
        form = FormData(default_to_multipart=True)
        form.add_field("file", file, filename=name, content_type="application/octet-stream")
        multipart = form()
        return cls(multipart.headers["Content-Type"], await multipart.as_bytes())


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
    ) -> None:
        self.address = address
        self.account = account
        self._transport = Transport(session, account)
        self.login = LoginPolicy(account, logins, unasked=unasked)
        self._query_names = query_names
        # Where these names are the account of a service, a query login would overwrite that account (docs/sources.md
        # N5).
        self._service_query_names = service_query_names or query_names
        self._service_paths = service_paths
        self.make_room: Callable[[], bool] = lambda: False
        """Closes another connection to the camera, if there is one, to make room for this one."""
        self._lock = PriorityLock()
        self._lasting = asyncio.Lock()
        self._missing: dict[str, int] = {}
        self._urgent = 0
        self._calm = asyncio.Event()
        self._query: asyncio.Timeout | None = None
        self._interrupted: asyncio.Timeout | None = None
        self.request_log = RequestLog()

    @property
    def uses_digest(self) -> bool:
        """Return whether the camera keeps its password secret by Digest."""
        return self.login.first() is Login.DIGEST

    def command_slot(self) -> AbstractAsyncContextManager[None]:
        """Acquire and hold the lock for commands, ahead of all queries; the commands themselves are urgent requests."""
        return self._lock.acquire(Priority.COMMAND)

    async def request(
        self,
        path: str,
        params: Mapping[str, str] = _NO_PARAMS,
        *,
        login: bool = True,
        command: bool = False,
        urgent: bool = False,
        alarm: bool = False,
        lasting: bool = False,
        timeout: float = 8,
        max_bytes: int = 256 * 1024,
        form: Form | None = None,
    ) -> Response:
        """Send a request and return the complete response.

        Commands precede queries. An urgent request does not wait at all and is sent in parallel. Long requests
        (`lasting`), which may take the camera a minute, also run in parallel, but one at a time. Alarm polling gets at
        least every other turn. With a form, the request is a POST.

        Raises:
            CameraConnectionError: no response within the timeout (seconds).
            CameraBusyError: the request was never sent, because others took too long.
            CameraAuthError, CameraPermissionError, CameraUnsupportedError: according to the status.
            CameraResponseError: invalid, incomplete, or longer than max_bytes.
        """
        with self.request_log.record(path, params) as logged:
            before: AbstractAsyncContextManager[None] | None = None
            while True:
                limit = asyncio.timeout(timeout)
                try:
                    async with (
                        before or nullcontext(),
                        self._in_turn(path, self._slot(urgent=urgent, lasting=lasting, alarm=alarm, command=command)),
                        limit,
                    ):
                        with self._under_way(limit, urgent=urgent, may_wait=not command and before is None):
                            return await self._exchange(
                                path,
                                params,
                                logged,
                                login=login,
                                command=command,
                                urgent=urgent,
                                max_bytes=max_bytes,
                                form=form,
                            )
                except TimeoutError:
                    before = None if command or before else self._obstacle(limit)
                    if before is None:
                        self.make_room()
                        raise CameraConnectionError(f"{path}: no answer within {timeout:g} seconds") from None
                except _CutShortError:
                    before = None

    @asynccontextmanager
    async def _in_turn(self, path: str, slot: AbstractAsyncContextManager[None]) -> AsyncGenerator[None]:
        """Wait for a slot, up to the queue timeout."""
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(_QUEUE_TIMEOUT):
                    await stack.enter_async_context(slot)
            except TimeoutError:
                raise CameraBusyError(f"{path}: not sent, others took {_QUEUE_TIMEOUT} seconds") from None
            yield

    def _slot(self, *, urgent: bool, lasting: bool, alarm: bool, command: bool) -> AbstractAsyncContextManager[None]:
        """Return the lock that a request waits for."""
        if urgent:
            return nullcontext()
        if lasting:
            return self._lasting
        return self._lock.acquire(Priority.ALARM if alarm else Priority.COMMAND if command else Priority.QUERY)

    @contextmanager
    def _under_way(self, limit: asyncio.Timeout, *, urgent: bool, may_wait: bool) -> Generator[None]:
        """Let an urgent request interrupt the current query, because a camera may accept only one connection."""
        if urgent:
            self._urgent += 1
            if self._query is not None:
                self._interrupted = self._query
                self._query.reschedule(asyncio.get_running_loop().time())
        elif may_wait:
            self._query = limit
        try:
            yield
        finally:
            if self._query is limit:
                self._query = None
            self._urgent -= urgent
            if not self._urgent:
                self._calm.set()
                self._calm = asyncio.Event()

    def _obstacle(self, limit: asyncio.Timeout) -> AbstractAsyncContextManager[None] | None:
        """Return what delayed a query and has to end before a retry; None if nothing did."""
        if limit is self._interrupted:
            return self._wait_for_urgent()
        # Some cameras process one request at a time.
        return self._lasting if self._lasting.locked() else None

    @asynccontextmanager
    async def _wait_for_urgent(self) -> AsyncGenerator[None]:
        if self._urgent:
            await self._calm.wait()
        yield

    async def _exchange(
        self,
        path: str,
        params: Mapping[str, str],
        logged: LoggedRequest,
        *,
        login: bool,
        command: bool,
        urgent: bool,
        max_bytes: int,
        form: Form | None,
    ) -> Response:
        body = bytearray()
        async with self._send_authenticated(
            path, params, logged, login=login, command=command, urgent=urgent, form=form
        ) as response:
            try:
                while chunk := await response.read():
                    body += chunk
                    if len(body) > max_bytes:
                        raise CameraResponseError(f"{path}: longer than {max_bytes} bytes")
            except ClientPayloadError:
                if not self._is_whole(path, response, body, command=command):
                    raise
            if _REFUSAL_PAGE.match(body):
                if login:
                    self.login.refused(path)
                raise CameraAuthError(f"{path}: refused by a page of text")
            if login and 200 <= response.status < 300:
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
    async def open(
        self, path: str, params: Mapping[str, str] = _NO_PARAMS, *, idle_timeout: float = 10
    ) -> AsyncGenerator[ResponseStream]:
        """Open an endless response; raises as request() does, and CameraIdleError after idle_timeout."""
        async with AsyncExitStack() as stack:
            with self.request_log.record(path, params) as logged:
                try:
                    async with asyncio.timeout(_OPEN_TIMEOUT):
                        response = await stack.enter_async_context(self._send_authenticated(path, params, logged))
                except TimeoutError:
                    self.make_room()
                    raise CameraConnectionError(f"{path}: no answer within {_OPEN_TIMEOUT} seconds") from None
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
    async def _send_authenticated(
        self,
        path: str,
        params: Mapping[str, str],
        logged: LoggedRequest,
        *,
        login: bool = True,
        command: bool = False,
        urgent: bool = False,
        form: Form | None = None,
    ) -> AsyncGenerator[RawResponse]:
        """Send a request with each remaining login until one works, and check the status.

        An urgent request, such as a stop command, is sent even while the login is held back.
        """
        if login and not urgent:
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
                response = await self._send_with_room(path, params, way, command=command, form=form)
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
            raise _translate_error(path, err) from None
        finally:
            if response is not None:  # pragma: no branch  otherwise an error was raised above
                response.close()

    async def _send_with_room(
        self, path: str, params: Mapping[str, str], way: Login, *, command: bool, form: Form | None
    ) -> RawResponse:
        """Send a request; retry once if the camera had no free connection and one could be closed."""
        try:
            return await self._send(path, params, way, command=command, form=form)
        except ClientConnectorError, ConnectionRefusedError:
            if not self.make_room():
                raise
        await asyncio.sleep(_ROOM_TIME)
        return await self._send(path, params, way, command=command, form=form)

    async def _send(
        self, path: str, params: Mapping[str, str], way: Login, *, command: bool, form: Form | None
    ) -> RawResponse:
        query = dict(params)
        if way.in_query:
            names = self._service_query_names if path in self._service_paths else self._query_names
            query = dict(zip(names, (self.account.username, self.account.password), strict=True)) | query
        headers = dict(_HEADERS)
        if form is not None:
            headers["Content-Type"] = form.content_type
        if way.in_header:
            headers["Authorization"] = encode_basic_auth(self.account.username, self.account.password, "utf-8")
        url = self.address.url(path, query)
        body = b"" if form is None else form.body
        return await self._transport.request(url, headers, body, digest=way is Login.DIGEST, command=command)


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
