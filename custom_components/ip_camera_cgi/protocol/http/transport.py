"""Sends one request to a camera, by aiohttp or, for malformed responses, leniently."""

from dataclasses import dataclass
from typing import Any, cast

from aiohttp import (
    ClientConnectionError,
    ClientConnectorError,
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ClientResponseError,
    ClientSession,
    ClientTimeout,
    DigestAuthMiddleware,
    HttpVersion10,
    ServerDisconnectedError,
)
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDict
from yarl import URL

from ..model.address import Account
from .login import digest_challenge
from .response import LenientResponse, RawResponse, StrictResponse

_TIMEOUT = ClientTimeout(total=None, sock_connect=5)


class DisconnectedError(ClientConnectionError):
    """The camera accepted the connection and closed it without a response."""


@dataclass
class _Request:
    """A request with the attributes that aiohttp's Digest middleware needs."""

    url: URL
    headers: dict[str, str]
    body: bytes

    @property
    def method(self) -> str:
        """Return POST for a request with a body, else GET."""
        return "POST" if self.body else "GET"


class Transport:
    """Connections to one camera. After the first malformed response, all responses are parsed leniently."""

    def __init__(self, session: ClientSession, account: Account) -> None:
        self._session = session
        self._account = account
        self._digest: DigestAuthMiddleware | None = None
        self._lenient = False
        self._pooled = False

    async def request(
        self, url: URL, headers: dict[str, str], body: bytes, *, digest: bool, command: bool
    ) -> RawResponse:
        """Send a request, as POST if there is a body; raises ClientError, OSError or ValueError.

        A command is never sent twice: the camera may have executed it before it closed the connection.
        """
        request = _Request(url, headers, body)
        if not digest:
            return await self._send(request, command=command)
        if self._digest is None:
            self._digest = DigestAuthMiddleware(self._account.username, self._account.password)
        refusals: list[RawResponse] = []

        async def answering(request: _Request) -> RawResponse:
            for refusal in refusals:
                refusal.close()
            response = await self._send(request, command=command)
            if response.status == 401:
                refusals.append(response)
                # aiohttp parses one challenge only, so it gets the one that it supports.
                text = digest_challenge(response.headers)
                response.headers = CIMultiDict({"WWW-Authenticate": text} if text else {})
            return response

        # The middleware expects aiohttp's own request and response classes, but only uses attributes that ours have;
        # tests of each algorithm fail if that changes.
        return cast("RawResponse", await cast("Any", self._digest)(request, answering))

    async def _send(self, request: _Request, *, command: bool) -> RawResponse:
        if not self._lenient:
            try:
                return await self._request_strictly(request, command=command)
            except ClientResponseError:
                self._lenient = True
                if command and request.body:  # the camera may have received the file, so it is not sent again
                    raise DisconnectedError from None
        return await LenientResponse.request(
            request.method, request.url, request.headers, request.body, resolver=resolver_of(self._session)
        )

    async def _request_strictly(self, request: _Request, *, command: bool) -> StrictResponse:
        response = await self._session.request(
            request.method,
            request.url,
            headers=request.headers,
            data=request.body or None,
            # On a kept-alive connection, aiohttp has to retry if the camera has closed it in the meantime.
            middlewares=(_without_retry,) if command and not self._pooled else (),
            timeout=_TIMEOUT,
            allow_redirects=False,
        )
        self._pooled = self._pooled or not _will_close(response)
        return StrictResponse(response)


def resolver_of(session: ClientSession) -> AbstractResolver | None:
    """Return the resolver of a session, which may know names that the system does not, such as mDNS names.

    aiohttp has no public attribute for it.
    """
    return getattr(session.connector, "_resolver", None)


async def _without_retry(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Middleware that prevents aiohttp from retrying a request."""
    try:
        return await handler(request)
    except ClientConnectorError:
        raise
    except ClientOSError, ServerDisconnectedError:
        raise DisconnectedError from None


def _will_close(response: ClientResponse) -> bool:
    """Return whether the camera closes the connection after this response."""
    words = response.headers.get("Connection", "").lower()
    return "close" in words or (response.version == HttpVersion10 and "keep-alive" not in words)
