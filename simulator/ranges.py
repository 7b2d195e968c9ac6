"""Validators of parameters."""

from collections.abc import Callable
import re

type Check = Callable[[str], bool]

_NUMBER = re.compile(r"-?[0-9]{1,12}")


def number(low: int, high: int, *others: int) -> Check:
    """Accept an integer in a range, or one of some other values."""
    return lambda value: _NUMBER.fullmatch(value) is not None and (low <= int(value) <= high or int(value) in others)


def one_of(*choices: str) -> Check:
    """Accept one of these words."""
    return lambda value: value in choices


def text(longest: int) -> Check:
    """Accept a text of limited length."""
    return lambda value: len(value) <= longest


def english(longest: int) -> Check:
    """Accept printable ASCII of limited length."""
    return lambda value: len(value) <= longest and value.isascii() and value.isprintable()


def address(value: str) -> bool:
    """Accept an IPv4 address."""
    parts = value.split(".")
    return len(parts) == 4 and all(_NUMBER.fullmatch(part) and 0 <= int(part) <= 255 for part in parts)
