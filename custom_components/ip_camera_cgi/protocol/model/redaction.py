"""Redaction: removes secrets and personal data from texts, so that they can be published.

Replacements keep the format of the original and are consistent, so a redacted report can still be parsed.
"""

from base64 import b64encode
from collections.abc import Collection, Iterable
from html import escape
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from itertools import islice
import re
from urllib.parse import quote, quote_plus

REDACTED = "redacted"
# Name patterns; they also match fields without a setting.
_SECRET = re.compile(r"pwd|pass|psk|(?<!def)key\d*$|_url|token|secret|credential|pin$", re.IGNORECASE)
_PRIVATE = re.compile(
    r"user(?:\d+_name)?$|alias$|host$|(?<!ntp)_svr$|ssid|sender|receiver|friend|^ftp_(?:dir|filename)$"
    r"|servername$|\.name$|textstr$|uid$|serial(?:no|num|number)?$|phone|latitude|longitude",
    re.IGNORECASE,
)
_VERSION = re.compile(r"(?:^|_)ver$|version|firmware|hardware|^activex$", re.IGNORECASE)
_IDENTITY = re.compile(r"^(?:id|mac|.*bssid.*)$", re.IGNORECASE)
_MAC = re.compile(r"(?<![0-9A-Fa-f:-])[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}(?![0-9A-Fa-f:-])")
_MAC_DIGITS = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{12}(?![0-9A-Za-z])")
_MAIL = re.compile(r"[^\s@<>:/=,;'\"]{1,64}@[^\s@<>:/,;'\"]{1,253}\.[A-Za-z]{2,63}")
_URL_START = re.compile(r"((?<!\w)\w{1,20}://)([^/@\s]{0,512}@)?([^/:\s?#\[\]]*)")
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)")
_IPV6 = re.compile(r"(?<![\w:])[0-9A-Fa-f]{1,4}(?:::?[0-9A-Fa-f]{1,4}){2,7}(?![\w:])")
_LOGIN_LINE = re.compile(r"(\d\d:\d\d:\d\d {1,20})[^\s\\][^\\\n]{0,60}?(?= {1,20}\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3} )")
_HARMLESS = re.compile(
    r"(?!.*\d{11})[\W\d_]*|\d+x\d+|(?:capture|stream)\d|yes|no|on|off|true|false|enabled?|disabled?|auto|none",
    re.IGNORECASE,
)
_MAX_SECRET_LENGTH = 128  # characters of a secret that are searched for
_MAX_SECRETS = 100  # secrets, and as many private texts, that are searched for
_MIN_EMBEDDED_LENGTH = 6  # from this length on, a secret is also replaced inside words
_MIN_SECRET_DIGITS = 4  # from this many digits on, a number may be a secret


def is_secret(field: str) -> bool:
    """Return whether a field of this name holds a secret."""
    return bool(_SECRET.search(field))


def is_private(field: str) -> bool:
    """Return whether a field of this name holds personal data."""
    return bool(_PRIVATE.search(field))


class Redaction:
    """Replaces secrets and personal data wherever they appear."""

    def __init__(
        self, mac: str, *, secrets: Iterable[str], private: Iterable[str], versions: Collection[str] = ()
    ) -> None:
        hidden = {form for secret in _bounded(secrets) for form in _forms(secret)}
        self._secrets = hidden
        parts = [re.escape(each) for each in _longest_first(hidden) if len(each) >= _MIN_EMBEDDED_LENGTH]
        words = {each for each in hidden if len(each) < _MIN_EMBEDDED_LENGTH} | {*_bounded(private)}
        parts += [rf"(?<![0-9A-Za-z]){re.escape(each)}(?![0-9A-Za-z])" for each in _longest_first(words) if each]
        self._known = re.compile("|".join(parts), re.IGNORECASE) if parts else None
        self._versions = frozenset(versions)
        self._macs = {_digits(mac): 1}
        self._addresses: dict[str, int] = {}

    def field(self, name: str, raw: str) -> str:
        """Redact one field of a page."""
        if not raw:
            return raw
        if _VERSION.search(name):
            return self._replace_known(raw)
        if is_secret(name) or (is_private(name) and raw != "0"):
            return REDACTED
        if _IDENTITY.search(name) and _MAC_DIGITS.fullmatch(raw):
            return self._mac(raw)
        if raw.lstrip("-").isdecimal():
            return REDACTED if raw in self._secrets and len(raw) >= _MIN_SECRET_DIGITS else raw
        return self.text(raw)

    def unknown_field(self, name: str, raw: str) -> str:
        """Redact an unknown field unless its value cannot identify anyone (a number, a flag, a size)."""
        is_mac = _MAC.fullmatch(raw) or (_IDENTITY.search(name) and _MAC_DIGITS.fullmatch(raw))
        return self.field(name, raw) if is_mac or _VERSION.search(name) or _HARMLESS.fullmatch(raw) else REDACTED

    def text(self, text: str) -> str:
        """Redact a free text."""
        text = _LOGIN_LINE.sub(rf"\1{REDACTED}", text)
        text = self._replace_known(text)
        return self.addresses(_MAIL.sub(f"{REDACTED}@example.org", text))

    def _replace_known(self, text: str) -> str:
        return text if self._known is None else self._known.sub(REDACTED, text)

    def addresses(self, text: str) -> str:
        """Replace MAC addresses, host names and public IP addresses; private IP addresses are kept."""
        text = _MAC.sub(lambda found: self._mac(found[0]), text)
        text = _MAC_DIGITS.sub(lambda found: self._mac(found[0]) if _digits(found[0]) in self._macs else found[0], text)
        text = _URL_START.sub(self._url_start, text)
        text = _IPV4.sub(self._ipv4, text)
        return _IPV6.sub(self._ipv6, text)

    def _mac(self, mac: str) -> str:
        """Replace a MAC address but keep its vendor part, which only identifies the kind of camera."""
        digits = _digits(mac)
        number = self._macs.setdefault(digits, len(self._macs) + 1)
        others = iter(f"{digits[:6]}{number:06x}")
        return "".join(next(others) if each.isalnum() else each for each in mac.lower())

    @staticmethod
    def _url_start(found: re.Match[str]) -> str:
        scheme, login, host = found.groups()
        try:
            IPv4Address(host)
        except AddressValueError:
            host = REDACTED if host else ""
        return f"{scheme}{f'{REDACTED}@' if login else ''}{host}"

    def _ipv4(self, found: re.Match[str]) -> str:
        if found[0] in self._versions:
            return found[0]
        try:
            address = IPv4Address(found[0])
        except AddressValueError:
            return found[0]
        if not address.is_global or address.is_multicast:
            return found[0]
        return f"203.0.113.{self._number(found[0]) % 255}"

    def _ipv6(self, found: re.Match[str]) -> str:
        try:
            address = IPv6Address(found[0])
        except AddressValueError:
            return found[0]
        return f"2001:db8::{self._number(found[0]):x}" if address.is_global else found[0]

    def _number(self, address: str) -> int:
        return self._addresses.setdefault(address, len(self._addresses) + 1)


def _bounded(texts: Iterable[str]) -> Iterable[str]:
    wanted = dict.fromkeys(text[:_MAX_SECRET_LENGTH] for text in texts if text not in {"", REDACTED})
    return islice(wanted, _MAX_SECRETS)


def _forms(secret: str) -> set[str]:
    """Return the encoded forms in which a secret can appear."""
    coded = b64encode(secret.encode(errors="surrogateescape")).decode()
    return {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), escape(secret), coded}


def _digits(mac: str) -> str:
    return re.sub(r"[^0-9a-f]", "", mac.lower())


def _longest_first(texts: Iterable[str]) -> list[str]:
    return sorted(texts, key=lambda text: (-len(text), text))
