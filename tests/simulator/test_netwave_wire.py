"""Requests and responses of a Netwave camera, byte for byte."""

import asyncio
from dataclasses import replace
from io import BytesIO
import re

from PIL import Image
import pytest

from simulator import NetwaveCamera, simulate
from simulator.netwave.jpeg import of_the_chip

from .tap import basic, fetch, start_of, talk

DATE = rb"Date: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\r\n"


async def test_command(netwave: NetwaveCamera) -> None:
    response = await fetch(netwave, "/set_alarm.cgi?motion_armed=1", basic())
    assert re.fullmatch(
        rb"HTTP/1\.1 200 OK\r\nServer: Netwave IP Camera\r\n"
        + DATE
        + rb"Content-Type: text/plain\r\nContent-Length: 4\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n",
        response.head,
    )
    assert response.body == b"ok.\n"
    assert netwave.settings["alarm_motion_armed"] == "1"


async def test_refusal_has_no_newline(netwave: NetwaveCamera) -> None:
    response = await fetch(netwave, "/camera_control.cgi?param=1&value=256", basic())
    assert (response.status, response.body) == (200, b"error: illegal params.")


async def test_status(netwave: NetwaveCamera) -> None:
    netwave.clock.set(1387823972)
    response = await fetch(netwave, "/get_status.cgi")
    assert response.body.startswith(
        b"var id='00626E0A1B2C';\nvar sys_ver='11.37.2.49';\nvar app_ver='2.0.10.4';\nvar alias='Driveway';\n"
        b"var now=1387823972;\nvar tz=-3600;\nvar alarm_status=0;\nvar ddns_status=0;\n"
    )
    assert response.body.endswith(b"var temperature=0.0;\nvar humidity=0;\nvar tridro_error='';\n")


async def test_status_of_an_older_firmware() -> None:
    async with simulate("netwave", personality="netwave-generic") as camera:
        response = await fetch(camera, "/get_status.cgi")
        assert re.findall(r"var (\w+)=", response.text)[-5:] == [
            "oray_type",
            "upnp_status",
            "p2p_status",
            "p2p_local_port",
            "msn_status",
        ]
        assert len(re.findall("var ", (await fetch(camera, "/get_params.cgi", basic())).text)) == 194


async def test_picture_settings(netwave: NetwaveCamera) -> None:
    response = await fetch(netwave, "/get_camera_params.cgi", basic())
    assert (
        response.text
        == "var resolution=32;\nvar brightness=128;\nvar contrast=3;\nvar mode=0;\nvar flip=0;\nvar fps=0;\n"
    )


async def test_snapshot_is_named_by_local_time(netwave: NetwaveCamera) -> None:
    netwave.clock.set(1352782910)
    netwave.settings["tz"] = "18000"
    response = await fetch(netwave, "/snapshot.cgi", basic())
    assert response.header("Content-disposition") == 'filename="snapshot_00626E0A1B2C_20121113000150.jpg"'
    assert response.header("Content-Length") == str(len(response.body))
    assert response.header("Cache-Control") is None
    assert response.body.startswith(b"\xff\xd8")
    assert response.body.endswith(b"\xff\xd9")
    named = await fetch(netwave, "/snapshot.cgi?next_url=door.jpg", basic())
    assert named.header("Content-disposition") == 'filename="door.jpg"'


async def test_jpeg_header(netwave: NetwaveCamera) -> None:
    """As recorded: an unusual JFIF segment, the size before the tables, all tables in one segment."""
    netwave.settings["resolution"] = "8"
    jpeg = (await fetch(netwave, "/snapshot.cgi", basic())).body
    assert jpeg.hex(" ").startswith(
        "ff d8 ff e0 00 13 4a 46 49 46 00 01 02 02 00 00 00 00 00 00 00 00 00 "
        "ff c0 00 11 08 00 f0 01 40 03 01 21 00 02 11 01 03 11 01 ff db 00 84 00"
    )
    with Image.open(BytesIO(jpeg)) as picture:
        picture.load()
        assert picture.size == (320, 240)
    assert of_the_chip(jpeg) == jpeg
    assert of_the_chip(b"\xff\xd8 no picture") == b"\xff\xd8 no picture"


async def test_live_video(netwave: NetwaveCamera) -> None:
    async with talk(netwave, "/videostream.cgi?rate=0", basic()) as reader:
        head = await reader.readuntil(b"\r\n\r\n")
        assert re.fullmatch(
            rb"HTTP/1\.1 200 OK\r\nServer: Netwave IP Camera\r\n"
            + DATE
            + rb"Accept-Ranges: bytes\r\nConnection: close\r\n"
            rb"Content-Type: multipart/x-mixed-replace;boundary=ipcamera\r\n\r\n",
            head,
        )
        assert await reader.readexactly(12) == b"--ipcamera\r\n"
        for _ in range(3):
            part = await reader.readuntil(b"\r\n\r\n")
            match = re.fullmatch(rb"Content-Type: image/jpeg\r\nContent-Length: (\d+)\r\n\r\n", part)
            assert match
            jpeg = await reader.readexactly(int(match[1]))
            assert jpeg.startswith(b"\xff\xd8")
            assert jpeg.endswith(b"\xff\xd9")
            assert await reader.readexactly(14) == b"\r\n--ipcamera\r\n"
        assert netwave.open_streams == 1
    async with asyncio.timeout(2):
        while netwave.open_streams:
            await asyncio.sleep(0.01)


async def test_resolution_of_the_video_is_that_of_the_sensor(netwave: NetwaveCamera) -> None:
    await start_of(netwave, "/videostream.cgi?resolution=8&rate=15", basic())
    assert netwave.settings["resolution"] == "8"
    refused = await fetch(netwave, "/videostream.cgi?resolution=7", basic())
    assert refused.body == b"error: illegal params."


async def test_next_page(netwave: NetwaveCamera) -> None:
    response = await fetch(netwave, "/set_alias.cgi?alias=Hall&next_url=alias.htm", basic())
    assert (response.status, response.header("Location")) == (302, "/alias.htm")
    assert netwave.settings["alias"] == "Hall"


async def test_unknown_pages(netwave: NetwaveCamera) -> None:
    assert (await fetch(netwave, "/nothing.cgi", basic())).status == 404
    assert (await fetch(netwave, "/get_status.cgi", method="DELETE")).status == 501
    assert (await fetch(netwave, "/GET_STATUS.CGI")).status == 200


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"header_end": "\n"}, b"200 OK\r\nServer: Netwave IP Camera\nDate"),
        ({"status_end": "\n", "header_end": "\n"}, b"200 OK\nServer"),
        ({"blank_before_colon": True}, b"Content-Type : text/plain\r\n"),
        ({"nameless_header": True}, b"close\r\n: no-cache\r\n\r\n"),
        ({"duplicate_length": True}, b"Content-Length: 4\r\nContent-Length: 4\r\n"),
        ({"version": "HTTP/1.0"}, b"HTTP/1.0 200 OK"),
    ],
)
async def test_wire_peculiarities(netwave: NetwaveCamera, change: dict[str, object], expected: bytes) -> None:
    """Every peculiarity of a web server can be simulated."""
    netwave.wire = replace(netwave.wire, **change)  # type: ignore[arg-type]
    response = await fetch(netwave, "/set_alias.cgi?alias=Hall", basic())
    assert expected in response.head
    assert response.body == b"ok.\n"


async def test_no_length(netwave: NetwaveCamera) -> None:
    netwave.wire = replace(netwave.wire, no_length=True)
    response = await fetch(netwave, "/set_alias.cgi?alias=Hall", basic())
    assert response.header("Content-Length") is None
    assert response.body == b"ok.\n"
