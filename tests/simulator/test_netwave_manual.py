"""The complete Netwave manual: every page, parameter, range and response."""

from collections.abc import AsyncGenerator
from dataclasses import replace
import re
from urllib.parse import quote

import pytest

from simulator import Account, AccountRole, NetwaveCamera
from simulator.netwave.model import NetwaveModel

from .manual import Entry, read, right, wrong
from .tap import RawResponse, basic, fetch, start_of, upload

MANUAL = read("netwave")
PAGES: dict[str, Entry] = {page["cgi"]: page for page in MANUAL["cgis"]}
SET_PAGES = [name for name, page in PAGES.items() if "read_from" in page]
SET_PARAMS = [(name, param["name"]) for name in SET_PAGES for param in PAGES[name]["params"]]
STREAMS = ("videostream.cgi", "videostream.asf")
LEVELS = {"nobody": 0, "visitor": 1, "operator": 2, "manager": 3}
ACCOUNTS = {0: None, 1: ("visitor", "v"), 2: ("operator", "o"), 3: ("keeper", "k")}
BASE = {"user1": "admin", "pwd1": "secret", "pri1": "2", "user8": "keeper", "pwd8": "k", "pri8": "2"}


@pytest.fixture
async def camera() -> AsyncGenerator[NetwaveCamera]:
    """A camera that follows the manual to the letter."""
    accounts = [Account("visitor", "v", AccountRole.VISITOR), Account("operator", "o", AccountRole.OPERATOR)]
    accounts.append(Account("keeper", "k", AccountRole.ADMIN))
    # The grammar requires these parameters, but no known camera insists on all of them.
    letter = replace(NetwaveModel.load("netwave-manual"), partial=False)
    made = NetwaveCamera(letter, [Account("admin", "secret"), *accounts])
    made.reboot_seconds = made.pages.trial_seconds = 0.01
    async with made:
        yield made


def param_of(page: str, name: str) -> Entry:
    found: Entry = next(param for param in PAGES[page]["params"] if param["name"] == name)
    return found


def whole(camera: NetwaveCamera, page: str, **other: str) -> str:
    """Return all parameters of a page with harmless values, some replaced."""
    params = {
        param["name"]: right(param)[0] for param in PAGES[page]["params"] if param["type"] not in ("file", "bytes")
    }
    params |= {name: value for name, value in BASE.items() if name in params}
    if page == "set_network.cgi":
        params["port"] = str(camera.port)  # it moves there at once
    params |= {"bytes": "3", "data": "a%00b"} if page == "comm_write.cgi" else {}
    if page == "camera_control.cgi":
        params["value"] = "8"
    params |= {name: quote(value) for name, value in other.items()}
    return f"/{page}?" + "&".join(f"{name}={value}" for name, value in params.items())


async def request(camera: NetwaveCamera, page: str, *login: str) -> RawResponse:
    """Send a valid request for a page."""
    if PAGES[page]["method"] == "POST":
        return await upload(camera, f"/{page}", camera.memory.backup(), *login)
    return await fetch(camera, whole(camera, page) if PAGES[page]["params"] else f"/{page}", *login)


def test_all_entries_are_covered() -> None:
    counts = MANUAL["counts"]
    assert len(PAGES) == counts["cgis"] == 40
    assert sum(len(page["params"]) for page in PAGES.values()) == counts["request_params"]
    assert sum(len(page["returns"]) for page in PAGES.values()) == counts["return_keys"]
    assert len(PAGES["decoder_control.cgi"]["commands"]) == counts["decoder_commands"] == 97


@pytest.mark.parametrize("page", PAGES)
async def test_level(camera: NetwaveCamera, page: str) -> None:
    """Lower roles get 401, sufficient ones an answer."""
    for level, account in ACCOUNTS.items():
        login = [basic(*account)] if account else []
        allowed = level >= LEVELS[PAGES[page]["level"]]
        if allowed and page in STREAMS:
            assert (await start_of(camera, f"/{page}", *login, size=17)).startswith(b"HTTP/1.1 200 OK\r\n")
            continue
        response = await request(camera, page, *login)
        assert response.status == (200 if allowed else 401), account
        assert not response.body.startswith(b"error")


@pytest.mark.parametrize("example", [example for page in PAGES.values() for example in page.get("examples", ())])
async def test_example(camera: NetwaveCamera, example: str) -> None:
    target = example.removeprefix("http://192.168.0.105")
    if "next_url" not in target:
        response = await fetch(camera, target, basic())
        assert re.fullmatch(r'filename="003456789A0A\(\)_\d{14}\.jpg"', response.header("Content-disposition") or "")
        return
    response = await (
        upload(camera, target, b"new", basic()) if "upgrade" in target else fetch(camera, target, basic())
    )
    assert (response.status, response.header("Location")) == (302, "/index.htm")


@pytest.mark.parametrize("page", [name for name, page in PAGES.items() if page["method"] == "POST"])
async def test_post_only(camera: NetwaveCamera, page: str) -> None:
    assert (await fetch(camera, f"/{page}", basic())).text == "error: illegal http frame"
    assert (await fetch(camera, f"/{page}", basic(), method="POST")).text == "error: illegal http frame"
    assert (await upload(camera, f"/{page}", None, basic())).text.startswith("error: illegal")


@pytest.mark.parametrize("page", [name for name, page in PAGES.items() if page["method"] == "GET"])
async def test_get_only(camera: NetwaveCamera, page: str) -> None:
    assert (await fetch(camera, f"/{page}", basic(), method="POST", body=b"a")).text == "error: illegal http frame"


@pytest.mark.parametrize(
    "page", [name for name, page in PAGES.items() if page["returns"] and page["returns"][0]["name"] != "body"]
)
async def test_returns(camera: NetwaveCamera, page: str) -> None:
    """A page returns exactly the fields in the manual."""
    camera.pages.wifi.scan()
    camera.pages.wifi.seconds = 0
    camera.pages.wifi.scan()
    text = (await fetch(camera, f"/{page}", basic())).text
    reported = dict(re.findall(r"var (\w+)=(.*);\n", text))
    assert sorted(reported) == sorted(entry["name"] for entry in PAGES[page]["returns"])
    for entry in PAGES[page]["returns"]:
        value = reported[entry["name"]]
        quoted = entry["type"] == "string"
        assert value.startswith("'") == quoted, entry["name"]
        if "choices" in entry:
            assert int(value) in entry["choices"], entry["name"]
        if "range" in entry:
            assert entry["range"][0] <= int(value) <= entry["range"][1], entry["name"]


async def read_back(camera: NetwaveCamera, page: str, name: str) -> str:
    keeper = basic("keeper", "k") if name.endswith("1") else basic()
    text = (await fetch(camera, f"/{PAGES[page]['read_from']}", keeper)).text
    reported = re.search(rf"^var {param_of(page, name)['read_as']}=(.*);$", text, re.MULTILINE)
    assert reported, f"{name} cannot be read back"
    return reported[1].strip("'")


@pytest.mark.parametrize(("page", "name"), SET_PARAMS)
async def test_parameter(camera: NetwaveCamera, page: str, name: str) -> None:
    """Valid values are stored and read back under their documented name; invalid and missing ones are refused."""
    param = param_of(page, name)
    at_once = page == "set_network.cgi" and name == "port"
    for value in [str(camera.port)] if at_once else right(param):
        response = await fetch(camera, whole(camera, page, **{name: value}), basic())
        assert response.text == "ok", value
        if "read_as" in param:
            reported = await read_back(camera, page, name)
            assert reported == value or (name == "now" and 0 <= int(reported) - int(value) <= 2)
        camera.settings |= {"user1_name": "admin", "user1_pwd": "secret", "user1_pri": "2"}
    before = dict(camera.settings)
    for value in wrong(param):
        response = await fetch(camera, whole(camera, page, **{name: value}), basic())
        assert response.text == "error: illegal param", value
    assert camera.settings == before
    without = re.sub(rf"(?<=[?&]){name}=[^&]*&?", "", whole(camera, page))
    response = await fetch(camera, without, basic())
    assert response.text == ("error: illegal param" if param["mandatory"] else "ok"), "without it"


@pytest.mark.parametrize("page", SET_PAGES)
async def test_unknown_parameter(camera: NetwaveCamera, page: str) -> None:
    assert (await fetch(camera, f"{whole(camera, page)}&colour=red", basic())).text == "error: illegal param"


@pytest.mark.parametrize("page", STREAMS)
@pytest.mark.parametrize("name", ["resolution", "rate"])
async def test_stream(camera: NetwaveCamera, page: str, name: str) -> None:
    param = param_of(page, name)
    for value in right(param):
        assert (await start_of(camera, f"/{page}?{name}={value}", basic(), size=12)).endswith(b"200")
    for value in filter(None, wrong(param)):
        if value not in ("2", "16"):  # camera_control.cgi knows a smaller picture, too
            assert (await fetch(camera, f"/{page}?{name}={value}", basic())).text == "error: illegal param", value


SENSOR = {0: "resolution", 1: "brightness", 2: "contrast", 3: "mode", 5: "flip"}


@pytest.mark.parametrize("code", param_of("camera_control.cgi", "value")["by_param"])
async def test_camera_control(camera: NetwaveCamera, code: int) -> None:
    takes = param_of("camera_control.cgi", "value")["by_param"][code]
    low, high = (int(end) for end in takes.split("..")) if isinstance(takes, str) else (takes[0], takes[-1])
    for value in (low, high):
        assert (await fetch(camera, f"/camera_control.cgi?param={code}&value={value}", basic())).text == "ok"
        assert camera.settings[SENSOR[code]] == str(value)
    for bad in (low - 1, high + 1, "x", ""):
        response = await fetch(camera, f"/camera_control.cgi?param={code}&value={bad}", basic())
        assert response.text == "error: illegal param"


@pytest.mark.parametrize("target", ["param=4&value=0", "param=6&value=0", "param=1", "value=1", "param=x&value=1", ""])
async def test_camera_control_refuses(camera: NetwaveCamera, target: str) -> None:
    assert (await fetch(camera, f"/camera_control.cgi?{target}", basic())).text == "error: illegal param"
