"""Picture sizes: captures, the encoders they feed, and sizes that apply only after a restart."""

from ..ranges import number
from .model import HucomsModel
from .sensors import SENSORS
from .store import RefusedError, Store
from .video import STARTS, size

MAX_VIDEO_WIDTH = 640  # RTSP is limited to this width to save CPU time

type Size = tuple[int, int]


class Images:
    """Determines size and rate of each stream."""

    def __init__(self, model: HucomsModel, store: Store) -> None:
        self._store = store
        self._captures = range(1, len(SENSORS[model.sensor].captures) + 1)
        self._sizes: dict[str, str] = {}
        self.restart()

    def restart(self) -> None:
        """Apply the stored sizes."""
        self._store.keep("videoset", {"need_reboot": "no"})
        self._sizes = {f"capture{each}": self._size(f"capture{each}") for each in self._captures}

    def still(self) -> Size:
        """Return the size of a still picture: that of the first capture."""
        for words in self._sizes.values():
            if words != "nouse":
                return size(words)
        raise RefusedError("no image")

    def live(self, source: str) -> tuple[Size, float]:
        """Return size and frame interval of live JPEG."""
        if source == "input2":
            return (size(self._sizes["capture2"]), 0.0) if self._sizes["capture2"] != "nouse" else (self.still(), 0.0)
        for encoder in STARTS:
            if self._is(encoder, "mjpeg"):
                return size(self._sizes[self._source(encoder)]), 1 / self._store.number(
                    "videoset", f"encoder{encoder}.framerate"
                )
        return self.still(), 0.0

    def video_size(self, encoder: int) -> Size:
        """Return the size of an encoder's video, limited for the simulator."""
        width, height = size(self._sizes[self._source(encoder)])
        shrink = min(1.0, MAX_VIDEO_WIDTH / width)
        return round(width * shrink / 2) * 2, round(height * shrink / 2) * 2

    def has_video(self, encoder: int) -> bool:
        """Return whether the encoder produces H.264."""
        return self._is(encoder, "h264")

    def _is(self, encoder: int, codec: str) -> bool:
        store = self._store
        on = store.is_on("videoset", f"encoder{encoder}.enable") and self._sizes[self._source(encoder)] != "nouse"
        return on and store.get("videoset", f"encoder{encoder}.codec") == codec

    def _source(self, encoder: int) -> str:
        return self._store.get("videoset", f"encoder{encoder}.source")

    def _size(self, capture: str) -> str:
        on = self._store.is_on("videoset", f"{capture}.enable")
        return self._store.get("videoset", f"{capture}.size") if on else "nouse"


def seconds(refresh: str) -> float:
    """Return the frame interval of live JPEG: refresh counts hundredths of a second."""
    if not number(0, 300)(refresh):
        raise RefusedError("invalid value of refresh")
    return int(refresh) / 100
