"""Requests for still and live pictures."""

from fractions import Fraction

from ...http.request import Request
from ...model.values import StreamPreferences

MAX_PICTURE_BYTES = 8 * 1024 * 1024
SNAPSHOT = Request("/cgi-bin/image/jpeg.cgi", max_bytes=MAX_PICTURE_BYTES)
_MJPEG = "/cgi-bin/image/mjpeg.cgi"
PICTURE_PATHS = frozenset({SNAPSHOT.path, _MJPEG})
RATES = ("20", "10", "5", "4", "2", "1", "1/2", "1/3")


def live_request(preferences: StreamPreferences) -> Request:
    """Return the request for live pictures.

    The manual gives no unit for the rate (docs/sources.md H20). Hundredths of a second are assumed; the slowest rate is
    then 1/3 fps.
    """
    refresh = {} if preferences.rate is None else {"refresh": str(int(100 / Fraction(preferences.rate)))}
    return Request(_MJPEG, refresh)
