"""Plays sounds through the loudspeaker of one camera, in real time and one at a time."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress

from ..dialects.loudspeaker import Loudspeaker, Talk
from ..model.backoff import Backoff
from ..model.errors import CameraAuthError, CameraError, CameraUnsupportedError, LoudspeakerError
from ..model.values import Page
from ..sound.pcm import BLOCK_BYTES, RATE, SAMPLE_BYTES, scaled, seconds
from ..sound.source import SoundSource

_LEAD = 0.12  # seconds by which samples are sent early
_BEHIND = 0.2  # seconds of delay that are caught up by a burst; after a longer one, playback continues later
_LONGEST = 600  # seconds of a sound; then it is ended
_FIRST_RETRY, _LONGEST_RETRY = 30, 600  # seconds between two attempts to examine


class Speaker:
    """The sound player of one camera, also for cameras without a loudspeaker."""

    def __init__(self, loudspeaker: Loudspeaker | None, pages: Callable[[], Mapping[str, Page]]) -> None:
        self.volume = 1.0
        """Factor for the samples, 0 to 1."""
        self._loudspeaker = loudspeaker
        if loudspeaker is not None:
            loudspeaker.changed = self._tell
        self._pages = pages
        self._listeners: list[Callable[[], None]] = []
        self._playing: asyncio.Task[None] | None = None
        self._turn = 0
        self._free = asyncio.Lock()
        self._circumstances: object = None
        self._examine_now = asyncio.Event()

    @property
    def found(self) -> bool:
        """Return whether the camera was found to have a loudspeaker."""
        return self._loudspeaker is not None and self._loudspeaker.found

    @property
    def available(self) -> bool:
        """Return whether sounds can be played now."""
        return self._loudspeaker is not None and self._loudspeaker.found and self._loudspeaker.reachable

    @property
    def over_rtsp(self) -> bool:
        """Return whether clients of the camera's RTSP stream can talk over it now."""
        speaker = self._loudspeaker
        return self.available and speaker is not None and speaker.over_rtsp and not speaker.trouble(self._pages())

    @property
    def playing(self) -> bool:
        """Return whether a sound is playing."""
        return self._playing is not None and not self._playing.done()

    @property
    def details(self) -> Mapping[str, object]:
        """Return what diagnostics show."""
        speaker = self._loudspeaker
        if speaker is None:
            return {}
        trouble = speaker.trouble(self._pages())
        return {"found": speaker.found, "reachable": speaker.reachable, "trouble": trouble, **speaker.details}

    @property
    def memory(self) -> str:
        """Return the findings for recall() after a restart."""
        return "" if self._loudspeaker is None else self._loudspeaker.memory

    def recall(self, memory: str) -> None:
        """Restore findings of an earlier run."""
        if self._loudspeaker is not None:
            self._loudspeaker.memory = memory

    def add_listener(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Register a callback for the start and end of a sound and for a found or lost loudspeaker."""
        self._listeners.append(changed)
        return lambda: self._listeners.remove(changed)

    async def run(self) -> None:
        """Examine the camera now and whenever its settings change, until cancelled."""
        if self._loudspeaker is None:
            return
        backoff = Backoff(_FIRST_RETRY, _LONGEST_RETRY)
        while True:
            self._examine_now.clear()
            self._circumstances = self._loudspeaker.circumstances(self._pages())
            try:
                await self._loudspeaker.examine(self._pages())
                backoff.reset()
                wait = None
            except CameraAuthError:
                wait = None  # some cameras lock an account after five wrong logins
            except CameraError:
                wait = backoff.fail()
            self._tell()
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._examine_now.wait()

    def look(self) -> None:
        """Request another examination if relevant settings have changed."""
        if self._loudspeaker and self._circumstances != self._loudspeaker.circumstances(self._pages()):
            self._examine_now.set()

    async def play(
        self, sound: SoundSource, *, volume: float = 1.0, started: Callable[[], None] = lambda: None
    ) -> None:
        """Play a sound and wait until the camera has played it; it replaces the current sound.

        The volume is relative to the speaker's; `started` is called when the camera accepts the sound.

        Raises:
            SoundSourceError: the sound cannot be read or decoded.
            CameraError: the camera refuses it or is unavailable.
        """
        self._turn += 1
        turn = self._turn
        self._end()
        async with self._free:
            if turn != self._turn:
                return
            playing = self._playing = asyncio.create_task(
                self._play(sound, volume, started), name="ip_camera_cgi speaker"
            )
            self._tell()
            try:
                await asyncio.wait([playing])
            finally:
                self._end()
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([playing])
                self._tell()
        if not playing.cancelled():
            playing.result()

    async def stop(self) -> None:
        """Stop the current sound and all waiting ones."""
        self._turn += 1
        self._end()
        async with self._free:
            pass

    def _end(self) -> None:
        if self._playing is not None:
            self._playing.cancel()

    def _tell(self) -> None:
        for changed in tuple(self._listeners):
            changed()

    async def _play(self, sound: SoundSource, volume: float, started: Callable[[], None]) -> None:
        speaker = self._loudspeaker
        if speaker is None or not speaker.found:
            raise CameraUnsupportedError("no loudspeaker")
        if trouble := speaker.trouble(self._pages()):
            raise LoudspeakerError(trouble)
        async with sound:
            await sound.ready()  # before the camera is contacted
            async with speaker.open(self._pages()) as talk:
                started()
                await self._send(sound, talk, volume)

    async def _send(self, sound: SoundSource, talk: Talk, volume: float) -> None:
        loop = asyncio.get_running_loop()
        began, sent = loop.time(), 0.0
        silence = round(sound.lead_in * RATE) * SAMPLE_BYTES
        while sent < _LONGEST:
            due = began + sent - _LEAD
            if due > loop.time():  # the first ones at once: what comes later would count as early
                await asyncio.sleep(due - loop.time())
            began += max(0.0, loop.time() - due - _BEHIND)
            if silence > 0:
                block: bytes | None = b""
                silence -= BLOCK_BYTES
            else:
                block = sound.take()
            if block is None:
                break
            talk.send(scaled(block, self.volume * volume).ljust(BLOCK_BYTES, b"\0"))
            sent += seconds(BLOCK_BYTES)
        await talk.confirm()
        await asyncio.sleep(began + sent + talk.tail - loop.time())
