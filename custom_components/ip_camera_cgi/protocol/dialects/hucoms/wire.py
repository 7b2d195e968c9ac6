"""The text formats of the dialect: key = value lines, sections, error messages, events."""

from collections.abc import Iterator
import re

from ...model.errors import CameraRejectedError, CameraResponseError
from ...model.text import page_lines, printable
from ...model.values import Alarm, CameraEvent, Page

_KEY = re.compile(r"[\w.#]{1,64}")
# "unauthorized" is not in the manual, but a known client handles it (docs/sources.md H4).
_ERROR = re.compile(r"\s*(?:error\s*:\s*(.*)|unauthorized)", re.IGNORECASE)
_BLANKS = " \t"  # others may be half of a character of another encoding
_MAX_FIELDS = 1000
_MAX_LINE_LENGTH = 200  # characters; longer than any event
_EVENT = re.compile(
    r"^[ \t]{0,50}(alarmin|alarmout|motion|videotamper|audiodetect)(_[a-z_]{1,30})?(\d{0,9})"
    r"[ \t]{0,30}=[ \t]{0,30}(on|off)\b",
    re.MULTILINE,
)
_ALARMS = {"motion": Alarm.MOTION, "videotamper": Alarm.TAMPER, "audiodetect": Alarm.SOUND}
_INPUTS = {"2": Alarm.INPUT_2, "3": Alarm.INPUT_3, "4": Alarm.INPUT_4}
_MAX_NAMES = 32


def parse_page(text: str, *, section: str | None = None) -> Page:
    """Return the fields of a page with lower-case keys; with a section, only the fields of that section.

    Remarks that the manual prints behind values (" * if supported model") are removed (docs/sources.md H22).

    Raises:
        CameraRejectedError: the text is an error message.
        CameraResponseError: the text is longer than any page.
    """
    raise_on_error(text)
    page: dict[str, str] = {}
    here = ""
    for line in page_lines(text):
        key, equals, value = line.partition("=")
        key = key.strip()
        if not equals and key.startswith("[") and key.endswith("]"):
            here = key[1:-1].strip().lower()
        elif equals and _KEY.fullmatch(key) and (section is None or here == section.lower()):
            page[key.lower()] = _without_comment(value)
            if len(page) > _MAX_FIELDS:
                raise CameraResponseError(f"page of more than {_MAX_FIELDS} fields")
    return page


def _without_comment(value: str) -> str:
    """Return a value without the remark that a blank and an asterisk start."""
    value = f" {value}"
    at = value.find("*")
    return (value[:at] if at > 0 and value[at - 1] in _BLANKS else value).strip(_BLANKS)


def raise_on_error(text: str) -> None:
    """Raise CameraRejectedError if a text is an error message; cameras send those with status 200."""
    if error := _ERROR.match(text[:200]):
        reason = printable(error[1] or "", max_length=100)
        raise CameraRejectedError(reason or "no reason given", answer=reason)


class EventText:
    """Parses the events of the push stream, regardless of its framing.

    The manual prints the length of a part behind the blank line, and the end of a part is not documented
    (docs/sources.md H6). Event lines are unambiguous, so each one counts as soon as it is complete.
    """

    def __init__(self) -> None:
        self.states: dict[tuple[Alarm, str], bool] = {}
        """The last state under each name that the camera has used: motion1, alarmin2, audiodetect_high."""
        self._rest = ""

    def feed(self, chunk: bytes) -> Iterator[CameraEvent]:
        """Yield an event for each complete line of a chunk, so that short alarms are not lost.

        Several names may belong to one kind of alarm, which is on while any of them is on.
        """
        text = self._rest + chunk.decode("latin-1").replace("\r", "\n")
        self._rest = text.rpartition("\n")[2][:_MAX_LINE_LENGTH]
        for name, detail, number, state in _EVENT.findall(text.lower()):
            on = state == "on"
            if name == "alarmout":
                if number in {"", "1"}:
                    yield CameraEvent(output=on)
                continue
            alarm = _INPUTS.get(number, Alarm.INPUT) if name == "alarmin" else _ALARMS[name]
            if len(self.states) >= _MAX_NAMES:  # more than any camera uses
                self.states.clear()
            self.states[alarm, f"{detail}{number}"] = on
            yield CameraEvent(alarms={alarm: any(on for (kind, _), on in self.states.items() if kind is alarm)})
