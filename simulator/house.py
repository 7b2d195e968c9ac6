"""A house with cameras of several models, each with a web page and a control interface."""

from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from typing import Self

from .camera import SimulatedCamera
from .control import Control
from .factory import simulate
from .hucoms.camera import HucomsCamera
from .netwave.camera import NetwaveCamera

DEFAULT_CAMERAS: Mapping[str, str] = {  # personality: dialect
    "foscam-fi8910w": "netwave",
    "netwave-generic": "netwave",
    "foscam-digest": "netwave",
    "hucoms-fixed": "hucoms",
    "hucoms-dome": "hucoms",
}
ENABLED_ALARMS = {  # so that the buttons trigger alarms
    "alarm_motion_armed": "1",
    "alarm_input_armed": "1",
    "motion/motion1.enable": "enable",
    "alarmin/alarmin1.enable": "enable",
}
CONTROL_PORT_OFFSET, RTSP_PORT_OFFSET = 100, 200  # offset from the camera's own port


class Station:
    """One camera and its control interface."""

    def __init__(self, camera: SimulatedCamera) -> None:
        self.camera = camera
        self.control = Control(camera)
        self._running = AsyncExitStack()

    @property
    def rtsp(self) -> str:
        """URL of its first RTSP stream, or empty."""
        camera = self.camera
        if isinstance(camera, HucomsCamera) and camera.rtsp.port:
            return f"rtsp://{camera.host}:{camera.rtsp.port}/stream1"
        return ""

    @property
    def discovery(self) -> str:
        """Address of its UDP search, or empty."""
        camera = self.camera
        return f"{camera.host}:{camera.beacon.port}" if isinstance(camera, NetwaveCamera) and camera.beacon.port else ""

    async def start(self, port: int, control_port: int) -> None:
        """Start both, or neither if a port is in use."""
        async with AsyncExitStack() as started:
            started.push_async_callback(self.camera.stop)
            await self.camera.start(port=port)
            started.push_async_callback(self.control.stop)
            await self.control.start(control_port)
            self._running = started.pop_all()

    async def stop(self) -> None:
        """Stop both."""
        await self._running.aclose()


class House:
    """Several cameras on consecutive ports, or on free ports (0)."""

    def __init__(
        self,
        rooms: Mapping[str, str] = DEFAULT_CAMERAS,
        *,
        port: int = 0,
        user: str = "admin",
        password: str = "secret",  # noqa: S107 - simulated cameras
        discovery: int | None = None,
    ) -> None:
        self.stations: list[Station] = []
        self._port = port
        for number, (personality, dialect) in enumerate(rooms.items()):
            rtsp_port = port + number + RTSP_PORT_OFFSET if port else 0
            camera = simulate(
                dialect,
                personality=personality,
                user=user,
                password=password,
                rtsp_port=rtsp_port,
                discovery=discovery,
            )
            camera.settings.update({name: value for name, value in ENABLED_ALARMS.items() if name in camera.settings})
            self.stations.append(Station(camera))

    async def start(self) -> None:
        """Start all cameras, or none if a port is in use."""
        try:
            for number, station in enumerate(self.stations):
                port = self._port + number if self._port else 0
                await station.start(port, port + CONTROL_PORT_OFFSET if port else 0)
        except OSError:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop all cameras."""
        for station in self.stations:
            await station.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def table(self) -> str:
        """Return a table of all addresses and logins."""
        rows: list[tuple[str, ...]] = [("name", "model", "dialect", "page and address", "login", "control", "RTSP")]
        for station in self.stations:
            camera = station.camera
            account = next(iter(camera.accounts))
            rows.append(
                (
                    camera.image_parameters((640, 480)).name,
                    camera.personality.model,
                    camera.personality.dialect,
                    camera.address,
                    f"{account.name} / {account.password}",
                    station.control.address,
                    station.rtsp,
                )
            )
        return "\n".join(_aligned(rows))


def _aligned(rows: list[tuple[str, ...]]) -> Iterable[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
