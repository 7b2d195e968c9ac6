"""UDP search: cameras answer a broadcast to port 10000 (docs/sources.md N15).

Only the search message is used. The other messages of this protocol change settings, and one carries the password in
clear.
"""

import asyncio
from collections.abc import Collection
from contextlib import suppress
import re
import socket
import struct
from typing import override

from ...model.address import Address
from ...model.text import from_wire, readable
from ...model.values import DiscoveredCamera

PORT = 10000
_REPLY_WAIT = 2  # seconds to collect replies
_MAX_UNKNOWN = 32
_HEADER = struct.Struct("<4sHB8sII")  # magic, opcode, encryption flag, key, length of the payload (twice)
_PAYLOAD = struct.Struct(">13s21s4x4x4x4x4x4s4sH")  # id, name, addresses, versions, port
_MAGIC = b"MO_I"
_SEARCH, _FOUND = 0, 1
_SEARCH_REQUEST = _HEADER.pack(_MAGIC, _SEARCH, 0, bytes(8), 4, 4) + b"\0\0\0\1"
_ID = re.compile(r"(?!0{12}|F{12})[0-9A-F]{12}")


async def discover(networks: Collection[str], macs: Collection[str]) -> Collection[DiscoveredCamera]:
    """Broadcast a search in these networks and return the replies.

    Every MAC in `macs` is returned; the number of others is limited, because one host could send thousands of forged
    replies.
    """
    found: dict[str, DiscoveredCamera] = {}
    sockets: list[asyncio.DatagramTransport] = []
    # Some cameras only answer requests from port 10000, others answer any port; port 10000 may be in use.
    for port in (PORT, 0):
        with suppress(OSError):
            sockets.append(await _open_socket(port, macs, found))
    try:
        for udp_socket in sockets:
            for network in networks:
                udp_socket.sendto(_SEARCH_REQUEST, (network, PORT))
        await asyncio.sleep(_REPLY_WAIT)
    finally:
        for udp_socket in sockets:
            udp_socket.close()
    return found.values()


async def _open_socket(
    port: int, macs: Collection[str], found: dict[str, DiscoveredCamera]
) -> asyncio.DatagramTransport:
    place = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        place.setblocking(False)
        place.bind(("", port))
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _ReplyCollector(macs, found), sock=place
        )
    except BaseException:
        place.close()
        raise
    return transport


class _ReplyCollector(asyncio.DatagramProtocol):
    """Collects the replies to a search."""

    def __init__(self, macs: Collection[str], found: dict[str, DiscoveredCamera]) -> None:
        self._macs = macs
        self._found = found

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        discovered = parse_reply(data, addr[0])
        if discovered is not None and (discovered.mac in self._macs or self._has_room_for(discovered)):
            self._found.setdefault(discovered.mac, discovered)

    def _has_room_for(self, family: DiscoveredCamera) -> bool:
        others = {each.address for each in self._found.values() if each.mac not in self._macs}
        return len(others) < _MAX_UNKNOWN and family.address not in others


def parse_reply(data: bytes, sender: str) -> DiscoveredCamera | None:
    """Return the camera that sent a reply, or None. Encrypted replies belong to another camera family."""
    if len(data) < _HEADER.size + _PAYLOAD.size:
        return None
    mark, kind, ciphered, *_ = _HEADER.unpack_from(data)
    digits, name, _, _, port = _PAYLOAD.unpack_from(data, _HEADER.size)
    mac = digits.rstrip(b"\0").decode("ascii", "replace").upper()
    if (mark, kind, ciphered) != (_MAGIC, _FOUND, 0) or not _ID.fullmatch(mac) or not port:
        return None
    return DiscoveredCamera(
        mac=":".join(mac[at : at + 2] for at in range(0, 12, 2)).lower(),
        # The address in the payload may be outdated or empty.
        address=Address(sender, port),
        name=readable(from_wire(name.partition(b"\0")[0])),
    )
