"""Repair issues of a camera and their flows."""

import ast
import asyncio
from dataclasses import replace
from typing import Any
from unittest.mock import AsyncMock

from homeassistant.components.repairs.const import DOMAIN as REPAIRS
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import CONF_PASSWORD
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from custom_components.ip_camera_cgi.connection import relocate, restart_window
from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.protocol import HealthIssue
from custom_components.ip_camera_cgi.repair_issues import _issue_id
from simulator import Account, AccountRole, SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from ..protocol.test_camera import until
from .conftest import lose, orders, set_up
from .test_alarm_webhook import problems
from .test_hassfest import SOURCES


class Mending:
    """Runs fix flows like the frontend."""

    def __init__(self, hass: HomeAssistant, client: ClientSessionGenerator) -> None:
        self._hass = hass
        self._make_client = client
        self._client: Any = None
        self._flow = ""

    async def start(self, entry: MockConfigEntry, concern: HealthIssue) -> dict[str, Any]:
        self._client = self._client or await self._make_client()  # listeners registered later miss events
        body = {"handler": DOMAIN, "issue_id": _issue_id(concern, entry.entry_id)}
        reported = await self._post("/api/repairs/issues/fix", body)
        self._flow = reported["flow_id"]
        return reported

    async def submit(self, **typed: Any) -> dict[str, Any]:
        reported = await self._post(f"/api/repairs/issues/fix/{self._flow}", typed)
        await self._hass.async_block_till_done()
        return reported

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self._client.post(path, json=body)
        assert answer.status == 200, await answer.text()
        return dict(await answer.json())


@pytest.fixture
async def mending(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Mending:
    assert await async_setup_component(hass, REPAIRS, {})
    return Mending(hass, hass_client)


async def checked_up(entry: MockConfigEntry) -> None:
    """Wait until the health checks have run."""
    await until(lambda: entry.runtime_data.camera.allows_anonymous is not None)


async def reread_pages(entry: MockConfigEntry) -> None:
    """Read the pages of the health checks again."""
    camera = entry.runtime_data.camera
    await camera.refresh(camera.driver.health_pages)
    entry.runtime_data.show_state()


async def test_no_issues(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    await checked_up(entry)
    await hass.async_block_till_done()
    assert problems(hass) == set()
    strange = [each for each in simulated.requests if each.account is None and each.path != "/get_status.cgi"]
    assert len(strange) <= 3, "one identifies the camera, two find out whether it requires a login"


@pytest.mark.parametrize("seconds", [-86400, 1800])
async def test_clock_is_set(
    hass: HomeAssistant, mending: Mending, entry: MockConfigEntry, simulated: SimulatedCamera, seconds: int
) -> None:
    simulated.faults.clock_jump = seconds
    await reread_pages(entry)
    assert problems(hass) == {"clock_wrong"}
    form = await mending.start(entry, HealthIssue.CLOCK_WRONG)
    assert (form["type"], form["description_placeholders"]["name"]) == ("form", "Camera")
    assert (await mending.submit())["type"] == "create_entry"
    assert abs(simulated.clock.error) < 2
    assert problems(hass) == set()
    assert len([each for each in orders(simulated) if "date" in each.path]) == 1


async def test_restart_of_home_assistant(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """Issues are created again after a restart, and ignored ones stay ignored."""
    simulated.faults.clock_jump = 3600
    await reread_pages(entry)
    key = (DOMAIN, _issue_id(HealthIssue.CLOCK_WRONG, entry.entry_id))
    issues = ir.async_get(hass).issues
    for ignored in (None, "2026.10.0"):
        issues[key] = replace(issues[key], active=False, translation_key=None, dismissed_version=ignored)
        entry.runtime_data.show_state()
        assert (issues[key].active, issues[key].translation_key) == (True, "clock_wrong")
        assert issues[key].dismissed_version == ignored


async def test_small_clock_deviation_is_tolerated(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    simulated.faults.clock_jump = 240
    await reread_pages(entry)
    assert problems(hass) == set()


async def test_clock_that_cannot_be_set(
    hass: HomeAssistant, mending: Mending, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    simulated.faults.clock_jump = 3600
    await reread_pages(entry)
    simulated.faults.deaf = True
    await mending.start(entry, HealthIssue.CLOCK_WRONG)
    done = await mending.submit()
    assert (done["type"], done["reason"]) == ("abort", "not_done")
    assert problems(hass) == {"clock_wrong"}
    simulated.faults.deaf = False
    await mending.start(entry, HealthIssue.CLOCK_WRONG)
    simulated.faults.unauthorized = True
    assert (await mending.submit())["reason"] == "not_done"
    simulated.faults.unauthorized = False
    await lose(entry, simulated)
    await mending.start(entry, HealthIssue.CLOCK_WRONG)
    assert (await mending.submit())["reason"] == "not_there"
    simulated.faults.refuse = False


async def test_power_cut_makes_the_clock_wrong(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """The clock is checked as soon as the camera is back."""
    await checked_up(entry)
    await lose(entry, simulated)
    simulated.faults.refuse = False
    simulated.faults.clock_jump = -40 * 365 * 86400
    camera = entry.runtime_data.camera
    for page in camera.driver.health_pages:
        camera._cache._read_at[page] = camera._cache._read_at.get(page, 0) - 60
    await entry.runtime_data.async_refresh()
    expected = {"netwave": "time_server_silent", "hucoms": "clock_wrong"}  # only Netwave cameras say whom they ask
    assert problems(hass) == {expected[simulated.personality.dialect]}


@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
async def test_pending_restart(
    hass: HomeAssistant,
    mending: Mending,
    entry: MockConfigEntry,
    simulated: SimulatedCamera,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(restart_window, "_PAUSE", 0.2)
    simulated.settings["videoset/need_reboot"] = "yes"
    await reread_pages(entry)
    assert problems(hass) == {"restart_needed"}
    simulated.reboot_seconds = 0.2
    await mending.start(entry, HealthIssue.RESTART_NEEDED)
    assert (await mending.submit())["type"] == "create_entry"
    assert simulated.reboots == 1
    entry.runtime_data.show_state()
    assert problems(hass) == set(), "its earlier answers no longer count"
    await until(lambda: not simulated.rebooting)
    camera = entry.runtime_data.camera
    for _ in range(30):  # it is not polled for a moment after the restart
        camera._cache._read_at["video"] -= 60
        await entry.runtime_data.async_refresh()
        if camera.state.pages["video"]["need_reboot"] == "no":
            break
        await asyncio.sleep(0.1)
    assert camera.state.pages["video"]["need_reboot"] == "no"
    assert problems(hass) == set()


async def test_anonymous_access(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    await checked_up(entry)
    simulated.faults.open_access = True
    await hass.config_entries.async_reload(entry.entry_id)
    await checked_up(entry)
    assert problems(hass) == {"open_to_everybody"}
    (issue,) = (issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN)
    assert (issue.is_fixable, issue.is_persistent, issue.severity) == (False, False, ir.IssueSeverity.WARNING)
    assert str(issue.learn_more_url).endswith("/docs/security.md"), "the camera's address is not shown to all users"
    simulated.faults.open_access = False
    await hass.config_entries.async_reload(entry.entry_id)
    await checked_up(entry)
    assert problems(hass) == set()


async def test_password_is_changed(hass: HomeAssistant, mending: Mending) -> None:
    async with simulate("netwave", password="") as simulated, set_up(hass, simulated, password="") as entry:
        assert problems(hass) == {"password_guessable"}
        await mending.start(entry, HealthIssue.PASSWORD_GUESSABLE)
        assert (await mending.submit(password="Admin"))["errors"] == {"password": "guessable"}
        assert (await mending.submit(password="much too long for it"))["errors"] == {"password": "bad_password"}
        assert orders(simulated) == []
        assert (await mending.submit(password=PASSWORD))["type"] == "create_entry"
        assert [account.password for account in simulated.accounts] == [PASSWORD]
        assert entry.data[CONF_PASSWORD] == PASSWORD
        assert entry.state is ConfigEntryState.LOADED
        assert problems(hass) == set()


async def test_camera_unavailable_after_password_change(
    hass: HomeAssistant, mending: Mending, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relocate, "_TIMEOUT", 0.3)
    async with simulate("netwave", password="") as simulated, set_up(hass, simulated, password="") as entry:
        await mending.start(entry, HealthIssue.PASSWORD_GUESSABLE)
        monkeypatch.setattr(relocate, "_is_reachable", AsyncMock(return_value=False))
        done = await mending.submit(password=PASSWORD)
        assert (done["type"], done["reason"]) == ("abort", "not_followed")
        assert done["description_placeholders"] == {"host": "127.0.0.1", "port": str(simulated.port)}


async def test_camera_rejects_password(hass: HomeAssistant, mending: Mending) -> None:
    async with simulate("netwave", password="") as simulated, set_up(hass, simulated, password="") as entry:
        await mending.start(entry, HealthIssue.PASSWORD_GUESSABLE)
        simulated.faults.only, simulated.faults.html = "set_users", True
        done = await mending.submit(password=PASSWORD)
        assert (done["type"], done["reason"]) == ("abort", "not_done")
        simulated.faults.clear()
        await mending.start(entry, HealthIssue.PASSWORD_GUESSABLE)
        await hass.config_entries.async_unload(entry.entry_id)
        assert (await mending.submit(password=PASSWORD))["reason"] == "not_there"
        assert problems(hass) == {"password_guessable"}


async def test_password_changed_on_camera(hass: HomeAssistant, mending: Mending) -> None:
    """The user changes it on the camera's web page and then in the entry."""
    async with simulate("hucoms", password="admin") as simulated, set_up(hass, simulated, password="admin") as entry:
        assert problems(hass) == {"password_guessable_elsewhere"}
        simulated.set_password("admin", PASSWORD)
        await mending.start(entry, HealthIssue.PASSWORD_GUESSABLE)
        done = await mending.submit()
        assert done["reason"] == "next"
        kind, flow_id = done["next_flow"]
        assert kind == "config_flow"
        assert problems(hass) == {"password_guessable_elsewhere"}, "the issue is not fixed yet"
        typed = {"host": "127.0.0.1", "port": simulated.port, "username": "admin", "password": PASSWORD}
        await hass.config_entries.flow.async_configure(flow_id, typed)
        await hass.async_block_till_done()
        await checked_up(entry)
        assert problems(hass) == set()


async def test_weak_account(hass: HomeAssistant, mending: Mending) -> None:
    visitor = Account("gu*st", "visiting", AccountRole.VISITOR)
    async with (
        simulate("netwave", user=USER, password=PASSWORD, accounts=[visitor]) as simulated,
        set_up(hass, simulated, username=visitor.name, password=visitor.password) as entry,
    ):
        simulated.faults.clock_jump = 86400  # which this account could not fix
        await reread_pages(entry)
        assert problems(hass) == {"account_weak"}
        menu = await mending.start(entry, HealthIssue.ACCOUNT_WEAK)
        assert menu["description_placeholders"]["username"] == r"gu\*st"
        kind, _ = (await mending.submit(next_step_id="account"))["next_flow"]
        assert kind == "config_flow"
        await mending.start(entry, HealthIssue.ACCOUNT_WEAK)
        assert (await mending.submit(next_step_id="ignore"))["reason"] == "ignored"
        issue = ir.async_get(hass).async_get_issue(DOMAIN, _issue_id(HealthIssue.ACCOUNT_WEAK, entry.entry_id))
        assert issue is not None
        assert issue.learn_more_url is None, "the issue is fixed"
        assert issue.dismissed_version is not None


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
@pytest.mark.parametrize(("firmware", "hole"), [("11.37.2.54", True), ("11.37.2.55", False), ("Ver 1.8", False)])
async def test_vulnerable_firmware(hass: HomeAssistant, simulated: SimulatedCamera, firmware: str, hole: bool) -> None:
    simulated.settings["sys_ver"] = firmware
    async with set_up(hass, simulated):
        assert problems(hass) == ({"firmware_hole"} if hole else set())
        for issue in ir.async_get(hass).issues.values():
            assert issue.translation_placeholders == {"name": "Camera"}


async def test_ignored_issue_stays_ignored(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """Until its cause or the entry is gone; a reload does not count."""
    simulated.faults.clock_jump = 3600
    await reread_pages(entry)
    issue_id = _issue_id(HealthIssue.CLOCK_WRONG, entry.entry_id)
    ir.async_ignore_issue(hass, DOMAIN, issue_id, True)
    await hass.config_entries.async_reload(entry.entry_id)
    await checked_up(entry)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    assert issue is not None
    assert issue.dismissed_version is not None
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    assert problems(hass) == set()
    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    await checked_up(entry)
    await until(lambda: problems(hass) == {"clock_wrong"})
    await hass.config_entries.async_remove(entry.entry_id)
    assert problems(hass) == set()


async def test_issue_list_reveals_only_names(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, hass_read_only_access_token: str
) -> None:
    """Every user can list issues, so neither address, account nor firmware appears."""
    assert await async_setup_component(hass, "repairs", {})
    async with simulate("netwave", user="caretaker", password="") as simulated:
        simulated.settings["sys_ver"] = "11.37.2.54"
        simulated.faults.clock_jump = 86400
        async with set_up(hass, simulated, username="caretaker", password="") as entry:
            await reread_pages(entry)
            client = await hass_ws_client(hass, hass_read_only_access_token)
            await client.send_json_auto_id({"type": "repairs/list_issues"})
            issues = (await client.receive_json())["result"]["issues"]
    assert {"firmware_hole", "clock_wrong", "password_guessable"} <= {issue["translation_key"] for issue in issues}
    for issue in issues:
        assert issue["translation_placeholders"] == {"name": "Camera"}
        assert not [word for word in ("127.0.0.1", "caretaker", "11.37", "CVE") if word in str(issue)]


def test_issue_texts_have_only_the_name_placeholder() -> None:
    """Further details belong in the fix flow, which is for administrators."""
    created = 0
    for tree in SOURCES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("async_create_issue"):
                created += 1
                (named,) = [each.value for each in node.keywords if each.arg == "translation_placeholders"]
                assert isinstance(named, ast.Dict)
                assert {key.value for key in named.keys if isinstance(key, ast.Constant)} == {"name"}
    assert created >= 3
