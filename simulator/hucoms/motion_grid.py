"""Where the camera looks for motion: 18 rows of 24 blocks, or the older 6 rows of 8.

The fine grid is what the camera keeps. The coarse one is a view of it: a coarse block is three by three fine ones.
"""

from collections.abc import Mapping

from ..ranges import number, one_of, text
from .pages import Field, Page

FINE, COARSE = "24x18", "8x6"
ROWS = {FINE: 18, COARSE: 6}
WIDEST = {FINE: 2**24 - 1, COARSE: 2**8 - 1}
SHAPE = "motion1.size"
AREA = "motion1.area"


def page(shape: str) -> Page:
    """Describe motion.cgi for one of the grids."""
    fields = [
        Field(name="allstatus", start="enable", accepts=one_of("enable", "disable")),
        Field(name="maxno", start="1", remark="Max supported number of motion."),
        Field(name="motion1.enable", start="enable", accepts=one_of("enable", "disable"), gap=True),
        Field(name="motion1.name", start="md1", accepts=text(10)),
        Field(name="motion1.level", start="3", accepts=number(1, 5)),
        Field(name=SHAPE, start=shape, accepts=one_of(FINE, COARSE)),
    ]
    fields += [
        Field(name=f"motion1.area{row}", start=str(WIDEST[shape]), accepts=number(0, WIDEST[shape]))
        for row in range(1, ROWS[shape] + 1)
    ]
    return Page(get="getmotion", set="setmotion", numbered=True, fields=tuple(fields))


def refined(areas: Mapping[int, int]) -> dict[int, int]:
    """Spread coarse rows over the fine ones."""
    fine: dict[int, int] = {}
    for row, blocks in areas.items():
        spread = sum(0b111 << 3 * block for block in range(8) if blocks >> block & 1)
        fine |= {3 * row - 2 + below: spread for below in range(3)}
    return fine


def coarsened(areas: Mapping[int, int]) -> dict[int, int]:
    """Gather fine rows: a coarse block counts if any of its nine fine ones does."""
    coarse = {}
    for row in range(1, 7):
        blocks = areas[3 * row - 2] | areas[3 * row - 1] | areas[3 * row]
        coarse[row] = sum(1 << block for block in range(8) if blocks >> 3 * block & 0b111)
    return coarse


def stored(changes: Mapping[str, str], shape: str) -> dict[str, str]:
    """Turn what a request changes into what the camera keeps: rows of the fine grid."""
    kept = {name: value for name, value in changes.items() if name != SHAPE}
    if shape == FINE:
        return kept
    coarse = {int(name.removeprefix(AREA)): int(value) for name, value in kept.items() if name.startswith(AREA)}
    others = {name: value for name, value in kept.items() if not name.startswith(AREA)}
    return others | {f"{AREA}{row}": str(blocks) for row, blocks in refined(coarse).items()}
