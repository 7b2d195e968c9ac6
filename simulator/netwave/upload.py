"""File uploads by the forms of the camera's web page."""

import re

from ..request import Request

_BOUNDARY = re.compile(r'boundary=(?:"([^"]+)"|([^\s;]+))', re.IGNORECASE)


def uploaded(request: Request) -> bytes | None:
    """Return the first file of a form; None without a form, a file or content."""
    kind = request.headers.get("content-type", "")
    found = _BOUNDARY.search(kind)
    if request.method != "POST" or not kind.lower().startswith("multipart/form-data") or not found:
        return None
    edge = b"--" + (found[1] or found[2]).encode("latin-1", "replace")
    for part in request.body.split(edge)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        if b"filename=" in head.lower() and (content := content.removesuffix(b"\r\n")):
            return content
    return None
