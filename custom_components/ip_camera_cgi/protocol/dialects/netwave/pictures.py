"""Requests for still and live pictures."""

from collections.abc import Mapping

from ...http.request import Request
from ...model.values import StreamPreferences
from .settings import SIZES

MAX_PICTURE_BYTES = 4 * 1024 * 1024
SNAPSHOT = Request("/snapshot.cgi", max_bytes=MAX_PICTURE_BYTES)
_MJPEG, _ASF = "/videostream.cgi", "/videostream.asf"
PICTURE_PATHS = frozenset({SNAPSHOT.path, _MJPEG, _ASF})
RATES: Mapping[str, str] = {  # frames per second, and the code of each rate for videostream.cgi
    "20": "1",
    "15": "3",
    "10": "6",
    "5": "11",
    "4": "12",
    "3": "13",
    "2": "14",
    "1": "15",
    "1/2": "17",
    "1/3": "19",
    "1/4": "21",
    "1/5": "23",
}


def live_request(preferences: StreamPreferences) -> Request:
    """Return the request for live pictures."""
    return Request(_MJPEG, _params(preferences))


def sound_request(preferences: StreamPreferences) -> Request:
    """Return the request for live pictures with sound."""
    return Request(_ASF, _params(preferences))


def _params(preferences: StreamPreferences) -> Mapping[str, str]:
    params: dict[str, str] = {}
    if preferences.rate is not None:
        params["rate"] = RATES[preferences.rate]
    if preferences.size is not None:
        params["resolution"] = next(raw for raw, size in SIZES.items() if size == preferences.size)
    return params
