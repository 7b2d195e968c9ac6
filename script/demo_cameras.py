"""The cameras of the demo."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
import json
from pathlib import Path
import socket
from typing import Any

from PIL import Image

from simulator import Control, SimulatedCamera, simulate
from simulator.rtsp import RtspServer

USER, PASSWORD = "admin", "secret"
FIRST_PORT = 18081
STREAM = (640, 360)


@dataclass(frozen=True, slots=True)
class DemoCamera:
    """A simulated camera and the interface that makes things happen in front of it."""

    camera: SimulatedCamera
    control: Control

    @property
    def dialect(self) -> str:
        """The family it belongs to."""
        return self.camera.personality.dialect

    @property
    def login(self) -> dict[str, str | int]:
        """What the integration's first form asks for."""
        return {"host": self.camera.host, "port": self.camera.port, "username": USER, "password": PASSWORD}


def rest_commands(running: list[DemoCamera]) -> dict[str, Any]:
    """Return Home Assistant's configuration of an action for each camera that makes things happen in front of it."""
    command = {"method": "post", "payload": '{"on": {{ on | to_json }}}'}
    return {each.dialect: {**command, "url": f"{each.control.address}/{{{{ what }}}}"} for each in running}


class Ports:
    """Gives each part the same port at every start, unless another program has taken it meanwhile."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, int] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}

    def take(self, name: str) -> int:
        """Return the port of a part."""
        port = self._known.pop(name, FIRST_PORT)
        while port in self._known.values() or not is_free(port):
            port += 1
        self._known[name] = port
        self._file.write_text(json.dumps(self._known), encoding="utf-8")
        return port


def is_free(port: int) -> bool:
    """Return whether a port of 127.0.0.1 can be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@asynccontextmanager
async def cameras(ports: Ports) -> AsyncIterator[list[DemoCamera]]:
    """Run the cameras: one of each family, the Hucoms with RTSP beside its pictures."""
    rtsp_port = ports.take("rtsp")
    netwave = simulate("netwave", personality="netwave-generic", user=USER, password=PASSWORD)
    hucoms = simulate("hucoms", user=USER, password=PASSWORD, rtsp_port=rtsp_port)
    netwave.settings["resolution"] = "32"  # 640x480
    netwave.settings["alarm_motion_armed"] = "1"  # else it raises no alarm when the button is pressed
    rtsp = RtspServer({"stream1": lambda: Image.open(BytesIO(hucoms.picture(STREAM)))}, account=(USER, PASSWORD))
    running = {"netwave": DemoCamera(netwave, Control(netwave)), "hucoms": DemoCamera(hucoms, Control(hucoms))}
    try:
        await rtsp.start(port=rtsp_port)
        for name, each in running.items():
            await each.camera.start(port=ports.take(name))
            await each.control.start(ports.take(f"{name} control"))
        yield list(running.values())
    finally:
        for each in running.values():
            await each.control.stop()
            await each.camera.stop()
        await rtsp.stop()
