"""The dialect's texts: lines of key = value, in sections or without, and events."""

from collections.abc import Iterator
import re

from ..errors import CameraRejectedError
from ..model import Alarm, CameraEvent, Page

_LINE = re.compile(r"\s*(?:\[(?P<section>[^\]]*)\]|(?P<key>[\w.#]+(?: +[\w.#]+)?)\s*=\s*(?P<value>.*?))\s*")
_REMARK = re.compile(r"(?:^|\s+)\*.*$")
_ERROR = re.compile(r"\s*error\s*:\s*(.*)", re.IGNORECASE)
_LINE_END = re.compile(r"[\r\n]+")
_EVENT = re.compile(
    r"^[ \t]*(alarmin|alarmout|motion|videotamper)(\d*)[ \t]*=[ \t]*(on|off)\b", re.IGNORECASE | re.MULTILINE
)
_ALARMS = {"alarmin": Alarm.INPUT, "motion": Alarm.MOTION, "videotamper": Alarm.TAMPER}


def parse_page(text: str, *, section: str | None = None) -> Page:
    """Return the fields of an answer, keys in lower case; of one section only where sections repeat keys.

    The remarks that the manual prints behind values (" * if supported model") are left out: whether cameras send them
    is not known.

    Raises:
        CameraRejectedError: it is an error text.
    """
    refuse_error(text)
    page: dict[str, str] = {}
    here = ""
    for line in _LINE_END.split(text):
        if (found := _LINE.fullmatch(line)) is None:
            continue
        if found["section"] is not None:
            here = found["section"].strip().lower()
        elif section is None or here == section.lower():
            page[found["key"].lower()] = _REMARK.sub("", found["value"])
    return page


def refuse_error(text: str) -> None:
    """See that an answer is no error; those come with status 200, too.

    Raises:
        CameraRejectedError: it is one.
    """
    if error := _ERROR.match(text[:200]):
        raise CameraRejectedError(error[1].strip() or "no reason given")


class EventText:
    """Reads events out of the push stream, whatever frames it.

    The manual prints the length of a part behind the blank line, cameras may send it before; nobody has recorded what
    ends a part (field guide 3). The lines themselves are unmistakable, so a line counts as soon as it can be read.
    """

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, chunk: bytes) -> Iterator[CameraEvent]:
        """Yield one event for all that a chunk tells."""
        text = self._rest + chunk.decode("latin-1").replace("\r", "\n")
        alarms: dict[Alarm, bool] = {}
        output: bool | None = None
        for name, number, state in _EVENT.findall(text):
            on = state.lower() == "on"
            if number not in {"", "1"}:
                continue
            if name.lower() == "alarmout":
                output = on
            else:
                alarms[_ALARMS[name.lower()]] = on
        self._rest = text.rpartition("\n")[2][-200:]
        if alarms or output is not None:
            yield CameraEvent(alarms=alarms, output=output)
