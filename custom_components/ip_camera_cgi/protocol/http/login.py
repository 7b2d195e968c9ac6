"""Chooses how the login is sent: as the camera requires it, and never weaker than it has accepted before."""

import asyncio
from collections.abc import Collection
from enum import Enum, auto
import re
import time

from multidict import MultiMapping

from ..model.address import Account
from ..model.backoff import Backoff
from ..model.errors import CameraAuthError

_CHALLENGE = "WWW-Authenticate"
_LONGEST = 4096  # characters of the challenges that are parsed
_REFUSALS = 3  # refused requests in a row until the login is held back; some cameras lock an account after five
_FIRST_HOLD, _LONGEST_HOLD = 5, 900  # seconds
_PATIENCE = 5  # seconds that a request waits for a hold or another request's trial to end
_LOOK = 0.1  # seconds between checks of a hold
_TRIAL = 10  # seconds for the request that tries the login again
_QUOTED = re.compile(r'"[^"]*"?')
_SCHEME = re.compile(r"(?:^|,)\s*([A-Za-z][\w-]*)(?=\s+[\w-]+\s*=|\s*(?:,|$))")
_ALGORITHM = re.compile(r"\balgorithm\s*=\s*\"?([\w-]+)", re.IGNORECASE)
_ALGORITHMS = frozenset(
    {"MD5", "MD5-SESS", "SHA", "SHA-SESS", "SHA256", "SHA256-SESS", "SHA-256", "SHA-256-SESS", "SHA512", "SHA512-SESS"}
    | {"SHA-512", "SHA-512-SESS"}
)


class Login(Enum):
    """Ways to send the login."""

    NONE = auto()
    QUERY = auto()
    BASIC = auto()
    BOTH = auto()
    """In the query and as Basic at the same time: one attempt for cameras that accept only one of them."""
    DIGEST = auto()

    @property
    def in_query(self) -> bool:
        """Return whether the login is in the query."""
        return self in {Login.QUERY, Login.BOTH}

    @property
    def in_header(self) -> bool:
        """Return whether there is a Basic header."""
        return self in {Login.BASIC, Login.BOTH}


def challenges(headers: MultiMapping[str]) -> list[tuple[str, str]]:
    """Return all challenges of a response, each as lower-case scheme and full text.

    Several may share one header, separated by the same comma as their parameters.
    """
    found: list[tuple[str, str]] = []
    for header in headers.getall(_CHALLENGE, []):
        text = header[:_LONGEST]
        masked = _QUOTED.sub(lambda quoted: "x" * len(quoted[0]), text)
        schemes = list(_SCHEME.finditer(masked))
        ends = [*(each.start() for each in schemes), len(text)][1:]
        found += [(each[1].lower(), text[each.start(1) : end]) for each, end in zip(schemes, ends, strict=False)]
    return found


def digest_challenge(headers: MultiMapping[str]) -> str | None:
    """Return the first supported Digest challenge."""
    for scheme, text in challenges(headers):
        algorithm = _ALGORITHM.search(text)
        if scheme == "digest" and (algorithm is None or algorithm[1].upper() in _ALGORITHMS):
            return text
    return None


def offered(headers: MultiMapping[str]) -> frozenset[Login]:
    """Return the supported logins that a refusal offers."""
    basic = {Login.BASIC} if any(scheme == "basic" for scheme, _ in challenges(headers)) else set()
    return frozenset(basic | ({Login.DIGEST} if digest_challenge(headers) else set()))


class LoginPolicy:
    """Chooses the login for each request to one camera.

    A new login is tried once, because some cameras lock an account after five failures. One that has worked is tried
    twice, because some cameras refuse at random. After Digest has worked, nothing weaker is sent.

    After three consecutive refusals the login is held back for increasing times, then tried by one request at a time:
    a locked account would otherwise stay locked, even for the right password. Requests wait for short holds, because a
    camera may refuse at random while it starts. A new password gets a new policy and is sent at once.
    """

    def __init__(self, account: Account, ways: Collection[Login], *, unasked: Login) -> None:
        fits_a_header = ":" not in account.username
        self._clear = tuple(way for way in ways if way is not Login.DIGEST) if fits_a_header else (Login.QUERY,)
        self._digest = Login.DIGEST in ways and fits_a_header
        self._unasked = unasked if fits_a_header else Login.QUERY
        self._asked_for: frozenset[Login] | None = None
        self.known: Login | None = None
        """The login that has worked."""
        self._fallback: Login | None = None
        self._accepted: set[str] = set()
        self._refused: list[str] = []
        self._hold = Backoff(_FIRST_HOLD, _LONGEST_HOLD)
        self._held_until = float("-inf")
        self._trying = False

    @property
    def name(self) -> str:
        """Return the name of the login that has worked, for restore(), or an empty string."""
        return "" if self.known is None else self.known.name

    def restore(self, name: str) -> None:
        """Start with the login that has worked in an earlier run."""
        if name in {way.name for way in (*self._clear, *([Login.DIGEST] if self._digest else []))}:
            self.known = Login[name]

    def learn(self, headers: MultiMapping[str]) -> None:
        """Learn from the refusal of an anonymous request."""
        self._asked_for = offered(headers)

    def first(self) -> Login:
        """Return the login to try first."""
        if self.known is not None:
            return self.known
        if self._asked_for is None:
            return self._clear[0]
        return self._wanted(self._asked_for) or self._unasked

    def following(self, tried: list[Login], headers: MultiMapping[str]) -> Login | None:
        """Return the next login to try, or None if the refusal is final."""
        wanted = self._wanted(offered(headers))
        if wanted is Login.DIGEST and wanted not in tried:
            return wanted
        if self._fallback is not None and self._fallback not in tried:
            return self._fallback
        again = self.known is not None and tried == [self.known] and not self._refused
        return self.known if again else None

    async def require_trial(self, path: str) -> None:
        """Wait until the login may be sent; raise CameraAuthError if it is held back for longer than a few seconds."""
        deadline = time.monotonic() + _PATIENCE
        while len(self._refused) >= _REFUSALS:
            now = time.monotonic()
            if now >= self._held_until:
                self._held_until = now + _TRIAL
                self._trying = True
                return
            if now >= deadline or (self._held_until > deadline and not self._trying):
                raise CameraAuthError(f"{path}: not sent, as the login was refused {len(self._refused)} times")
            await asyncio.sleep(_LOOK)  # the other request's trial may also end without a response

    def refused(self, path: str) -> None:
        """Record that a request was refused with each login.

        A refusal does not count if the path was never accepted while others were: the account may lack the rights.
        """
        if self._accepted and path not in self._accepted and not self._trying:
            return
        self._trying = False
        self._refused.append(path)
        if len(self._refused) >= _REFUSALS:
            self._held_until = time.monotonic() + self._hold.fail()

    def accepted(self, path: str) -> None:
        """Record that the account was accepted, by HTTP or another protocol."""
        self._accepted.difference_update(self._refused)  # paths that the account may no longer have the rights for
        self._accepted.add(path)
        self._refused.clear()
        self._hold.reset()
        self._trying = False

    def worked(self, way: Login, path: str) -> None:
        """Record that a login was accepted."""
        if way is not Login.NONE:
            self.accepted(path)
        if way is Login.BOTH:  # the next requests show whether it is the login or the rights
            self.known, self._fallback = self._clear[0], self._clear[1]
        elif way is not Login.NONE:
            self.known, self._fallback = way, None

    def _wanted(self, asked_for: frozenset[Login]) -> Login | None:
        if Login.DIGEST in asked_for and self._digest:
            return Login.DIGEST
        if Login.BASIC in asked_for and Login.BASIC in self._clear:
            return Login.BOTH if len(self._clear) > 1 else Login.BASIC
        return None
