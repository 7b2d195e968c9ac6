"""Motion detection areas: 18 rows of 24 cells, or the older 6 rows of 8.

The fine grid is stored; a cell of the coarse grid is a view of three by three fine cells.
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
    """Describe motion.cgi for one grid."""
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
    """The motion areas, seen through either grid."""

    def __init__(self, model: HucomsModel, store: Store) -> None:
        self._model = model
        self._store = store
        self._pages = {shape: page(shape).of("motion", model) for shape in ROWS}

    @property
    def watches(self) -> bool:
        """Whether any cell is active."""
        return any(self._rows().values())

    def page(self, shape: str) -> Page:
        """Describe motion.cgi for this model."""
        return self._pages[shape]

    def shape(self, params: Params) -> str:
        """Return the grid that a request uses."""
        requested_shape = params.get(SHAPE, COARSE)
        return requested_shape if requested_shape in ROWS and self._model.has("fine motion grid") else COARSE

    def check(self, params: Params) -> dict[str, str]:
        """Validate a request and return its changes."""
        return self._store.check("motion", self.page(self.shape(params)), params)

    def keep(self, params: Params) -> None:
        """Store the changes of a request."""
        self._store.keep("motion", stored(self.check(params), self.shape(params)))

    def lines(self, shape: str, *, with_shape: bool = True) -> list[str]:
        """Return all lines, with the areas in one grid."""
        fields = self._store.fields("motion", self.page(shape))
        seen = {SHAPE: shape}
        if shape == COARSE:
            seen |= {f"{AREA}{row}": str(blocks) for row, blocks in coarsened(self._rows()).items()}
        shown = [(field, seen.get(field.name, value)) for field, value in fields]
        return self._store.written([pair for pair in shown if with_shape or pair[0].name != SHAPE])

    def _rows(self) -> dict[int, int]:
        return {row: self._store.number("motion", f"{AREA}{row}") for row in range(1, ROWS[FINE] + 1)}


def refined(areas: Mapping[int, int]) -> dict[int, int]:
    """Convert coarse rows to fine rows."""
    fine: dict[int, int] = {}
    for row, blocks in areas.items():
        spread = sum(0b111 << 3 * block for block in range(8) if blocks >> block & 1)
        fine |= {3 * row - 2 + below: spread for below in range(3)}
    return fine


def coarsened(areas: Mapping[int, int]) -> dict[int, int]:
    """Convert fine rows to coarse rows: a coarse cell is active if any of its nine fine cells is."""
    coarse = {}
    for row in range(1, 7):
        blocks = areas[3 * row - 2] | areas[3 * row - 1] | areas[3 * row]
        coarse[row] = sum(1 << block for block in range(8) if blocks >> 3 * block & 0b111)
    return coarse


def stored(changes: Params, shape: str) -> dict[str, str]:
    """Convert the changes of a request to the stored fine rows."""
    kept = {name: value for name, value in changes.items() if name != SHAPE}
    if shape == FINE:
        return kept
    coarse = {int(name.removeprefix(AREA)): int(value) for name, value in kept.items() if name.startswith(AREA)}
    others = {name: value for name, value in kept.items() if not name.startswith(AREA)}
    return others | {f"{AREA}{row}": str(blocks) for row, blocks in refined(coarse).items()}
