"""Searches for cameras by UDP: who is there answers a datagram to port 10000 (field guide 2.6).

The search changes nothing; the dialect's other datagrams do, and one carries the password in clear: they are not used.
"""

import asyncio
from collections.abc import Collection
from contextlib import suppress
import re
import socket
import struct
from typing import override

from ...model.address import Address
from ...model.values import Sighting

PORT = 10000
_PATIENCE = 2  # seconds
_STRANGERS = 32
_HEAD = struct.Struct("<4sHB8sII")  # a mark, what it is, whether it is ciphered, the key, twice the length of the rest
_CARD = struct.Struct(">13s21s4x4x4x4x4x4s4sH")  # id, name, addresses, versions, port
_MARK = b"MO_I"
_SEARCH, _FOUND = 0, 1
_QUESTION = _HEAD.pack(_MARK, _SEARCH, 0, bytes(8), 4, 4) + b"\0\0\0\1"
_ID = re.compile(r"(?!0{12}|F{12})[0-9A-F]{12}")


async def discover(networks: Collection[str], macs: Collection[str]) -> Collection[Sighting]:
    """Ask all cameras of the networks with these broadcast addresses; return who answers.

    Of those that are not among these MACs, it is only some: somebody could answer in the name of thousands.
    """
    found: dict[str, Sighting] = {}
    ears: list[asyncio.DatagramTransport] = []
    # Some cameras answer only what comes from this port, others what comes from any; it may be taken.
    for port in (PORT, 0):
        with suppress(OSError):
            ears.append(await _listen(port, macs, found))
    try:
        for ear in ears:
            for network in networks:
                ear.sendto(_QUESTION, (network, PORT))
        await asyncio.sleep(_PATIENCE)
    finally:
        for ear in ears:
            ear.close()
    return found.values()


async def _listen(port: int, macs: Collection[str], found: dict[str, Sighting]) -> asyncio.DatagramTransport:
    place = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        place.setblocking(False)
        place.bind(("", port))
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: _Ear(macs, found), sock=place)
    except BaseException:
        place.close()
        raise
    return transport


class _Ear(asyncio.DatagramProtocol):
    """Notes who answers."""

    def __init__(self, macs: Collection[str], found: dict[str, Sighting]) -> None:
        self._macs = macs
        self._found = found

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        sighting = read_answer(data, addr[0])
        if sighting is not None and (sighting.mac in self._macs or self._is_room_for(sighting)):
            self._found.setdefault(sighting.mac, sighting)

    def _is_room_for(self, stranger: Sighting) -> bool:
        strangers = {each.address for each in self._found.values() if each.mac not in self._macs}
        return len(strangers) < _STRANGERS and stranger.address not in strangers


def read_answer(data: bytes, sender: str) -> Sighting | None:
    """Return who answers; newer cameras of another family answer, too, but ciphered."""
    if len(data) < _HEAD.size + _CARD.size:
        return None
    mark, kind, ciphered, *_ = _HEAD.unpack_from(data)
    digits, name, _, _, port = _CARD.unpack_from(data, _HEAD.size)
    mac = digits.rstrip(b"\0").decode("ascii", "replace").upper()
    if (mark, kind, ciphered) != (_MARK, _FOUND, 0) or not _ID.fullmatch(mac) or not port:
        return None
    return Sighting(
        mac=":".join(mac[at : at + 2] for at in range(0, 12, 2)).lower(),
        # What the camera itself takes for its address may be an old one, or none.
        address=Address(sender, port),
        name=name.partition(b"\0")[0].decode("utf-8", "replace"),
    )
