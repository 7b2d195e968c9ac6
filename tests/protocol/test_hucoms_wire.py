"""The text formats of the Hucoms dialect."""

import contextlib
import time

from hypothesis import given, strategies as st
import pytest

from custom_components.ip_camera_cgi.protocol.dialects.hucoms.wire import EventText, parse_page, raise_on_error
from custom_components.ip_camera_cgi.protocol.model.errors import CameraError, CameraRejectedError
from custom_components.ip_camera_cgi.protocol.model.values import Alarm, CameraEvent


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("servername = welcome\n", {"servername": "welcome"}),
        ("mac=00:01:02:03:04:05", {"mac": "00:01:02:03:04:05"}),
        ("maxno = 1          * Max supported number of motion.\n", {"maxno": "1"}),
        ("seconddns = \nfirstdns = 1.2.3.4", {"seconddns": "", "firstdns": "1.2.3.4"}),
        ("PresetSupported = Yes", {"presetsupported": "Yes"}),
        ("[CamColor]\r\nbright = 52\r\n\r\n[CamEffect]\r\nmonoimg = disable", {"bright": "52", "monoimg": "disable"}),
        ("serverdate = 3 8, 2011 12:30:00", {"serverdate": "3 8, 2011 12:30:00"}),
        ("textstr = a = b", {"textstr": "a = b"}),
        ("encoder1.framerate = 30", {"encoder1.framerate": "30"}),
        ("", {}),
        ("<html>\n<body>\n", {}),
    ],
)
def test_parse_page(text: str, page: dict[str, str]) -> None:
    assert parse_page(text) == page


def test_one_section_only() -> None:
    text = "[ImageEnhanceSupported]\nhue = No\n[ImageEnhanceValuerange]\nhue = min:1;max:100;default:50\n"
    assert parse_page(text, section="ImageEnhanceValuerange") == {"hue": "min:1;max:100;default:50"}


@pytest.mark.parametrize("text", ["Error:no such thing", "Error: no such thing", "  ERROR : no such thing\r\n"])
def test_errors(text: str) -> None:
    with pytest.raises(CameraRejectedError, match="no such thing"):
        parse_page(text)
    with pytest.raises(CameraRejectedError, match=r"^bad ERROR forged$"):
        parse_page("Error : bad\r\x1b\u202eERROR forged")
    with pytest.raises(CameraRejectedError):
        raise_on_error(text)


def test_long_runs_of_blanks_are_linear() -> None:
    text = "k = a" + " " * 200_000 + "b\n" + " " * 200_000 + "= *\n"
    started = time.perf_counter()
    parse_page(text)
    list(EventText().feed(b" " * 60_000 + b"motion1" + b" " * 60_000))
    assert time.perf_counter() - started < 0.5


@given(st.text())
def test_any_text_is_a_page_or_a_typed_error(text: str) -> None:
    with contextlib.suppress(CameraError):
        parse_page(text)


def test_long_line_is_no_event() -> None:
    text = EventText()
    assert not [*text.feed(b"x" * 50 + b"motion1 = on" + b" " * 188), *text.feed(b"\n")]


PRINTED = b"--eventlist\nContent-type: text/plain\n\nContent-Length: 12\nmotion1 = on\n"
USUAL = b"--eventlist\r\nContent-type: text/plain\r\nContent-Length: 12\r\n\r\nmotion1 = on\r\n"


@pytest.mark.parametrize("framing", [PRINTED, USUAL, USUAL[:-2], b"motion1=on", b"\nMotion1 = ON \n"])
def test_event_in_every_framing(framing: bytes) -> None:
    assert list(EventText().feed(framing)) == [CameraEvent(alarms={Alarm.MOTION: True})]


def test_event_with_all_kinds() -> None:
    event = b"alarmin1 = off\nalarmout1 = on\nmotion1 = off\nvideotamper = on\nother = on\nmotion2 = on\n"
    assert list(EventText().feed(event)) == [
        CameraEvent(alarms={Alarm.INPUT: False}),
        CameraEvent(output=True),
        CameraEvent(alarms={Alarm.MOTION: False}),
        CameraEvent(alarms={Alarm.TAMPER: True}),
        CameraEvent(alarms={Alarm.MOTION: True}),
    ]


def test_short_alarm_is_not_lost() -> None:
    events = list(EventText().feed(b"motion1 = on\nmotion1 = off\n"))
    assert [event.alarms[Alarm.MOTION] for event in events] == [True, False]


@given(st.integers(0, len(USUAL)))
def test_split_event(cut: int) -> None:
    text = EventText()
    events = [*text.feed(USUAL[:cut]), *text.feed(USUAL[cut:])]
    assert events
    assert all(event == CameraEvent(alarms={Alarm.MOTION: True}) for event in events)


@given(st.lists(st.binary(max_size=300)))
def test_noise_between_events(chunks: list[bytes]) -> None:
    text = EventText()
    for chunk in chunks:
        list(text.feed(chunk))
