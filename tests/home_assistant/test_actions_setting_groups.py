"""Actions for groups of settings: mail, FTP, dynamic DNS, PPPoE, alarm URL; and reading all groups."""

import asyncio
from dataclasses import replace
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from simulator import Account, NetwaveCamera, SimulatedCamera, simulate
from simulator.netwave.model import NetwaveModel

from ..conftest import PASSWORD, USER
from .conftest import act, changed, orders, refused, set_up
from .test_entities import call, enable, state

pytestmark = pytest.mark.parametrize("dialect", ["netwave"], indirect=True)

STORED = {
    "mail_svr": "smtp.example.org",
    "mail_port": "465",
    "mail_tls": "1",
    "mail_user": "postman",
    "mail_pwd": "envelope",
    "mail_sender": "porch@example.org",
    "mail_receiver1": "a@example.org",
    "mail_receiver4": "d@example.org",
    "mail_inet_ip": "1",
    "ftp_svr": "ftp.example.org",
    "ftp_user": "filer",
    "ftp_pwd": "cabinet",
    "ftp_dir": "/porch",
    "ftp_upload_interval": "30",
    "ftp_schedule_mon_0": "9",
    "ddns_service": "2",
    "ddns_user": "namer",
    "ddns_pwd": "nickname",
    "ddns_host": "porch.example.org",
    "pppoe_user": "dialer",
    "pppoe_pwd": "modem",
    "alarm_http_url": "http://example.org/bell",
    "alarm_motion_sensitivity": "7",
}
"""Settings that were changed before."""


@pytest.fixture
def used(simulated: SimulatedCamera) -> SimulatedCamera:
    """A camera without any factory setting."""
    simulated.settings |= STORED
    return simulated


type Case = tuple[str, dict[str, Any], dict[str, str]]
"""An action, what it is given, and what the camera then has that it had not."""
type BadCase = tuple[str, dict[str, Any], str]
"""An action, what it is given, and the text that a person gets."""

FORMS: list[Case] = [
    (
        "set_mail",
        {
            "server": "192.168.1.2",
            "port": 25,
            "encryption": "starttls",
            "username": "u" * 64,
            "password": "p&q=r?s+t%u#v'w\"x y",
            "sender": "é@example.org",
            "recipient_1": "",
            "recipient_2": "b@example.org",
        },
        {
            "mail_svr": "192.168.1.2",
            "mail_port": "25",
            "mail_tls": "2",
            "mail_user": "u" * 64,
            "mail_pwd": "p&q=r?s+t%u#v'w\"x y",
            "mail_sender": "é@example.org",
            "mail_receiver1": "",
            "mail_receiver2": "b@example.org",
        },
    ),
    ("set_mail", {"password": ""}, {"mail_pwd": ""}),
    ("set_mail", {"recipient_3": "c@example.org"}, {"mail_receiver3": "c@example.org"}),
    (
        "set_ftp",
        {
            "server": "192.168.1.3",
            "port": 2121,
            "username": "else",
            "password": "other",
            "folder": "/back yard",
            "mode": "passive",
            "filename": "snap",
            "files": 65535,
        },
        {
            "ftp_svr": "192.168.1.3",
            "ftp_port": "2121",
            "ftp_user": "else",
            "ftp_pwd": "other",
            "ftp_dir": "/back yard",
            "ftp_mode": "1",
            "ftp_filename": "snap",
            "ftp_numberoffiles": "65535",
        },
    ),
    ("set_ftp", {"folder": "/yard"}, {"ftp_dir": "/yard"}),
    ("set_ftp", {"username": "else"}, {"ftp_user": "else"}),
    (
        "set_ddns",
        {
            "service": "3322",
            "username": "else",
            "password": "other",
            "host": "yard.example.org",
            "proxy": "proxy.example.org",
            "proxy_port": 3128,
        },
        {
            "ddns_service": "8",
            "ddns_user": "else",
            "ddns_pwd": "other",
            "ddns_host": "yard.example.org",
            "ddns_proxy_svr": "proxy.example.org",
            "ddns_proxy_port": "3128",
        },
    ),
    ("set_ddns", {"service": "off"}, {"ddns_service": "0"}),
    ("set_ddns", {"service": "off", "as_factory_setting": True}, {"ddns_service": "0"}),
    ("set_alarm_call", {"enabled": True}, {"alarm_http": "1"}),
    (
        "set_alarm_call",
        {"enabled": True, "url": "http://192.168.1.5:8123/api/webhook/a-b_c"},
        {"alarm_http": "1", "alarm_http_url": "http://192.168.1.5:8123/api/webhook/a-b_c"},
    ),
    ("set_alarm_call", {"url": ""}, {"alarm_http_url": ""}),
]


@pytest.mark.parametrize("reported", FORMS, ids=repr)
async def test_only_given_fields_change(
    hass: HomeAssistant, used: SimulatedCamera, entry: MockConfigEntry, reported: Case
) -> None:
    action, data, stored = reported
    with changed(used) as now:
        await act(hass, entry, action, **data)
    assert now == stored


@pytest.mark.parametrize(
    ("data", "value"), [({"restart": True}, "1"), ({"restart": True, "host": "yard.example.org"}, "1")]
)
async def test_ddns_restart_is_sent_with_all_fields(
    hass: HomeAssistant, used: SimulatedCamera, entry: MockConfigEntry, data: dict[str, Any], value: str
) -> None:
    """The write-only restart field is sent with all other fields."""
    await act(hass, entry, "set_ddns", **data)
    (reported,) = orders(used)
    assert reported.params["restart_dyndns"] == value
    assert reported.params["user"] == "namer"
    assert reported.params["host"] == data.get("host", "porch.example.org")


async def test_ddns_as_factory_setting(hass: HomeAssistant, used: NetwaveCamera, entry: MockConfigEntry) -> None:
    await act(hass, entry, "set_ddns", host="yard.example.org", as_factory_setting=True)
    assert [each.path for each in orders(used)] == ["/set_ddns.cgi", "/set_factory_ddns.cgi"]
    assert used.memory.factory["ddns_host"] == "yard.example.org"
    await act(hass, entry, "set_ddns", host="porch.example.org")
    assert used.memory.factory["ddns_host"] == "yard.example.org"


async def test_reading_all_groups_while_a_page_fails(
    hass: HomeAssistant, used: SimulatedCamera, entry: MockConfigEntry
) -> None:
    """Groups of one page are read together, and the entities of that page stay available."""
    before = len(used.requests)
    groups = await act(hass, entry, "get_settings")
    assert len(groups) == 9
    assert [each.path for each in used.requests[before:]].count("/get_params.cgi") == 1
    used.faults.set("garbage", True)
    used.faults.only = "get_params"
    assert await act(hass, entry, "get_settings") == groups
    await entry.runtime_data.async_refresh()
    assert state(hass, entry, "motion_sensitivity_inverse") == "2"


BAD: list[BadCase] = [
    *((f"set_{form}", {}, "nothing_to_set") for form in ("mail", "ftp", "ddns", "alarm_call")),
    ("set_ddns", {"as_factory_setting": True}, "nothing_to_set"),
    ("set_mail", {"port": 65536}, "value_out_of_range"),
    ("set_mail", {"port": -1}, "value_out_of_range"),
    ("set_mail", {"port": "25"}, "value_not_a_number"),
    ("set_mail", {"port": True}, "value_not_a_number"),
    ("set_mail", {"encryption": "ssl"}, "value_not_a_choice"),
    ("set_mail", {"encryption": 1}, "value_not_a_choice"),
    ("set_mail", {"server": "x" * 65}, "value_too_long"),
    ("set_mail", {"server": "a b"}, "value_characters"),
    ("set_mail", {"server": "smtp.example.org';var x='"}, "value_characters"),
    ("set_mail", {"server": 5}, "value_not_a_text"),
    ("set_mail", {"username": "u" * 65}, "value_too_long"),
    ("set_mail", {"password": "p" * 65}, "value_too_long"),
    ("set_mail", {"password": "p\nq"}, "value_characters"),
    ("set_mail", {"password": 12345678}, "value_not_a_text"),
    ("set_mail", {"server": "smtp.example.org", "recipient_4": "\x00"}, "value_characters"),
    ("set_ftp", {"mode": "backwards"}, "value_not_a_choice"),
    ("set_ftp", {"files": 65536}, "value_out_of_range"),
    ("set_ftp", {"folder": "f" * 65}, "value_too_long"),
    ("set_ftp", {"server": "http://example.org"}, "value_characters"),
    ("set_ddns", {"service": "dyn"}, "value_not_a_choice"),
    ("set_ddns", {"proxy_port": 70000}, "value_out_of_range"),
    ("set_ddns", {"host": "h" * 65}, "value_too_long"),
    ("set_ddns", {"restart": 1}, "value_not_on_or_off"),
    ("set_alarm_call", {"url": "https://example.org"}, "value_http_url"),
    ("set_alarm_call", {"url": "http://example.org/a b"}, "value_http_url"),
    ("set_alarm_call", {"url": "http://example.org/" + "x" * 45}, "value_too_long"),
    ("set_alarm_call", {"enabled": "yes"}, "value_not_on_or_off"),
]


@pytest.mark.parametrize("bad", BAD, ids=repr)
async def test_invalid_values_are_refused(
    hass: HomeAssistant, used: SimulatedCamera, entry: MockConfigEntry, bad: BadCase
) -> None:
    action, data, key = bad
    with refused(used, key, ServiceValidationError):
        await act(hass, entry, action, **data)


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("set_mail", {"server": ["a"]}),
        ("set_mail", {"port": 25.5}),
        ("set_mail", {"host": "a"}),
        ("set_ddns", {"service": "off", "as_factory_setting": "perhaps"}),
        ("get_settings", {"groups": ["everything"]}),
    ],
)
async def test_malformed_group_calls(
    hass: HomeAssistant, used: SimulatedCamera, entry: MockConfigEntry, action: str, data: dict[str, Any]
) -> None:
    with changed(used) as now, pytest.raises(vol.Invalid):
        await act(hass, entry, action, **data)
    assert now == {}


async def test_missing_field_is_not_sent(hass: HomeAssistant, dialect: str) -> None:
    """A field that the model lacks is not sent and does not prevent writing the others."""
    async with simulate(dialect, personality="netwave-manual") as simulated, set_up(hass, simulated) as entry:
        await act(hass, entry, "set_mail", server="smtp.example.org")
        assert simulated.settings["mail_svr"] == "smtp.example.org"
        with refused(simulated, "unsupported_function"):
            await act(hass, entry, "set_mail", server="smtp.example.org", encryption="tls")


SERVICES: list[Case] = [
    ("set_mail", {"server": "a.example.org"}, {"mail_svr": "a.example.org"}),
    ("set_mail", {"password": "new"}, {"mail_pwd": "new"}),
    ("set_ftp", {"server": "a.example.org"}, {"ftp_svr": "a.example.org"}),
    ("set_ftp", {"username": "new"}, {"ftp_user": "new"}),
    ("set_ddns", {"host": "a.example.org"}, {"ddns_host": "a.example.org"}),
    ("set_ddns", {"host": "a.example.org", "as_factory_setting": True}, {"ddns_host": "a.example.org"}),
    ("set_schedule", {"schedule": "ftp", "tuesday": "00:00-00:15"}, {"ftp_schedule_tue_0": "1"}),
    ("set_pppoe", {"enabled": True, "confirm": True}, {"pppoe_enable": "1"}),
    ("set_pppoe", {"username": "new", "confirm": True}, {"pppoe_user": "new"}),
]


@pytest.mark.parametrize("logins", [("query",), ("basic",), ("digest",)])
@pytest.mark.parametrize("reported", SERVICES, ids=repr)
async def test_query_login_does_not_overwrite_service_account(
    hass: HomeAssistant, dialect: str, logins: Any, reported: Case
) -> None:
    """With a query login, login and service account have the same parameter names."""
    action, data, stored = reported
    model = replace(NetwaveModel.load("foscam-fi8910w"), logins=logins)
    simulated = NetwaveCamera(model, [Account(USER, PASSWORD)])
    simulated.settings |= STORED
    simulated.reboot_seconds = 0.1
    async with simulated, set_up(hass, simulated) as entry:
        with changed(simulated) as now:
            await act(hass, entry, action, **data)
        await hass.async_block_till_done()
        assert now == stored
        assert {each.login for each in orders(simulated)} == {*logins}
        of_services = [each.params for each in orders(simulated) if each.path.startswith("/set_")]
        assert of_services
        assert all(params.get("user") != USER and params.get("pwd") != PASSWORD for params in of_services)


async def test_service_entities_do_not_write_the_login(hass: HomeAssistant, dialect: str) -> None:
    model = replace(NetwaveModel.load("foscam-fi8910w"), logins=("query",))
    simulated = NetwaveCamera(model, [Account(USER, PASSWORD)])
    simulated.settings |= STORED
    async with simulated, set_up(hass, simulated) as entry:
        await enable(hass, entry, "ftp_interval", "mail_new_address")
        with changed(simulated) as now:
            await call(hass, entry, "ftp_interval", "set_value", value=60)
            await call(hass, entry, "mail_new_address", "turn_off")
        assert now == {"ftp_upload_interval": "60", "mail_inet_ip": "0"}


async def test_concurrent_changes_of_one_group(
    hass: HomeAssistant, used: SimulatedCamera, entry: MockConfigEntry
) -> None:
    with changed(used) as now:
        await asyncio.gather(
            act(hass, entry, "set_mail", server="a.example.org"),
            act(hass, entry, "set_mail", sender="b@example.org"),
            act(hass, entry, "set_mail", recipient_1="c@example.org"),
            act(hass, entry, "set_ddns", host="d.example.org"),
            act(hass, entry, "set_ddns", proxy="e.example.org"),
        )
    assert now == {
        "mail_svr": "a.example.org",
        "mail_sender": "b@example.org",
        "mail_receiver1": "c@example.org",
        "ddns_host": "d.example.org",
        "ddns_proxy_svr": "e.example.org",
    }


async def test_group_write_keeps_changes_made_elsewhere(
    hass: HomeAssistant, used: SimulatedCamera, entry: MockConfigEntry
) -> None:
    """A change on the camera's own web page after the last poll is kept."""
    used.settings["mail_pwd"] = "meanwhile"
    await act(hass, entry, "set_mail", server="a.example.org")
    assert used.settings["mail_pwd"] == "meanwhile"


async def test_camera_ignores_password(hass: HomeAssistant, used: SimulatedCamera, entry: MockConfigEntry) -> None:
    used.faults.deaf = True
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, entry, "set_mail", password="new")
    assert raised.value.translation_key == "not_kept"
    assert "envelope" not in str(raised.value)


async def test_get_settings_hides_secrets(hass: HomeAssistant, used: SimulatedCamera, entry: MockConfigEntry) -> None:
    reported = await act(hass, entry, "get_settings")
    assert set(reported) == {
        *("mail", "ftp", "ddns", "pppoe", "network", "wifi", "user", "linked_camera", "alarm_call"),
    }
    assert reported["mail"] == {
        "server": "smtp.example.org",
        "port": 465,
        "encryption": "tls",
        "username": "postman",
        "password": True,
        "sender": "porch@example.org",
        "recipient_1": "a@example.org",
        "recipient_2": "",
        "recipient_3": "",
        "recipient_4": "d@example.org",
    }
    assert reported["ftp"]["mode"] == "active"
    assert reported["ddns"]["service"] == "dyndns"
    assert reported["pppoe"] == {"enabled": False, "username": "dialer", "password": True}
    assert reported["alarm_call"] == {"enabled": False, "url": True}
    assert reported["wifi"]["name"] == "Meadow"
    assert reported["wifi"]["security"] == "wpa2_aes"
    assert reported["wifi"]["wep_key_1"] is False
    assert reported["user"]["1_name"] == USER
    assert reported["user"]["1_password"] is True
    assert reported["user"]["1_role"] == "administrator"
    assert reported["network"] == {
        "dhcp": True,
        "address": "",
        "netmask": "",
        "gateway": "",
        "dns": "",
        "port": used.port,
    }
    secrets = [value for name, value in used.settings.items() if name.endswith(("_pwd", "_psk", "_url")) and value]
    assert len(secrets) >= 6
    assert not [secret for secret in secrets if secret in str(reported)]


async def test_get_settings_reads_current_values(
    hass: HomeAssistant, used: SimulatedCamera, entry: MockConfigEntry
) -> None:
    """The response has the current values, not those of the last poll."""
    used.settings["ftp_dir"] = "/elsewhere"
    reported = await act(hass, entry, "get_settings", groups=["ftp"])
    assert list(reported) == ["ftp"]
    assert reported["ftp"]["folder"] == "/elsewhere"


@pytest.mark.parametrize(("language", "called"), [("en", "User name"), ("de", "Benutzername"), ("it", "Nome utente")])
async def test_errors_name_fields_in_home_assistants_language(
    hass: HomeAssistant, simulated: SimulatedCamera, language: str, called: str
) -> None:
    hass.config.language = language
    async with set_up(hass, simulated) as entry:
        with pytest.raises(ServiceValidationError) as raised:
            await act(hass, entry, "set_mail", username="u" * 65)
        assert (raised.value.translation_placeholders or {})["setting"] == called
