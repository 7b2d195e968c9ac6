"""Picture pages of a Netwave camera."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime

from ..camera import Frame, SimulatedCamera
from ..request import Request
from ..wire import Response
from .asf import asf_stream
from .model import NetwaveModel
from .responses import CLOSING, OPENING, Responses
from .schedule import is_on
from .sensor import SENSOR, SIZES, seconds


class Pictures:
    """Sensor settings of one camera, and the pages that show its picture."""

    def __init__(
        self, camera: SimulatedCamera, model: NetwaveModel, answers: Responses, wall_clock: Callable[[], datetime]
    ) -> None:
        self._camera = camera
        self._model = model
        self._answers = answers
        self._wall_clock = wall_clock
        self.changed: Callable[[str], None] = lambda _: None  # called with the name of a changed picture setting

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of its pictures."""
        return SIZES[int(self._camera.settings["resolution"])]

    @property
    def is_forbidden(self) -> bool:
        """Whether viewing is blocked by schedule."""
        settings = self._camera.settings
        return settings["schedule_enable"] == "1" and is_on(settings, "", self._wall_clock())

    def snapshot(self, request: Request) -> Response:
        """Answer snapshot.cgi."""
        if refusal := self._refusal():
            return refusal
        settings, time = self._camera.settings, f"{self._wall_clock():%Y%m%d%H%M%S}"
        taken = self._model.snapshot_name.format(id=settings["id"], alias=settings["alias"], time=time)
        return self._answers.picture(self._camera.picture(self.size), request.params.get("next_url") or taken)

    def videostream(self, request: Request) -> Response:
        """Answer videostream.cgi."""
        pace = self._pace(request)
        return pace if isinstance(pace, Response) else self._answers.mjpeg(self._parts(pace))

    def asf(self, request: Request) -> Response:
        """Answer videostream.asf."""
        pace = self._pace(request)
        if isinstance(pace, Response):
            return pace
        size = self.size
        slowest = max(pace, 1 / self._model.frames_per_second)
        loud = (lambda: self._camera.world.sound) if self._model.microphone else None
        return self._answers.asf(
            self._unless_stalled(asf_stream(lambda: self._picture_of(size), size, slowest, loud=loud))
        )

    def control(self, request: Request) -> Response:
        """Answer camera_control.cgi."""
        stored = self.set(request.params.get("param", ""), request.params.get("value", ""))
        return self._answers.done(request) if stored else self._answers.refused()

    def _refusal(self) -> Response | None:
        if self._camera.faults.error_page_picture:
            return self._answers.refused()
        return self._answers.text(self._model.forbidden) if self.is_forbidden else None

    def _pace(self, request: Request) -> float | Response:
        """Return the frame interval that a video request asks for, or a refusal."""
        resolution, pace = request.params.get("resolution"), seconds(request.params.get("rate", "0"))
        if refusal := self._refusal():
            return refusal
        if pace is None or (resolution and not self.set("0", resolution)):
            return self._answers.refused()
        return pace

    def set(self, code: str, value: str) -> bool:
        """Set a picture setting; False if code or value is invalid."""
        parameter = SENSOR.get(code)
        if parameter is None or not parameter.accepts(value):
            return False
        if parameter.stored == "resolution" and int(value) not in self._model.resolutions:
            return False
        before, self._camera.settings[parameter.stored] = self._camera.settings[parameter.stored], value
        if value != before:
            self.changed(parameter.stored)
        return True

    async def _parts(self, pace: float) -> AsyncGenerator[bytes]:
        opening = b"" if self._camera.wire.bare_pictures else OPENING
        async for piece in self._camera.video(self._frame, pace):
            if self.is_forbidden:
                return
            yield opening + piece
            opening = b""

    def _frame(self) -> Frame:
        jpeg = self._camera.picture(self.size)
        head = f"Content-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
        return head.encode(), jpeg, CLOSING

    async def _unless_stalled(self, stream: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
        async with aclosing(stream):
            async for piece in stream:
                if self._camera.faults.stalled_stream:
                    yield piece[: len(piece) // 2]
                    await asyncio.Event().wait()
                yield piece

    def _picture_of(self, size: tuple[int, int]) -> bytes | None:
        """Return a picture, or None if the size has changed: a stream cannot change its size."""
        return None if self.is_forbidden or self.size != size else self._camera.picture(size)
