"""RTSP server of a Hucoms camera, controlled by rtspset.cgi and videoset.cgi."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
import logging
from typing import override

from PIL import Image

from ..account import Account
from ..rtsp import RtspServer, SoundSetup
from .images import Images, Size
from .store import Store
from .video import STARTS

_LOGGER = logging.getLogger(__name__)

type Place = tuple[str, int]


class Streaming(RtspServer):
    """Serves the video of each encoder that produces H.264."""

    def __init__(
        self,
        store: Store,
        images: Images,
        *,
        draw: Callable[[Size], Image.Image],
        accounts: Callable[[], list[Account]],
        loud: Callable[[], bool],
        backchannel_fault: Callable[[], str],
        has_sound: bool,
    ) -> None:
        super().__init__({f"stream{encoder}": partial(self._draw, encoder) for encoder in STARTS})
        self._store = store
        self._images = images
        self._image = draw
        self._accounts = accounts
        self._has_sound = has_sound
        self._fault = backchannel_fault
        self.microphone.loud = loud
        self._place: Place | None = None
        self._wanted: Place | None = None
        self._moving: asyncio.Task[None] | None = None

    @override
    def accounts(self) -> Mapping[str, str]:
        """Return the accounts that may watch; empty if authentication is off."""
        login_required = self._store.is_on("rtspset", "authorityenable")
        return {account.name: account.password for account in self._accounts()} if login_required else {}

    @override
    def serves(self, name: str) -> bool:
        """Return whether the encoder produces H.264."""
        return name in self.broadcasts and self._images.has_video(int(name[-1]))

    @override
    def time_limit(self) -> float:
        """Return the stored time limit."""
        return float(self._store.get("rtspset", "rtsptimelimit"))

    @override
    def sound(self) -> SoundSetup | None:
        """Return the sound as audioset.cgi has set it up."""
        if not self._has_sound:
            return None
        return SoundSetup(
            codec="alaw" if self._store.get("audioset", "audiocodec") == "alaw" else "ulaw",
            rate=self._store.number("audioset", "audiosampling"),
            microphone=self._store.is_on("audioset", "audioin"),
            muted=not self._store.is_on("audioset", "audioout"),
        )

    @override
    def backchannel_fault(self) -> str:
        """Return what is wrong with the backchannel."""
        return self._fault()

    def be_at(self, place: Place | None) -> None:
        """Listen on a port, or stop listening."""
        self._wanted = place
        if self._moving is None or self._moving.done():
            self._moving = asyncio.get_running_loop().create_task(self._move())

    async def settled(self) -> None:
        """Wait until a pending change of the port is complete."""
        if self._moving:
            await self._moving

    async def _move(self) -> None:
        while self._place != self._wanted:
            wanted = self._wanted
            await self.stop()
            self.port = 0
            self._place = wanted
            if wanted:
                await self._begin(wanted)

    async def _begin(self, wanted: Place) -> None:
        try:
            await self.start(*wanted)
        except OSError as error:
            _LOGGER.warning("No RTSP: %s", error)
            return
        # The free port that was chosen is kept from now on.
        self._place = (wanted[0], self.port)
        if self._wanted == wanted:
            self._wanted = self._place

    def _draw(self, encoder: int) -> Image.Image:
        return self._image(self._images.video_size(encoder))
