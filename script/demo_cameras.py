"""The cameras of the demo."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from simulator.house import House, Station

USER, PASSWORD = "admin", "secret"
MODELS = {"netwave-generic": "netwave", "hucoms-fixed": "hucoms"}
PORT = 18081


@asynccontextmanager
async def cameras(file: Path) -> AsyncIterator[list[Station]]:
    """Run the cameras, on their previous ports if those are free."""
    port = _recall(file)
    while True:
        house = House(MODELS, port=port, user=USER, password=PASSWORD)
        house.stations[0].camera.settings |= {"resolution": "32", "tz": "0"}  # 640x480; UTC, as Home Assistant
        house.stations[1].camera.settings |= {"servername/servername": "Gate", "osd/texton": "disable"}
        with suppress(OSError):
            await house.start()
            if house.stations[-1].rtsp:
                break
            await house.stop()
        port += len(MODELS)
    try:
        _remember(file, port)
        yield house.stations
    finally:
        await house.stop()


def _recall(file: Path) -> int:
    return int(file.read_text("ascii")) if file.exists() else PORT


def _remember(file: Path, port: int) -> None:
    file.write_text(str(port), "ascii")


def dialect(station: Station) -> str:
    """Return the dialect of a camera."""
    return station.camera.personality.dialect


def login(station: Station) -> dict[str, str | int]:
    """Return the input for the config flow."""
    camera = station.camera
    return {"host": camera.host, "port": camera.port, "username": USER, "password": PASSWORD}


def rest_commands(stations: list[Station]) -> dict[str, Any]:
    """Return the configuration of an action per camera that triggers events in front of it."""
    command = {"method": "post", "payload": '{"on": {{ on | to_json }}}'}
    return {dialect(each): {**command, "url": f"{each.control.address}/{{{{ what }}}}"} for each in stations}
