"""Scan for wireless networks."""

from dataclasses import dataclass
from time import monotonic

NONE, WEP, WPA_TKIP, WPA_AES, WPA2_AES, WPA2_TKIP, OTHER = range(7)


@dataclass(frozen=True, slots=True)
class Network:
    """A wireless network in range."""

    bssid: str
    ssid: str
    mode: int  # 0 infrastructure, 1 ad hoc
    security: int


class Wifi:
    """The Wi-Fi radio of one camera; a scan takes a while, and its result is kept until the next one."""

    def __init__(self) -> None:
        self.seconds = 4.0
        self.networks = [
            Network("020000a1b201", "Meadow", 0, WPA2_AES),
            Network("020000a1b202", "Brook & Mill", 0, WPA_TKIP),
            Network("020000a1b203", "old-printer", 1, NONE),
            Network("020000a1b204", "Workshop", 0, WEP),
        ]
        self._ready: float | None = None

    def scan(self) -> None:
        """Start a scan."""
        self._ready = monotonic() + self.seconds

    def result(self) -> str:
        """Return the result; empty while the scan is running."""
        if self._ready is None or monotonic() < self._ready:
            return ""
        lines = [f"var ap_{name}=new Array();" for name in ("bssid", "ssid", "mode", "security")]
        for index, network in enumerate(self.networks):
            lines += [f"ap_bssid[{index}]='{network.bssid}';", f"ap_ssid[{index}]='{network.ssid}';"]
            lines += [f"ap_mode[{index}]={network.mode};", f"ap_security[{index}]={network.security};"]
        lines.append(f"var ap_number={len(self.networks)};")
        return "".join(f"{line}\n" for line in lines)
