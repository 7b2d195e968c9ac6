"""Tells a picture from what some cameras send in its place."""

from .errors import CameraResponseError


def checked(picture: bytes) -> bytes:
    """Return the picture if it is a whole JPEG; error pages and halves come with status 200, too."""
    if not picture.startswith(b"\xff\xd8\xff") or b"\xff\xd9" not in picture[-1024:]:
        raise CameraResponseError("not a whole JPEG picture")
    return picture
