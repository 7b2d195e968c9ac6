"""Asks a time server for the time, to find out whether there is one (SNTP, RFC 4330)."""

import asyncio
from typing import override

PORT = 123
_REQUEST = b"\x23" + bytes(47)  # version 4, client
_LENGTH = 48
_SERVER_MODE = 4
_MAX_STRATUM = 15  # 0 and 16 stand for a server that has no time itself
_TIMEOUT = 3  # seconds


class _Answer(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.received = asyncio.get_running_loop().create_future()

    @override
    def datagram_received(self, data: bytes, addr: object) -> None:
        is_time = len(data) >= _LENGTH and data[0] & 7 == _SERVER_MODE and 1 <= data[1] <= _MAX_STRATUM
        if is_time and not self.received.done():
            self.received.set_result(None)

    @override
    def error_received(self, exc: Exception) -> None:
        if not self.received.done():
            self.received.set_exception(exc)


async def answers_time(host: str) -> bool:
    """Return whether a time server answers at a host; answers of other hosts are ignored."""
    try:
        async with asyncio.timeout(_TIMEOUT):
            transport, answer = await asyncio.get_running_loop().create_datagram_endpoint(
                _Answer, remote_addr=(host, PORT)
            )
            try:
                transport.sendto(_REQUEST)
                await answer.received
            finally:
                transport.close()
    except OSError, UnicodeError, ValueError:  # unknown name, no answer, no name at all
        return False
    return True
