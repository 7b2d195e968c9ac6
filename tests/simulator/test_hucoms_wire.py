"""Requests and responses of a Hucoms camera, byte for byte."""

from dataclasses import replace
import re

import pytest

from simulator import HucomsCamera, simulate

from .tap import RawResponse, fetch, start_of, talk


async def control(camera: HucomsCamera, page: str, query: str, who: str = "id=admin&passwd=secret") -> RawResponse:
    return await fetch(camera, f"/cgi-bin/control/{page}.cgi?{who}&{query}")


async def test_get(hucoms: HucomsCamera) -> None:
    response = await control(hucoms, "servername", "action=getservername")
    assert (
        response.head
        == b"HTTP/1.1 200 OK\r\nContent-type: text/plain\r\nContent-Length: 18\r\nConnection: close\r\n\r\n"
    )
    assert response.body == b"servername = gate\n"


async def test_refusal(hucoms: HucomsCamera) -> None:
    response = await control(hucoms, "camcolor", "action=setcolor&bright=101")
    assert response.status == 200
    assert response.text.startswith("Error:")
    hucoms.wire = replace(hucoms.wire, error="Error: ")
    assert (await control(hucoms, "camcolor", "action=setcolor&bright=0")).text.startswith("Error: ")


async def test_wrong_login(hucoms: HucomsCamera) -> None:
    assert (await control(hucoms, "servername", "action=getservername", "id=admin&passwd=x")).status == 401
    assert (await fetch(hucoms, "/cgi-bin/image/jpeg.cgi")).status == 401
    async with simulate("hucoms", personality="hucoms-manual") as camera:
        response = await fetch(camera, "/cgi-bin/control/servername.cgi?action=getservername")
        assert response.status == 200
        assert response.text.startswith("Error:")


async def test_visitors_get_pictures_only(hucoms: HucomsCamera) -> None:
    assert (await control(hucoms, "servername", "action=getservername", "id=visitor&passwd=v")).status == 403
    assert (await fetch(hucoms, "/cgi-bin/image/jpeg.cgi?id=visitor&passwd=v")).status == 200


async def test_unknown_pages(hucoms: HucomsCamera, dome: HucomsCamera) -> None:
    assert (await control(hucoms, "preset", "action=getpreset")).status == 404
    assert (await control(hucoms, "pt_control", "action=setptmove&pan=left")).status == 404
    unknown = await control(dome, "preset_control", "action=getpresetlist")
    assert unknown.head == b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
    assert unknown.body == b""
    dome.wire = replace(dome.wire, unknown_action="error")
    assert (await control(dome, "preset_control", "action=getpresetlist")).text.startswith("Error:")


async def test_commands_have_empty_responses(dome: HucomsCamera) -> None:
    move = "action=setptmove&pan=right&panspeed=50&tilt=stop"
    assert (await control(dome, "pt_control", move)).status == 204
    dome.wire = replace(dome.wire, commands="200")
    response = await control(dome, "pt_control", move)
    assert (response.status, response.body) == (200, b"")
    dome.wire = replace(dome.wire, commands="204 with body")
    response = await control(dome, "pt_control", move)
    assert (response.status, response.body) == (204, b"OK\n")


async def test_one_page_of_the_dome_has_bare_line_feeds(dome: HucomsCamera) -> None:
    response = await control(dome, "capabilityptz", "action=getPTZ")
    assert response.head == b"HTTP/1.1 200 OK\r\nContent-type: text/plain\nContent-Length: 241\nConnection: close\n\n"
    assert "PresetSupported = Yes\n" in response.text
    assert b"200 OK\r\nContent-type: text/plain\r\n" in (await control(dome, "servermac", "action=getmac")).head


async def test_letters_of_the_manual() -> None:
    async with simulate("hucoms", personality="hucoms-manual") as camera:
        assert isinstance(camera, HucomsCamera)
        response = await control(camera, "alarmout", "action=getalarmout0")
        assert b"Content-type : text/plain\r\n" in response.head
        film = await start_of(camera, "/cgi-bin/image/mjpeg.cgi?id=admin&passwd=secret", size=90)
        assert b"Content-type: multipart/x-mixed-replace;boundary=image_boundary_at\r\n" in film
        assert response.text == (
            "allstatus = enable\nmaxno = 1          * Max supported number of alarm output\n\n"
            "alarmout1.enable = enable\nalarmout1.name = relay\nalarmout1.link = 0\n"
            "alarmout1.time = 5          * continuous, 5~180\n"
        )


async def test_plus(hucoms: HucomsCamera, dome: HucomsCamera) -> None:
    """Whether a plus in a query means a blank depends on the web server."""
    for camera in (hucoms, dome):
        camera.set_password("admin", "a+b c")
    assert (await control(dome, "servermac", "action=getmac", "id=admin&passwd=a+b%20c")).status == 200
    assert (await control(dome, "servermac", "action=getmac", "id=admin&passwd=a%2Bb+c")).status == 401
    assert (await control(hucoms, "servermac", "action=getmac", "id=admin&passwd=a%2Bb+c")).status == 200
    assert (await control(hucoms, "servermac", "action=getmac", "id=admin&passwd=a+b%20c")).status == 401


async def test_levels(hucoms: HucomsCamera) -> None:
    hucoms.personality = replace(
        hucoms.personality, levels={"servername.cgi": "visitor", "jpeg.cgi": "none", "mjpeg.cgi": "operator"}
    )
    assert (await control(hucoms, "servername", "action=getservername", "id=visitor&passwd=v")).status == 200
    assert (await control(hucoms, "servermac", "action=getmac", "id=visitor&passwd=v")).status == 403
    assert (await fetch(hucoms, "/cgi-bin/image/jpeg.cgi")).status == 200
    assert (await fetch(hucoms, "/cgi-bin/image/mjpeg.cgi?id=visitor&passwd=v")).status == 403


async def test_other_name() -> None:
    async with simulate("hucoms", personality="hucoms-oem") as camera:
        assert isinstance(camera, HucomsCamera)
        response = await control(camera, "zf_control", "action=setzfmove&zoom=in")
        assert response.head == b"HTTP/1.0 204 No Content\nContent-type: text/plain\nConnection: close\n\n"
        assert response.body == b"OK\n"


async def test_stream_addresses() -> None:
    async with simulate("hucoms", rtsp_port=8554) as camera:
        assert isinstance(camera, HucomsCamera)
        response = await control(camera, "connectinfo", "action=getconnect&stream=all")
        assert response.text.splitlines()[:4] == [
            "stream1.codec = h264",
            "stream1.size = 1920x1080",
            "stream1.address = rtsp://127.0.0.1:8554/stream1",
            "",
        ]
        assert "stream3.codec = mjpeg\n" in response.text


@pytest.mark.parametrize(("blank", "first"), [(False, b"--image_boundary_at"), (True, b"--image_boundary _at")])
async def test_live_video(hucoms: HucomsCamera, blank: bool, first: bytes) -> None:
    hucoms.wire = replace(hucoms.wire, blank_in_boundary=blank)
    async with talk(hucoms, "/cgi-bin/image/mjpeg.cgi?id=visitor&passwd=v&source=input1&refresh=0") as reader:
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"Content-type: multipart/x-mixed-replace;boundary=image_boundary_at\r\n" in head
        for boundary in (first, b"--image_boundary_at"):
            part = await reader.readuntil(b"\r\n\r\n")
            match = re.fullmatch(boundary + rb"\r\nContent-type: image/jpeg\r\nContent-Length: (\d+)\r\n\r\n", part)
            assert match
            assert (await reader.readexactly(int(match[1]))).endswith(b"\xff\xd9")
            assert await reader.readexactly(2) == b"\r\n"
