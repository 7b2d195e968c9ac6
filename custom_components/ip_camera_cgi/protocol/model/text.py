"""Texts of a camera's own, as people can read them: a camera may say anything."""


def tidy(text: str, *, most: int = 40) -> str:
    """Return a text in one line, without what cannot be seen, and no longer than so many characters."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())[:most]
