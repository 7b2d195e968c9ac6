"""Requests as a camera reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
import re
from urllib.parse import parse_qsl, unquote

from .http_protocol import RawRequest

_PROXY_PREFIX = re.compile(r"^http://[^/?]*", re.IGNORECASE)  # absolute URL, as sent to a proxy


@dataclass(frozen=True, slots=True)
class Request:
    """A parsed request."""

    method: str
    path: str
    target: str  # unparsed path and query, for Digest
    params: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: bytes = b""
    sender: str = ""  # address of the client
    length: int = 0  # in bytes, without the body

    @classmethod
    def read(cls, raw: RawRequest, *, plus_is_blank: bool, any_case: bool) -> Request:
        """Parse a request; the first of repeated parameters counts."""
        path, _, query = _PROXY_PREFIX.sub("", raw.target).partition("?")
        if not plus_is_blank:
            query = query.replace("+", "%2B")
        params: dict[str, str] = {}
        for name, value in parse_qsl(query, keep_blank_values=True, errors="surrogateescape"):
            params.setdefault(name.strip().lower() if any_case else name.strip(), value)
        path, headers, body = unquote(path, errors="surrogateescape"), raw.headers, raw.body
        return cls(raw.method, path, raw.target, params, headers, body, raw.sender, raw.length)

    @property
    def page(self) -> str:
        """Last part of the path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """A received request, recorded for tests."""

    path: str
    params: dict[str, str]
    account: str | None  # account that was recognized
    login: str | None  # "basic", "digest" or "query"
    at: float  # time.monotonic()
    length: int  # in bytes
