"""The size of pictures, from the sequence parameter set of H.264 (ITU-T H.264, 7.3.2.1.1)."""

from ..model.errors import CameraResponseError

_WITH_CHROMA = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135}  # profiles that name their color format
_MAX_ZEROS = 32


def picture_size(sequence_set: bytes) -> tuple[int, int]:
    """Return width and height in pixels as a sequence parameter set has them.

    Raises:
        CameraResponseError: it is incomplete.
    """
    bits = _Bits(sequence_set[1:].replace(b"\0\0\x03", b"\0\0"))
    profile = bits.number(8)
    bits.number(16)
    bits.exponential()
    chroma = _read_chroma(bits) if profile in _WITH_CHROMA else 1
    bits.exponential()
    _skip_picture_order(bits)
    bits.exponential()
    bits.number(1)
    width, height = 16 * (bits.exponential() + 1), 16 * (bits.exponential() + 1)
    frames_only = bits.number(1)
    if not frames_only:
        height *= 2
        bits.number(1)
    bits.number(1)
    if bits.number(1):  # cropping, in units of the color resolution
        wide, high = (2 if chroma in {1, 2} else 1), (2 if chroma == 1 else 1) * (2 - frames_only)
        left, right, top, bottom = (bits.exponential() for _ in range(4))
        width, height = width - wide * (left + right), height - high * (top + bottom)
    if width <= 0 or height <= 0:
        raise CameraResponseError("H.264: no size")
    return width, height


def _read_chroma(bits: _Bits) -> int:
    """Return the color format, and skip what depends on it."""
    chroma = bits.exponential()
    if chroma == 3:
        bits.number(1)
    bits.exponential()
    bits.exponential()
    bits.number(1)
    if bits.number(1):
        _skip_scaling(bits, 8 if chroma != 3 else 12)
    return chroma


def _skip_picture_order(bits: _Bits) -> None:
    order = bits.exponential()
    if order == 0:
        bits.exponential()
    elif order == 1:
        bits.number(1)
        bits.exponential()
        bits.exponential()
        for _ in range(min(bits.exponential(), 255)):
            bits.exponential()


def _skip_scaling(bits: _Bits, lists: int) -> None:
    for each in range(lists):
        if bits.number(1):
            last = following = 8
            for _ in range(16 if each < 6 else 64):
                if following:
                    value = bits.exponential()
                    following = (last + ((value + 1) // 2 if value % 2 else -(value // 2))) % 256
                last = following or last


class _Bits:
    """Reads bits and Exp-Golomb codes."""

    def __init__(self, content: bytes) -> None:
        self._value = int.from_bytes(content)
        self._left = 8 * len(content)

    def number(self, bits: int) -> int:
        """Return the next bits as a number; raises CameraResponseError at the end."""
        self._left -= bits
        if self._left < 0:
            raise CameraResponseError("H.264: incomplete parameters")
        return self._value >> self._left & (1 << bits) - 1

    def exponential(self) -> int:
        """Return the next Exp-Golomb code; raises CameraResponseError."""
        zeros = 0
        while not self.number(1):
            zeros += 1
            if zeros > _MAX_ZEROS:
                raise CameraResponseError("H.264: a number is too large")
        return (1 << zeros | self.number(zeros)) - 1
