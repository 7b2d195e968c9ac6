"""Serial output of a Netwave camera."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..ranges import Check, number
from .commands import BAUD

BAUDS = {9: 1200, 11: 2400, 12: 4800, 13: 9600, 14: 19200, 15: 38400, 4097: 57600, 4098: 115200}
PARAMETERS: Mapping[str, Check] = {"port": number(0, 3), "baud": BAUD, "bytes": number(0, 255)}


@dataclass(frozen=True, slots=True)
class Sent:
    """Bytes sent, with their parameters."""

    port: int
    baud: int  # bits per second
    data: bytes


def read(params: Mapping[str, str], baud: str, *, strict: bool) -> Sent | None:
    """Parse a comm_write.cgi request; real cameras use what is valid and always report success."""
    good = {name: params[name] for name, check in PARAMETERS.items() if check(params.get(name, ""))}
    if strict and (good.keys() != PARAMETERS.keys() or "data" not in params):
        return None
    data = params.get("data", "").encode("utf-8", "surrogateescape")
    length = int(good.get("bytes", len(data)))
    return Sent(int(good.get("port", 0)), BAUDS[int(good.get("baud", baud))], data[:length])
