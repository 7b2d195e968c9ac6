"""H.264 encoding into RTP packets."""

import base64
from fractions import Fraction

import av
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from PIL import Image


def _codec(size: tuple[int, int], rate: int) -> VideoCodecContext:
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height = size
    codec.pix_fmt = "yuv420p"
    codec.framerate = Fraction(rate)
    codec.time_base = Fraction(1, rate)
    codec.gop_size = rate
    codec.thread_count = 1
    # Parameter sets are needed twice: here for the SDP, and before each keyframe for changes of size.
    codec.flags |= Flags.global_header
    codec.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "profile": "baseline",
        "x264-params": "repeat-headers=1",
    }
    codec.open()
    return codec


def description(picture: Image.Image, rate: int) -> bytes:
    """Return the SDP of a stream with this picture."""
    sps, pps = (_codec(picture.size, rate).extradata or b"").split(b"\0\0\0\1")[1:]
    sets = ",".join(base64.b64encode(each).decode() for each in (sps, pps))
    lines = (
        "v=0",
        "o=- 0 0 IN IP4 127.0.0.1",
        "s=camera",
        "c=IN IP4 0.0.0.0",
        "t=0 0",
        "a=control:*",
        "m=video 0 RTP/AVP 96",
        "a=rtpmap:96 H264/90000",
        f"a=fmtp:96 packetization-mode=1;profile-level-id={sps[1:4].hex()};sprop-parameter-sets={sets}",
        "a=control:track1",
    )
    return "".join(f"{line}\r\n" for line in lines).encode()


class Packets:
    """Encodes pictures into RTP and RTCP packets with FFmpeg."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._written: list[bytes] = []
        self._codec: VideoCodecContext | None = None
        self._muxer = av.open(self, "w", format="rtp", options={"packetsize": "1400"})
        self._stream = self._muxer.add_mux_stream("h264")

    def write(self, packet: bytes) -> int:
        """Receive one packet from FFmpeg, which uses this object as its output file."""
        self._written.append(packet)
        return len(packet)

    def encode(self, picture: Image.Image, tick: int) -> tuple[list[bytes], bool]:
        """Encode a picture; return its packets and whether they start with a keyframe."""
        if self._codec is None or (self._codec.width, self._codec.height) != picture.size:
            self._codec = _codec(picture.size, self._rate)
        # PyAV has no type for this method; the typed alternatives take half as long again.
        frame: av.VideoFrame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
        frame.pts = tick
        frame.time_base = Fraction(1, self._rate)
        begins = False
        for packet in self._codec.encode(frame):
            packet.stream = self._stream
            begins |= packet.is_keyframe
            self._muxer.mux(packet)
        packets, self._written = self._written, []
        return packets, begins

    def close(self) -> None:
        """Free the FFmpeg objects."""
        self._muxer.close()
