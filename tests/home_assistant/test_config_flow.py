"""Config flow: adding a camera, reauthentication, reconfiguration."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from io import BytesIO
import json
from pathlib import Path
import socket
from typing import Any

from aiohttp import web
from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from PIL import Image
import pytest

from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.flows import sign_in
from custom_components.ip_camera_cgi.protocol.dialects.hucoms.pages import PAGES
from script.diagnostics import FOLDER
from simulator import Account, AccountRole, SimulatedCamera, replay, simulate

from ..conftest import PASSWORD, USER
from .conftest import entry_for, user_input
from .test_entities import entity_id

type Stub = Callable[[Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]], Awaitable[int]]


async def submit(hass: HomeAssistant, typed: dict[str, Any]) -> ConfigFlowResult:
    """Open the address form and submit it."""
    menu = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert menu["type"] is FlowResultType.MENU
    assert menu["menu_options"] == ["search", "address"]
    form = await choose(hass, menu, "address")
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "address"
    return await hass.config_entries.flow.async_configure(form["flow_id"], typed)


async def choose(hass: HomeAssistant, menu: ConfigFlowResult, option: str) -> ConfigFlowResult:
    """Choose a menu option."""
    return await hass.config_entries.flow.async_configure(menu["flow_id"], {"next_step_id": option})


def suggested(result: ConfigFlowResult) -> dict[str, Any]:
    """Return the suggested values of a form."""
    schema = result["data_schema"]
    assert schema is not None
    return {str(key): (key.description or {}).get("suggested_value") for key in schema.schema}


async def confirm(hass: HomeAssistant, result: ConfigFlowResult) -> ConfigFlowResult:
    """Confirm the camera, and remove the entry after the test."""
    created = await choose(hass, result, "add")
    if created["type"] is FlowResultType.MENU:  # another integration shows it
        created = await choose(hass, created, "keep_both")
    await hass.async_block_till_done()
    if created["type"] is FlowResultType.CREATE_ENTRY:
        await hass.config_entries.async_unload(created["result"].entry_id)
    return created


async def test_add_camera(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    result = await submit(hass, user_input(simulated))
    assert result["step_id"] == "confirm_administrator"
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    assert placeholders["dialect"].lower() == simulated.personality.dialect
    assert placeholders["mac"].replace(":", "").upper() == simulated.personality.id
    assert (placeholders["motion"], placeholders["reboot"]) == ("", "")
    differing = (placeholders["steering"], placeholders["tamper"])
    assert differing == (("", "<!--") if simulated.personality.dialect == "netwave" else ("<!--", ""))
    assert (placeholders["steering_end"] == "-->") is (placeholders["steering"] == "<!--")
    start = "![](data:image/jpeg;base64,"
    assert placeholders["picture"].startswith(start)
    with Image.open(BytesIO(base64.b64decode(placeholders["picture"][len(start) : -1]))) as picture:
        assert picture.format == "JPEG"
        assert picture.width <= 400

    created = await confirm(hass, result)
    assert created["type"] is FlowResultType.CREATE_ENTRY
    assert created["data"] == {**user_input(simulated), "dialect": simulated.personality.dialect}
    assert created["result"].unique_id == placeholders["mac"]
    assert created["description"] == "reload", "open pages have not loaded the card yet"
    assert DOMAIN in hass.config.components
    await hass.config_entries.async_remove(created["result"].entry_id)
    again = await confirm(hass, await submit(hass, user_input(simulated)))
    assert again["description"] is None


def motion_is_off(simulated: SimulatedCamera) -> None:
    name = "alarm_motion_armed" if simulated.personality.dialect == "netwave" else "motion/motion1.enable"
    assert name in simulated.settings
    simulated.settings[name] = "0" if simulated.personality.dialect == "netwave" else "disable"


async def test_motion_detection_is_turned_on(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    """It is off in most cameras, and users would not notice."""
    motion_is_off(simulated)
    result = await submit(hass, user_input(simulated))
    others = ["add", "check", "back"] if simulated.personality.dialect == "netwave" else ["add", "back"]
    assert result["menu_options"] == ["add_with_motion", *others]
    created = await choose(hass, result, "add_with_motion")
    await hass.async_block_till_done()
    entry = created["result"]
    assert hass.states.get(entity_id(hass, entry, "motion_detection")).state == "on"  # type: ignore[union-attr]
    await hass.config_entries.async_remove(entry.entry_id)
    assert (await submit(hass, user_input(simulated)))["menu_options"] == others


async def test_motion_detection_that_stays_off(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    """The camera is added all the same, and the user is informed."""
    motion_is_off(simulated)
    result = await submit(hass, user_input(simulated))
    simulated.faults.deaf = True
    created = await choose(hass, result, "add_with_motion")
    await hass.async_block_till_done()
    assert (created["type"], created["description"]) == (FlowResultType.CREATE_ENTRY, "motion_failed")
    await hass.config_entries.async_unload(created["result"].entry_id)


@pytest.mark.parametrize("how", ["127.0.0.1", "http://127.0.0.1:{port}/"])
async def test_other_port(
    hass: HomeAssistant, simulated: SimulatedCamera, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If nothing answers, the usual ports are tried, and the one that answers is offered."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        wrong = free.getsockname()[1]
    monkeypatch.setattr(sign_in, "_OTHER_PORTS", (wrong, simulated.port))
    typed = user_input(simulated, **{CONF_HOST: how.format(port=wrong), CONF_PORT: wrong})
    form = await submit(hass, typed)
    assert form["errors"] == {CONF_PORT: "other_port"}
    assert form["description_placeholders"] == {"port": str(simulated.port)}
    offered = suggested(form)
    assert offered == user_input(simulated)
    assert not [each for each in simulated.requests if each.account == USER], (
        "the user has not agreed to sign in there yet"
    )
    result = await hass.config_entries.flow.async_configure(form["flow_id"], offered)
    assert result["step_id"] == "confirm_administrator"


@pytest.mark.parametrize(
    "typed", ["127.0.0.1:{port}", "http://127.0.0.1:{port}/", " http://x:y@127.0.0.1:{port}/a?b=c "]
)
async def test_pasted_address(hass: HomeAssistant, simulated: SimulatedCamera, typed: str) -> None:
    result = await submit(hass, user_input(simulated, host=typed.format(port=simulated.port), port=80))
    created = await confirm(hass, result)
    assert created["data"][CONF_HOST] == "127.0.0.1"
    assert created["data"][CONF_PORT] == simulated.port


@pytest.mark.parametrize("host", ["my camera", "http://", "host:port", "", "127.1", "192.168.1.300", "ftp://127.0.0.1"])
async def test_invalid_addresses(hass: HomeAssistant, simulated: SimulatedCamera, host: str) -> None:
    result = await submit(hass, user_input(simulated, host=host))
    assert result["errors"] == {CONF_HOST: "invalid_host"}
    assert suggested(result) == user_input(simulated, host=host)
    assert simulated.requests == []


@pytest.mark.parametrize("host", ["127.000.000.001", "127.0.0.1.", " 127.0.0.1 "])
async def test_padded_ip_address(hass: HomeAssistant, simulated: SimulatedCamera, host: str) -> None:
    created = await confirm(hass, await submit(hass, user_input(simulated, host=host)))
    assert created["data"][CONF_HOST] == "127.0.0.1"


@pytest.mark.parametrize("host", ["https://127.0.0.1/", "HTTPS://127.0.0.1:{port}"])
async def test_https_address_is_refused(hass: HomeAssistant, simulated: SimulatedCamera, host: str) -> None:
    typed = host.format(port=simulated.port)
    result = await submit(hass, user_input(simulated, host=typed))
    assert result["errors"] == {CONF_HOST: "https_typed"}
    assert simulated.requests == []


async def test_server_that_redirects_to_https(hass: HomeAssistant, stub: Stub) -> None:
    async def handler(request: web.BaseRequest) -> web.Response:
        return web.Response(status=301, headers={"Location": "https://127.0.0.1/"})

    assert await refusal(hass, await stub(handler)) == "https_only"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("refuse", "cannot_connect"),
        ("silent", "cannot_connect"),
        ("password", "invalid_auth"),
        ("html", "unknown_camera"),
    ],
)
async def test_errors_have_messages_and_can_be_corrected(
    hass: HomeAssistant, simulated: SimulatedCamera, fault: str, error: str
) -> None:
    typed = user_input(simulated)
    simulated.faults.set(fault, "another" if fault == "password" else True)
    result = await submit(hass, typed)
    assert result["errors"] == {"base": error}
    assert suggested(result) == typed, "the input is kept"

    simulated.faults.clear()
    result = await hass.config_entries.flow.async_configure(result["flow_id"], typed)
    assert (await confirm(hass, result))["type"] is FlowResultType.CREATE_ENTRY


async def test_wrong_password(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    result = await submit(hass, user_input(simulated, password="wrong"))
    assert result["errors"] == {"base": "invalid_auth"}


async def test_empty_password(hass: HomeAssistant, dialect: str) -> None:
    async with simulate(dialect, password="") as simulated:
        typed = user_input(simulated)
        del typed[CONF_PASSWORD]
        created = await confirm(hass, await submit(hass, typed))
        assert created["data"][CONF_PASSWORD] == ""


@pytest.mark.parametrize(("level", "more"), [(AccountRole.VISITOR, "<!--"), (AccountRole.OPERATOR, "")])
async def test_visitor_account_can_be_added(hass: HomeAssistant, level: AccountRole, more: str) -> None:
    async with simulate("netwave", accounts=[Account("guest", "guest", level)]) as simulated:
        result = await submit(hass, user_input(simulated, username="guest", password="guest"))
        assert result["step_id"] == f"confirm_{level.name.lower()}"
        shown = result["description_placeholders"]
        assert shown is not None
        assert (shown["motion"], shown["video_stream"]) == ("", "<!--")
        shown_more = [shown[ability] for ability in ("relay", "steering", "settings", "reboot")]
        assert shown_more == [more, more, more, "<!--"]
        check = ["check"] if level is AccountRole.OPERATOR else []  # moving is allowed to operators
        assert result["menu_options"] == ["add", *check, "back"], "the account may not turn motion detection on"
        created = await confirm(hass, result)
        assert created["type"] is FlowResultType.CREATE_ENTRY


async def test_account_without_any_rights(hass: HomeAssistant) -> None:
    async with simulate("hucoms", accounts=[Account("guest", "guest", AccountRole.VISITOR)]) as simulated:
        result = await submit(hass, user_input(simulated, username="guest", password="guest"))
        assert result["errors"] == {"base": "not_allowed"}


async def test_already_set_up(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    """A configured camera that is added again updates its address."""
    known = entry_for(simulated, port=1)
    known.add_to_hass(hass)
    result = await submit(hass, user_input(simulated))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert known.data[CONF_PORT] == simulated.port
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(known.entry_id)


@pytest.fixture
async def stub(request: pytest.FixtureRequest) -> Any:
    """Serve fixed responses."""
    runners: list[web.ServerRunner] = []

    async def serve(handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]) -> int:
        runner = web.ServerRunner(web.Server(handler))
        await runner.setup()
        runners.append(runner)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port: int = runner.addresses[0][1]
        return port

    yield serve
    for runner in runners:
        await runner.cleanup()


OTHER_SERVERS: dict[str, tuple[str, str]] = {
    "foscam_hd": ("/cgi-bin/CGIProxy.fcgi", "<CGI_Result>\n<result>-1</result>\n</CGI_Result>"),
    "hi3510": ("/cgi-bin/hi3510/param.cgi", 'var model="C6F0SgZ3N0P6L0";\r\n'),
    "vstarcam": ("/get_status.cgi", 'var alias="Hall";\r\nvar deviceid="OBJ-000001-ABCDE";\r\nvar alarm_status=0;\r\n'),
    "onvif": ("/onvif/device_service", "<s:Envelope><s:Body><tds:GetSystemDateAndTimeResponse/></s:Body></s:Envelope>"),
}


@pytest.mark.parametrize("status", [404, 401])
@pytest.mark.parametrize("kind", OTHER_SERVERS)
async def test_unsupported_families_are_named(hass: HomeAssistant, stub: Stub, kind: str, status: int) -> None:
    """Also those that refuse logins for unknown paths; an ONVIF answer proves nothing."""
    path, text = OTHER_SERVERS[kind]

    async def handler(request: web.BaseRequest) -> web.Response:
        return web.Response(text=text) if request.path == path else web.Response(status=status)

    port = await stub(handler)
    typed = {CONF_HOST: "127.0.0.1", CONF_PORT: port, CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD}
    result = await submit(hass, typed)
    assert result["errors"] == {"base": "invalid_auth" if (kind, status) == ("onvif", 401) else kind}


async def test_refused_login_outranks_timeout(hass: HomeAssistant, stub: Stub) -> None:
    """A camera of one dialect may hang up on requests of another."""

    async def handler(request: web.BaseRequest) -> web.Response:
        if request.path.startswith("/cgi-bin/") and request.transport is not None:
            request.transport.abort()
        return web.Response(status=401)

    typed = {CONF_HOST: "127.0.0.1", CONF_PORT: await stub(handler), CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD}
    assert (await submit(hass, typed))["errors"] == {"base": "locked"}


@pytest.mark.parametrize("status", [200, 204, 302, 400, 404])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "<html>Welcome</html>",
        "<html><script>\nvar a=1;\nvar result = 1;\n</script><div id='aabbccddeeff';></html>",
        "var a=1;",
        "var id='000000000000';",
        "mac = nonsense",
        "mac = 00:00:00:00:00:00",
        "Error: no",
    ],
)
async def test_other_servers_are_refused(hass: HomeAssistant, stub: Stub, status: int, text: str) -> None:
    async def handler(request: web.BaseRequest) -> web.Response:
        return web.Response(status=status, text=text, headers={"Location": "/"})

    # A camera that answers Error: to every request cannot be distinguished from one that refuses the login.
    expected = "invalid_auth" if status == 200 and text.startswith("Error") else "unknown_camera"
    assert await refusal(hass, await stub(handler)) == expected


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, "locked"), (403, "locked"), (500, "unintelligible"), (503, "unintelligible")],
)
async def test_servers_that_refuse_everything(hass: HomeAssistant, stub: Stub, status: int, error: str) -> None:
    async def handler(request: web.BaseRequest) -> web.Response:
        return web.Response(status=status)

    assert await refusal(hass, await stub(handler)) == error


async def refusal(hass: HomeAssistant, port: int) -> str:
    """Return the form error for a server."""
    typed = {CONF_HOST: "127.0.0.1", CONF_PORT: port, CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD}
    errors = (await submit(hass, typed))["errors"]
    assert errors is not None
    return errors["base"]


async def test_colon_in_the_user_name(hass: HomeAssistant, dialect: str) -> None:
    """Basic authentication cannot transport it, a query can."""
    async with simulate(dialect, user="a:b") as simulated:
        created = await confirm(hass, await submit(hass, user_input(simulated, username="a:b")))
        assert created["type"] is FlowResultType.CREATE_ENTRY


async def test_slow_camera_with_a_wrong_password(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    simulated.faults.slow = 1.0
    result = await submit(hass, user_input(simulated, password="wrong"))
    assert result["errors"] == {"base": "invalid_auth"}


async def test_very_slow_camera(
    hass: HomeAssistant, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Detection gives up after the timeout."""
    monkeypatch.setattr(sign_in, "_CONNECT_TIMEOUT", 5)
    simulated.faults.slow = 0.4
    async with asyncio.timeout(8):
        assert (await submit(hass, user_input(simulated)))["step_id"] == "confirm_administrator"


async def test_camera_without_a_name(hass: HomeAssistant) -> None:
    async with simulate("netwave", personality="foscam-fi8910w", user=USER, password=PASSWORD) as simulated:
        simulated.settings["alias"] = ""
        menu = await submit(hass, user_input(simulated))
        assert menu["description_placeholders"] is not None
        assert menu["description_placeholders"]["name"] == "-"
        assert (await confirm(hass, menu))["title"] == "Foscam IP camera (firmware 11.37)"


async def test_abandoned_flow_does_not_block_another(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    await submit(hass, user_input(simulated))
    created = await confirm(hass, await submit(hass, user_input(simulated)))
    assert created["type"] is FlowResultType.CREATE_ENTRY


async def test_password_is_not_sent_to_other_servers(hass: HomeAssistant, stub: Stub) -> None:
    seen: list[str] = []

    async def handler(request: web.BaseRequest) -> web.Response:
        seen.append(f"{request.raw_path} {dict(request.headers)}")
        return web.Response(status=404)

    assert await refusal(hass, await stub(handler)) == "unknown_camera"
    assert seen
    assert not [each for each in seen if PASSWORD in each or "Authorization" in each]


async def test_reauth(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    known = entry_for(simulated, password="old")
    known.add_to_hass(hass)
    result = await known.start_reauth_flow(hass)
    assert result["step_id"] == "reauth_confirm"
    assert suggested(result) == {CONF_USERNAME: USER, CONF_PASSWORD: None}
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {CONF_USERNAME: "somebody", CONF_PASSWORD: "wrong"}
    )
    assert result["errors"] == {"base": "invalid_auth"}
    assert suggested(result) == {CONF_USERNAME: "somebody", CONF_PASSWORD: "wrong"}
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD}
    )
    assert result["reason"] == "reauth_successful"
    assert known.data[CONF_PASSWORD] == PASSWORD
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(known.entry_id)


async def test_reconfigure(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    known = entry_for(simulated, host="192.0.2.1")
    known.add_to_hass(hass)
    result = await known.start_reconfigure_flow(hass)
    assert suggested(result)[CONF_HOST] == "192.0.2.1"
    result = await hass.config_entries.flow.async_configure(result["flow_id"], user_input(simulated))
    assert result["reason"] == "reconfigure_successful"
    assert known.data[CONF_HOST] == "127.0.0.1"
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(known.entry_id)


@pytest.mark.parametrize("again", [True, False], ids=["sign in again", "reconfigure"])
async def test_reconfigure_keeps_previous_alarm_url(
    hass: HomeAssistant, simulated: SimulatedCamera, again: bool
) -> None:
    """The previous alarm URL can still be restored when the camera is removed."""
    reported = {"webhook_id": "ours", "call_before": {"enabled": True, "url": "http://10.0.0.1/bell"}}
    known = entry_for(simulated, password="old", **reported)
    known.add_to_hass(hass)
    form = await (known.start_reauth_flow(hass) if again else known.start_reconfigure_flow(hass))
    typed = {CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD} if again else user_input(simulated)
    result = await hass.config_entries.flow.async_configure(form["flow_id"], typed)
    assert result["type"] is FlowResultType.ABORT
    assert known.data.items() >= {**reported, **typed}.items()
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(known.entry_id)


HOSTILE = "[a](http://b) www.c.d ~~e~~"
READ_AS_IT_IS = r"\[a\]\(http\:\/\/b\) www\.c\.d \~\~e\~\~"


async def test_camera_name_is_escaped(hass: HomeAssistant, tmp_path: Path) -> None:
    """Markdown in a camera's name would show links and remote images."""
    reported = json.loads((FOLDER / "hucoms-dome.json").read_text("utf-8"))
    for page, field in (("name", "servername"), ("model", "servermodel"), ("version", "firmware")):
        reported["data"]["pages"][PAGES[page].reference][field] = HOSTILE
    file = tmp_path / "hostile.json"
    file.write_text(json.dumps(reported), "utf-8")
    async with replay(file, user=USER, password=PASSWORD) as simulated:
        menu = await submit(hass, user_input(simulated))
        shown = menu["description_placeholders"]
        assert shown is not None
        assert shown["name"] == shown["firmware"] == READ_AS_IT_IS
        assert shown["model"] == f"Hucoms {READ_AS_IT_IS}"
        known = entry_for(simulated)
        known.add_to_hass(hass)
        hass.config_entries.async_update_entry(known, title=HOSTILE)
        for form in (await known.start_reauth_flow(hass), await known.start_reconfigure_flow(hass)):
            assert form["description_placeholders"]["name"] == READ_AS_IT_IS


async def test_reconfigure_refuses_another_camera(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    async with simulate("netwave", personality="netwave-generic") as other:
        known = entry_for(other)
        known.add_to_hass(hass)
        result = await known.start_reconfigure_flow(hass)
        result = await hass.config_entries.flow.async_configure(result["flow_id"], user_input(simulated))
        assert result["step_id"] == "another_camera"
        form = await choose(hass, result, "reconfigure")
        assert (form["step_id"], known.data[CONF_PORT]) == ("reconfigure", other.port)


async def test_direction_is_checked_before_adding(hass: HomeAssistant) -> None:
    """Each move is shown as a film; the answers become options of the entry."""
    async with simulate("netwave", personality="wansview-ncb541w", user=USER, password=PASSWORD) as simulated:
        simulated.world.pan = 20
        menu = await submit(hass, user_input(simulated))
        assert menu["menu_options"] == ["add_with_motion", "add", "check", "back"]
        form = await choose(hass, menu, "check")
        assert form["step_id"] == "check_pan"
        assert simulated.world.pan < 20, "it turned the other way"
        assert form["description_placeholders"] is not None
        start = "![](data:image/webp;base64,"
        assert form["description_placeholders"]["picture"].startswith(start)
        with Image.open(
            BytesIO(base64.b64decode(form["description_placeholders"]["picture"][len(start) : -1]))
        ) as film:
            first = film.convert("RGB").tobytes()
            film.seek(film.n_frames - 1)  # type: ignore[attr-defined]
            assert film.convert("RGB").tobytes() != first, "it shows the move"
        assert form["data_schema"] is not None
        assert form["data_schema"]({}) == {"went": "again"}
        before = simulated.world.pan
        form = await hass.config_entries.flow.async_configure(form["flow_id"], {"went": "again"})
        assert simulated.world.pan < before
        form = await hass.config_entries.flow.async_configure(form["flow_id"], {"went": "wrong_way"})
        assert form["step_id"] == "check_tilt"
        menu = await hass.config_entries.flow.async_configure(form["flow_id"], {"went": "not_at_all"})
        assert menu["menu_options"] == ["add_with_motion", "add", "back"]
        created = await confirm(hass, menu)
        assert created["options"] == {"swap_pan": True}


async def test_check_of_a_camera_that_vanishes(hass: HomeAssistant) -> None:
    """An error is shown, and the camera can still be added unchecked."""
    async with simulate("netwave", personality="wansview-ncb541w", user=USER, password=PASSWORD) as simulated:
        menu = await submit(hass, user_input(simulated))
        simulated.faults.refuse = True
        form = await choose(hass, menu, "check")
        assert form["errors"] == {"base": "cannot_connect"}
        simulated.faults.clear()
        for _ in range(2):  # pan and tilt
            form = await hass.config_entries.flow.async_configure(form["flow_id"], {"went": "not_at_all"})
        assert form["step_id"] == "confirm_administrator"
        assert (await confirm(hass, form))["options"] == {}
