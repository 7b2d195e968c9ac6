"""Every action and WebSocket command checks the user's rights on the target camera only."""

from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from homeassistant.auth.const import GROUP_ID_ADMIN
from homeassistant.auth.models import Group, User
from homeassistant.core import Context, HomeAssistant, SupportsResponse
from homeassistant.exceptions import HomeAssistantError, Unauthorized, UnknownUser
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.ip_camera_cgi.actions import MODULES
from custom_components.ip_camera_cgi.actions.action import Action, Call
from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.websocket_command import COMMANDS
from script.permissions import DOCUMENT, RIGHTS, VIEWS, Kind, document, may_call, views
from simulator import NetwaveCamera, simulate

from .conftest import orders, set_up
from .test_actions_accounts import FILLED as DEVICE_CALLS
from .test_actions_ptz import FILLED as PTZ_CALLS
from .test_entities import enable, entity_id

ACTIONS = {action.name: action for module in MODULES for action in module.ACTIONS}
GOOD_CALLS: dict[str, dict[str, Any]] = {
    **{name: {} for name in ACTIONS},
    **DEVICE_CALLS,
    **PTZ_CALLS,
    "ptz_go_to": {"pan": 1},
    "connect_recorder": {"recorder": "go2rtc", "url": "http://192.168.1.10:8123"},
}


@dataclass
class House:
    """Two cameras in one Home Assistant."""

    hass: HomeAssistant
    own: MockConfigEntry
    other: MockConfigEntry
    simulated: tuple[NetwaveCamera, NetwaveCamera]

    def camera(self, entry: MockConfigEntry) -> str:
        """Return the camera entity of an entry."""
        return entity_id(self.hass, entry, "camera")

    def device(self, entry: MockConfigEntry) -> str:
        """Return the device of an entry."""
        (device,) = dr.async_entries_for_config_entry(dr.async_get(self.hass), entry.entry_id)
        return device.id

    def user(self, kind: Kind) -> User | None:
        """Return a user of a kind, with rights on the first camera only."""
        if kind is Kind.AUTOMATION:
            return None
        if kind is Kind.ADMIN:
            admin: User = MockUser(groups=[Group(name="admin", policy={}, id=GROUP_ID_ADMIN)]).add_to_hass(self.hass)
            return admin
        rights = {
            Kind.CONTROL: {self.camera(self.own): {"read": True, "control": True}},
            Kind.READ: {self.camera(self.own): {"read": True}},
            Kind.NONE: {},
        }[kind]
        return self.limited(rights)

    def limited(self, rights: dict[str, Any]) -> User:
        """Return a user with rights on given entities only."""
        user = MockUser()
        user.mock_policy({"entities": {"entity_ids": rights}})
        added: User = user.add_to_hass(self.hass)
        return added

    async def call(self, user: User | None, action: str, target: dict[str, Any], **data: Any) -> Any:
        """Call an action as a user."""
        return await self.hass.services.async_call(
            DOMAIN,
            action,
            {**target, **GOOD_CALLS[action], **data},
            blocking=True,
            context=Context(user_id=user.id if user else None),
            return_response=self.hass.services.supports_response(DOMAIN, action) is SupportsResponse.ONLY,
        )


@pytest.fixture
async def house(hass: HomeAssistant) -> AsyncGenerator[House]:
    """Two cameras with all functions of their family."""
    async with (
        simulate("netwave", personality="foscam-fi8910w") as one,
        simulate("netwave", personality="netwave-generic") as two,
        set_up(hass, one) as own,
        set_up(hass, two) as other,
    ):
        assert isinstance(one, NetwaveCamera)
        assert isinstance(two, NetwaveCamera)
        yield House(hass, own, other, (one, two))


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[MockConfigEntry]:
    """The entries whose camera an action has reached; no request is sent."""
    entries: list[Any] = []

    async def note(action: Action, call: Call) -> dict[str, Any]:
        entries.append(call.coordinator.config_entry)
        return {}

    monkeypatch.setattr(Action, "_run", note)
    return entries


def test_permissions_document_is_up_to_date() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), "run python -m script.permissions"


def test_every_action_has_a_row() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert len(ACTIONS) >= 43
    assert not [name for name in ACTIONS if f"| `{name}` |" not in text]


def test_every_view_is_documented() -> None:
    assert {view.__name__ for view in views()} == set(VIEWS)


@pytest.mark.parametrize("kind", Kind)
async def test_every_action_as_every_kind_of_user(house: House, reached: list[MockConfigEntry], kind: Kind) -> None:
    """By device and by entity, on the permitted camera and on another one."""
    user = house.user(kind)
    for name, action in ACTIONS.items():
        for entry, on_other in ((house.own, False), (house.other, True)):
            allowed = may_call(action, Kind.NONE if on_other and kind in {Kind.CONTROL, Kind.READ} else kind)
            for target in ({"device_id": house.device(entry)}, {"entity_id": house.camera(entry)}):
                reached.clear()
                sure = {"confirm": True} if action.dangerous else {}
                if allowed:
                    await house.call(user, name, target, **sure)
                else:
                    with pytest.raises(Unauthorized):
                        await house.call(user, name, target, **sure)
                assert reached == ([entry] if allowed else []), (name, target)


@pytest.mark.parametrize("name", ["set_schedule", "send_serial", "save_clip", "test_mail", "ptz_move", "get_settings"])
async def test_rights_on_another_entity_do_not_count(house: House, name: str) -> None:
    """Neither control of another camera nor of a sensor or switch of this one is enough."""
    await enable(house.hass, house.own, "test_mail")
    of_camera = er.async_entries_for_config_entry(er.async_get(house.hass), house.own.entry_id)
    rights = {each.entity_id: True for each in of_camera if each.domain != "camera"}
    user = house.limited({house.camera(house.other): True, **rights})
    before = [len(each.requests) for each in house.simulated]
    for target in (
        {"device_id": house.device(house.own)},
        {"entity_id": house.camera(house.own)},
        {"entity_id": [house.camera(house.own), house.camera(house.other)]},
        {"device_id": [house.device(house.own), house.device(house.other)]},
    ):
        with pytest.raises(Unauthorized):
            await house.call(user, name, target)
    assert not orders(house.simulated[0], before[0])
    assert not orders(house.simulated[1], before[1])
    with pytest.raises((Unauthorized, HomeAssistantError)):
        await house.call(user, name, {"entity_id": entity_id(house.hass, house.own, "motion")})
    assert not orders(house.simulated[0], before[0])


async def test_area_target_requires_same_right(house: House, reached: list[MockConfigEntry]) -> None:
    area = ar.async_get(house.hass).async_create("Yard")
    for entry in (house.own, house.other):
        dr.async_get(house.hass).async_update_device(house.device(entry), area_id=area.id)
    with pytest.raises(Unauthorized):
        await house.call(house.user(Kind.CONTROL), "ptz_stop", {"area_id": area.id})
    assert reached == []
    await house.call(None, "ptz_stop", {"area_id": area.id})
    assert sorted(entry.entry_id for entry in reached) == sorted((house.own.entry_id, house.other.entry_id))


async def test_target_all_is_limited_to_permitted_cameras(house: House, reached: list[MockConfigEntry]) -> None:
    await house.call(house.user(Kind.CONTROL), "ptz_stop", {"entity_id": "all"})
    assert reached == [house.own]


async def test_each_camera_is_called_once(house: House, reached: list[MockConfigEntry]) -> None:
    """A target that names a camera several times calls it once."""
    house.hass.config.components.add("go2rtc")
    await house.hass.config_entries.async_reload(house.own.entry_id)
    await house.hass.async_block_till_done()
    await enable(house.hass, house.own, "camera_webrtc")
    cameras = [house.camera(house.own), entity_id(house.hass, house.own, "camera_webrtc")]
    target = {"device_id": house.device(house.own), "entity_id": cameras}
    await house.call(None, "ptz_move", target, step=True)
    assert reached == [house.own]
    house.hass.config.components.remove("go2rtc")


async def test_only_administrators_choose_the_path_of_a_clip(house: House, reached: list[MockConfigEntry]) -> None:
    target = {"entity_id": house.camera(house.own)}
    with pytest.raises(Unauthorized):
        await house.call(house.user(Kind.CONTROL), "save_clip", target, path="/media/porch.mp4")
    assert reached == []
    await house.call(house.user(Kind.ADMIN), "save_clip", target, path="/media/porch.mp4")
    assert reached == [house.own]


async def test_deleted_user_has_no_rights(house: House, reached: list[MockConfigEntry]) -> None:
    with pytest.raises(UnknownUser):
        await house.hass.services.async_call(
            DOMAIN, "ptz_stop", {"entity_id": "all"}, blocking=True, context=Context(user_id="gone")
        )
    assert reached == []


GONE = "00-00-00-00-00-01/2026-11-30/120000-0123456789abcdef"
COMMAND_CALLS: dict[str, dict[str, Any]] = {
    f"{DOMAIN}/card/subscribe": {},
    f"{DOMAIN}/card/name_preset": {"preset": 1, "name": "Gate"},
    f"{DOMAIN}/card/set_home": {"preset": 1},
    f"{DOMAIN}/card/reverse": {"axis": "pan", "reversed": False},
    f"{DOMAIN}/ptz/hold": {"direction": "left"},
    f"{DOMAIN}/recordings/days": {},
    f"{DOMAIN}/recordings/list": {"day": "2026-11-30", "limit": 4},
    f"{DOMAIN}/recordings/keep": {"recording": GONE, "keep": True},
    f"{DOMAIN}/recordings/delete": {"recording": GONE},
    f"{DOMAIN}/recordings/subscribe": {},
    f"{DOMAIN}/talk": {},
}
"""A valid call of each WebSocket command."""


def test_every_websocket_command_is_checked(hass: HomeAssistant, house: House) -> None:
    registered = {name for name in hass.data["websocket_api"] if name.startswith(f"{DOMAIN}/")}
    assert registered == set(COMMANDS) == set(COMMAND_CALLS)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.AUTOMATION])
async def test_every_websocket_command_as_every_kind_of_user(
    hass: HomeAssistant, house: House, hass_ws_client: WebSocketGenerator, kind: Kind
) -> None:
    user = house.user(kind)
    assert user is not None
    credential = await hass.auth.async_create_refresh_token(user, client_id="https://example.org/")
    client = await hass_ws_client(hass, hass.auth.async_create_access_token(credential))
    for command, access in COMMANDS.items():
        for entry, on_other in ((house.own, False), (house.other, True)):
            allowed = kind in RIGHTS[access] and not (on_other and kind is not Kind.ADMIN)
            message = {"type": command, "entity_id": house.camera(entry), **COMMAND_CALLS[command]}
            request_count = [len(each.requests) for each in house.simulated]
            await client.send_json_auto_id(message)
            while (answer := await client.receive_json())["type"] == "event":
                pass  # of an earlier subscription
            assert answer["success"] is allowed, (command, answer)
            if not allowed:
                assert answer["error"]["code"] == "unauthorized"
                assert not any(orders(each, since) for each, since in zip(house.simulated, request_count, strict=True))


async def test_sensor_is_not_accepted_as_camera(
    hass: HomeAssistant, house: House, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client(hass)
    for command, fields in COMMAND_CALLS.items():
        motion = entity_id(hass, house.own, "motion")
        await client.send_json_auto_id({"type": command, "entity_id": motion, **fields})
        assert (await client.receive_json())["error"]["translation_key"] == "no_camera_entity"


@pytest.mark.parametrize(
    ("key", "action", "data"),
    [
        ("test_mail", "press", {}),
        ("test_ftp", "press", {}),
        ("upnp", "turn_on", {}),
        ("ntp_server", "set_value", {"value": "time.example.org"}),
    ],
)
async def test_entities_for_administrators(house: House, key: str, action: str, data: dict[str, str]) -> None:
    """Control of all entities does not allow using the camera's accounts or exposing it to the network."""
    await enable(house.hass, house.own, key)
    target = entity_id(house.hass, house.own, key)

    async def act(user: User | None) -> None:
        await house.hass.services.async_call(
            target.partition(".")[0],
            action,
            {"entity_id": target, **data},
            blocking=True,
            context=Context(user_id=user.id if user else None),
        )

    request_count = len(house.simulated[0].requests)
    with pytest.raises(Unauthorized):
        await act(house.limited({target: True, house.camera(house.own): True}))
    assert not orders(house.simulated[0], request_count)
    for user in (house.user(Kind.ADMIN), None):
        request_count = len(house.simulated[0].requests)
        with suppress(HomeAssistantError):  # the camera reports that it has no mail server
            await act(user)
        assert orders(house.simulated[0], request_count)


async def test_rtsp_server_entities_require_administrator(hass: HomeAssistant) -> None:
    """Even if the change would only remove the login."""
    async with simulate("hucoms", personality="hucoms-dome") as simulated, set_up(hass, simulated) as entry:
        await enable(hass, entry, "rtsp_login", "rtsp_port")
        target = entity_id(hass, entry, "rtsp_login")
        user = MockUser()
        user.mock_policy({"entities": True})
        context = Context(user_id=user.add_to_hass(hass).id)
        request_count = len(simulated.requests)
        with pytest.raises(Unauthorized):
            await hass.services.async_call("switch", "turn_off", {"entity_id": target}, blocking=True, context=context)
        assert not orders(simulated, request_count)
