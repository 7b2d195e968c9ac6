"""decoder_control.cgi: built-in motors, and Pelco-D on the serial port."""

from collections.abc import AsyncGenerator
import re

import pytest

from simulator import NetwaveCamera, simulate

from .manual import read
from .tap import basic, fetch

COMMANDS: dict[int, list[str | None]] = next(
    page["commands"] for page in read("netwave")["cgis"] if page["cgi"] == "decoder_control.cgi"
)
# How far right and how far up, as the manual names it.
WAYS = {
    "up": (0, 1),
    "down": (0, -1),
    "left": (-1, 0),
    "right": (1, 0),
    "up left": (-1, 1),
    "up right": (1, 1),
    "down left": (-1, -1),
    "down right": (1, -1),
}
# The two command bytes of Pelco-D.
BYTES = {
    "up": "0008",
    "down": "0010",
    "left": "0004",
    "right": "0002",
    "iris close": "0400",
    "iris open": "0200",
    "focus near": "0100",
    "focus far": "0080",
    "zoom near": "0020",
    "zoom far": "0040",
    "scan": "9000",
    "stop scan": "1000",
}
NUMBERED = {"set preset": "0003", "go to preset": "0007", "switch on": "0009", "switch off": "000b"}


@pytest.fixture
async def motor() -> AsyncGenerator[NetwaveCamera]:
    camera = simulate("netwave", personality="netwave-manual")
    assert isinstance(camera, NetwaveCamera)
    async with camera:
        yield camera


@pytest.fixture
async def dome() -> AsyncGenerator[NetwaveCamera]:
    camera = simulate("netwave", personality="netwave-pelco")
    assert isinstance(camera, NetwaveCamera)
    async with camera:
        yield camera


@pytest.mark.parametrize("code", COMMANDS)
async def test_built_in_motor(motor: NetwaveCamera, code: int) -> None:
    name, world = COMMANDS[code][1], motor.world
    world.pan, world.tilt = 20, 20
    world.relay = name == "output low"
    world.pan_motor.move(0.001)
    assert (await fetch(motor, f"/decoder_control.cgi?command={code}", basic())).text == "ok"
    if name in WAYS:
        right, up = WAYS[name]
        assert world.pan_motor.moving == (right != 0)
        assert world.tilt_motor.moving == (up != 0)
        assert (world.pan - 20) * right >= 0
        assert (world.tilt - 20) * up >= 0
    elif name is None:
        assert (world.relay, world.tilt) == (False, 20)
    elif name.startswith("stop"):
        assert not world.pan_motor.moving
    elif name.startswith("output"):
        assert world.relay == (name == "output high")
    elif name == "patrol up and down":
        assert (world.pan_motor.moving, world.tilt_motor.moving) == (False, True)
    elif name == "patrol left and right":
        assert (world.pan_motor.moving, world.tilt_motor.moving) == (True, False)
    else:
        assert name in ("center", "motor test")
        assert world.pan_motor.moving
        assert world.tilt_motor.moving


@pytest.mark.parametrize("code", COMMANDS)
async def test_serial_port(dome: NetwaveCamera, code: int) -> None:
    name = COMMANDS[code][0] or ""
    dome.world.relay = name == "output low"
    assert (await fetch(dome, f"/decoder_control.cgi?command={code}", basic())).text == "ok.\n"
    if not name or name.startswith("output"):
        assert not dome.serial
        assert dome.world.relay == (name == "output high")
        return
    (sent,) = dome.serial
    assert (sent.port, sent.baud) == (0, 9600)
    assert sent.data[:2] == b"\xff\x01"
    assert sent.data[6] == sum(sent.data[1:6]) % 256
    words, _, number = name.rpartition(" ") if re.search(r" \d+$", name) else (name, "", "0")
    assert sent.data[2:4].hex() == (BYTES | NUMBERED).get(words, "0000"), name
    assert sent.data[5] == (int(number) if words in NUMBERED else sent.data[4])
    assert name in BYTES or words in NUMBERED or name.startswith("stop")


async def test_dome_on_the_serial_port(dome: NetwaveCamera) -> None:
    await fetch(dome, "/decoder_control.cgi?command=16", basic())
    assert dome.world.zoom_motor.moving
    await fetch(dome, "/decoder_control.cgi?command=17", basic())
    assert not dome.world.zoom_motor.moving
    await fetch(dome, "/decoder_control.cgi?command=92", basic())
    assert 32 in dome.motor.presets
    await fetch(dome, "/decoder_control.cgi?command=22", basic())
    assert getattr(dome.pages.decoder, "switches", None) == {1}


@pytest.mark.parametrize("code", [-1, 96, 254, 256])
async def test_no_such_command(motor: NetwaveCamera, code: int) -> None:
    assert (await fetch(motor, f"/decoder_control.cgi?command={code}", basic())).text == "error: illegal param"
