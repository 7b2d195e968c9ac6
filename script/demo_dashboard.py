"""The demo's dashboard: the camera wall, and buttons to trigger events."""

import json
from pathlib import Path
from typing import Any

from .client import Client

PATH = "ip-cameras"
STRATEGY = "custom:ip-camera-cgi"


async def show_dashboard(client: Client, cameras: list[str], kept: Path) -> None:
    """Create the default dashboard, unless the user has changed it."""
    if all(dashboard["url_path"] != PATH for dashboard in await client.call("lovelace/dashboards/list")):
        about = {"title": "IP cameras", "icon": "mdi:cctv", "show_in_sidebar": True}
        await client.call("lovelace/dashboards/create", url_path=PATH, **about)
        await client.call("frontend/set_system_data", key="core", value={"default_panel": PATH})
    elif (ours := _read(kept)) and ours != await client.call("lovelace/config", url_path=PATH):
        return
    page = {"strategy": {"type": STRATEGY, "views": [_simulator(cameras)]}}
    await client.call("lovelace/config/save", url_path=PATH, config=page)
    _write(kept, page)


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def _write(file: Path, page: dict[str, Any]) -> None:
    file.write_text(json.dumps(page), encoding="utf-8")


def _simulator(cameras: list[str]) -> dict[str, Any]:
    """Return a view with a button for each event of a simulated camera."""
    heading = {"type": "heading", "heading": "In front of the cameras", "icon": "mdi:walk"}
    buttons = [_button(camera, on=on) for camera in cameras for on in (True, False)]
    section = {"type": "grid", "cards": [heading, *buttons]}
    return {"title": "Simulator", "path": "simulator", "icon": "mdi:walk", "type": "sections", "sections": [section]}


def _button(camera: str, *, on: bool) -> dict[str, Any]:
    data = {"what": "motion", "on": on}
    command = f"rest_command.{camera.lower().replace(' ', '_')}"
    return {
        "type": "button",
        "name": f"{camera}: {'motion starts' if on else 'motion ends'}",
        "icon": "mdi:motion-sensor" if on else "mdi:motion-sensor-off",
        "tap_action": {"action": "perform-action", "perform_action": command, "data": data},
        "grid_options": {"columns": 6, "rows": 2},
    }
