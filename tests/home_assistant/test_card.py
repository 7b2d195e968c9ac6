"""The data and pictures that the dashboard card receives."""

import asyncio
from http import HTTPStatus
from pathlib import Path
import re
from typing import Any

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from custom_components.ip_camera_cgi import card, websocket_api
from custom_components.ip_camera_cgi.card import pictures
from custom_components.ip_camera_cgi.const import DOMAIN
from simulator import SimulatedCamera

from ..protocol.test_camera import until
from .conftest import lose

STATIC = Path(card.__file__).parent / "static"


def camera_entity(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    found = er.async_get(hass).async_get_entity_id("camera", DOMAIN, f"{entry.unique_id}_camera")
    assert found is not None
    return found


class Card:
    """A card that keeps the last description it received."""

    def __init__(self, hass: HomeAssistant, client: Any, entity_id: str) -> None:
        self.hass = hass
        self.client = client
        self.entity_id = entity_id
        self.info: dict[str, Any] = {}
        self.events = 0

    async def subscribe(self) -> dict[str, Any]:
        await self.client.send_json_auto_id({"type": f"{DOMAIN}/card/subscribe", "entity_id": self.entity_id})
        answer: dict[str, Any] = await self.client.receive_json()
        if answer["success"]:
            await self.next()
        return answer

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            message = await self.client.receive_json()
        assert message["type"] == "event"
        self.info = message["event"]
        self.events += 1
        return self.info

    async def call(self, command: str, **data: Any) -> dict[str, Any]:
        """Send a command; events received meanwhile are processed."""
        await self.client.send_json_auto_id({"type": f"{DOMAIN}/{command}", "entity_id": self.entity_id, **data})
        while (message := await self.client.receive_json())["type"] == "event":
            self.info = message["event"]
        return message  # type: ignore[no-any-return]


@pytest.fixture
async def drawn(hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator) -> Card:
    """The card of the entry's camera."""
    shown = Card(hass, await hass_ws_client(hass), camera_entity(hass, entry))
    assert (await shown.subscribe())["success"]
    return shown


async def test_frontend_loads_the_card(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, hass_storage: dict[str, Any]
) -> None:
    """The URL changes with the content and may be cached for long."""
    hass_storage["onboarding"] = {"version": 4, "data": {"done": ["user", "core_config", "integration", "analytics"]}}
    assert await async_setup_component(hass, "frontend", {})
    assert await async_setup_component(hass, DOMAIN, {})
    client = await hass_client()
    page = await (await client.get("/")).text()
    address = re.search(r"/ip_camera_cgi/card/ip-camera-card\.js\?v=[0-9a-f]{12}", page)
    assert address is not None
    served = await client.get(address[0])
    assert served.status == HTTPStatus.OK
    assert served.headers["Content-Type"].startswith("text/javascript")
    assert "max-age" in served.headers["Cache-Control"]
    assert await served.read() == (STATIC / "ip-camera-card.js").read_bytes()


async def test_integration_works_without_a_frontend(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, DOMAIN, {})


async def test_description_of_a_camera(hass: HomeAssistant, drawn: Card, simulated: SimulatedCamera) -> None:
    info = drawn.info
    assert info["available"]
    assert info["entity_id"] == drawn.entity_id
    assert info["rights"] == {"control": True, "admin": True}
    assert info["account"] == "administrator"
    assert info["entities"]["camera"] == drawn.entity_id
    assert {"motion", "motion_detection"} <= set(info["entities"])
    if simulated.personality.dialect == "netwave":
        assert info["schedules"] == ["alarm", "ftp", "viewing"]
        assert info["utc_offset"] is not None
        assert info["motion_area"] is info["privacy_areas"] is None
        assert info["ptz"]["pan"]
    else:
        assert info["motion_area"] == {"columns": 24, "rows": 18}
        assert info["privacy_areas"]["count"] >= 4
        assert info["privacy_areas"]["color"] == 8
        assert info["schedules"] == []


async def test_card_is_updated_on_changes_only(hass: HomeAssistant, drawn: Card, simulated: SimulatedCamera) -> None:
    """The card is informed of outage, its reason and the return, without repetitions."""
    coordinator = hass.config_entries.async_loaded_entries(DOMAIN)[0].runtime_data
    coordinator.async_update_listeners()
    await lose(hass.config_entries.async_loaded_entries(DOMAIN)[0], simulated)
    info = await drawn.next()
    assert (info["available"], info["trouble"]) == (False, "cannot_connect")
    assert info["since"] is not None
    simulated.faults.clear()
    await coordinator.async_refresh()
    assert (await drawn.next())["available"]


async def test_card_survives_reload_and_is_informed_of_removal(
    hass: HomeAssistant, entry: MockConfigEntry, drawn: Card
) -> None:
    assert await hass.config_entries.async_reload(entry.entry_id)
    while not drawn.info.get("available") or drawn.events < 3:
        await drawn.next()
    await hass.config_entries.async_remove(entry.entry_id)
    while "removed" not in drawn.info:
        await drawn.next()


async def test_card_requires_camera_entity(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client(hass)
    motion = er.async_get(hass).async_get_entity_id("binary_sensor", DOMAIN, f"{entry.unique_id}_motion")
    for entity_id in ("camera.nobody", motion or ""):
        answer = await Card(hass, client, entity_id).subscribe()
        assert answer["error"]["translation_key"] == "no_camera_entity"


async def test_card_shows_only_what_the_user_may_see(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator, hass_admin_user: MockUser
) -> None:
    camera = camera_entity(hass, entry)
    client = await hass_ws_client(hass)
    hass_admin_user.groups = []
    hass_admin_user.mock_policy({"entities": {"entity_ids": {camera: {POLICY_READ: True}}}})
    shown = Card(hass, client, camera)
    assert (await shown.subscribe())["success"]
    assert shown.info["rights"] == {"control": False, "admin": False}
    assert shown.info["entities"] == {"camera": camera}
    for command, data in (
        ("card/name_preset", {"preset": 1, "name": "Gate"}),
        ("card/set_home", {"preset": 1}),
        ("card/reverse", {"axis": "pan", "reversed": True}),
    ):
        assert (await shown.call(command, **data))["error"]["code"] == "unauthorized"
    hass_admin_user.mock_policy({})
    assert (await Card(hass, client, camera).subscribe())["error"]["code"] == "unauthorized"


async def test_card_ends_with_the_right_to_see_the_camera(
    hass: HomeAssistant, entry: MockConfigEntry, drawn: Card, hass_admin_user: MockUser
) -> None:
    """A card that is already shown receives nothing more."""
    hass_admin_user.groups = []
    hass_admin_user.mock_policy({})
    entry.runtime_data.async_update_listeners()
    assert await drawn.next() == {"removed": True}
    hass_admin_user.mock_policy({"entities": {"entity_ids": {drawn.entity_id: {POLICY_READ: True}}}})
    entry.runtime_data.async_update_listeners()
    assert (await drawn.next())["entity_id"] == drawn.entity_id


@pytest.mark.parametrize("dialect", ["netwave"])
@pytest.mark.usefixtures("hass_storage")
async def test_preset_thumbnail(
    entry: MockConfigEntry, drawn: Card, hass_client: ClientSessionGenerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thumbnail is taken when the preset is stored, survives restarts, and is deleted with the preset."""
    hass = drawn.hass
    monkeypatch.setattr(pictures, "_SAVE_DELAY", 0)
    await hass.services.async_call(
        DOMAIN,
        "ptz_preset",
        {"entity_id": drawn.entity_id, "preset": "2", "task": "set", "name": "Gate"},
        blocking=True,
    )
    while not drawn.info["presets"] or drawn.info["presets"][0]["picture"] is None:
        await drawn.next()
    (preset,) = drawn.info["presets"]
    assert (preset["number"], preset["name"], preset["home"]) == (2, "Gate", False)
    client = await hass_client()
    thumbnail = await (await client.get(preset["picture"])).read()
    assert thumbnail.startswith(b"\xff\xd8\xff")
    assert len(thumbnail) < 20_000
    await hass.async_block_till_done()
    kept = pictures.PresetPictures(hass, entry.entry_id)
    await kept.async_load()
    assert kept.get(2) == thumbnail
    assert (await drawn.call("card/name_preset", preset=2, name="Gate, left"))["success"]
    assert (await drawn.call("card/set_home", preset=2))["success"]
    await until(lambda: entry.runtime_data.camera.ptz.options.home_preset == 2)
    assert entry.options["home_preset"] == 2
    await hass.services.async_call(
        DOMAIN, "ptz_preset", {"entity_id": drawn.entity_id, "preset": "2", "task": "clear"}, blocking=True
    )
    while drawn.info["presets"]:
        await drawn.next()
    assert (await client.get(preset["picture"])).status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("dialect", ["netwave"])
async def test_reversed_direction_applies_at_once(entry: MockConfigEntry, drawn: Card) -> None:
    ptz = entry.runtime_data.camera.ptz
    before = ptz.wiring.pan_swapped
    assert (await drawn.call("card/reverse", axis="pan", reversed=not before))["success"]
    assert ptz.wiring.pan_swapped is not before
    assert entry.options["swap_pan"] is not before


async def test_last_picture_of_unavailable_camera(
    hass: HomeAssistant, drawn: Card, simulated: SimulatedCamera, hass_client: ClientSessionGenerator
) -> None:
    client = await hass_client()
    address = f"/api/{DOMAIN}/last_picture/{drawn.entity_id}"
    seen = await (await client.get(address)).read()
    assert seen.startswith(b"\xff\xd8\xff")
    await lose(hass.config_entries.async_loaded_entries(DOMAIN)[0], simulated)
    assert await (await client.get(address)).read() == seen
    simulated.faults.clear()
    assert (await client.get(f"/api/{DOMAIN}/last_picture/camera.nobody")).status == HTTPStatus.NOT_FOUND


async def test_pictures_require_read_permission(
    hass: HomeAssistant, drawn: Card, hass_client: ClientSessionGenerator, hass_admin_user: MockUser
) -> None:
    client = await hass_client()
    hass_admin_user.groups = []
    hass_admin_user.mock_policy({})
    for path in (f"last_picture/{drawn.entity_id}", f"preset_picture/{drawn.entity_id}/1"):
        assert (await client.get(f"/api/{DOMAIN}/{path}")).status == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("dialect", ["netwave"])
async def test_too_many_held_buttons_are_refused(drawn: Card, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them may be released at the same time."""
    monkeypatch.setattr(websocket_api, "_MAX_HOLDS", 2)
    answers = [await drawn.call("ptz/hold", direction="left") for _ in range(3)]
    assert [each["success"] for each in answers] == [True, True, False]
    assert answers[2]["error"]["translation_key"] == "busy"
