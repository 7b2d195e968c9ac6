"""The cameras of the demo: three that are set up, and one that waits under Discovered."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from simulator.discovery import PORT as SEARCH_PORT
from simulator.house import House, Station
from simulator.netwave.camera import NetwaveCamera

USER, PASSWORD = "admin", "secret"
NAMES = {"netwave-generic": "Back door", "hucoms-fixed": "Gate", "hucoms-dome": "Yard", "foscam-fi8910w": "Driveway"}
MODELS = {personality: personality.partition("-")[0].replace("foscam", "netwave") for personality in NAMES}
SETTINGS: Mapping[str, Mapping[str, str]] = {
    "Back door": {"resolution": "32", "tz": "0"},  # 640x480; UTC, as the house
    "Gate": {"servername/servername": "Gate", "osd/texton": "disable", "audioset/audioout": "enable"},
    "Yard": {"servername/servername": "Yard", "osd/texton": "disable"},
    "Driveway": {"resolution": "32", "tz": "0"},
}
PORT = 18081


@asynccontextmanager
async def cameras(file: Path) -> AsyncIterator[list[Station]]:
    """Run the cameras, on their previous ports if those are free; the last one is not to be set up."""
    port = _recall(file)
    while True:
        house = House(MODELS, port=port, user=USER, password=PASSWORD)
        for station, settings in zip(house.stations, SETTINGS.values(), strict=True):
            station.camera.settings |= settings
        # Only this one answers searches: another demo on this machine would take the others for its own.
        waiting = house.stations[-1].camera
        if isinstance(waiting, NetwaveCamera):
            waiting.discovery = SEARCH_PORT
        with suppress(OSError):
            await house.start()
            if all(station.rtsp for station in house.stations if dialect(station) == "hucoms"):
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
    names = [each.lower().replace(" ", "_") for each in NAMES.values()]
    urls = [f"{each.control.address}/{{{{ what }}}}" for each in stations]
    return {key: {**command, "url": url} for key, url in zip(names, urls, strict=True)}
