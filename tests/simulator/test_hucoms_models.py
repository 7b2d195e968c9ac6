"""Differences between Hucoms models and firmware versions; 1.22 is checked against its own document."""

from collections.abc import AsyncGenerator

import pytest

from simulator import HucomsCamera, names, simulate

from . import manual
from .hucoms_manual import ALONG, WITH, Entry, right, say, wrong
from .test_hucoms_events import listening, part

NEWER: Entry = manual.read("hucoms_v122_delta")
NEW_ACTIONS = [
    (cgi["cgi"], action)
    for part in ("new_cgis", "new_actions_on_existing_cgis")
    for cgi in NEWER[part]
    for action in cgi["actions"]
]
ALONG_NEW = ALONG | {
    **{f"center.{name}": "type=box" for name in ("startx", "starty", "endx", "endy")},
    **{f"center.{name}": "type=point" for name in ("pointx", "pointy")},
    **{f"{axis}speed": f"{axis}pos=1" for axis in ("pan", "tilt", "zoom", "focus")},
}
BOX = {"center.startx": "0", "center.starty": "0", "center.endx": "1920", "center.endy": "1080"}
POINT = {"center.pointx": "5", "center.pointy": "5"}


async def model(name: str) -> AsyncGenerator[HucomsCamera]:
    camera = simulate("hucoms", personality=name)
    assert isinstance(camera, HucomsCamera)
    async with camera:
        yield camera


@pytest.fixture
async def old() -> AsyncGenerator[HucomsCamera]:
    async for camera in model("hucoms-old"):
        yield camera


@pytest.fixture
async def quiet() -> AsyncGenerator[HucomsCamera]:
    async for camera in model("hucoms-quiet"):
        yield camera


@pytest.fixture
async def largest() -> AsyncGenerator[HucomsCamera]:
    async for camera in model("hucoms-12m"):
        yield camera


def test_there_are_enough() -> None:
    assert {"hucoms-1m", "hucoms-3m", "hucoms-dome", "hucoms-quiet", "hucoms-old", "hucoms-12m"} < set(names("hucoms"))


@pytest.mark.parametrize(("cgi", "action"), NEW_ACTIONS, ids=[f"{cgi}:{action['name']}" for cgi, action in NEW_ACTIONS])
async def test_new_action(dome: HucomsCamera, hucoms: HucomsCamera, cgi: str, action: Entry) -> None:
    request = f"{cgi}?action={action['name']}"
    for key in action.get("response_keys", []):
        assert f"{key} = " in (await say(dome, request)).text
    for param in action.get("request_params", []):
        name = param["name"]
        for values, taken in ((right(param), True), (wrong(param), False)):
            for value in values:
                words = _along(name, value)
                response = await say(dome, f"{request}&{words}")
                assert response.text.startswith("Error:") is not taken, f"{request}&{words}: {response.text}"
                shown = param.get("response_name", name.replace("dnst", "dnrst"))
                if taken and action["kind"] == "set":
                    assert f"{shown} = {value}\n" in response.text
    assert (await say(hucoms, request)).status == 404  # unknown to 1.20


def _along(name: str, value: str) -> str:
    given = {"type": value} if name == "type" else dict([ALONG_NEW.get(name, "x=").split("=")])
    given = {key: each for key, each in given.items() if key != "x"}
    if name == "speed":
        given["type"] = "point"
    given |= {"box": BOX, "point": POINT}.get(given.get("type", ""), {})
    return "&".join(f"{key}={each}" for key, each in (given | {name: value}).items())


@pytest.mark.parametrize("change", NEWER["changed"], ids=lambda change: str(change["cgi"]))
async def test_changed_action(hucoms: HucomsCamera, largest: HucomsCamera, change: Entry) -> None:
    for param in change["request_params"]:
        shown = param.get("response_name", param["name"])
        for value in right(param):
            words = f"{change['cgi']}?action={change['action']}&{param['name']}={value}"
            if f"{param['name']}={value}" not in WITH:
                assert f"{shown} = {value}\n" in (await say(largest, words)).text
                assert (await say(hucoms, words)).text.startswith("Error:")


async def test_removed_actions(dome: HucomsCamera) -> None:
    assert [(gone["cgi"], gone["action"]) for gone in NEWER["gone"]] == [
        ("shock.cgi", "getshock"),
        ("preset_control.cgi", "tour"),
    ]
    assert (await say(dome, "shock.cgi?action=getshock")).status == 404
    assert (await say(dome, "preset_control.cgi?action=tour&number=1")).status == 204
    assert not dome.dome.on_patrol


async def test_new_capabilities(largest: HucomsCamera, hucoms: HucomsCamera) -> None:
    for action, keys in NEWER["capability_keys"].items():
        for key in keys:
            words = f"capabilityvideo.cgi?action={action}"
            assert f"{key} = " in (await say(largest, words)).text
            assert "265" not in (await say(hucoms, words)).text
    resolution = (await say(largest, "capabilityvideo.cgi?action=getResolution")).text
    assert "CaptureMaxsize = 3\n" in resolution
    assert "Capture3 = 2560x1920;" in resolution
    assert "stream1.codec = h.265\n" in (await say(largest, "connectinfo.cgi?action=getconnect&stream=all")).text


async def test_sound_events(largest: HucomsCamera) -> None:
    async with listening(largest, "audiodetect") as reader:
        assert await part(reader) == "".join(f"{key} = off\n" for key in NEWER["event_keys"])
        largest.world.sound = True
        assert await part(reader) == "audiodetect_high = on\n"


async def test_old_firmware(old: HucomsCamera) -> None:
    for page in ("capabilityvideo", "capabilityaudio", "capabilityptz", "netset", "dnsset", "pt_control"):
        assert (await say(old, f"{page}.cgi?action=getPTZ")).status == 404
    areas = (await say(old, "motion.cgi?action=getmotion1")).text
    assert "motion1.size" not in areas
    assert "motion1.area6 = 255\n" in areas
    assert "motion1.area7" not in areas
    assert (await say(old, "motion.cgi?action=setmotion1&motion1.size=24x18")).text.startswith("Error:")
    assert (await say(old, "camcolor.cgi?action=getCapabilitiesImage")).text.startswith("Error:")
    assert (await say(old, "camcolor.cgi?action=getcolor")).head.startswith(b"HTTP/1.0 200 ")


async def test_nothing_to_connect(quiet: HucomsCamera) -> None:
    for page in ("alarmin", "alarmout", "ctrl_alarmout", "audioset"):
        assert (await say(quiet, f"{page}.cgi?action=getaudio")).status == 404
    info = (await say(quiet, "serverinfo2.cgi?action=getsysinfo2")).text
    assert "[AlarmMotion]" in info
    assert "[AlarmIput]" not in info
    async with listening(quiet) as reader:
        assert await part(reader) == "motion1 = off\n"
    assert "eventsenson" not in (await say(quiet, "osd.cgi?action=getosd")).text
    assert (await say(quiet, "recordevent.cgi?action=setrecevent&record.link=4")).text.startswith("Error:")


async def test_sixty_frames() -> None:
    async for camera in model("hucoms-1m"):
        reported = (await say(camera, "capabilityvideo.cgi?action=getFramerate")).text
        assert "MaxFramerate = 60\n\nfix:60fps@1280x720;1024x768;854x480;640x480;320x240\n" in reported
        assert "min:5;max:120@fix:60fps\n" in reported
        words = "videoset.cgi?action=setvideo1&encoder1.framerate=60"
        assert (await say(camera, words)).text.startswith("Error:")  # not at 1280x1024
        assert "capture1.size = 1280x720\n" in (await say(camera, f"{words}&capture1.size=1280x720")).text
        assert "= 120\n" in (await say(camera, "videoset.cgi?action=setvideo1&encoder1.keyframe=120")).text
        assert (await say(camera, "videoset.cgi?action=setvideo1&encoder1.framerate=50")).text.startswith("Error:")


async def test_codecs_can_be_used_so_often() -> None:
    async for camera in model("hucoms-3m"):
        assert "CodecH.264Maxuse = 2\n" in (await say(camera, "capabilityvideo.cgi?action=getVideoCodec")).text
        words = "videoset.cgi?action=setvideo3&encoder3.codec=h264"
        assert (await say(camera, words)).text == "Error: too many encoders use h264\n"
        assert (await say(camera, "privacy.cgi?action=getprivacy16")).text.startswith(
            "allstatus = enable\nmaxno = 16\n"
        )
