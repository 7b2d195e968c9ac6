"""Where the camera looks for motion: 18 rows of 24 blocks, or the older 6 rows of 8.

The fine grid is what the camera keeps. The coarse one is a view of it: a coarse block is three by three fine ones.
"""

from collections.abc import Mapping

from ..ranges import number, one_of, text
from .fields import SWITCH, Field, Page, having, several, since
from .model import HucomsModel
from .store import Store

FINE, COARSE = "24x18", "8x6"
ROWS = {FINE: 18, COARSE: 6}
WIDEST = {FINE: 2**24 - 1, COARSE: 2**8 - 1}
SHAPE = "motion1.size"
AREA = "motion1.area"

type Params = Mapping[str, str]


def page(shape: str) -> Page:
    """Describe motion.cgi for one of the grids."""
    fields = [
        *several("motion."),
        Field(name="motion1.enable", start="enable", accepts=SWITCH, gap=True),
        Field(name="motion1.name", start="md1", accepts=text(10)),
        Field(name="motion1.level", start="3", accepts=number(1, 5)),
        Field(name=SHAPE, start=shape, accepts=one_of(FINE, COARSE), on=having("fine motion grid")),
    ]
    fields += [
        Field(name=f"{AREA}{row}", start=str(WIDEST[shape]), accepts=number(0, WIDEST[shape]))
        for row in range(1, ROWS[shape] + 1)
    ]
    fields += [
        Field(name="mdduration", start="0", accepts=number(0, 10), on=since("1.22")),
        Field(name="mdtimeoff", start="1", accepts=number(1, 2), on=since("1.22")),
    ]
    return Page(get="getmotion", set="setmotion", numbered=True, fields=tuple(fields))


class MotionGrid:
    """The areas of motion 1, seen through either grid."""

    def __init__(self, model: HucomsModel, store: Store) -> None:
        self._model = model
        self._store = store
        self._pages = {shape: page(shape).of("motion", model) for shape in ROWS}

    @property
    def watches(self) -> bool:
        """Whether any area at all is watched."""
        return any(self._rows().values())

    def page(self, shape: str) -> Page:
        """Describe motion.cgi as this model has it."""
        return self._pages[shape]

    def shape(self, params: Params) -> str:
        """Find out which grid a request means."""
        asked = params.get(SHAPE, COARSE)
        return asked if asked in ROWS and self._model.has("fine motion grid") else COARSE

    def check(self, params: Params) -> dict[str, str]:
        """Find out what a request would change."""
        return self._store.check("motion", self.page(self.shape(params)), params)

    def keep(self, params: Params) -> None:
        """Store what a request changes."""
        self._store.keep("motion", stored(self.check(params), self.shape(params)))

    def lines(self, shape: str, *, with_shape: bool = True) -> list[str]:
        """Tell everything, the areas through one of the grids."""
        fields = self._store.fields("motion", self.page(shape))
        seen = {SHAPE: shape}
        if shape == COARSE:
            seen |= {f"{AREA}{row}": str(blocks) for row, blocks in coarsened(self._rows()).items()}
        told = [(field, seen.get(field.name, value)) for field, value in fields]
        return self._store.written([pair for pair in told if with_shape or pair[0].name != SHAPE])

    def _rows(self) -> dict[int, int]:
        return {row: self._store.number("motion", f"{AREA}{row}") for row in range(1, ROWS[FINE] + 1)}


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


def stored(changes: Params, shape: str) -> dict[str, str]:
    """Turn what a request changes into what the camera keeps: rows of the fine grid."""
    kept = {name: value for name, value in changes.items() if name != SHAPE}
    if shape == FINE:
        return kept
    coarse = {int(name.removeprefix(AREA)): int(value) for name, value in kept.items() if name.startswith(AREA)}
    others = {name: value for name, value in kept.items() if not name.startswith(AREA)}
    return others | {f"{AREA}{row}": str(blocks) for row, blocks in refined(coarse).items()}
