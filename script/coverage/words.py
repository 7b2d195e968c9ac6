"""Abbreviates lists of names that differ only in numbers or weekdays."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from math import prod
import re

DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
BRACED = "{{{}-{}}}"
PLAIN = "{}-{}"
_COUNTER = re.compile(rf"\d+|(?<=_)(?:{'|'.join(DAYS)})(?=_)")


def bare(text: str) -> str:
    """Return a text without its numbers and weekdays."""
    return _COUNTER.sub("#", text)


def folded(texts: Iterable[str], form: str = BRACED) -> list[str]:
    """Abbreviate consecutive names: user1, user2, user3 become user{1-3}."""
    groups: dict[str, list[str]] = {}
    for text in dict.fromkeys(texts):
        groups.setdefault(bare(text), []).append(text)
    return [text for group in groups.values() for run in _runs(group) for text in _fold(run, form)]


def _runs(group: list[str]) -> Iterator[list[str]]:
    """Yield groups of consecutive names that differ in one number."""
    numbers = [_COUNTER.findall(text) for text in group]
    if len(numbers[0]) != 1 or not numbers[0][0].isdigit():
        yield group
        return
    for _, run in groupby(enumerate(group), key=lambda at: int(numbers[at[0]][0]) - at[0]):
        yield [text for _, text in run]


def _fold(group: list[str], form: str) -> list[str]:
    """Abbreviate names if they cover the whole range."""
    columns = list(zip(*map(_COUNTER.findall, group), strict=True))
    if len(group) == 1 or prod(len(set(column)) for column in set(columns)) != len(group):
        return group
    spans = iter([column[0] if len(set(column)) == 1 else form.format(column[0], column[-1]) for column in columns])
    return [_COUNTER.sub(lambda _: next(spans), group[0])]
