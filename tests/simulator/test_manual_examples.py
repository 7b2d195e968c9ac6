"""Every example of the manuals, requested over a socket."""

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from simulator import simulate

from .tap import RawResponse, basic, fetch, start_of, upload

HERE = Path(__file__).parent

NOT_YET_NETWAVE: set[str] = set()
NOT_YET_HUCOMS: set[str] = set()
WITHOUT_MESSAGE = {"pt_control.cgi", "zf_control.cgi", "preset_control.cgi"}
STREAMS = {"videostream.cgi", "videostream.asf", "requestevent.cgi", "mjpeg.cgi"}
POSTS = {"restore_params.cgi", "upgrade_firmware.cgi", "upgrade_htmls.cgi"}
PICTURES = {"snapshot.cgi", "jpeg.cgi"}


def examples(dialect: str) -> list[str]:
    lines = (HERE / f"manual_examples_{dialect}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def cgi(example: str) -> str:
    return urlsplit(example).path.rpartition("/")[2]


def target(example: str) -> str:
    parts = urlsplit(example)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def implemented(dialect: str, not_yet: set[str]) -> list[str]:
    return [example for example in examples(dialect) if cgi(example) not in not_yet]


def test_all_examples_are_here() -> None:
    """The manuals print 86 URLs; 40 pages have a grammar, and there is one form."""
    assert len(examples("hucoms")) == 84
    assert len({cgi(example) for example in examples("hucoms")}) == 42
    assert len({cgi(example) for example in examples("netwave")}) == 40


@pytest.mark.parametrize("example", implemented("hucoms", NOT_YET_HUCOMS))
async def test_hucoms_example(example: str) -> None:
    async with simulate("hucoms", personality="hucoms-manual", user="admin", password="admin") as camera:
        camera.reboot_seconds = 0.01
        page = cgi(example)
        if page in STREAMS:
            assert (await start_of(camera, target(example), size=200)).startswith(b"HTTP/1.1 200 OK\r\n")
            return
        response = await fetch(camera, target(example))
        assert response.status == 200
        assert response.header("Content-Length") == str(len(response.body))
        if page in PICTURES:
            assert response.body.startswith(b"\xff\xd8")
            return
        assert "error" not in response.text.lower()
        if page in WITHOUT_MESSAGE or "lensreset" in example:
            assert response.body == b""
            return
        reported = [line.partition(" = ")[2].partition("  ")[0] for line in response.text.splitlines()]
        if page == "serverdate.cgi" and "setdate" in example:
            assert reported == ["March 8, 2011 12:30:00"]
            return
        for name, value in parse_qsl(urlsplit(example).query):
            if name not in ("id", "passwd", "action", "stream"):
                assert value in reported, f"{name} is not reported"


@pytest.mark.parametrize("example", implemented("netwave", NOT_YET_NETWAVE))
async def test_netwave_example(example: str) -> None:
    password = "" if "pwd=" in example and "pwd=secret" not in example and "set_mail" not in example else "secret"
    async with simulate("netwave", personality="netwave-manual", password=password) as camera:
        camera.reboot_seconds = 0.01
        page = cgi(example)
        login = basic(password=password)
        if page in STREAMS:
            assert (await start_of(camera, target(example), size=200)).startswith(b"HTTP/1.1 200 OK\r\n")
            return
        response: RawResponse
        if page in POSTS:
            kept = (await fetch(camera, "/backup_params.cgi", login)).body
            response = await upload(camera, target(example), kept)
        else:
            response = await fetch(camera, target(example), *([] if "secret" in example else [login]))
        if page in PICTURES:
            assert response.body.startswith(b"\xff\xd8")
        elif page == "backup_params.cgi":
            assert response.header("Content-disposition") == 'filename="params.bin"'
        elif page == "get_wifi_scan_result.cgi":
            assert (response.status, response.body) == (200, b"")
        elif "next_url" in example:
            assert (response.status, response.header("Location")) == (302, "/index.htm")
        else:
            assert response.status == 200
            assert response.text.startswith("var ")


@pytest.mark.parametrize("dialect", ["netwave", "hucoms"])
async def test_exemptions_are_up_to_date(dialect: str) -> None:
    """The lists of exemptions contain no implemented example."""
    not_yet = NOT_YET_NETWAVE if dialect == "netwave" else NOT_YET_HUCOMS
    async with simulate(dialect) as camera:
        for example in examples(dialect):
            if cgi(example) in not_yet:
                assert (await fetch(camera, target(example))).status == 404
