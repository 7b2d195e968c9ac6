"""Decodes audio files with FFmpeg in a thread."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
import threading
from typing import TYPE_CHECKING, Self, override

from .download import Download
from .pcm import BLOCK_BYTES, RATE
from .source import SoundSource, SoundSourceError

if TYPE_CHECKING:
    from av.container import InputContainer

_CHUNK_BYTES = 2 * RATE // 10  # 100 ms
_CHUNKS = 20  # decoded ahead
_LOOK = 0.5  # seconds between two checks of the thread whether it has to stop
_END_TIMEOUT = 2  # seconds to wait for the end of the thread, which only a slow disk delays
_PROBING = {
    "analyzeduration": "200000",  # microseconds; slow sources start early
    # No playlists: they could name any file of this machine.
    "protocol_whitelist": "file",
    "format_whitelist": "aac,ac3,aiff,amr,asf,au,caf,eac3,flac,matroska,webm,mov,mp3,mpegts,ogg,wav,w64,wv",
}


class DecodedSound(SoundSource):
    """The first audio track of a local file or a download, resampled to 8 kHz mono."""

    def __init__(self, media: Path | Download) -> None:
        self._media = media
        self._loop = asyncio.get_running_loop()
        self._chunks: deque[bytes] = deque()
        self._room = threading.Semaphore(_CHUNKS)
        self._unwanted = threading.Event()
        self._arrived = asyncio.Event()
        self._rest = b""
        self._over = False
        self._failure: SoundSourceError | None = None
        self._thread = threading.Thread(target=self._run, name="ip_camera_cgi sound", daemon=True)

    @override
    async def __aenter__(self) -> Self:
        if isinstance(self._media, Download):
            self._media.start()
        self._thread.start()
        return self

    @override
    async def __aexit__(self, *_: object) -> None:
        self._unwanted.set()
        self._room.release()
        if isinstance(self._media, Download):
            self._media.close()
        if self._thread.is_alive():
            await self._loop.run_in_executor(None, self._thread.join, _END_TIMEOUT)

    @override
    async def ready(self) -> None:
        await self._arrived.wait()
        if not self._chunks:
            raise self._failure or SoundSourceError("no_audio")

    @override
    def take(self) -> bytes | None:
        while len(self._rest) < BLOCK_BYTES and self._chunks:
            self._rest += self._chunks.popleft()
            self._room.release()
        block, self._rest = self._rest[:BLOCK_BYTES], self._rest[BLOCK_BYTES:]
        if not block and self._over:
            if self._failure is not None:
                raise self._failure
            return None
        if block and len(block) < BLOCK_BYTES and not self._over:  # wait for the rest of the block
            block, self._rest = b"", block
        return block

    # In the thread

    def _run(self) -> None:
        failure: SoundSourceError | None = None
        try:
            for chunk in self._decode():
                while not self._room.acquire(timeout=_LOOK):
                    if self._unwanted.is_set():
                        return
                if self._unwanted.is_set():
                    return
                self._tell(chunk)
        except Exception as err:  # noqa: BLE001  the player must not wait forever
            failure = self._reason(err)
        finally:
            self._finish(failure)

    def _reason(self, err: Exception) -> SoundSourceError:
        """Return the cause of an error: a failed download comes first, the decoder only sees its end."""
        if isinstance(self._media, Download) and self._media.failure is not None:
            return self._media.failure
        if isinstance(err, SoundSourceError):
            return err
        return SoundSourceError("unreachable" if isinstance(err, OSError) else "no_audio")

    def _tell(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self._soon(self._arrived.set)

    def _finish(self, failure: SoundSourceError | None) -> None:
        def finish() -> None:
            self._failure, self._over = failure, True
            self._arrived.set()

        self._soon(finish)

    def _soon(self, doing: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(doing)

    def _decode(self) -> Iterator[bytes]:
        from av.audio.resampler import AudioResampler  # noqa: PLC0415  loads PyAV, which is needed for sound only

        with self._open() as container:
            if not container.streams.audio:
                raise SoundSourceError("no_audio")
            stream = container.streams.audio[0]
            stream.codec_context.thread_count = 1
            resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
            pending = bytearray()
            for frame in chain(container.decode(stream), (None,)):
                for converted in resampler.resample(frame):
                    pending += bytes(converted.planes[0])[: 2 * converted.samples]
                while len(pending) >= _CHUNK_BYTES:
                    yield bytes(pending[:_CHUNK_BYTES])
                    del pending[:_CHUNK_BYTES]
            if pending:
                yield bytes(pending)
        if isinstance(self._media, Download) and self._media.failure is not None:
            raise self._media.failure

    def _open(self) -> InputContainer:
        import av  # noqa: PLC0415  loads PyAV, which is needed for sound only

        file = self._media if isinstance(self._media, Download) else f"file:{self._media}"
        return av.open(file, "r", options=_PROBING)
