"""Actions for accounts and linked cameras, and the rights of all actions."""

import asyncio
from typing import Any

from homeassistant.auth.const import GROUP_ID_USER
from homeassistant.auth.models import User
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.ip_camera_cgi.access import Access
from custom_components.ip_camera_cgi.actions import MODULES
from custom_components.ip_camera_cgi.connection import relocate
from custom_components.ip_camera_cgi.const import DOMAIN
from simulator import Account, AccountRole, NetwaveCamera, SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from .conftest import SURE, act, changed, entry_for, refused, set_up

netwave = pytest.mark.parametrize("dialect", ["netwave"], indirect=True)


@pytest.fixture
def inhabited(simulated: SimulatedCamera) -> SimulatedCamera:
    """A camera with three accounts and free slots between them."""
    for number, (name, password, role) in {2: ("ann", "apple", "1"), 4: ("bob", "banana", "0")}.items():
        simulated.settings |= {f"user{number}_name": name, f"user{number}_pwd": password, f"user{number}_pri": role}
    return simulated


@netwave
@pytest.mark.parametrize(
    ("data", "stored"),
    [
        (
            {"username": "cid", "password": "cherry", "role": "operator"},
            {"user3_name": "cid", "user3_pwd": "cherry", "user3_pri": "1"},
        ),
        (
            {"username": "c" * 12, "password": "p&q=r?s+t%u#", "role": "visitor"},
            {"user3_name": "c" * 12, "user3_pwd": "p&q=r?s+t%u#"},
        ),
        ({"username": "cid", "password": "", "role": "visitor"}, {"user3_name": "cid"}),
        ({"username": "ann", "password": "apricot"}, {"user2_pwd": "apricot"}),
        ({"username": "ann", "role": "administrator"}, {"user2_pri": "2"}),
        ({"username": "bob", "new_username": "robert"}, {"user4_name": "robert"}),
        (
            {"username": "bob", "new_username": "rob", "password": "", "role": "operator"},
            {"user4_name": "rob", "user4_pwd": "", "user4_pri": "1"},
        ),
    ],
)
async def test_set_user(
    hass: HomeAssistant,
    inhabited: SimulatedCamera,
    entry: MockConfigEntry,
    data: dict[str, Any],
    stored: dict[str, str],
) -> None:
    with changed(inhabited) as now:
        await act(hass, entry, "set_user", **data, **SURE)
    assert now == stored


@netwave
async def test_remove_user(hass: HomeAssistant, inhabited: SimulatedCamera, entry: MockConfigEntry) -> None:
    with changed(inhabited) as now:
        await act(hass, entry, "remove_user", username="ann", **SURE)
    assert now == {"user2_name": "", "user2_pwd": "", "user2_pri": "0"}


@netwave
@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"username": "cid"}, "value_new_account_incomplete"),
        ({"username": "cid", "password": "cherry"}, "value_new_account_incomplete"),
        ({"username": "cid", "role": "visitor"}, "value_new_account_incomplete"),
        ({"username": "c" * 13, "password": "cherry", "role": "visitor"}, "value_too_long"),
        ({"username": "cid", "password": "c" * 13, "role": "visitor"}, "value_too_long"),
        ({"username": "c\nd", "password": "cherry", "role": "visitor"}, "value_characters"),
        ({"username": "ann", "password": "a\tb"}, "value_characters"),
        ({"username": "ann", "new_username": "a" * 13}, "value_too_long"),
        ({"username": "ann", "new_username": ""}, "value_no_username"),
        ({"username": "", "password": "cherry", "role": "visitor"}, "value_no_username"),
        ({"username": "", "new_username": "cid"}, "value_no_username"),
        ({"username": "ann", "new_username": "bob"}, "value_account_exists"),
        ({"username": "ann", "new_username": USER}, "value_account_exists"),
        ({"username": "cid", "new_username": "ann", "password": "x", "role": "visitor"}, "value_account_exists"),
        ({"username": USER, "role": "operator"}, "own_account"),
        ({"username": USER, "role": "visitor", "password": "new"}, "own_account"),
        ({"username": USER, "password": "p" * 13}, "value_too_long"),
    ],
    ids=repr,
)
async def test_invalid_accounts_are_refused(
    hass: HomeAssistant, inhabited: SimulatedCamera, entry: MockConfigEntry, data: dict[str, Any], key: str
) -> None:
    with refused(inhabited, key, ServiceValidationError):
        await act(hass, entry, "set_user", **data, **SURE)
    assert entry.data["password"] == PASSWORD


@netwave
@pytest.mark.parametrize(
    ("username", "key"), [(USER, "own_account"), ("eve", "value_unknown_account"), ("", "value_no_username")]
)
async def test_accounts_that_cannot_be_removed(
    hass: HomeAssistant, inhabited: SimulatedCamera, entry: MockConfigEntry, username: str, key: str
) -> None:
    with refused(inhabited, key, ServiceValidationError):
        await act(hass, entry, "remove_user", username=username, **SURE)


@netwave
async def test_no_free_account_slot(hass: HomeAssistant, inhabited: SimulatedCamera, entry: MockConfigEntry) -> None:
    inhabited.settings |= {f"user{number}_name": f"user{number}" for number in range(3, 9)}
    with refused(inhabited, "value_no_free_account", ServiceValidationError):
        await act(hass, entry, "set_user", username="cid", password="cherry", role="visitor", **SURE)


@netwave
async def test_concurrent_new_accounts_get_different_slots(
    hass: HomeAssistant, inhabited: SimulatedCamera, entry: MockConfigEntry
) -> None:
    """Concurrent calls use different slots."""
    await asyncio.gather(
        *(
            act(hass, entry, "set_user", username=name, password=f"{name}s", role="visitor", **SURE)
            for name in ("cid", "dan", "eve")
        ),
        act(hass, entry, "set_user", username="ann", password="apricot", **SURE),
        act(hass, entry, "remove_user", username="bob", **SURE),
    )
    assert {each.name: each.password for each in inhabited.accounts} == {
        USER: PASSWORD,
        "ann": "apricot",
        "cid": "cids",
        "dan": "dans",
        "eve": "eves",
    }


@netwave
@pytest.mark.parametrize(
    ("data", "login"),
    [
        ({"password": "new"}, (USER, "new")),
        ({"new_username": "root"}, ("root", PASSWORD)),
        ({"new_username": "root", "password": "a&b c", "role": "administrator"}, ("root", "a&b c")),
        ({"password": ""}, (USER, "")),
    ],
)
async def test_entry_follows_change_of_own_account(
    hass: HomeAssistant,
    inhabited: SimulatedCamera,
    entry: MockConfigEntry,
    data: dict[str, Any],
    login: tuple[str, str],
) -> None:
    before = entry.runtime_data
    await act(hass, entry, "set_user", username=USER, **data, **SURE)
    await hass.async_block_till_done()
    assert (entry.data["username"], entry.data["password"]) == login
    assert (inhabited.settings["user1_name"], inhabited.settings["user1_pwd"]) == login
    assert inhabited.settings["user1_pri"] == "2"
    assert entry.state is ConfigEntryState.LOADED
    assert entry.runtime_data is not before
    assert hass.config_entries.flow.async_progress() == []
    await act(hass, entry, "set_mail", server="smtp.example.org")
    assert inhabited.settings["mail_svr"] == "smtp.example.org"
    assert inhabited.requests[-1].account == login[0]


@netwave
async def test_entry_keeps_login_if_camera_ignores_change(
    hass: HomeAssistant, inhabited: SimulatedCamera, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry keeps its login if the camera reports success without applying the change."""
    monkeypatch.setattr(relocate, "_TIMEOUT", 1)
    monkeypatch.setattr(relocate, "_RETRY_DELAY", 0.1)
    before = dict(entry.data)
    inhabited.faults.deaf = True
    with pytest.raises(Exception, match="did not answer at") as raised:
        await act(hass, entry, "set_user", username=USER, password="new", **SURE)
    assert getattr(raised.value, "translation_key", "") == "not_followed"
    await hass.async_block_till_done()
    assert dict(entry.data) == before
    assert entry.state is ConfigEntryState.LOADED
    assert SOURCE_REAUTH not in {flow["context"]["source"] for flow in hass.config_entries.flow.async_progress()}


@netwave
@pytest.mark.parametrize(
    ("data", "stored"),
    [
        (
            {"number": 2, "name": "Barn", "host": "192.168.1.9", "port": 8080, "username": "viewer", "password": "hay"},
            {
                "dev2_alias": "Barn",
                "dev2_host": "192.168.1.9",
                "dev2_port": "8080",
                "dev2_user": "viewer",
                "dev2_pwd": "hay",
            },
        ),
        ({"number": 9, "name": "x" * 20}, {"dev9_alias": "x" * 20}),
        ({"number": 5, "host": ""}, {"dev5_host": ""}),
    ],
)
async def test_set_linked_camera(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, data: Any, stored: Any
) -> None:
    simulated.settings |= {"dev5_host": "old", "dev5_pwd": "straw", "dev6_pwd": "corn"}
    with changed(simulated) as now:
        await act(hass, entry, "set_linked_camera", **data)
    assert now == stored


@netwave
@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({}, "nothing_to_set"),
        ({"name": "x" * 21}, "value_too_long"),
        ({"host": "h" * 65}, "value_too_long"),
        ({"host": "a/b"}, "value_characters"),
        ({"port": 65536}, "value_out_of_range"),
        ({"username": "u" * 13}, "value_too_long"),
        ({"name": "Barn", "password": "p" * 13}, "value_too_long"),
    ],
)
async def test_invalid_linked_cameras_are_refused(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, data: dict[str, Any], key: str
) -> None:
    with refused(simulated, key, ServiceValidationError):
        await act(hass, entry, "set_linked_camera", number=2, **data)


@netwave
@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("set_linked_camera", {"number": 1, "name": "itself"}),
        ("set_linked_camera", {"number": 10, "name": "Barn"}),
        ("set_linked_camera", {"number": 2, "port": "http"}),
        ("set_user", {"username": "ann", "role": "king", **SURE}),
        ("set_user", {"password": "x", **SURE}),
        ("set_user", {"username": "ann", "confirm": "perhaps"}),
        ("remove_user", SURE),
    ],
)
async def test_malformed_account_calls(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, action: str, data: dict[str, Any]
) -> None:
    with changed(simulated) as now, pytest.raises(vol.Invalid):
        await act(hass, entry, action, **data)
    assert now == {}


@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("set_user", {"username": "ann", "password": "apple", "role": "visitor", **SURE}),
        ("remove_user", {"username": "ann", **SURE}),
        ("set_linked_camera", {"number": 2, "name": "Barn"}),
        ("set_mail", {"server": "smtp.example.org"}),
        ("set_ftp", {"server": "ftp.example.org"}),
        ("set_ddns", {"host": "porch.example.org"}),
        ("set_ddns", {"host": "porch.example.org", "as_factory_setting": True}),
        ("set_alarm_call", {"enabled": True}),
        ("set_wifi", {"name": "Meadow", **SURE}),
        ("set_pppoe", {"enabled": True, **SURE}),
        ("set_mac", {"mac": "00:12:a0:74:6f:01", **SURE}),
        ("scan_wifi", {}),
        ("get_log", {}),
        ("test_mail", {}),
        ("test_ftp", {}),
        ("send_serial", {"data": "x"}),
    ],
)
async def test_hucoms_has_no_accounts(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, action: str, data: dict[str, Any]
) -> None:
    with refused(simulated, "unsupported_function"):
        await act(hass, entry, action, **data)
    assert entry.state is ConfigEntryState.LOADED


ACTIONS = {action.name: action for module in MODULES for action in module.ACTIONS if not action.name.startswith("ptz_")}
FILLED: dict[str, dict[str, Any]] = {
    "get_schedule": {"schedule": "alarm"},
    "set_schedule": {"schedule": "alarm", "monday": "always"},
    "get_motion_area": {},
    "set_motion_area": {"rows": ["." * 24] * 18},
    "get_privacy_areas": {},
    "set_privacy_area": {"area": 1, "enabled": True},
    "get_settings": {},
    "set_mail": {"server": "smtp.example.org"},
    "set_ftp": {"server": "ftp.example.org"},
    "set_alarm_call": {"enabled": True},
    "set_ddns": {"host": "porch.example.org"},
    "set_user": {"username": "ann", "password": "apple", "role": "visitor"},
    "remove_user": {"username": "ann"},
    "set_linked_camera": {"number": 2, "name": "Barn"},
    "set_network": {"port": 8080},
    "set_wifi": {"name": "Meadow"},
    "set_pppoe": {"enabled": True},
    "scan_wifi": {},
    "get_log": {},
    "test_mail": {},
    "test_ftp": {},
    "send_serial": {"data": "x"},
    "back_up": {"path": "/porch.bin"},
    "get_changes": {},
    "copy_settings": {"source": "camera.porch"},
    "restore": {"path": "/porch.bin"},
    "upload_firmware": {"path": "/porch.bin"},
    "upload_web_pages": {"path": "/porch.bin"},
    "factory_reset": {},
    "set_mac": {"mac": "00:12:a0:74:6f:01"},
    "save_clip": {"duration": 0},
    "get_card": {"card": "picture_elements"},
    "get_recordings": {"limit": 1},
    "connect_recorder": {"recorder": "frigate"},
    "disconnect_recorder": {},
}
"""A valid call of each action."""
DANGEROUS = [
    *("set_user", "remove_user", "set_network", "set_wifi", "set_pppoe", "restore", "copy_settings"),
    *("upload_firmware", "upload_web_pages", "factory_reset", "set_mac"),
]
FOR_ADMINISTRATORS = [
    *DANGEROUS,
    *("get_settings", "set_mail", "set_ftp", "set_alarm_call", "set_ddns", "set_linked_camera"),
    *("scan_wifi", "get_log", "test_mail", "test_ftp", "back_up", "get_changes"),
    *("connect_recorder", "disconnect_recorder"),
]


def test_every_action_is_tried() -> None:
    assert set(FILLED) == set(ACTIONS)
    assert {name for name, action in ACTIONS.items() if action.dangerous} == set(DANGEROUS)
    assert {name for name, action in ACTIONS.items() if action.access is Access.ADMIN} == set(FOR_ADMINISTRATORS)


@netwave
async def test_only_administrators_of_home_assistant(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, hass_read_only_user: User
) -> None:
    request_count = [each for each in simulated.requests if "status" not in each.path]
    for action in FOR_ADMINISTRATORS:
        sure = SURE if action in DANGEROUS else {}
        with changed(simulated) as now, pytest.raises(Unauthorized):
            await act(hass, entry, action, context=Context(user_id=hass_read_only_user.id), **FILLED[action], **sure)
        assert now == {}
    assert [each for each in simulated.requests if "status" not in each.path] == request_count


@netwave
async def test_non_administrators_may_use_harmless_actions(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, hass_read_only_user: User
) -> None:
    """With control permission a user sets a schedule; with read permission, a user reads it."""
    guest = Context(user_id=hass_read_only_user.id)
    await act(hass, entry, "get_schedule", context=guest, schedule="alarm")
    with pytest.raises(Unauthorized):
        await act(hass, entry, "set_schedule", context=guest, schedule="alarm", monday="always")
    user = await hass.auth.async_create_user("somebody", group_ids=[GROUP_ID_USER])
    context = Context(user_id=user.id)
    await act(hass, entry, "set_schedule", context=context, schedule="alarm", monday="always")
    assert simulated.settings["alarm_schedule_mon_0"] == str(2**32 - 1)


@netwave
@pytest.mark.parametrize("sure", [{}, {"confirm": False}])
async def test_dangerous_actions_require_confirmation(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, sure: dict[str, Any]
) -> None:
    for action in DANGEROUS:
        with refused(simulated, "not_confirmed", ServiceValidationError):
            await act(hass, entry, action, **FILLED[action], **sure)


@pytest.mark.parametrize("action", ["set_mail", "get_settings", "get_schedule", "set_mac", "test_mail"])
async def test_foreign_devices_are_refused(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, action: str
) -> None:
    other = MockConfigEntry(domain="elsewhere")
    other.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(config_entry_id=other.entry_id, identifiers={("elsewhere", "1")})
    for device_id, key in ((device.id, "service_device_wrong_domain"), ("nobody", "service_device_not_found")):
        with refused(simulated, key, ServiceValidationError):
            await hass.services.async_call(
                DOMAIN,
                action,
                {"device_id": device_id, **FILLED[action]},
                blocking=True,
                return_response=action.startswith(("get", "test")),
            )


@pytest.mark.parametrize("action", ["set_mail", "get_settings", "set_mac"])
async def test_camera_that_is_not_loaded(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, action: str
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    request_count = len(simulated.requests)
    with refused(simulated, "service_config_entry_not_loaded", ServiceValidationError):
        await act(hass, entry, action, **FILLED[action])
    assert len(simulated.requests) == request_count


async def test_action_reaches_only_its_target(hass: HomeAssistant) -> None:
    async with (
        simulate("netwave") as one,
        simulate("netwave", personality="netwave-generic") as other,
        set_up(hass, one),
        set_up(hass, other) as entry,
    ):
        with changed(one) as nothing, changed(other) as now:
            await act(hass, entry, "set_ftp", folder="/other")
    assert nothing == {}
    assert now == {"ftp_dir": "/other"}


NO_CAMERA_RIGHTS = {"save_clip", "get_card", "get_recordings", "connect_recorder", "disconnect_recorder", "get_changes"}
"""Actions for which the camera's account only has to see the picture, or nothing at all."""


@pytest.mark.parametrize("level", [AccountRole.VISITOR, AccountRole.OPERATOR])
async def test_insufficient_camera_rights_have_own_message(
    hass: HomeAssistant, tmp_path: Any, level: AccountRole
) -> None:
    """The message names missing rights and not a wrong password."""
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    (tmp_path / "file").write_bytes(b"firmware")
    paths = {"path": str(tmp_path / "file")}
    hucoms = {"get_motion_area", "set_motion_area", "get_privacy_areas", "set_privacy_area"}
    operators = {"send_serial"} if level is AccountRole.OPERATOR else set()
    async with simulate("netwave", accounts=[Account("guest", "guest", level)]) as simulated:
        entry = entry_for(simulated, username="guest", password="guest")
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        for action in FILLED.keys() - hucoms - operators - NO_CAMERA_RIGHTS:
            data = FILLED[action] | (paths if "path" in FILLED[action] else {})
            with refused(simulated, "not_allowed"):
                await act(hass, entry, action, **data, **(SURE if action in DANGEROUS else {}))
        assert (tmp_path / "file").read_bytes() == b"firmware"
        await hass.config_entries.async_unload(entry.entry_id)


@netwave
async def test_operator_account_may_use_serial_port(hass: HomeAssistant, dialect: str) -> None:
    async with simulate("netwave", accounts=[Account("guest", "guest", AccountRole.OPERATOR)]) as simulated:
        assert isinstance(simulated, NetwaveCamera)
        entry = entry_for(simulated, username="guest", password="guest")
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        await act(hass, entry, "send_serial", data="x")
        assert [each.data for each in simulated.serial] == [b"x"]
        await hass.config_entries.async_unload(entry.entry_id)


@netwave
async def test_missing_account_fields_do_not_mean_free_slot(
    hass: HomeAssistant, inhabited: SimulatedCamera, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slot is free if its name is empty, and not if its fields are missing."""
    driver = entry.runtime_data.camera._driver
    read = driver.read

    async def without_ann(page: str) -> dict[str, str]:
        return {field: raw for field, raw in (await read(page)).items() if not field.startswith("user2")}

    monkeypatch.setattr(driver, "read", without_ann)
    with refused(inhabited, "unintelligible"):
        await act(hass, entry, "set_user", username="cid", password="cherry", role="visitor", **SURE)
