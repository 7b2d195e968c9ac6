"""The codecs and the tables of both dialects."""

import pytest

from custom_components.ip_camera_cgi.protocol import DRIVERS
from custom_components.ip_camera_cgi.protocol.dialects.driver import CameraDriver
from custom_components.ip_camera_cgi.protocol.model.settings import (
    Choice,
    Flag,
    Level,
    Measure,
    Moment,
    Setting,
    Text,
    time_zones,
)
from custom_components.ip_camera_cgi.protocol.model.values import CameraState


def test_flag() -> None:
    flag = Flag("enable", "disable")
    assert flag.decode("Enable") is True
    assert flag.decode("disable") is False
    assert (flag.encode(True), flag.encode(False)) == ("enable", "disable")
    with pytest.raises(ValueError):
        flag.decode("yes")


def test_choice() -> None:
    choice = Choice({"0": "50hz", "1": "60hz"})
    assert choice.decode("1") == "60hz"
    assert choice.encode("50hz") == "0"
    with pytest.raises(ValueError):
        choice.decode("7")
    with pytest.raises(ValueError):
        choice.encode("7")


def test_level() -> None:
    level = Level(1, 5)
    assert level.decode("9") == 9
    assert level.encode(5) == "5"
    for value in (0, 6):
        with pytest.raises(ValueError, match=r"out_of_range .*1.*5"):
            level.encode(value)
    with pytest.raises(ValueError):
        level.decode("many")
    assert Level(5, 180, special=1).encode(1) == "1"
    assert Level(5, 180, special=1).lowest == 1
    with pytest.raises(ValueError, match=r"out_of_ranges .*5.*180.*1"):
        Level(5, 180, special=1).encode(2)


def test_reversed_level() -> None:
    level = Level(0, 9, reversed=True)
    assert (level.decode("0"), level.decode("9")) == (9, 0)
    assert (level.encode(9), level.encode(2)) == ("0", "7")
    with pytest.raises(ValueError, match="out_of_range"):
        level.encode(10)


def test_time_zones() -> None:
    zones = time_zones()
    assert zones.decode("-32400") == "UTC+09:00"
    assert zones.encode("UTC-03:30") == "12600"
    assert zones.encode("UTC+05:45") == "-20700"


def test_text() -> None:
    text = Text(4, r"[ -~]*")
    assert text.decode("é") == "é"
    assert text.encode("a b") == "a b"
    for value in ("abcde", "é", "a\nb"):
        with pytest.raises(ValueError):
            text.encode(value)
    with pytest.raises(ValueError, match="characters"):
        Text(4).encode("\ud800")  # half a character: it cannot be sent


@pytest.mark.parametrize(
    ("codec", "raw"),
    [
        (Level(0, 9), "9" * 30),
        (Level(0, 9), "-" + "9" * 30),
        (Measure(), "nan"),
        (Measure(), "1e400"),
        (Moment(("%B %d, %Y",)), "January 1, 0001"),
        (Moment(("%B %d, %Y",)), "December 31, 9999"),
    ],
)
def test_values_beyond_home_assistants_limits(codec: Level | Measure | Moment, raw: str) -> None:
    with pytest.raises(ValueError):
        codec.decode(raw)


def test_measure_cannot_be_set() -> None:
    assert Measure().decode("21.5") == 21.5
    with pytest.raises(ValueError):
        Measure().encode(21.5)


def test_invalid_values_are_unknown() -> None:
    setting = Setting(key="contrast", page="color", field="contrast", codec=Level(1, 5))
    assert CameraState().get(setting) is None
    assert CameraState({"color": {}}).get(setting) is None
    assert CameraState({"color": {"contrast": "?"}}).get(setting) is None
    assert CameraState({"color": {"contrast": "3"}}).get(setting) == 3


@pytest.mark.parametrize("driver", DRIVERS)
def test_tables(driver: type[CameraDriver]) -> None:
    keys = [setting.key for setting in driver.settings]
    assert len(keys) == len(set(keys))
    assert {setting.page for setting in driver.settings} | {driver.heartbeat_page} <= set(driver.pages)
