"""Decodes pictures whose bytes alone do not tell whether they are whole. Takes its time: for a thread."""

import av

from .jpeg import MAX_PIXELS, is_decodable


def create_decoder(**options: str) -> av.VideoCodecContext:
    """Return a decoder of JPEG pictures that uses one thread and refuses larger ones than MAX_PIXELS."""
    decoder = av.CodecContext.create("mjpeg", "r")
    decoder.thread_count = 1  # others need the machine, too
    decoder.options = {"max_pixels": str(MAX_PIXELS), **options}
    return decoder


def decodes(picture: bytes) -> bool:
    """Return whether a picture without an end marker has all its lines."""
    if not is_decodable(picture):
        return False
    with av.logging.Capture():  # a picture that was cut off is the camera's trouble, not an error for the log
        try:
            return bool(create_decoder(err_detect="explode").decode(av.Packet(picture)))
        except av.FFmpegError:
            return False
