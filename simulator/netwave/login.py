"""Logins of a Netwave camera."""

from base64 import b64decode
from collections.abc import Iterable, Iterator
from hashlib import md5
import re

from ..account import Account, Login
from ..request import Request

_DIGEST_PART = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


def logins(
    request: Request, accounts: Iterable[Account], ways: Iterable[str], *, nonce: str, service_login: bool
) -> Iterator[Login]:
    """Yield every valid login of a request; one is enough."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    pair = ("cam_user", "cam_pwd") if service_login else ("user", "pwd")
    given = (request.params.get(pair[0]), request.params.get(pair[1], ""))
    for account in accounts:
        if "basic" in ways and scheme.lower() == "basic" and _basic(rest) == f"{account.name}:{account.password}":
            yield Login(account, "basic")
        if "digest" in ways and scheme.lower() == "digest" and _digest_is_right(rest, request, account, nonce):
            yield Login(account, "digest")
        if "query" in ways and given == (account.name, account.password):
            yield Login(account, "query")


def challenge(way: str, realm: str, nonce: str) -> str:
    """Return the challenge that this firmware sends."""
    if way == "digest":
        return f'Digest realm="{realm}", qop="auth", nonce="{nonce}", algorithm=MD5'
    return f'Basic realm="{realm}"'


def _basic(given: str) -> str:
    try:
        return b64decode(given, validate=True).decode("utf-8", "surrogateescape")
    except ValueError:
        return ""


def _digest_is_right(given: str, request: Request, account: Account, nonce: str) -> bool:
    parts = {name.lower(): quoted or bare for name, quoted, bare in _DIGEST_PART.findall(given)}
    if (parts.get("username"), parts.get("uri"), parts.get("nonce")) != (account.name, request.target, nonce):
        return False
    secret = _md5(f"{account.name}:{parts.get('realm', '')}:{account.password}")
    deed = _md5(f"{request.method}:{request.target}")
    middle = nonce
    if "qop" in parts:
        middle = f"{middle}:{parts.get('nc', '')}:{parts.get('cnonce', '')}:{parts['qop']}"
    return parts.get("response") == _md5(f"{secret}:{middle}:{deed}")


def _md5(words: str) -> str:
    return md5(words.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()
