"""Escaping for texts that Home Assistant renders as Markdown."""

import re

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def escape_markdown(text: str) -> str:
    """Escape Markdown; text from a camera is untrusted."""
    return _PUNCTUATION.sub(r"\\\g<0>", text)
