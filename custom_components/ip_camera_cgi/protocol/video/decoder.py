"""Decodes pictures whose bytes do not show whether they are complete. Blocking: call it in a thread."""

import av

from .jpeg import MAX_PIXELS, is_decodable


def create_decoder(**options: str) -> av.VideoCodecContext:
    """Return a single-threaded JPEG decoder that rejects pictures larger than MAX_PIXELS."""
    decoder = av.CodecContext.create("mjpeg", "r")
    decoder.thread_count = 1  # leaves the other cores to Home Assistant
    decoder.options = {"max_pixels": str(MAX_PIXELS), **options}
    return decoder


def decodes(picture: bytes) -> bool:
    """Return whether a picture without an end marker decodes completely."""
    if not is_decodable(picture):
        return False
    with av.logging.Capture():  # cut-off pictures are expected here, so the decoder logs nothing
        try:
            return bool(create_decoder(err_detect="explode").decode(av.Packet(picture)))
        except av.FFmpegError:
            return False
