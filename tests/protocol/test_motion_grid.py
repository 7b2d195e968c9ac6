"""Motion grids."""

from hypothesis import given, strategies as st
import pytest

from custom_components.ip_camera_cgi.protocol import BadValueError
from custom_components.ip_camera_cgi.protocol.features.motion_grid import Grid, Rectangle

EMPTY = Grid(8, (0,) * 6)


def test_drawing() -> None:
    grid = EMPTY.with_rectangles([Rectangle(left=1, top=1, width=2, height=1), Rectangle(8, 5, 1, 2)])
    assert grid.drawing == ["xx......", "........", "........", "........", ".......x", ".......x"]
    assert grid.bits == (3, 0, 0, 0, 128, 128)


@given(st.lists(st.integers(0, 255), min_size=6, max_size=6))
def test_drawing_round_trip(bits: list[int]) -> None:
    grid = Grid(8, tuple(bits))
    assert EMPTY.from_drawing(grid.drawing) == grid


@pytest.mark.parametrize("drawn", [[], ["x" * 8] * 5, ["x" * 8] * 7, ["x" * 7] * 6, ["x" * 8] * 5 + ["x" * 9]])
def test_another_size_is_refused(drawn: list[str]) -> None:
    with pytest.raises(BadValueError) as refused:
        EMPTY.from_drawing(drawn)
    assert refused.value.limits == {"columns": 8, "rows": 6}


def test_other_letters_are_refused() -> None:
    with pytest.raises(BadValueError, match="grid_letters"):
        EMPTY.from_drawing(["abcdefgh"] * 6)


@pytest.mark.parametrize("where", [(0, 1, 1, 1), (1, 0, 1, 1), (8, 1, 2, 1), (1, 6, 1, 2), (1, 1, 0, 1), (1, 1, 1, 0)])
def test_rectangle_beyond_the_grid_is_refused(where: tuple[int, int, int, int]) -> None:
    with pytest.raises(BadValueError, match="grid_rectangle"):
        EMPTY.with_rectangles([Rectangle(*where)])
