"""What a camera was asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Ask:
    """A request, as far as a camera reads it."""

    method: str
    path: str
    target: str  # path and query as they came, for Digest
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""
    sender: str = ""  # the client's address

    @classmethod
    def read(cls, request: web.BaseRequest, body: bytes = b"", *, plus_is_blank: bool, any_case: bool) -> Ask:
        """Read a request; of a parameter given twice the first counts."""
        path, _, query = request.raw_path.partition("?")
        if not plus_is_blank:
            query = query.replace("+", "%2B")
        params: dict[str, str] = {}
        for name, value in parse_qsl(query, keep_blank_values=True, errors="surrogateescape"):
            params.setdefault(name.strip().lower() if any_case else name.strip(), value)
        return cls(request.method, path, request.raw_path, params, request.headers, body, request.remote or "")

    @property
    def page(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request the camera has got, for tests to look at."""

    path: str
    params: dict[str, str]
    account: str | None  # who was recognised
    login: str | None  # how: "basic", "digest" or "query"
    at: float  # time.monotonic()
