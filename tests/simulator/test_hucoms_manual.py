"""The complete Hucoms manual: every CGI, action, parameter, range and response key."""

import asyncio
import re

import pytest

from simulator import Account, AccountRole, HucomsCamera, simulate

from .hucoms_manual import (
    ALONG,
    OF_THE_USER,
    PREPARED,
    TOLD_AS,
    UNTOLD,
    WITH,
    Action,
    Entry,
    actions,
    right,
    say,
    wrong,
)
from .tap import RawResponse, start_of, talk

ACTIONS = actions()
CGIS = sorted({action.cgi for action in ACTIONS})
OPEN = ("requestevent.cgi", "mjpeg.cgi")  # their answers do not end
LOGIN = "id=admin&passwd=secret"
WRITING = [action for action in ACTIONS if action.params and action.cgi not in OPEN]


def of(cgi: str) -> list[Action]:
    return [action for action in ACTIONS if action.cgi == cgi]


def refused(response: RawResponse) -> bool:
    return response.status == 200 and response.text.startswith("Error:")


def done(response: RawResponse) -> bool:
    return response.status in (200, 204) and not response.body.lower().startswith(b"error")


def test_all_entries_are_covered() -> None:
    assert len(CGIS) == 42
    assert len(ACTIONS) == 90
    assert sum(len(action.params) for action in ACTIONS) == 186
    assert sum(len(action.keys) for action in ACTIONS) == 546


@pytest.mark.parametrize("cgi", CGIS)
async def test_cgi(cgi: str) -> None:
    """The CGI exists and requires a login, and an administrator unless it only shows pictures."""
    camera = simulate("hucoms", personality="hucoms-manual", accounts=[Account("guest", "g", AccountRole.VISITOR)])
    assert isinstance(camera, HucomsCamera)
    async with camera:
        action = of(cgi)[0]
        words = action.request(*action.needed())
        assert refused(await say(camera, words, "id=admin&passwd=wrong"))
        if "/image/" in action.path:
            start = await start_of(camera, f"{action.path}?id=guest&passwd=g", size=80)
            assert start.startswith(b"HTTP/1.1 200 OK\r\n")
            assert b"image" in start
            return
        assert refused(await say(camera, words, "id=guest&passwd=g"))
        assert refused(await say(camera, f"{cgi}?action=nonsense"))
        assert (await say(camera, f"x{words}")).status == 404


@pytest.mark.parametrize("cgi", [cgi for cgi in CGIS if cgi not in OPEN])
async def test_keys_of_the_answers(cgi: str) -> None:
    missing = []
    for action in of(cgi):
        async with action.camera() as camera:
            for state in dict.fromkeys(("", *(_state(key) for key in action.keys))):
                if state in PREPARED:
                    assert done(await say(camera, PREPARED[state]))
                response = await say(camera, action.request(*action.needed(), *([] if state else _example(action))))
                reported = response.body.decode("latin-1")
                names = [
                    key["name"] for key in action.keys if _state(key) == state and not _is_in(key["name"], reported)
                ]
                missing += [f"{action.id}: {name}" for name in names]
                missing += [] if done(response) else [f"{action.id} is answered {reported}"]
    assert not missing


@pytest.mark.parametrize("cgi", sorted({action.cgi for action in WRITING}))
async def test_parameters(cgi: str) -> None:
    """Every limit is accepted and returned; values beyond, missing and unknown parameters are refused."""
    mistakes = []
    for action in of(cgi):
        async with action.camera() as camera:
            for param in action.params:
                mistakes += await _try(camera, action, param)
            before = dict(camera.settings)
            mistakes += [words for words in _incomplete(action) if not refused(await say(camera, words))]
            assert camera.settings == before
    assert not mistakes


async def test_events() -> None:
    (action,) = of("requestevent.cgi")
    async with action.camera() as camera:
        assert refused(await say(camera, action.request()))
        assert refused(await say(camera, action.request("eventtype=nonsense")))
        for kind in right(action.params[0]):
            await _announced(camera, action, kind)


async def _announced(camera: HucomsCamera, action: Action, kind: str) -> None:
    async with (
        asyncio.timeout(3),
        talk(camera, f"{action.path}?{LOGIN}&action=getevent&eventtype={kind}") as reader,
    ):
        await reader.readuntil(b"Content-Length: ")
        reported = await reader.readexactly(int(await reader.readline()))
    for key in action.keys:
        wanted = kind == "all" or key["name"].startswith(kind)
        assert (f"{key['name']} = off\n".encode() in reported) is wanted, key


@pytest.mark.parametrize(
    ("query", "taken"),
    [("source=input1", True), ("source=input2&refresh=300", True), ("source=input3", False), ("refresh=301", False)],
)
async def test_live_pictures(hucoms: HucomsCamera, query: str, taken: bool) -> None:
    start = await start_of(hucoms, f"/cgi-bin/image/mjpeg.cgi?{LOGIN}&{query}", size=100)
    assert (b"image_boundary_at" in start) is taken
    assert (b"Error:" in start) is not taken


async def _try(camera: HucomsCamera, action: Action, param: Entry) -> list[str]:
    name, mistakes = param["name"], []
    match = re.match(r"encoder(\d)", name)
    number = match[1] if match and action.name.startswith("setvideo") else ""
    action_name = f"setvideo{number}" if number else ""

    async def send(value: str) -> RawResponse:
        words = [*action.needed(without=name), ALONG.get(name, ""), WITH.get(f"{name}={value}", "")]
        if name == "mode" and action.cgi == "camdaynight.cgi":
            words = []
        return await say(camera, action.request(*words, f"{name}={value}", name=action_name))

    shown = str(TOLD_AS.get(name, param.get("response_name", name))).replace("{n}", "1")
    for value in right(param):
        response = await send(value)
        reported = action.entry["kind"] != "set" or name in UNTOLD or f"{shown} = {value}" in _lines(response)
        if not done(response) or not reported:
            mistakes.append(f"{action.id} {name}={value} is answered {response.text!r}")
    before = dict(camera.settings)
    for value in wrong(param):
        response = await send(value)
        if not refused(response) or camera.settings != before:
            mistakes.append(f"{action.id} {name}={value} is taken: {response.text!r}")
    return mistakes


def _incomplete(action: Action) -> list[str]:
    """Yield requests with a missing or an additional parameter."""
    needed = [param["name"] for param in action.params if param.get("required")]
    words = [action.request(*action.needed(without=name)) for name in needed]
    # The longest exposure is for "supported model only".
    words += [
        action.request(param["required_if"])
        for param in action.params
        if "required_if" in param and param["name"] != "maxexposure"
    ]
    if action.entry["kind"] in ("set", "command"):
        words.append(action.request(*action.needed(), "nonsense=1"))
    return words


def _lines(response: RawResponse) -> list[str]:
    return [line.partition("  ")[0] for line in response.text.splitlines()]


def _state(key: Entry) -> str:
    if key["name"] in OF_THE_USER:
        return "user's shutter"
    when = str(key.get("when", ""))
    return when if when in PREPARED else ""


def _example(action: Action) -> list[str]:
    """Return a harmless change, if one is required."""
    if action.cgi == "motion.cgi":
        return ["motion1.size=24x18"]
    if action.name in ("setptmove", "setzfmove"):
        return ["pan=left" if action.name == "setptmove" else "zoom=in"]
    first = action.params[0] if action.params else None
    alone = first is None or first.get("required") or action.entry["kind"] != "set" or action.cgi == "netset.cgi"
    return [] if alone or first is None else [f"{first['name']}={right(first)[0]}"]


def _is_in(key: str, text: str) -> bool:
    """Return whether a response contains a key; the manual writes two codecs with and without a dot."""
    words = re.sub(r"<\w[\w -]*>", "\0", key.replace("H.264", "H264")).split("\0")
    pattern = ".+".join(map(re.escape, words)) + ("" if "<" in key else " = ")
    return re.search(f"^{pattern}", text.replace("H.264", "H264"), re.MULTILINE) is not None
