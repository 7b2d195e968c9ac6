"""The serial port of a Netwave camera: what went out of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..ranges import Check, number
from .commands import BAUD

BAUDS = {9: 1200, 11: 2400, 12: 4800, 13: 9600, 14: 19200, 15: 38400, 4097: 57600, 4098: 115200}
PARAMETERS: Mapping[str, Check] = {"port": number(0, 3), "baud": BAUD, "bytes": number(0, 255)}


@dataclass(frozen=True, slots=True)
class Sent:
    """Bytes that went out, and how."""

    port: int
    baud: int  # bits per second
    data: bytes


def read(params: Mapping[str, str], baud: str, *, strict: bool) -> Sent | None:
    """Read a request for comm_write.cgi; real cameras take what they understand and say ok to everything."""
    good = {name: params[name] for name, check in PARAMETERS.items() if check(params.get(name, ""))}
    if strict and (good.keys() != PARAMETERS.keys() or "data" not in params):
        return None
    data = params.get("data", "").encode("utf-8", "surrogateescape")
    length = int(good.get("bytes", len(data)))
    return Sent(int(good.get("port", 0)), BAUDS[int(good.get("baud", baud))], data[:length])
