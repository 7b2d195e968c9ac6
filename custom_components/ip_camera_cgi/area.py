"""Where in the house a camera is, as far as its name tells."""

import re

from .protocol import CameraInfo

_NO_PLACE = re.compile(r"[\W\d_]*(?:ip|net|web|the|my|new)?[\W\d_]*|.*(?:[ck]am|\d).*", re.IGNORECASE)
"""Words that say what it is, not where: IPCamera, netcam, FI8910W, 2."""


def place(info: CameraInfo) -> str | None:
    """Return the place that a camera is named after: nobody has to say twice that "Garden camera" is in the garden."""
    makers = {info.manufacturer.lower(), info.model.lower()}
    words = [
        word for word in re.split(r"[\s_-]+", info.name) if word.lower() not in makers and not _NO_PLACE.fullmatch(word)
    ]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]]) if words else None
