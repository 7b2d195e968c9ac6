"""Every personality works, and the simulator is independent of the integration."""

import ast
from pathlib import Path

import pytest

import simulator
from simulator import DIALECTS, names, simulate

from .tap import basic, fetch

PAGES = {
    "netwave": ("/get_status.cgi", "/get_params.cgi", "/get_misc.cgi", "/get_camera_params.cgi"),
    "hucoms": tuple(
        f"/cgi-bin/control/{page}.cgi?id=admin&passwd=secret&action={action}"
        for page, action in (
            ("serverinfo1", "getsysinfo1"),
            ("serverinfo2", "getsysinfo2"),
            ("serverinfo3", "getsysinfo3"),
            ("videoset", "getvideo"),
            ("capabilityvideo", "getCapabilitiesVideoAll"),
            ("capabilityaudio", "getCapabilitiesAudioAll"),
            ("capabilityptz", "getCapabilitiesPTZAll"),
        )
    ),
}


@pytest.mark.parametrize(("dialect", "name"), [(dialect, name) for dialect in DIALECTS for name in names(dialect)])
async def test_personality(dialect: str, name: str) -> None:
    async with simulate(dialect, personality=name) as camera:
        query = "?user=admin&pwd=secret" if dialect == "netwave" else ""
        for page in PAGES[dialect]:
            if not camera.personality.has(page.rpartition("/")[2].partition(".cgi")[0]):
                continue
            response = await fetch(camera, page + query)
            assert response.status == 200, page
            assert not response.text.lower().startswith("error")


async def test_one_after_the_other_at_the_same_port() -> None:
    async with simulate("netwave") as first:
        port = first.port
    second = simulate("hucoms")
    await second.start(port=port)
    assert second.port == port
    assert (await fetch(second, "/")).status == 404
    await second.stop()


def test_no_such_camera() -> None:
    with pytest.raises(ValueError, match="no such dialect"):
        simulate("onvif")
    with pytest.raises(FileNotFoundError):
        simulate("netwave", personality="nobody")


def test_nothing_is_shared_with_the_integration() -> None:
    for path in Path(simulator.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            imported = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            imported += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in imported if name.partition(".")[0] in ("custom_components", "homeassistant")]


async def test_basic_login_is_the_same_everywhere() -> None:
    async with simulate("netwave", user="root", password="ö:") as camera:
        assert (await fetch(camera, "/get_misc.cgi", basic("root", "ö:"))).status == 200
