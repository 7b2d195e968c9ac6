"""Known vulnerabilities by firmware version (docs/sources.md N16)."""

import re

# Firmware version, and the identifier of the vulnerability.
_VULNERABILITIES = ((re.compile(r"\d+\.\d+\.2\.54"), "CVE-2014-1911"),)


def known_vulnerability(firmware: str) -> str:
    """Return the identifier of the vulnerability of a firmware version, or an empty string."""
    return next((name for version, name in _VULNERABILITIES if version.fullmatch(firmware)), "")
