"""Firmware with missing pages or different responses, and hostile firmware."""

import asyncio
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from custom_components.ip_camera_cgi.protocol import (
    Account,
    Address,
    Alarm,
    Camera,
    CameraAuthError,
    CameraConnectionError,
    CameraError,
    CameraRejectedError,
    CameraResponseError,
    CameraUnknownError,
    Role,
    StreamPreferences,
    UnsupportedFamily,
    Upload,
    connect,
)
from custom_components.ip_camera_cgi.protocol.camera import alarm_states
from custom_components.ip_camera_cgi.protocol.connect import fingerprint
from custom_components.ip_camera_cgi.protocol.dialects.hucoms import alarms
from custom_components.ip_camera_cgi.protocol.dialects.netwave import maintenance
from custom_components.ip_camera_cgi.protocol.http.client import CameraHttp, Login, Response
from custom_components.ip_camera_cgi.protocol.http.request import Request
from custom_components.ip_camera_cgi.protocol.http.response import LenientResponse
from custom_components.ip_camera_cgi.protocol.model.errors import CameraUnavailableError
from custom_components.ip_camera_cgi.protocol.video.hub import MjpegHub

from ..conftest import PASSWORD, USER
from .stub import BUSY, NOT_FOUND, PICTURE, REFUSED, Answering, Stub, answer, stub
from .test_camera import until

STATUS = answer("var id='00606E0A0B0C';\nvar sys_ver='11.22.2.38';\nvar alias='Attic';\nvar alarm_status=0;\n")
CAMERA_PARAMS = answer("var resolution=8;\nvar brightness=169;\nvar contrast=2;\nvar mode=1;\nvar flip=0;\n")
PARAMS = answer("var alarm_motion_armed=1;\nvar alarm_motion_sensitivity=3;\n")
CHECK_USER = answer("var user='admin';\nvar pwd='x';\nvar pri=3;\n")
NETWAVE = {
    "get_status.cgi": STATUS,
    "check_user.cgi": CHECK_USER,
    "get_camera_params.cgi": CAMERA_PARAMS,
    "get_params.cgi": PARAMS,
    "snapshot.cgi": PICTURE,
    "reboot.cgi": answer("ok.\n"),
}
HUCOMS = {
    "servermac.cgi": answer("mac = 00:07:D8:0A:0B:0C\n"),
    "servername.cgi": answer("servername = attic\n"),
    "motion.cgi": answer("allstatus = enable\nmaxno = 1\nmotion1.enable = enable\nmotion1.level = 3\n"),
    "jpeg.cgi": PICTURE,
    "reboot.cgi": answer("reboot = rebooting\n"),
}


def pages(known: dict[str, bytes], **changes: bytes | None) -> Answering:
    """Serve known pages with changes, 404 for others."""
    answers: dict[str, bytes | None] = {**known, **{f"{name}.cgi": response for name, response in changes.items()}}
    return lambda page, params: answers.get(page, NOT_FOUND)


async def connected(camera: Stub, **how: Any) -> Camera:
    """Connect and close the session, so that no more requests are possible."""
    async with aiohttp.ClientSession() as session:
        return await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD), **how)


@pytest.mark.parametrize(
    ("changes", "role"),
    [
        ({}, Role.ADMINISTRATOR),
        ({"check_user": NOT_FOUND}, Role.ADMINISTRATOR),
        ({"check_user": answer("<html>")}, Role.ADMINISTRATOR),
        ({"check_user": NOT_FOUND, "get_params": REFUSED}, Role.VISITOR),
        ({"check_user": NOT_FOUND, "get_params": answer("error: illegal user.")}, Role.VISITOR),
        ({"check_user": NOT_FOUND, "get_camera_params": NOT_FOUND}, Role.ADMINISTRATOR),
        ({"check_user": answer("var pri=2;")}, Role.OPERATOR),
        ({"get_camera_params": NOT_FOUND}, Role.ADMINISTRATOR),
        ({"get_params": REFUSED}, Role.ADMINISTRATOR),
        ({"get_params": None}, Role.ADMINISTRATOR),
    ],
)
async def test_netwave_firmwares(changes: dict[str, bytes | None], role: Role) -> None:
    async with stub(pages(NETWAVE, **changes)) as camera:
        found = await connected(camera)
        assert found.info.mac == "00:60:6e:0a:0b:0c"
        assert found.capabilities.role is role


@pytest.mark.parametrize(
    "changes",
    [
        {"check_user": REFUSED},
        {"check_user": answer("var pri=0;")},
        {"check_user": answer("error: illegal user."), "get_camera_params": answer("error: illegal user.")},
        {"check_user": NOT_FOUND, "get_camera_params": REFUSED},
        {"check_user": NOT_FOUND, "get_camera_params": NOT_FOUND, "snapshot": answer("error: illegal user.")},
    ],
)
async def test_netwave_refuses_the_login(changes: dict[str, bytes | None]) -> None:
    async with stub(pages(NETWAVE, **changes)) as camera:
        with pytest.raises(CameraAuthError) as refused:
            await connected(camera)
        assert refused.value.certain
        assert "servermac.cgi" not in camera.requested, "no other dialect is tried when it is clear which one refuses"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"shock": None},
        {"servermac": NOT_FOUND, "serverinfo1": answer("[ServerMac]\nmac = 00-07-D8-0A-0B-0C\n")},
        {"servermac": answer("", "204 No Content"), "serverinfo1": answer("mac = 00:07:D8:0A:0B:0C\n")},
        {"servername": NOT_FOUND},
        {"servername": BUSY},
        {"connectinfo": answer("stream1.address = rtsp://[x/\nstream2.address = http://x/\nstream3.address = \n")},
        {"camcolor": answer("[ImageEnhanceValuerange]\nbright = min:1;max:" + "9" * 5000 + "\n")},
    ],
)
async def test_hucoms_firmwares(changes: dict[str, bytes | None]) -> None:
    async with stub(pages(HUCOMS, **changes)) as camera:
        found = await connected(camera)
        assert found.info.mac == "00:07:d8:0a:0b:0c"
        assert found.capabilities.alarms == {Alarm.MOTION}
        assert found.streams == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"servermac": answer("Error:no authority"), "jpeg": REFUSED},
        {"servername": answer("Error:no authority"), "jpeg": REFUSED},
        {"servername": REFUSED, "jpeg": REFUSED},
        {"servermac": NOT_FOUND, "serverinfo1": answer("Error: no"), "jpeg": REFUSED},
        {"servermac": answer("Unauthorized"), "jpeg": answer("Unauthorized")},
    ],
)
async def test_hucoms_refuses_the_login(changes: dict[str, bytes | None]) -> None:
    async with stub(pages(HUCOMS, **changes)) as camera:
        with pytest.raises(CameraAuthError):
            await connected(camera)


async def test_anonymous_pictures_do_not_prove_the_login() -> None:
    """The pictures are served without login, so they do not show that the login is valid but weak."""
    async with stub(pages(HUCOMS, servermac=REFUSED)) as camera:
        with pytest.raises(CameraAuthError):
            await connected(camera)


async def test_starting_camera_is_retried() -> None:
    first = True

    def answering(page: str, params: dict[str, str]) -> bytes | None:
        nonlocal first
        if page == "get_status.cgi" and first:
            first = False
            return BUSY
        return NETWAVE.get(page, NOT_FOUND)

    async with stub(answering) as camera:
        assert (await connected(camera)).info.name == "Attic"


async def test_temporary_failure_keeps_settings() -> None:
    troubled: set[str] = set()

    def answering(page: str, params: dict[str, str]) -> bytes | None:
        if page == "get_params.cgi" and page not in troubled:
            troubled.add(page)
            return BUSY
        return NETWAVE.get(page, NOT_FOUND)

    async with stub(answering) as camera:
        assert (await connected(camera)).setting("motion_detection") is not None


async def test_camera_lost_while_reading_pages() -> None:
    gone = False

    def answering(page: str, params: dict[str, str]) -> bytes | None:
        nonlocal gone
        gone = gone or page == "get_misc.cgi"
        return None if gone else NETWAVE.get(page, NOT_FOUND)

    async with stub(answering) as camera:
        with pytest.raises(CameraConnectionError):
            await connected(camera)


async def test_failed_pages_are_read_later() -> None:
    """Any number of pages may fail while the camera answers."""
    answers = dict[str, bytes | None](NETWAVE) | {"get_camera_params.cgi": None, "get_misc.cgi": None}
    async with stub(lambda page, params: answers.get(page, NOT_FOUND)) as camera, aiohttp.ClientSession() as session:
        found = await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD))
        assert found.unread_pages == {"camera_params", "misc"}
        assert found.setting("brightness") is None
        answers |= NETWAVE
        found._cache._retry_at.clear()
        await found.read_missing()
        assert found.rebuilt().setting("brightness") is not None


async def test_identity_page_fails_later() -> None:
    request_count = 0

    def answering(page: str, params: dict[str, str]) -> bytes | None:
        nonlocal request_count
        request_count += page == "get_status.cgi"
        return answer("var a=1;") if page == "get_status.cgi" and request_count > 1 else NETWAVE.get(page, NOT_FOUND)

    async with stub(answering) as camera:
        with pytest.raises(CameraResponseError):
            await connected(camera)


@pytest.mark.parametrize("dialect", ["netwave", "hucoms"])
async def test_known_dialect_is_not_recognized(dialect: str) -> None:
    async with stub(lambda page, params: NOT_FOUND) as camera:
        with pytest.raises(CameraResponseError):
            await connected(camera, dialect=dialect)


ODD_ANSWERS = {
    "digest domain": answer("", "401 -", 'WWW-Authenticate: Digest realm="x", nonce="a", domain="http://[::1"'),
    "digest algorithm": answer("", "401 -", 'WWW-Authenticate: Digest realm="x", nonce="a", algorithm="FOO"'),
    "redirect": answer("", "302 Found", "Location: http://[::1"),
    "status": b"HTTP/1.1 abc\r\n\r\n",
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "endless header": b"HTTP/1.1 200 OK\r\n" + b"x" * 20000,
    "odd and short": b"HTTP/1.1 200 OK\r\nX : y\r\nContent-Length: 100\r\n\r\nshort",
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "long": answer("x" * 300_000),
    "nothing": b"",
}


@pytest.mark.parametrize("name", ODD_ANSWERS)
async def test_any_response_raises_a_typed_error(name: str) -> None:
    async with stub(lambda page, params: ODD_ANSWERS[name]) as camera:
        with pytest.raises(CameraError):
            await connected(camera, timeout=9)


async def test_html_page_is_not_a_camera() -> None:
    page = answer("<html><script>\nvar a=1;\nvar result = 1;\n</script><div id='aabbccddeeff';></html>")
    async with stub(lambda _, params: page) as camera:
        with pytest.raises(CameraUnknownError) as unknown:
            await connected(camera)
        assert unknown.value.family is None


async def test_error_message_repeating_the_password() -> None:
    def answering(page: str, params: dict[str, str]) -> bytes | None:
        if page == "motion.cgi" and params["action"].startswith("set"):
            return answer(f"Error: bad request {params}")
        return HUCOMS.get(page, NOT_FOUND)

    async with stub(answering) as camera, aiohttp.ClientSession() as session:
        found = await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD))
        level = found.setting("motion_sensitivity")
        assert level is not None
        with pytest.raises(CameraRejectedError) as rejected:
            await found.change(level, 4)
        assert PASSWORD not in str(rejected.value)


@pytest.mark.parametrize("known", [NETWAVE, HUCOMS])
async def test_restart_command_is_sent_once(known: dict[str, bytes]) -> None:
    async with stub(pages(known, reboot=None)) as camera, aiohttp.ClientSession() as session:
        found = await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD))
        await found.maintenance.reboot()
        assert camera.requested.count("reboot.cgi") == 1


async def test_poll_does_not_hide_concurrent_change() -> None:
    level = "3"
    reading = asyncio.Event()
    holding = asyncio.Event()

    async with stub(pages(HUCOMS)) as camera, aiohttp.ClientSession() as session:
        found = await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD))
        driver = found._driver
        setting = found.setting("motion_sensitivity")
        assert setting is not None

        async def read(page: str) -> dict[str, str]:
            if page == "video":  # a later page of the same poll is slow
                reading.set()
                await holding.wait()
            return {"motion1.level": level, "mac": found.info.mac}

        driver.read = read  # type: ignore[method-assign]  # the order of two answers cannot be set by a socket
        found._cache._read_at.clear()
        polling = asyncio.create_task(found.update(["motion", "video"]))
        await reading.wait()
        level = "5"

        async def send(path: str, params: Any) -> None:
            """Accept the command."""

        driver.send = send  # type: ignore[method-assign]
        await found.change(setting, 5)
        holding.set()
        await polling
        assert found.state.get(setting) == 5


def events(*texts: str) -> bytes:
    """Return an event stream that ends after these texts."""
    head = "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=eventlist\r\nConnection: close\r\n\r\n"
    return (head + "".join(f"--eventlist\nContent-type: text/plain\n\n{text}\n" for text in texts)).encode()


async def test_unrepeated_alarm_ends_after_reconnect() -> None:
    """Motion began, the connection broke, and the new connection does not report it."""
    streams = [events("motion1 = on")]

    async with (
        stub(
            lambda page, params: (
                (streams.pop() if streams else events("alarmin1 = off"))
                if page == "requestevent.cgi"
                else HUCOMS.get(page, NOT_FOUND)
            )
        ) as camera,
        aiohttp.ClientSession() as session,
    ):
        found = await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD))
        listening = asyncio.create_task(found.alarms.run(lambda: None))
        await until(lambda: found.state.alarms.get(Alarm.MOTION))
        await until(lambda: found.state.alarms.get(Alarm.MOTION) is not True, 6)
        listening.cancel()


async def test_event_stream_closing_at_once_is_rate_limited() -> None:
    answering = pages(HUCOMS, requestevent=events())
    async with stub(answering) as camera, aiohttp.ClientSession() as session:
        found = await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD))
        listening = asyncio.create_task(found.alarms.run(lambda: None))
        await asyncio.sleep(5)
        listening.cancel()
        assert camera.requested.count("requestevent.cgi") <= 4


async def test_stalled_camera_is_disconnected() -> None:
    """Unsent data and the connection are discarded."""
    file = bytes(50_000_000)
    came: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.5)
        taken = 0
        with suppress(ConnectionError):
            while chunk := await reader.read(1 << 20):
                taken += len(chunk)
        writer.close()
        came.set_result(taken)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, asyncio.timeout(10):
        url = Address("127.0.0.1", server.sockets[0].getsockname()[1]).url("/upgrade_firmware.cgi")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await LenientResponse.request("POST", url, {}, file)
        assert await came < len(file)


def test_password_is_removed_from_errors() -> None:
    account = Account(USER, PASSWORD)
    assert PASSWORD not in Response(b" " * 150 + f"error: wrong pwd={PASSWORD}".encode(), account).text


async def test_idle_error_is_not_raised_after_close() -> None:
    """After the reader has left, an idle error would never be retrieved."""
    async with stub(pages(HUCOMS, mjpeg=events("a"))) as camera, aiohttp.ClientSession() as session:
        address, account = Address("127.0.0.1", camera.port), Account(USER, PASSWORD)
        http = CameraHttp(session, address, account, logins=(Login.QUERY,), query_names=("id", "passwd"))
        async with http.open(Request("/mjpeg.cgi"), idle_timeout=0.1) as stream:
            assert await anext(stream.chunks)
            await asyncio.sleep(0.2)


async def test_flickering_output_is_rate_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes are published at a limited rate, the last one always."""
    monkeypatch.setattr(alarm_states, "CHANGES_PER_SECOND", 5)
    changes: list[bool | None] = []
    lags: list[float] = []
    flicker = "motion1 = on\nmotion1 = off\n" * 4000 + "motion1 = on"
    async with stub(pages(HUCOMS, requestevent=events(flicker))) as camera, aiohttp.ClientSession() as session:
        found = await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD))
        listening = asyncio.create_task(
            found.alarms.run(lambda: changes.append(found.state.alarms.get(Alarm.MOTION))),
        )
        loop = asyncio.get_running_loop()
        for _ in range(100):
            began = loop.time()
            await asyncio.sleep(0.01)
            lags.append(loop.time() - began)
        listening.cancel()
    assert 2 <= len(changes) < 80
    assert changes[-1] is True
    assert max(lags) < 0.2


@pytest.mark.parametrize("body", [b"\xff\xd8\xff\xd9", b"x"])
async def test_flood_of_pictures_is_rate_limited(body: bytes) -> None:
    part = b"--eventlist\r\n\r\n" + body + b"\r\n"
    async with stub(pages(HUCOMS, mjpeg=events() + part * 50_000)) as camera, aiohttp.ClientSession() as session:
        found = await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD))
        lags: list[float] = []
        frames = 0

        async def look() -> None:
            nonlocal frames
            async for _ in found.live.frames():
                frames += 1

        looking = asyncio.create_task(look())
        loop = asyncio.get_running_loop()
        for _ in range(100):
            began = loop.time()
            await asyncio.sleep(0.01)
            lags.append(loop.time() - began)
        looking.cancel()
        await found.close()
    assert frames < 200
    assert max(lags) < 0.15


async def test_page_disappears_and_page_fails() -> None:
    answers: dict[str, bytes | None] = dict(HUCOMS)
    async with stub(lambda page, params: answers.get(page, NOT_FOUND)) as camera, aiohttp.ClientSession() as session:
        found = await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD))
        level = found.setting("motion_sensitivity")
        assert level is not None
        for response in (BUSY, None, answer("Error:no")):
            answers["motion.cgi"] = response
            found._cache._read_at.clear()
            found._cache._retry_at.clear()
            await found.update(["motion"])
            assert found.state.get(level) == 3, "one answer proves nothing"
        assert "motion" in found.unread_pages, "three in a row make the last content outdated"
        found._cache._retry_at.clear()
        await found.read_missing()
        assert found.state.get(level) is None
        answers["servermac.cgi"] = None
        with pytest.raises(CameraConnectionError):
            await found.update(["motion"])


async def test_close_fails_pending_pictures() -> None:
    waiting = asyncio.Event()

    class Slow:
        """A driver with a slow picture request."""

        async def picture(self) -> bytes:
            """Wait forever."""
            waiting.set()
            await asyncio.Event().wait()
            return b""

    async with stub(pages(NETWAVE)) as camera:
        found = await connected(camera)
        found.pictures._driver = Slow()  # type: ignore[assignment]
        asking = asyncio.create_task(found.pictures.still())
        await waiting.wait()
        await found.close()
        with pytest.raises(CameraConnectionError):
            await asking


@pytest.mark.parametrize("known", [NETWAVE, HUCOMS], ids=["netwave", "hucoms"])
async def test_picture_behind_an_empty_line(known: dict[str, bytes]) -> None:
    picture = PICTURE.partition(b"\r\n\r\n")[2]
    late = answer(b"\r\n" + picture)
    served = pages({**known, "snapshot.cgi": late, "jpeg.cgi": late})
    async with stub(served) as camera, aiohttp.ClientSession() as session:
        found = await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD))
        assert await found.pictures.still() == picture
        await found.close()


@pytest.mark.parametrize("value", ["no", "NO", "0", "false", "none", "Not supported"])
async def test_hucoms_says_no_in_other_words(value: str) -> None:
    ability = answer(f"PanSupported = {value}\nTiltSupported = {value}\nZoomSupported = yes\n")
    async with stub(pages({**HUCOMS, "capabilityptz.cgi": ability})) as camera:
        found = await connected(camera)
        capabilities = found.ptz.capabilities
        assert (capabilities.pan, capabilities.tilt, capabilities.zoom) == (False, False, True)
        assert "PTZ" not in found.info.model
        await found.close()


async def test_closed_hub_ends_viewers() -> None:
    async with stub(pages(NETWAVE)) as camera:
        hub: MjpegHub = (await connected(camera)).live
        viewer = asyncio.create_task(anext(hub.frames(), None))
        await asyncio.sleep(0)
        await hub.close()
        assert await viewer is None


async def test_oversized_numbers() -> None:
    """Python refuses to parse numbers with that many digits."""
    many = "9" * 5000
    changes = {
        "privacy": answer(f"allstatus = enable\nmaxno = {many}\n"),
        "videoset": answer(f"videoflip = normal\nencoder1.codec = mjpeg\nencoder1.quality = {many}\n"),
    }
    async with stub(pages(HUCOMS, **changes)) as camera, aiohttp.ClientSession() as session:
        found = await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD))
        assert found.setting("privacy_area_1") is None
        await found.change_all({"flip": "mirror"}, confirm=False)
        assert camera.requested[-1] == "videoset.cgi"


async def test_camera_lost_while_detecting_role() -> None:
    """A failed role check does not make the account a visitor."""
    async with stub(pages(NETWAVE, check_user=NOT_FOUND, get_params=None)) as camera:
        with pytest.raises(CameraConnectionError):
            await connected(camera, dialect="netwave")


async def test_truncated_picture_is_a_temporary_failure() -> None:
    """A response shorter than declared is a temporary failure, not silence."""
    head = "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=x\r\nContent-Length: 1000\r\n\r\n"
    async with (
        stub(pages(NETWAVE, videostream=head.encode() + b"--x\r\n")) as camera,
        aiohttp.ClientSession() as session,
    ):
        found = await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD))
        with pytest.raises(CameraUnavailableError):
            async for _ in found._driver.pictures(StreamPreferences()):
                pass


async def test_upload_is_not_sent_twice() -> None:
    """After a malformed response, the lenient parser does not repeat the upload."""
    odd = b"HTTP/1.1 200 OK\r\nX : y\r\nContent-Length: 3\r\n\r\nok."
    backup = answer(b"\xbd\x9a\x0c\x44" + bytes(100))
    async with (
        stub(pages(NETWAVE, upgrade_firmware=odd, backup_params=backup)) as camera,
        aiohttp.ClientSession() as session,
    ):
        found = await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD))
        await found.maintenance.upload(Upload.FIRMWARE, b"firmware" * 100)
        assert camera.requested.count("upgrade_firmware.cgi") == 1


async def test_slow_wifi_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maintenance, "_SCAN_DELAY", 0)
    found = answer("var ap_number=1;\nvar ap_bssid[0]='00D0F8000001';\nvar ap_ssid[0]='attic';\n")
    results = [answer("var searching=1;\n"), BUSY, answer("error: busy\n"), found]
    known = pages(NETWAVE, wifi_scan=answer("ok.\n"))

    def answering(page: str, params: dict[str, str]) -> bytes | None:
        return results.pop(0) if page == "get_wifi_scan_result.cgi" else known(page, params)

    async with stub(answering) as camera, aiohttp.ClientSession() as session:
        connection = await connect(session, Address("127.0.0.1", camera.port), Account(USER, PASSWORD))
        (network,) = await connection.maintenance.scan_wifi()
        assert (network.name, network.bssid, results) == ("attic", "00:d0:f8:00:00:01", [])


async def test_fingerprint_of_fragile_server() -> None:
    """A server that fails on other fingerprint requests is recognized by its own."""

    def answering(page: str, params: dict[str, str]) -> bytes | None:
        return answer("<CGI_Result></CGI_Result>") if page == "CGIProxy.fcgi" else b"\0\r\n\r\n"

    async with stub(answering) as camera, aiohttp.ClientSession() as session:
        assert (
            await fingerprint.identify_unsupported(session, Address("127.0.0.1", camera.port))
            is UnsupportedFamily.FOSCAM_HD
        )


async def test_silent_event_stream_is_reopened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without events the connection is silent; reopening proves availability without losing events."""
    monkeypatch.setattr(alarms, "_MAX_SILENCE", 0.2)
    monkeypatch.setattr(alarms, "_MIN_SILENCE", 0.2)
    opened = 0
    head, _, response = events("motion1 = on").partition(b"--eventlist")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        request_count = (
            (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].partition(b"?")[0].rpartition(b"/")[2].decode()
        )
        if request_count == "requestevent.cgi":
            opened += 1
            writer.write(head + b"--eventlist" + response)
            with suppress(ConnectionError):
                await reader.read()
        else:
            writer.write(HUCOMS.get(request_count, NOT_FOUND))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, aiohttp.ClientSession() as session:
        port = server.sockets[0].getsockname()[1]
        found = await connect(session, Address("127.0.0.1", port), Account(USER, PASSWORD))
        reported: list[bool | None] = []
        listening = asyncio.create_task(found.alarms.run(lambda: reported.append(found.state.alarms.get(Alarm.MOTION))))
        await until(lambda: opened > 2)
        listening.cancel()
        assert found.listening
        assert reported[-1] is True
        assert False not in reported


async def test_fingerprint_stops_after_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first unanswered request is the last one, as a user is waiting."""
    monkeypatch.setattr(fingerprint, "_TIMEOUT", aiohttp.ClientTimeout(total=0.2))
    questions: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        questions.append(await reader.readline())
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, aiohttp.ClientSession() as session:
        port = server.sockets[0].getsockname()[1]
        assert await fingerprint.identify_unsupported(session, Address("127.0.0.1", port)) is None
    assert len(questions) == 1


@pytest.mark.parametrize(
    "bad",
    [BUSY, PARAMS.replace(b"Content-Length: ", b"Content-Length: 9"), answer("<html>busy</html>")],
    ids=["status 503", "broke off", "error page"],
)
async def test_failed_role_check_is_not_a_refusal(bad: bytes) -> None:
    """Firmware without check_user.cgi is probed by reading pages; a failure is not a refusal."""
    trouble = [bad]
    serve = pages(NETWAVE, check_user=NOT_FOUND)

    def answering(page: str, params: dict[str, str]) -> bytes | None:
        return trouble.pop() if page == "get_params.cgi" and trouble else serve(page, params)

    async with stub(answering) as camera:
        try:
            found = await connected(camera)
        except CameraUnavailableError:
            found = await connected(camera)
        assert not trouble
        assert found.capabilities.role is Role.ADMINISTRATOR
        assert any(setting.write for setting in found.settings)
