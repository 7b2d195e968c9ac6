"""Limits on what the operating system queues for a viewer; what lies in that queue is shown late."""

import asyncio
import socket

_UNSENT = 16 * 1024  # bytes
_SEND_BUFFER = 64 * 1024  # bytes, where the system has no limit for what is unsent


def limit_unsent(transport: asyncio.BaseTransport) -> None:
    """Keep the queue of a connection short: by default it takes megabytes, a minute of pictures on a slow line.

    Bytes that are on their way do not count, so a fast line stays fast.
    """
    connection = transport.get_extra_info("socket")
    if connection is None:  # a transport without a socket, as some tests and proxies have
        return
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)
    else:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
