"""Firmwares that are known to let strangers in (field guide 2.7), as far as it is known which ones do."""

import re

# What the firmware calls itself, and the name under which the hole is known.
_VULNERABILITIES = ((re.compile(r"\d+\.\d+\.2\.54"), "CVE-2014-1911"),)


def known_vulnerability(firmware: str) -> str:
    """Return the name of the hole in a firmware, or nothing."""
    return next((name for version, name in _VULNERABILITIES if version.fullmatch(firmware)), "")
