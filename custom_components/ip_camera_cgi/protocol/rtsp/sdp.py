"""Session descriptions (SDP): the video track, the sound from the camera, and the sound to it."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
import re

_MAX_TRACKS = 20
_MAX_PARAMETER_SETS = 8
_STATIC = {0: "PCMU/8000", 8: "PCMA/8000"}
"""Payload types that need no rtpmap line (RFC 3551)."""
_ENCODERS = {"PCMU/8000": "pcm_mulaw", "PCMA/8000": "pcm_alaw"}
"""Formats that can be sent, the preferred one first, and FFmpeg's names for their encoders."""
_RTPMAP = re.compile(r"rtpmap:(\d{1,3}) ([\w-]+/\d{1,6})(?:/1)?$")
_G711 = re.compile(r"PCM([UA])/(8000|16000)")


@dataclass(frozen=True, slots=True)
class Backchannel:
    """A track that takes sound from the client."""

    control: str
    payload_type: int
    encoder: str


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """A track of H.264 video."""

    control: str
    payload_type: int
    parameter_sets: tuple[bytes, ...]
    """Sequence and picture parameter sets, as far as the description contains them."""


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """A track of G.711 sound from the camera."""

    control: str
    payload_type: int
    mu_law: bool
    rate: int
    """Samples per second."""


@dataclass(frozen=True, slots=True)
class _Media:
    kind: str
    control: str
    formats: dict[int, str]
    """Encoding and clock rate by payload type."""
    attributes: tuple[str, ...]


def backchannel(description: str) -> Backchannel | None:
    """Return the first track that the client sends, if there is one with a format of 8 kHz that we can send."""
    for media in _media(description):
        if media.kind == "audio" and "sendonly" in media.attributes:
            for name, encoder in _ENCODERS.items():
                for payload_type, offered in media.formats.items():
                    if offered == name:
                        return Backchannel(media.control, payload_type, encoder)
    return None


def video_track(description: str) -> VideoTrack | None:
    """Return the first track of H.264 video."""
    for media in _media(description):
        for payload_type, offered in media.formats.items():
            if media.kind == "video" and offered == "H264/90000":
                return VideoTrack(media.control, payload_type, _parameter_sets(media, payload_type))
    return None


def sound_track(description: str) -> SoundTrack | None:
    """Return the first track of G.711 sound from the camera."""
    for media in _media(description):
        for payload_type, offered in media.formats.items():
            found = _G711.fullmatch(offered)
            if media.kind == "audio" and found is not None and "sendonly" not in media.attributes:
                return SoundTrack(media.control, payload_type, found[1] == "U", int(found[2]))
    return None


def _media(description: str) -> Iterator[_Media]:
    for media in re.split(r"^m=", description, flags=re.MULTILINE)[1 : 1 + _MAX_TRACKS]:
        first, *lines = media.splitlines()
        kind, _, rest = first.partition(" ")
        attributes = tuple(line.removeprefix("a=").strip() for line in lines if line.startswith("a="))
        types = [int(each) for each in rest.split()[2:] if re.fullmatch(r"\d{1,3}", each)]
        formats = {each: _STATIC.get(each, "") for each in types if each < 128}
        for attribute in attributes:
            if (found := _RTPMAP.match(attribute)) and int(found[1]) in formats:
                formats[int(found[1])] = found[2].upper()
        control = next((each.partition(":")[2] for each in attributes if each.startswith("control:")), "")
        yield _Media(kind, control, formats, attributes)


def _parameter_sets(media: _Media, payload_type: int) -> tuple[bytes, ...]:
    """Return the decoded parameter sets; invalid ones are ignored, as the stream repeats them."""
    found = re.search(
        rf"^fmtp:{payload_type} .*sprop-parameter-sets=([^;\s]+)", "\n".join(media.attributes), re.MULTILINE
    )
    sets: list[bytes] = []
    for each in (found[1] if found else "").split(",")[:_MAX_PARAMETER_SETS]:
        try:
            sets.append(base64.b64decode(each, validate=True))
        except binascii.Error:
            continue
    return tuple(each for each in sets if each)
