"""The native protocol of simulated Netwave cameras, byte for byte."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from io import BytesIO
from itertools import pairwise
import struct
from typing import cast
import wave

from aiohttp import ClientSession
import pytest

from simulator import Account, AccountRole, NetwaveCamera, simulate
from simulator.control import Control
from simulator.netwave.native.frame import CONTROL, MEDIA, Frame
from simulator.netwave.native.sound import Coder, tone

from .tap import fetch

HELLO = bytes.fromhex("4d4f5f4f00000000000000000000000000000000000000")


class Client:
    """A client that records received frames."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def send_message(self, opcode: int, body: bytes = b"", mark: bytes = CONTROL) -> None:
        self.writer.write(Frame(mark, opcode, body).bytes_of())

    async def receive(self, *only: int) -> Frame:
        async with asyncio.timeout(5):
            while True:
                head = await self.reader.readexactly(23)
                body = await self.reader.readexactly(int.from_bytes(head[15:19], "little"))
                assert head[15:19] == head[19:23]
                frame = Frame(head[:4], int.from_bytes(head[4:6], "little"), body)
                if not only or frame.opcode in only:
                    return frame

    async def is_over(self) -> bool:
        async with asyncio.timeout(5):
            return await self.reader.read() == b""

    async def login(self, user: str = "admin", password: str = "secret") -> bytes:
        self.send_message(0)
        assert (await self.receive()).opcode == 1
        self.send_message(2, user.encode().ljust(13, b"\0") + password.encode().ljust(13, b"\0"))
        return (await self.receive(3)).body


@asynccontextmanager
async def client(camera: NetwaveCamera) -> AsyncGenerator[Client]:
    reader, writer = await asyncio.open_connection(camera.host, camera.port)
    try:
        yield Client(reader, writer)
    finally:
        writer.close()


@pytest.fixture
async def camera() -> AsyncGenerator[NetwaveCamera]:
    guest = Account("guest", "pw", AccountRole.VISITOR)
    async with simulate("netwave", accounts=[guest]) as simulated:
        yield cast("NetwaveCamera", simulated)


async def test_login_byte_by_byte(camera: NetwaveCamera) -> None:
    async with client(camera) as one:
        for byte in HELLO:
            one.writer.write(bytes((byte,)))
            await asyncio.sleep(0)
        head = await one.reader.readexactly(23)
        assert head.hex() == "4d4f5f4f01000000000000000000001b0000001b000000"
        body = await one.reader.readexactly(27)
        assert body.hex() == "0000" + b"00626E0A1B2C".hex() + "00" + "00000001" + "00000000" + "0b250231"
        one.send_message(2, b"admin".ljust(13, b"\0") + b"secret".ljust(13, b"\0"))
        assert await one.receive() == Frame(CONTROL, 3, b"\0\0\2")
        assert await one.receive() == Frame(CONTROL, 28, bytes(1152)) or camera.settings["dev2_port"]
        one.send_message(16)
        assert (await one.receive()).body == bytes((32, 128, 3, 0, 0, 0, 0, 0))


async def test_wrong_logins(camera: NetwaveCamera) -> None:
    async with client(camera) as one:
        assert await one.login("nobody", "x") == b"\1\0"
        assert await one.login("admin", "x") == b"\5\0"
        assert await one.login("guest", "pw") == b"\0\0\0"
    async with client(camera) as one:
        one.send_message(2, bytes(26))
        assert await one.is_over(), "verifying before the login closes the connection"
    async with client(camera) as one:
        one.send_message(16)
        assert await one.is_over()
    async with client(camera) as one:
        one.writer.write(b"MO_O" + b"\0" * 11 + b"\xff" * 8)
        assert await one.is_over()


async def test_full(camera: NetwaveCamera) -> None:
    camera.native.max_controls = 1
    async with client(camera) as one, client(camera) as two:
        await one.login()
        two.send_message(0)
        assert await two.receive() == Frame(CONTROL, 1, b"\2\0")
        assert await two.is_over()


async def test_alarms(camera: NetwaveCamera) -> None:
    camera.settings["alarm_motion_armed"] = "1"
    camera.alarm.hold = 0.1
    async with client(camera) as one, client(camera) as two:
        await one.login()
        await two.login("guest", "pw")
        camera.world.motion = True
        for each in (one, two):
            assert (await each.receive(25)).body == b"\1" + struct.pack("<4H", 20, 30, 60, 90)
        camera.world.motion = False
        assert (await one.receive(25)).body == bytes(9)
        camera.settings["alarm_motion_armed"] = "0"
        camera.world.motion = True
        one.send_message(16)
        assert (await one.receive()).opcode == 17, "nothing is reported while detection is off"


async def test_settings_are_those_of_the_pages(camera: NetwaveCamera) -> None:
    async with client(camera) as one:
        await one.login()
        one.send_message(19, b"\1\xc8")
        assert (await one.receive(18)).body == b"\1\xc8"
        assert camera.settings["brightness"] == "200"
        await fetch(camera, "/camera_control.cgi?param=5&value=3&user=admin&pwd=secret")
        assert (await one.receive(18)).body == b"\5\3"
        one.send_message(14, b"\4")
        one.send_message(15, b"\3abc" + struct.pack("<I", 9600))
        one.send_message(16)
        assert (await one.receive(17)).body[1] == 200
        assert camera.world.pan_motor.moving
        assert camera.serial[-1].data == b"abc"
        one.send_message(14, b"\1")
        one.send_message(16)
        await one.receive(17)
        assert not camera.world.pan_motor.moving


async def test_visitor_cannot_move(camera: NetwaveCamera) -> None:
    async with client(camera) as one:
        await one.login("guest", "pw")
        one.send_message(14, b"\4")
        one.send_message(16)
        await one.receive(17)
        assert not camera.world.pan_motor.moving
        camera.native.drops_unprivileged = True
        one.send_message(14, b"\4")
        assert b"MO_V" not in await one.reader.read()


async def test_linked_cameras(camera: NetwaveCamera) -> None:
    camera.settings |= {"dev2_alias": "Barn", "dev2_host": "10.0.0.9", "dev2_port": "80", "dev2_pwd": "canary"}
    async with client(camera) as one:
        await one.login()
        record = (await one.receive(28)).body[:128]
        assert record[13:17] == b"Barn"
        assert b"canary" in record


async def test_pictures_and_sound(camera: NetwaveCamera) -> None:
    async with client(camera) as one, client(camera) as media, client(camera) as wrong:
        await one.login()
        one.send_message(8, b"\2")
        started = (await one.receive(9)).body
        assert len(started) == 6
        media.send_message(0, started[2:], MEDIA)
        response = [(await media.receive(2)).body for _ in range(3)]
        ticks, numbers = zip(*(struct.unpack_from("<II", body) for body in response), strict=True)
        assert [after - before for before, after in pairwise(ticks)] == [4, 4]
        assert [after - before for before, after in pairwise(numbers)] == [1, 1]
        assert {len(body) for body in response} == {17 + 160}
        one.send_message(4, b"\2")
        assert (await one.receive(5)).body == b"\0\0", "the media connection is open"
        picture = (await media.receive(1)).body
        assert picture[13:15] == b"\xff\xd8"
        assert int.from_bytes(picture[9:13], "little") == len(picture) - 13
        wrong.send_message(0, b"\1\2\3\4", MEDIA)
        assert await wrong.is_over()
        one.send_message(6)
        one.send_message(10)
    async with asyncio.timeout(5):
        while camera.open_streams:
            await asyncio.sleep(0.01)


async def test_unsupported_media(camera: NetwaveCamera) -> None:
    async with client(camera) as one:
        await one.login()
        camera.native.max_media = 0
        one.send_message(4, b"\2")
        assert (await one.receive(5)).body == b"\2\0"
        camera.faults.native = "unable"
        one.send_message(8, b"\2")
        assert (await one.receive(9)).body == b"\7\0"
        camera.faults.native = ""
        camera.settings |= {"schedule_enable": "1"} | {
            name: str(2**32 - 1) for name in camera.settings if "_sun_" in name
        }
        camera.settings |= {
            name: str(2**32 - 1) for name in camera.settings if name.startswith("schedule_") and "_" in name[9:]
        }
        one.send_message(8, b"\2")
        assert (await one.receive(9)).body == b"\x08\0"


async def test_talk(camera: NetwaveCamera) -> None:
    control = Control(camera)
    await control.start()
    async with ClientSession(control.address) as session, client(camera) as one, client(camera) as media:
        async with session.get("/talk.wav") as nothing:
            assert nothing.status == 404
        await one.login()
        one.send_message(11, b"\1")
        media.send_message(0, (await one.receive(12)).body[2:], MEDIA)
        coder = Coder()
        for number in (0, 1, 3):
            code = coder.encode(tone(number * 320, 8000))
            media.send_message(3, struct.pack("<IIIBI", number * 40, number, 0, 0, len(code)) + code, MEDIA)
        async with client(camera) as other:
            await other.login()
            other.send_message(11, b"\1")
            assert (await other.receive(12)).body == b"\2\0", "only one client talks at a time"
        async with asyncio.timeout(5):
            while camera.native.talk is None or camera.native.talk.packets < 3:
                await asyncio.sleep(0.01)
        assert camera.native.talk.gaps == 1
        async with session.get("/talk.wav") as answer:
            file = await answer.read()
        async with session.get("/state") as answer:
            assert (await answer.json())["native"]["talk"]["packets"] == 3
    await control.stop()
    with wave.open(BytesIO(file)) as reply:
        assert (reply.getnframes(), reply.getframerate(), reply.getnchannels()) == (960, 8000, 1)


async def test_the_clone() -> None:
    async with simulate("netwave", personality="netwave-clone") as simulated:
        camera = cast("NetwaveCamera", simulated)
        async with client(camera) as one:
            one.writer.write(HELLO)
            head = await one.reader.readexactly(23)
            assert head[6] == 0xAA
            body = await one.reader.readexactly(27)
            assert body[2:15] == b"65650A1B2C\0\0\0"
            assert body[15:19] == bytes(4)
            one.send_message(2, b"admin".ljust(13, b"\0") + b"secret".ljust(13, b"\0"))
            assert (await one.receive()).body == b"\0\0\0"
            one.send_message(16)
            assert [(await one.receive()).opcode for _ in range(2)] == [257, 17]


async def test_keep_alive_and_timeout(camera: NetwaveCamera) -> None:
    camera.native.keep_alive, camera.native.patience = 0.1, 0.3
    async with client(camera) as one:
        await one.login()
        assert (await one.receive(255)).body == b""
        assert b"MO_O" in await one.reader.read(), "then it disconnects"


@pytest.mark.parametrize("name", ["netwave-generic", "netwave-manual", "wanscam-c0d8"])
async def test_models_without_the_protocol(name: str) -> None:
    async with simulate("netwave", personality=name) as simulated:
        reader, writer = await asyncio.open_connection(simulated.host, simulated.port)
        writer.write(HELLO)
        kind = simulated.personality.native  # type: ignore[attr-defined]
        if kind == "silent":
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await reader.read()
        else:
            response = await asyncio.wait_for(reader.read(), 5)
            assert response.startswith(b"HTTP/1.1 400") if kind == "400" else response == b""
        writer.close()
        assert (await fetch(simulated, "/get_status.cgi")).status == 200


@pytest.mark.parametrize(
    ("fault", "ends"),
    [("garbage", False), ("half", True), ("endless", False), ("reset", True), ("mute", False), ("forgets", False)],
)
async def test_faults(camera: NetwaveCamera, fault: str, ends: bool) -> None:
    async with client(camera) as one:
        await one.login()
        camera.faults.native = fault
        one.send_message(16)
        response, over = b"", False
        try:
            async with asyncio.timeout(0.3):
                while piece := await one.reader.read(1000):
                    response += piece
                over = True
        except ConnectionError:
            over = True
        except TimeoutError:
            pass
        assert over is ends
        assert (b"neither" in response) is (fault == "garbage")


async def test_flood_ends_with_current_state(camera: NetwaveCamera) -> None:
    async with client(camera) as one:
        await one.login()
        camera.faults.native = "flood"
        for _ in range(100):
            await one.receive(25)
        camera.faults.native = ""
        async with asyncio.timeout(5):
            response = b""
            while not response.endswith(Frame(CONTROL, 25, bytes(9)).bytes_of()) or len(response) % 32:
                response += await one.reader.read(65536)
