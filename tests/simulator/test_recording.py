"""Replay of diagnostics reports."""

import json
from pathlib import Path
from typing import Any

import pytest

from simulator import SimulatedCamera, replay

from .tap import basic, fetch

ADMIN = basic("admin", "secret")


def report(dialect: str, **changes: Any) -> dict[str, Any]:
    """Return a minimal report."""
    netwave = dialect == "netwave"
    return {
        "dialect": dialect,
        "role": "administrator",
        "info": {"mac": "00:0d:c5:00:00:01", "model": "IP camera", "firmware": "11.22.2.38", "web_version": None},
        "open_to_everybody": False,
        "asked": [{"question": "/get_misc.cgi", "login": "basic"}],
        "not_given": ["/get_misc.cgi"] if netwave else ["/cgi-bin/control/shock.cgi?action=getshock"],
        "pages": {
            "/get_status.cgi": {"id": "000dc5000001", "alias": "redacted", "now": "1234", "odd": "a'b"},
            "/get_camera_params.cgi": {"brightness": "77", "resolution": "1024", "contrast": "high"},
        }
        if netwave
        else {
            "/cgi-bin/control/camcolor.cgi?action=getcolor": {"bright": "33", "odd": "x"},
            "/cgi-bin/control/camcolor.cgi?action=getncolor": {"bright": "11"},
            "/cgi-bin/control/serverinfo3.cgi?action=getsysinfo3#CamDNF": {"autolevel": "9"},
            "/cgi-bin/control/motion.cgi?action=getmotion1": {"motion1.level": "4"},
            "/cgi-bin/control/motion.cgi?action=getmotion1&motion1.size=24x18": {"motion1.level": "5"},
        },
        **changes,
    }


def play(folder: Path, dialect: str, **changes: Any) -> SimulatedCamera:
    """Replay a report."""
    file = folder / "reported.json"
    file.write_text(json.dumps({"home_assistant": {}, "data": report(dialect, **changes)}), "utf-8")
    return replay(file)


async def test_netwave(tmp_path: Path) -> None:
    async with play(tmp_path, "netwave") as camera:
        reported = (await fetch(camera, "/get_status.cgi")).text
        assert reported == "var id='000dc5000001';\nvar alias='redacted';\nvar now=1234;\nvar odd='a'b';\n"
        assert (await fetch(camera, "/get_camera_params.cgi")).status == 401
        page = await fetch(camera, "/get_camera_params.cgi", ADMIN)
        assert page.text == "var brightness=77;\nvar resolution=1024;\nvar contrast='high';\n"
        assert (await fetch(camera, "/get_misc.cgi", ADMIN)).status == 404, "the report has no pictures"
        assert "log_text" in (await fetch(camera, "/get_log.cgi", ADMIN)).text, (
            "pages missing in the report have their defaults"
        )
        assert (await fetch(camera, "/snapshot.cgi", ADMIN)).body[:2] == b"\xff\xd8", "unknown sizes are harmless"


async def test_changed_settings_are_returned(tmp_path: Path) -> None:
    async with play(tmp_path, "netwave") as camera:
        await fetch(camera, "/get_camera_params.cgi", ADMIN)
        await fetch(camera, "/camera_control.cgi?param=1&value=99", ADMIN)
        assert "var brightness=99;" in (await fetch(camera, "/get_camera_params.cgi", ADMIN)).text
    async with play(tmp_path, "hucoms") as camera:
        page, login = "/cgi-bin/control/camcolor.cgi", "id=admin&passwd=secret"
        assert (await fetch(camera, f"{page}?{login}&action=getcolor")).text == "bright = 33\nodd = x\n"
        await fetch(camera, f"{page}?{login}&action=setcolor&bright=44")
        assert (await fetch(camera, f"{page}?{login}&action=getcolor")).text == "bright = 44\nodd = x\n"
        assert (await fetch(camera, f"{page}?{login}&action=getncolor")).text == "bright = 11\n"


async def test_hucoms(tmp_path: Path) -> None:
    async with play(tmp_path, "hucoms") as camera:
        control, login = "/cgi-bin/control", "id=admin&passwd=secret"
        assert (await fetch(camera, f"{control}/camcolor.cgi?action=getcolor")).status == 401
        section = await fetch(camera, f"{control}/serverinfo3.cgi?{login}&action=getsysinfo3")
        assert section.text == "[CamDNF]\nautolevel = 9\n"
        coarse = await fetch(camera, f"{control}/motion.cgi?{login}&action=getmotion1")
        fine = await fetch(camera, f"{control}/motion.cgi?{login}&action=getmotion1&motion1.size=24x18")
        assert (coarse.text, fine.text) == ("motion1.level = 4\n", "motion1.level = 5\n")
        assert (await fetch(camera, f"{control}/shock.cgi?{login}&action=getshock")).status == 404


@pytest.mark.parametrize(("role", "status"), [("visitor", 401), ("operator", 200)])
async def test_recorded_role(tmp_path: Path, role: str, status: int) -> None:
    async with play(tmp_path, "netwave", role=role) as camera:
        assert (await fetch(camera, "/decoder_control.cgi?command=1", ADMIN)).status == status


async def test_recorded_login(tmp_path: Path) -> None:
    asked = [{"question": "/get_status.cgi", "login": "query"}]
    async with play(tmp_path, "netwave", asked=asked) as camera:
        assert (await fetch(camera, "/get_status.cgi", ADMIN)).status == 401
        assert (await fetch(camera, "/get_status.cgi?user=admin&pwd=secret")).status == 200
    async with play(tmp_path, "netwave", open_to_everybody=True) as camera:
        assert (await fetch(camera, "/get_camera_params.cgi")).status == 200


async def test_scene_is_simulated(tmp_path: Path) -> None:
    """The scene is not part of the recording."""
    pages = {"/get_status.cgi": {"id": "000dc5000001", "alarm_status": "0"}}
    async with play(tmp_path, "netwave", pages=pages) as camera:
        assert "var alarm_status=0;" in (await fetch(camera, "/get_status.cgi")).text
        await fetch(camera, "/set_alarm.cgi?motion_armed=1", ADMIN)
        camera.world.motion = True
        assert "var alarm_status=1;" in (await fetch(camera, "/get_status.cgi")).text
