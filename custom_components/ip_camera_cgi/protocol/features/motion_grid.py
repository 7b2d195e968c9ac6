"""The motion grid: cells of the picture in which motion is detected."""

from collections.abc import Sequence
from dataclasses import dataclass
import re
from typing import Self

from ..camera.camera import Camera
from ..model import keys
from ..model.errors import BadValueError, CameraUnsupportedError

_GROUP = re.compile(r"motion_area_(\d+)x(\d+)")
_WATCHED = "x"
_IGNORED = "."


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A block of cells; the cell at the top left is 1, 1."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Active cells: one number per row with one bit per cell, the leftmost in bit 0."""

    columns: int
    bits: tuple[int, ...]

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return len(self.bits)

    @property
    def drawing(self) -> list[str]:
        """Return each row as text: x for an active cell, a dot for an inactive one."""
        return [
            "".join(_WATCHED if row >> column & 1 else _IGNORED for column in range(self.columns)) for row in self.bits
        ]

    def from_drawing(self, drawn: Sequence[str]) -> Self:
        """Parse a drawing into a grid of this size; raises BadValueError."""
        if len(drawn) != self.rows or any(len(row) != self.columns for row in drawn):
            raise BadValueError("grid_size", columns=self.columns, rows=self.rows)
        if not set("".join(drawn).lower()) <= {_WATCHED, _IGNORED}:
            raise BadValueError("grid_letters")
        bits = (sum(1 << column for column, cell in enumerate(row.lower()) if cell == _WATCHED) for row in drawn)
        return type(self)(self.columns, tuple(bits))

    def with_rectangles(self, rectangles: Sequence[Rectangle]) -> Self:
        """Return a grid of this size with only these rectangles active; raises BadValueError if one does not fit."""
        bits = [0] * self.rows
        for each in rectangles:
            if not (
                1 <= each.left <= each.left + each.width - 1 <= self.columns
                and 1 <= each.top <= each.top + each.height - 1 <= self.rows
            ):
                raise BadValueError("grid_rectangle", columns=self.columns, rows=self.rows)
            for row in range(each.top - 1, each.top - 1 + each.height):
                bits[row] |= (1 << each.width) - 1 << each.left - 1
        return type(self)(self.columns, tuple(bits))


def grid_size(camera: Camera) -> tuple[int, int] | None:
    """Return columns and rows of the finest grid."""
    found = {_GROUP.fullmatch(setting.group) for setting in camera.settings}
    return max(((int(grid[1]), int(grid[2])) for grid in found if grid), default=None)


def _group(camera: Camera) -> tuple[str, int, int]:
    """Return group name, columns and rows of the finest grid; raises CameraUnsupportedError if there is none."""
    size = grid_size(camera)
    if size is None:
        raise CameraUnsupportedError("motion is watched for in the whole picture")
    return keys.motion_area(*size), *size


async def read_grid(camera: Camera) -> Grid:
    """Read the motion grid."""
    group, columns, rows = _group(camera)
    shown = await camera.group(group)
    return Grid(columns, tuple(shown.get(keys.motion_row(group, row)) or 0 for row in range(1, rows + 1)))


async def write_grid(camera: Camera, grid: Grid) -> None:
    """Write the motion grid; raises as Camera.change_all() does."""
    group, _, _ = _group(camera)
    await camera.change_all({keys.motion_row(group, row): bits for row, bits in enumerate(grid.bits, 1)})
