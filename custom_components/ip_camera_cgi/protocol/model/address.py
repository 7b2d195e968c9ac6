"""Address and account of a camera."""

from dataclasses import dataclass, field
from enum import IntEnum
from ipaddress import IPv6Address
import re
from typing import Self, override
from urllib.parse import quote, urlencode

from yarl import URL

_GUESSABLE = {"", "admin", "root", "user", "password", "1234", "12345", "123456"}
_BROKEN_SCHEME = re.compile(r"[a-z]+:/(?!/)", re.IGNORECASE)
_HOST = re.compile(r"(?=.{1,253}$)(?!-)[0-9A-Za-z_-]{1,63}(?:\.(?!-)[0-9A-Za-z_-]{1,63})*\.?")


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def _ipv4(host: str) -> str | None:
    """Return an IPv4 address without padding zeros, or None for a host name.

    Raises:
        ValueError: it ends like an address and is not one.
    """
    labels = host.removesuffix(".").split(".")
    if not labels[-1].isdecimal():
        return None
    if len(labels) != 4 or not all(label.isdecimal() and len(label) <= 3 and int(label) < 256 for label in labels):
        raise ValueError(f"no IP address: {host!r}")
    return ".".join(str(int(label)) for label in labels)


class HttpsAddressError(ValueError):
    """An https:// URL; these cameras do not support encryption."""


class Role(IntEnum):
    """The rights of an account."""

    VISITOR = 1
    """View pictures."""
    OPERATOR = 2
    """Also move the camera, switch outputs and adjust the picture."""
    ADMINISTRATOR = 3
    """Change everything."""


@dataclass(frozen=True, slots=True)
class Account:
    """User name and password of the camera; both may be empty."""

    username: str
    password: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return the spellings under which the password can appear in a text."""
        return tuple({self.password, quote(self.password, safe="")} - {""})

    @property
    def is_guessable(self) -> bool:
        """Return whether the password is a common default, empty, or the user name."""
        return self.password.lower() in {*_GUESSABLE, self.username.lower()}

    @property
    def userinfo(self) -> str:
        """Return user name and password as URL user info."""
        return f"{quote(self.username, safe='')}:{quote(self.password, safe='')}"


@dataclass(frozen=True, slots=True)
class Address:
    """Host and port of a camera's web server."""

    host: str
    port: int = 80

    @classmethod
    def parse(cls, text: str, port: int = 80) -> Self:
        """Parse user input: a host, host:port, or any URL of the camera.

        A port in the text takes precedence over `port`, except in an rtsp: URL, whose port belongs to another server.

        Raises:
            HttpsAddressError: an https:// URL, so the login must not be sent in clear.
            ValueError: no valid host or port.
        """
        text = text.strip()
        if _BROKEN_SCHEME.match(text):
            raise ValueError(f"no URL: {text!r}")
        if _is_ipv6(text):
            text = f"[{text}]"
        try:
            url = URL(text if "://" in text else f"http://{text}")
        except IndexError:  # yarl raises it for empty brackets
            raise ValueError(f"no host in {text!r}") from None
        host = url.raw_host or ""
        if not _is_ipv6(host):
            if not _HOST.fullmatch(host):
                raise ValueError(f"no host in {text!r}")
            host = _ipv4(host) or host
        if url.scheme == "https":
            raise HttpsAddressError("an address with https://")
        if url.scheme not in {"http", "rtsp"}:
            raise ValueError(f"no address of a web server: {text!r}")
        if url.explicit_port is not None and url.scheme != "rtsp":
            port = url.explicit_port
        if not 0 < port < 65536:
            raise ValueError(f"no port: {port}")
        return cls(host, port)

    def url(self, path: str, params: dict[str, str] | None = None) -> URL:
        """Return the URL of a CGI. Blanks become %20, because not every camera decodes a plus.

        Arbitrary bytes can be sent if they were decoded with surrogateescape.
        """
        query = urlencode(params or {}, quote_via=quote, safe="", errors="surrogateescape")
        return URL(f"http://{self.netloc}:{self.port}{path}{'?' if query else ''}{query}", encoded=True)

    @property
    def netloc(self) -> str:
        """Return the host as written in a URL, IPv6 in brackets."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @override
    def __str__(self) -> str:
        return str(self.url("/"))
