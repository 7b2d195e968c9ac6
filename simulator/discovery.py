"""UDP search: cameras answer datagrams to port 10000."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from ipaddress import IPv4Address
import re
import socket
import struct
from typing import override

PORT = 10000
BROADCAST = "127.255.255.255"  # loopback broadcast
SEARCH, FOUND = 0, 1
HEADER = struct.Struct("<4sHB8sII")  # magic, opcode, encryption flag, key, length of the payload
PAYLOAD = struct.Struct(">13s21s4s4s4s4s4x4s4sHB")
MAGIC = b"MO_I"
BY_DHCP = "0.0.0.0"  # noqa: S104 - how the camera shows DHCP

type Card = Callable[[], Mapping[str, str] | None]


class Discovery(asyncio.DatagramProtocol):
    """Answers search messages and ignores commands and encrypted messages."""

    def __init__(self, card: Card) -> None:
        self.port = 0
        self.searches = 0
        self._identity = card
        self._transport: asyncio.DatagramTransport | None = None  # sends all replies
        self._transports: list[asyncio.DatagramTransport] = []

    async def start(self, host: str = "127.0.0.1", port: int = PORT) -> None:
        """Listen on a port; 0 selects a free one."""
        self._transport = await self._listen(host, port)
        self.port = self._transport.get_extra_info("sockname")[1]
        with suppress(OSError):  # not available on every system
            await self._listen(BROADCAST, self.port)

    def stop(self) -> None:
        """Stop listening."""
        for ear in self._transports:
            ear.close()
        self._transports.clear()
        self._transport = None
        self.port = 0

    async def _listen(self, host: str, port: int) -> asyncio.DatagramTransport:
        place = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        # Several cameras on one machine receive the same broadcast.
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.setblocking(False)
        try:
            place.bind((host, port))
            ear, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, sock=place)
        except OSError:
            place.close()
            raise
        self._transports.append(ear)
        return ear

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Reply to the sender of a search message."""
        card = self._identity() if is_search(data) else None
        if card is not None and self._transport:
            self.searches += 1
            self._transport.sendto(reply(card), addr)


def is_search(data: bytes) -> bool:
    """Return whether a datagram is an unencrypted search message."""
    if len(data) < HEADER.size:
        return False
    mark, kind, ciphered, *_ = HEADER.unpack_from(data)
    return bool(mark == MAGIC and kind == SEARCH and not ciphered)


def reply(settings: Mapping[str, str]) -> bytes:
    """Build a reply with the identity of the camera."""
    by_dhcp = settings["ip"] == BY_DHCP
    address = settings["host"] if by_dhcp else settings["ip"]
    card = PAYLOAD.pack(
        settings["id"].encode()[:12],
        settings["alias"].encode("utf-8", "surrogateescape")[:20],
        *(IPv4Address(each).packed for each in (address, settings["mask"], settings["gateway"], settings["dns"])),
        _version(settings["sys_ver"]),
        _version(settings["app_ver"]),
        int(settings["port"]),
        by_dhcp,
    )
    return HEADER.pack(MAGIC, FOUND, 0, bytes(8), len(card), len(card)) + card


def _version(words: str) -> bytes:
    """Return a version as four bytes, or zeros for free text."""
    dotted = re.fullmatch(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})", words)
    return bytes(min(int(part), 255) for part in dotted.groups()) if dotted else bytes(4)
