"""Rows of the table of settings, and the codecs that several rows share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ...model.settings import Category, Choice, Codec, Flag, Level, Setting, Text, Write
from ...model.text import KOREAN
from .pages import PAGES
from .presence import Pages

ON = Flag("enable", "disable")
PERCENT = Level(1, 100)
PORT = Level(3000, 60000)
# A blank and an asterisk start a remark behind a value, and blanks at its ends are lost (docs/sources.md H22).
NAME = Text(10, r"(?!(?:[^*]* )?\*)(?:[!-~](?:[ -~]*[!-~])?)?", legacy=KOREAN)
MULTICAST = Text(15, r"2(?:2[4-9]|3\d)(?:\.\d{1,3}){3}")  # multicast (class D)
# Triggers of an action: the sum of motion (1), alarm input (2) and tampering (4).
LINKS = {
    "0": "nothing",
    "1": "motion",
    "2": "input",
    "3": "motion_input",
    "4": "tamper",
    "5": "motion_tamper",
    "6": "input_tamper",
    "7": "everything",
}
LPR_SPEEDS = ("1_15", "1_30", "1_60", "1_120", "1_240", "1_480", "1_960", "1_4800", "1_9000", "auto")
SPEEDS = ("1_15", "1_30", "1_60", "1_120", "1_240", "1_480", "1_960", "1_4800", "1_9000")
EXPOSURES = ("1_30", "1_60", "1_120", "1_180", "1_240", "auto")
WHITE = Choice({mode: mode for mode in ("auto", "indoor", "outdoor", "fluorescent", "user")})
WHITE_SINCE_1_22 = Choice({**WHITE.options, "push": "push", "autoindoor": "auto_indoor"})
SIZES = Choice({})  # filled in from the camera's own list
CODECS = Choice({"h264": "h264", "mpeg": "mpeg4", "mjpeg": "mjpeg", "h265": "h265"})


def choice(*words: str) -> Choice:
    """Return a choice whose options are the camera's own words."""
    return Choice({word: word.replace("-", "_") for word in words})


def numbered_choice(words: tuple[str, ...]) -> Choice:
    """Return a choice of steps numbered from 1; names follow the 60 Hz variant of each step."""
    return Choice({str(number): word for number, word in enumerate(words, 1)})


@dataclass(frozen=True, slots=True)
class PageSettings:
    """Makes the settings of one page."""

    page: str
    sent_with: tuple[str, ...] = ()
    """Fields that every write repeats."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Parameters that every write sends."""
    group: str = ""
    for_administrators: bool = False
    present: Callable[[Pages], bool] | None = None

    def __call__[T](
        self,
        key: str,
        field: str,
        codec: Codec[T],
        *,
        param: str = "",
        fixed: Mapping[str, str] | None = None,
        defaults: Mapping[str, str] | None = None,
        category: Category = Category.CONFIG,
        advanced: bool = True,
        when: tuple[str, tuple[str, ...]] | None = None,
        not_echoed: bool = False,
        present: Callable[[Pages], bool] | None = None,
    ) -> Setting[T]:
        """Return a setting of the page."""
        source, defaults = PAGES[self.page], defaults or {}
        write = Write(
            path=source.path,
            param=param or field,
            fixed={"action": source.set, **self.fixed, **(fixed or {})},
            sent_with={name: name for name in (*self.sent_with, *defaults) if name != field},
            defaults=defaults,
        )
        return Setting(
            key=key,
            page=self.page,
            field=field,
            codec=codec,
            write=write,
            category=category,
            advanced=advanced,
            available_when=when,
            not_echoed=not_echoed,
            present=present or self.present,
            for_administrators=self.for_administrators,
            group=self.group,
        )
