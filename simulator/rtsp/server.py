"""RTSP server: streams and access to them."""

import asyncio
import base64
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
import hashlib
from ipaddress import ip_address
import secrets
from urllib.request import parse_http_list, parse_keqv_list

from ..talk import Talk
from .broadcast import Broadcast, Draw
from .sound import Microphone, SoundSetup
from .viewer import Viewer

_REALM = "camera"


class RtspServer:
    """Serves the pictures of a simulated camera by RTSP."""

    def __init__(self, pictures: Mapping[str, Draw], *, account: tuple[str, str] | None = None, rate: int = 10) -> None:
        self.account = account
        self.port = 0
        self.broadcasts: dict[str, Broadcast] = {}
        self.microphone = Microphone()
        self.talk: Talk | None = None
        self.talker: object = None  # the client that talks
        self._pictures = pictures
        self._rate = rate
        self._nonce = secrets.token_hex(16)
        self._clients: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._executor: ThreadPoolExecutor | None = None

    @property
    def viewers(self) -> int:
        """Number of playing clients."""
        return sum(len(broadcast.viewers) for broadcast in self.broadcasts.values())

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start listening; port 0 selects a free port."""
        if not ip_address(host).is_loopback:
            raise ValueError(f"The simulator stays on this machine, {host} does not")
        self._server = await asyncio.start_server(self._connected, host, port)
        self.port = self._server.sockets[0].getsockname()[1]
        self._executor = ThreadPoolExecutor(len(self._pictures), "rtsp")
        self.broadcasts = {name: Broadcast(draw, self._rate, self._executor) for name, draw in self._pictures.items()}

    async def stop(self) -> None:
        """Disconnect all clients and release the port."""
        if self._server is None or self._executor is None:
            return
        self._server.close()
        self._server.abort_clients()
        await self._server.wait_closed()
        await asyncio.gather(*self._clients, return_exceptions=True)
        await asyncio.gather(*(broadcast.ended() for broadcast in self.broadcasts.values()), self.microphone.ended())
        self._executor.shutdown()
        self._server = self._executor = None

    def accounts(self) -> Mapping[str, str]:
        """Return the accounts that may watch; empty for public access."""
        return dict([self.account]) if self.account else {}

    def serves(self, name: str) -> bool:
        """Return whether the stream exists."""
        return name in self.broadcasts

    def sound(self) -> SoundSetup | None:
        """Return how the sound is set up; None without sound."""
        return None

    def backchannel_fault(self) -> str:
        """Return what is wrong with the backchannel: unsupported, ignored, hangs up or busy; empty for nothing."""
        return ""

    def time_limit(self) -> float:
        """Return the seconds after which a viewer is disconnected; 0 for never."""
        return 0.0

    def drop_unserved(self) -> None:
        """Disconnect viewers of streams that no longer exist."""
        for name, broadcast in self.broadcasts.items():
            if not self.serves(name):
                for viewer in tuple(broadcast.viewers):
                    viewer.hang_up()

    @property
    def challenges(self) -> tuple[str, str]:
        """The challenges for clients without a login."""
        return (
            f'WWW-Authenticate: Digest realm="{_REALM}", nonce="{self._nonce}"',
            f'WWW-Authenticate: Basic realm="{_REALM}"',
        )

    def admits(self, method: str, authorization: str) -> bool:
        """Return whether an Authorization header is valid."""
        accounts = self.accounts()
        scheme, _, proof = authorization.partition(" ")
        match scheme.lower():
            case "basic":
                pairs = [f"{name}:{password}".encode() for name, password in accounts.items()]
                return proof.strip() in [base64.b64encode(pair).decode() for pair in pairs]
            case "digest":
                given = parse_keqv_list(parse_http_list(proof))
                name = given.get("username", "")
                secret = _md5(f"{name}:{_REALM}:{accounts.get(name)}")
                right = _md5(f"{secret}:{self._nonce}:{_md5(f'{method}:{given.get("uri")}')}")
                return name in accounts and given.get("response") == right
        return not accounts

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = asyncio.create_task(Viewer(self, reader, writer).serve())
        self._clients.add(client)
        client.add_done_callback(self._clients.discard)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
