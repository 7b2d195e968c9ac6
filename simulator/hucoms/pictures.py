"""jpeg.cgi and mjpeg.cgi: pictures over HTTP."""

from itertools import chain, repeat

from ..camera import Frame, SimulatedCamera
from ..request import Request
from ..wire import Response
from .images import Images, seconds
from .store import RefusedError

NAMES = ("jpeg", "mjpeg")
BOUNDARY = "--image_boundary_at"
KIND = "multipart/x-mixed-replace;boundary=image_boundary_at"


class Pictures:
    """Answers both pages."""

    def __init__(self, camera: SimulatedCamera, images: Images) -> None:
        self._camera = camera
        self._images = images

    def answer(self, name: str, request: Request) -> Response:
        """Send one picture, or a stream."""
        source = request.params.get("source", "input1")
        refresh = seconds(request.params.get("refresh", "0"))
        if self._camera.faults.error_page_picture:
            raise RefusedError("no image")
        if source not in ("input1", "input2"):
            raise RefusedError("invalid value of source")
        return self._still() if name == "jpeg" else self._live(source, refresh)

    def _still(self) -> Response:
        jpeg = self._camera.picture(self._images.still())
        headers = (("Content-type", "image/jpeg"), ("Content-Length", str(len(jpeg))), ("Connection", "close"))
        return Response(headers=headers, body=jpeg)

    def _live(self, source: str, refresh: float) -> Response:
        _, pace = self._images.live(source)
        # The manual prints the first delimiter with a blank.
        boundaries = chain(["--image_boundary _at"] if self._camera.wire.blank_in_boundary else [], repeat(BOUNDARY))
        stream = self._camera.video(lambda: self._frame(source, next(boundaries)), max(refresh, pace))
        return Response(headers=(("Content-type", KIND), ("Connection", "close")), stream=stream, video=True)

    def _frame(self, source: str, boundary: str) -> Frame:
        jpeg = self._camera.picture(self._images.live(source)[0])
        head = f"{boundary}\r\nContent-type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
        return head.encode(), jpeg, b"\r\n"
