"""Texts that are not ours, in texts of ours that Home Assistant shows as Markdown."""

import re

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def escape_markdown(text: str) -> str:
    """Return a text as it has to be written to be read as it is: a camera may say anything, also links."""
    return _PUNCTUATION.sub(r"\\\g<0>", text)
