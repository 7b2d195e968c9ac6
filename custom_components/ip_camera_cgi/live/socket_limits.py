"""Limits the unsent data that the operating system queues for a viewer, which adds latency."""

import asyncio
import socket

_UNSENT = 16 * 1024  # bytes
_SEND_BUFFER = 64 * 1024  # bytes, for systems without a limit for unsent data


def limit_unsent(transport: asyncio.BaseTransport) -> None:
    """Limit the unsent data of a connection; the default of megabytes is a minute of video on a slow link.

    Data in flight does not count, so fast links are not slowed down.
    """
    connection = transport.get_extra_info("socket")
    if connection is None:  # transports without a socket
        return
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)
    else:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
