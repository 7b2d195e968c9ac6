"""Infrared lamps, switched by the relay commands or by a picture parameter (docs/sources.md N12)."""

from typing import ClassVar, override

from ...http.client import CameraHttp
from ...http.request import Request
from ..infrared import Infrared
from .wire import check_command

_DECODER, _CAMERA = "/decoder_control.cgi", "/camera_control.cgi"
_QUESTIONS = {
    # Path of each profile, and the parameters that switch the lamps off and on.
    "usual": (_DECODER, {"command": "94"}, {"command": "95"}),
    "reversed": (_DECODER, {"command": "95"}, {"command": "94"}),
    "picture": (_CAMERA, {"param": "14", "value": "0"}, {"param": "14", "value": "1"}),
}


class NetwaveInfrared(Infrared):
    """The infrared lamps of one Netwave camera."""

    profiles: ClassVar[tuple[str, ...]] = tuple(_QUESTIONS)

    def __init__(self, http: CameraHttp) -> None:
        self.profile = self.profiles[0]
        self._http = http

    @override
    async def switch(self, on: bool) -> None:
        path, out, light = _QUESTIONS[self.profile]
        check_command((await self._http.send(Request(path, light if on else out, command=True))).text)
