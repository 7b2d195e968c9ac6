"""Carries one question to the camera: by aiohttp, or by ourselves where the camera is too odd for it."""

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
from yarl import URL

from ..model.address import Account
from .response import LenientReply, Reply, StrictReply

_TIMEOUT = ClientTimeout(total=None, sock_connect=5)


class HungUpError(ClientConnectionError):
    """The camera took the question and hung up."""


@dataclass
class _Question:
    """A question as aiohttp's Digest login wants to see one."""

    url: URL
    headers: dict[str, str]
    body: bytes

    @property
    def method(self) -> str:
        """Return GET, or POST where there is something to send."""
        return "POST" if self.body else "GET"


class Transport:
    """The way to one camera. One whose answers aiohttp does not take is read with forbearance from then on."""

    def __init__(self, session: ClientSession, account: Account) -> None:
        self._session = session
        self._account = account
        self._digest: DigestAuthMiddleware | None = None
        self._lenient = False
        self._pooled = False

    async def ask(self, url: URL, headers: dict[str, str], body: bytes, *, digest: bool, once: bool) -> Reply:
        """Ask for a URL, with a Digest login or without; raises ClientError, OSError or ValueError.

        With a body it is a POST.

        What is asked once is never asked again where the camera hangs up: a command would be done twice.
        """
        if digest and self._digest is None:
            self._digest = DigestAuthMiddleware(self._account.username, self._account.password)
        login = self._digest if digest else None
        question = _Question(url, headers, body)
        if not self._lenient:
            try:
                return await self._ask_strictly(question, login, once=once)
            except ClientResponseError:
                self._lenient = True
                if once and body:  # the camera has the file: whatever it said, it shall not get it twice
                    raise HungUpError from None
        if login is not None:
            # It wants aiohttp's own kinds of question and answer, but looks at nothing that ours do not have.
            answering = cast("Any", login)(question, _ask_leniently)
            return cast("LenientReply", await answering)
        return await _ask_leniently(question)

    async def _ask_strictly(
        self, question: _Question, login: DigestAuthMiddleware | None, *, once: bool
    ) -> StrictReply:
        digest = () if login is None else (login,)
        response = await self._session.request(
            question.method,
            question.url,
            headers=question.headers,
            data=question.body or None,
            # Where aiohttp keeps connections, it has to try again when the camera has closed one meanwhile.
            middlewares=(*digest, _once) if once and not self._pooled else digest,
            timeout=_TIMEOUT,
            allow_redirects=False,
        )
        self._pooled = self._pooled or not _closes(response)
        return StrictReply(response)


async def _ask_leniently(question: _Question) -> LenientReply:
    return await LenientReply.of(question.method, question.url, question.headers, question.body)


async def _once(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Keep aiohttp from asking again by itself."""
    try:
        return await handler(request)
    except ClientConnectorError:
        raise
    except ClientOSError, ServerDisconnectedError:
        raise HungUpError from None


def _closes(response: ClientResponse) -> bool:
    """Return whether the camera said that it closes the connection behind its answer."""
    words = response.headers.get("Connection", "").lower()
    return "close" in words or (response.version == HttpVersion10 and "keep-alive" not in words)
