"""What a camera was asked."""

from collections.abc import Mapping
from dataclasses import dataclass
import re
from urllib.parse import parse_qsl, unquote

from .http_protocol import RawRequest

_PROXY_PREFIX = re.compile(r"^http://[^/?]*", re.IGNORECASE)  # a proxy's way to ask


@dataclass(frozen=True, slots=True)
class Request:
    """A request, as far as a camera reads it."""

    method: str
    path: str
    target: str  # path and query as they came, for Digest
    params: Mapping[str, str]
    headers: Mapping[str, str]  # their names in small letters
    body: bytes = b""
    sender: str = ""  # the client's address
    length: int = 0  # in bytes, without the body

    @classmethod
    def read(cls, raw: RawRequest, *, plus_is_blank: bool, any_case: bool) -> Request:
        """Read a request; of a parameter given twice the first counts."""
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
        """The last part of the path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """A request the camera has got, for tests to look at."""

    path: str
    params: dict[str, str]
    account: str | None  # who was recognised
    login: str | None  # how: "basic", "digest" or "query"
    at: float  # time.monotonic()
    length: int  # in bytes
