"""Texts of a camera's own, as people can read them: a camera may say anything."""


def printable(text: str, *, max_length: int = 40) -> str:
    """Return a text in one line, without what cannot be seen, and no longer than so many characters."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())[:max_length]
