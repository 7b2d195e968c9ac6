"""connectinfo.cgi: addresses of the streams."""

from .model import HucomsModel
from .store import Store
from .video import STARTS

# Codec names differ from videoset.cgi, and differ again in version 1.22.
CODECS = {"h264": "h264", "mpeg": "mpeg4", "mjpeg": "mjpeg"}
CODECS_SINCE_1_22 = CODECS | {"h265": "h.265", "h264": "h.264"}


def connections(model: HucomsModel, store: Store, host: str) -> list[str]:
    """List the streams of all enabled encoders."""
    lines: list[str] = []
    port = store.get("rtspset", "rtspport")
    names = CODECS_SINCE_1_22 if model.speaks("1.22") else CODECS
    for encoder in STARTS:
        if store.is_on("videoset", f"encoder{encoder}.enable"):
            codec = store.get("videoset", f"encoder{encoder}.codec")
            source = store.get("videoset", f"encoder{encoder}.source")
            lines += [""] if lines else []
            lines += [
                f"stream{encoder}.codec = {names.get(codec, codec)}",
                f"stream{encoder}.size = {store.get('videoset', f'{source}.size')}",
                f"stream{encoder}.address = rtsp://{host}:{port}/stream{encoder}",
            ]
    return lines
