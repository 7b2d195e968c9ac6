"""Searching for cameras by UDP: a datagram to port 10000, and who is there answers."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from ipaddress import IPv4Address
import re
import socket
import struct
from typing import override

PORT = 10000
BROADCAST = "127.255.255.255"  # on this computer
SEARCH, FOUND = 0, 1
HEADER = struct.Struct("<4sHB8sII")  # a mark, what it is, whether it is ciphered, the key, the length of the rest
PAYLOAD = struct.Struct(">13s21s4s4s4s4s4x4s4sHB")
MAGIC = b"MO_I"
BY_DHCP = "0.0.0.0"  # noqa: S104 - this is how the camera writes it

type Card = Callable[[], Mapping[str, str] | None]


class Discovery(asyncio.DatagramProtocol):
    """Answers searches, and nothing else: never a command, never what is ciphered."""

    def __init__(self, card: Card) -> None:
        self.port = 0
        self.searches = 0
        self._identity = card
        self._transport: asyncio.DatagramTransport | None = None  # all answers go out here
        self._transports: list[asyncio.DatagramTransport] = []

    async def start(self, host: str = "127.0.0.1", port: int = PORT) -> None:
        """Listen at a port; 0 is any that is free."""
        self._transport = await self._listen(host, port)
        self.port = self._transport.get_extra_info("sockname")[1]
        with suppress(OSError):  # not every system has it
            await self._listen(BROADCAST, self.port)

    def stop(self) -> None:
        """Listen no more."""
        for ear in self._transports:
            ear.close()
        self._transports.clear()
        self._transport = None
        self.port = 0

    async def _listen(self, host: str, port: int) -> asyncio.DatagramTransport:
        place = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        # Several cameras on one computer all hear what is sent to everybody.
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
        """Answer a search in the way it came."""
        card = self._identity() if is_search(data) else None
        if card is not None and self._transport:
            self.searches += 1
            self._transport.sendto(reply(card), addr)


def is_search(data: bytes) -> bool:
    """Tell a plain search from everything else that arrives at this port."""
    if len(data) < HEADER.size:
        return False
    mark, kind, ciphered, *_ = HEADER.unpack_from(data)
    return bool(mark == MAGIC and kind == SEARCH and not ciphered)


def reply(settings: Mapping[str, str]) -> bytes:
    """Write who is here."""
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
    """Write a version as four bytes; free text is left out."""
    dotted = re.fullmatch(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})", words)
    return bytes(min(int(part), 255) for part in dotted.groups()) if dotted else bytes(4)
