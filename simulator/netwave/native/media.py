"""Pictures and sound of one login, over a second connection."""

import asyncio
from contextlib import suppress
from time import monotonic

from ..sensor import seconds
from . import frame as frames
from .server import Carrier, Native
from .sound import LOUD, PACKET, QUIET, Coder, tone, voice

PICTURE, SOUND = 4, 8  # what begins them; what ends them is 2 more
_FULL = 64 * 1024  # bytes that a client has not taken: then there are no pictures for it
_MUCH_TOO_FULL = 128 * 1024  # and then no sound
_JOIN = 10.0  # seconds in which the media connection is expected


class Media:
    """Pictures and sound of one login."""

    def __init__(self, native: Native) -> None:
        self.number = b""
        self.pace = 0
        self._native = native
        self._carrier: Carrier | None = None
        self._running: dict[int, asyncio.Task[None]] = {}
        self._wanted: set[int] = set()
        self._expecting: asyncio.TimerHandle | None = None

    def may_begin(self) -> bool:
        """Whether the camera has a free media connection."""
        if self.number:
            return True
        return sum(bool(each.media.number) for each in self._native.sessions) < self._native.max_media

    def begin(self, what: int) -> None:
        """Start pictures, sound or talk as soon as the media connection is open."""
        if what in (PICTURE, SOUND):
            self._wanted.add(what)
        if not self.number:
            self.number = self._native.next_number()
            self._expecting = asyncio.get_running_loop().call_later(_JOIN, self._forget)
        self._go()

    def _forget(self) -> None:
        self._expecting = None
        if not self._carrier:
            self.number = b""
            self._wanted.clear()

    def join(self, carrier: Carrier) -> bool:
        """Use a connection for the media; False if there already is one."""
        if self._carrier is not None or not self.number:
            return False
        self._carrier = carrier
        if self._expecting:
            self._expecting.cancel()
            self._expecting = None
        self._go()
        return True

    def stop(self, end: int) -> None:
        """Stop pictures or sound."""
        self._wanted.discard(end - 2)
        if task := self._running.pop(end - 2, None):
            task.cancel()

    def lost(self, carrier: Carrier) -> None:
        """Continue without the media connection."""
        if self._carrier is carrier:
            self._carrier, self.number = None, b""
            self._wanted.clear()
            self._end()

    def close(self) -> None:
        """Stop everything."""
        if self._expecting:
            self._expecting.cancel()
        self._end()
        if self._carrier:
            self._carrier.close()

    def _end(self) -> None:
        for task in self._running.values():
            task.cancel()
        self._running.clear()

    def _go(self) -> None:
        if self._carrier is None:
            return
        for what in self._wanted - self._running.keys():
            doing = self._film(self._carrier) if what == PICTURE else self._listen(self._carrier)
            self._running[what] = asyncio.get_running_loop().create_task(doing)

    async def _film(self, carrier: Carrier) -> None:
        native = self._native
        native.streams(1)
        try:
            while True:
                pace = max(seconds(str(self.pace)) or 0, 1 / native.model.frames_per_second)
                if carrier.backlog < _FULL and not native.faults.stalled_stream:
                    carrier.send(frames.picture(native.tick(), native.seconds(), native.picture()))
                await asyncio.sleep(pace - monotonic() % pace)
        finally:
            native.streams(-1)

    async def _listen(self, carrier: Carrier) -> None:
        native = self._native
        coder = native.coder if native.one_coder else Coder()
        began, first, packets = monotonic(), native.tick(), 0
        with suppress(ConnectionError):
            while True:
                say = voice if native.speaks else tone
                samples = say(packets * PACKET, LOUD if native.world.sound else QUIET)
                before = (coder.sample, coder.index)
                code = coder.encode(samples)
                if carrier.backlog < _MUCH_TOO_FULL:
                    state = before if native.model.native_decoder_state else None
                    tick, number = first + 4 * packets, first // 4 + packets
                    carrier.send(frames.sound(tick, number, native.seconds(), code, state))
                packets += 1
                await asyncio.sleep(max(0, began + packets * 0.04 - monotonic()))
