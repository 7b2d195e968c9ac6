"""The demo's page in Home Assistant: each camera's live picture and what else there is to see and to switch."""

import json
from pathlib import Path
from typing import Any

from .client import Client

PATH = "ip-cameras"
ORDER = ("camera", "binary_sensor", "event", "sensor", "switch", "light", "siren", "button", "select", "number", "text")


async def show_dashboard(client: Client, domain: str, commands: list[str], kept: Path) -> None:
    """Make the page, and let Home Assistant open with it; one that the user has changed stays as it is."""
    if all(dashboard["url_path"] != PATH for dashboard in await client.call("lovelace/dashboards/list")):
        about = {"title": "IP cameras", "icon": "mdi:cctv", "show_in_sidebar": True}
        await client.call("lovelace/dashboards/create", url_path=PATH, **about)
        await client.call("frontend/set_system_data", key="core", value={"default_panel": PATH})
    elif (ours := _read(kept)) and ours != await client.call("lovelace/config", url_path=PATH):
        return
    page = await _page(client, domain, commands)
    await client.call("lovelace/config/save", url_path=PATH, config=page)
    _write(kept, page)


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def _write(file: Path, page: dict[str, Any]) -> None:
    file.write_text(json.dumps(page), encoding="utf-8")


async def _page(client: Client, domain: str, commands: list[str]) -> dict[str, Any]:
    sections = [_buttons(commands)]
    entities = await client.call("config/entity_registry/list")
    for entry in await client.call("config_entries/get", domain=domain):
        mine = [entity for entity in entities if entity["config_entry_id"] == entry["entry_id"]]
        if not mine:  # somebody ignores this camera
            continue
        section = _section(entry["title"], mine)
        section["cards"] = [await _with_arrows(client, domain, mine[0]["device_id"], card) for card in section["cards"]]
        sections.append(section)
    view = {"title": "Cameras", "path": "cameras", "type": "sections", "max_columns": 2, "sections": sections}
    return {"views": [view]}


async def _with_arrows(client: Client, domain: str, device_id: str, card: dict[str, Any]) -> dict[str, Any]:
    """Put arrows over the picture of a camera that moves."""
    if card["type"] != "picture-entity":
        return card
    if not (await client.call(f"{domain}/ptz/info", entity_id=card["entity"]))["steerable"]:
        return card
    wanted = {"device_id": device_id, "card": "picture_elements"}
    call = {"domain": domain, "service": "get_card", "service_data": wanted, "return_response": True}
    return {**(await client.call("call_service", **call))["response"], "grid_options": card["grid_options"]}


def _section(title: str, entities: list[dict[str, Any]]) -> dict[str, Any]:
    shown = [entity for entity in entities if not entity["disabled_by"] and not entity["hidden_by"]]
    shown.sort(key=_place)
    primary = [entity["entity_id"] for entity in shown if entity["entity_category"] is None]
    settings = [
        {"entity": entity["entity_id"], "name": {"type": "entity"}}
        for entity in shown
        if entity["entity_category"] is not None
    ]
    cards: list[dict[str, Any]] = [{"type": "heading", "heading": title, "icon": "mdi:cctv"}]
    cards += [_card(entity_id) for entity_id in primary]
    if settings:
        cards.append({"type": "entities", "title": "Settings", "entities": settings})
    return {"type": "grid", "cards": cards}


def _buttons(commands: list[str]) -> dict[str, Any]:
    heading = {"type": "heading", "heading": "In front of the cameras", "icon": "mdi:walk"}
    buttons = [_button(command, on=on) for command in commands for on in (True, False)]
    return {"type": "grid", "cards": [heading, *buttons], "column_span": 2}


def _button(command: str, *, on: bool) -> dict[str, Any]:
    data = {"what": "motion", "on": on}
    return {
        "type": "button",
        "name": f"{command.title()}: {'somebody comes' if on else 'nobody there'}",
        "icon": "mdi:motion-sensor" if on else "mdi:motion-sensor-off",
        "tap_action": {"action": "perform-action", "perform_action": f"rest_command.{command}", "data": data},
        "grid_options": {"columns": 6, "rows": 2},
    }


def _place(entity: dict[str, Any]) -> tuple[int, str]:
    domain, _, name = entity["entity_id"].partition(".")
    return ORDER.index(domain) if domain in ORDER else len(ORDER), name


def _card(entity_id: str) -> dict[str, Any]:
    if entity_id.startswith("camera."):
        bare = {"show_name": False, "show_state": False, "grid_options": {"columns": "full"}}
        return {"type": "picture-entity", "entity": entity_id, "camera_view": "live", **bare}
    return {"type": "tile", "entity": entity_id, "name": {"type": "entity"}}
