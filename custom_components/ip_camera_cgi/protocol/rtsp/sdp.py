"""Session descriptions (SDP), as far as a backchannel needs them."""

from dataclasses import dataclass
import re

_MAX_TRACKS = 20
_STATIC = {0: "PCMU/8000", 8: "PCMA/8000"}
"""Payload types that need no rtpmap line (RFC 3551)."""
_ENCODERS = {"PCMU/8000": "pcm_mulaw", "PCMA/8000": "pcm_alaw"}
"""Formats that can be sent, the preferred one first, and FFmpeg's names for their encoders."""
_RTPMAP = re.compile(r"rtpmap:(\d{1,3}) ([\w-]+/\d+)(?:/1)?$")


@dataclass(frozen=True, slots=True)
class Backchannel:
    """A track that takes sound from the client."""

    control: str
    payload_type: int
    encoder: str


def backchannel(description: str) -> Backchannel | None:
    """Return the first track that the client sends, if there is one with a format of 8 kHz that we can send."""
    for media in re.split(r"^m=", description, flags=re.MULTILINE)[1 : 1 + _MAX_TRACKS]:
        first, *lines = media.splitlines()
        kind, _, rest = first.partition(" ")
        attributes = [line.removeprefix("a=").strip() for line in lines if line.startswith("a=")]
        if kind != "audio" or "sendonly" not in attributes:
            continue
        formats = {int(each): _STATIC.get(int(each), "") for each in rest.split()[2:] if re.fullmatch(r"\d{1,3}", each)}
        for attribute in attributes:
            if (found := _RTPMAP.match(attribute)) and int(found[1]) in formats:
                formats[int(found[1])] = found[2].upper()
        control = next((each.partition(":")[2] for each in attributes if each.startswith("control:")), "")
        for name, encoder in _ENCODERS.items():
            for payload_type, offered in formats.items():
                if offered == name and payload_type < 128:
                    return Backchannel(control, payload_type, encoder)
    return None
