"""privacy.cgi: masked rectangles on a grid of 320 by 240."""

from collections.abc import Mapping

from ..effects import Mask
from ..ranges import number
from .fields import SWITCH, Field, Page, several
from .lines import Lines
from .model import HucomsModel
from .store import RefusedError, Store

WIDTH, HEIGHT = 320, 240
COLOURS = 8  # from white to black


def page(numbers: range, most: int) -> Page:
    """Describe the fields of some areas, which are sent without their number."""
    fields = list(several("privacy area", most))
    for area in numbers:
        name = f"privacy{area}"
        parts = {
            "enable": ("disable", SWITCH),
            "color": (str(COLOURS), number(1, COLOURS)),
            "startx": ("0", number(0, WIDTH - 1)),
            "starty": ("0", number(0, HEIGHT - 1)),
            # Named ends in the manual, they are width and height.
            "endx": ("30", number(1, WIDTH)),
            "endy": ("30", number(1, HEIGHT)),
        }
        fields += [
            Field(name=f"{name}.{part}", start=start, accepts=accepts, sent=f"privacy.{part}", gap=part == "enable")
            for part, (start, accepts) in parts.items()
        ]
    return Page(get="getprivacy", set="setprivacy", numbered=True, fields=tuple(fields))


class Privacy:
    """Answers privacy.cgi."""

    def __init__(self, model: HucomsModel, store: Store) -> None:
        self._model = model
        self._store = store

    def obey(self, action: str, params: Mapping[str, str]) -> Lines:
        """Read or change one area."""
        verb = action.rstrip("0123456789")
        area = action.removeprefix(verb)
        if verb not in ("getprivacy", "setprivacy") or not area:
            return None
        if not 1 <= int(area) <= self._model.privacy_areas:
            raise RefusedError(f"there is no privacy area {area}")
        one = page(range(int(area), int(area) + 1), self._model.privacy_areas)
        if verb == "setprivacy":
            if self._model.speaks("1.22"):
                params = {name.replace(f"privacy{area}.", "privacy."): value for name, value in params.items()}
            changes = self._store.check("privacy", one, params)
            self._check_size(f"privacy{area}", changes)
            self._store.keep("privacy", changes)
        return self._store.written(self._store.fields("privacy", one))

    def masks(self) -> tuple[Mask, ...]:
        """Return the active masks."""
        if not self._store.is_on("privacy", "allstatus"):
            return ()
        names = [f"privacy{area}" for area in range(1, self._model.privacy_areas + 1)]
        return tuple(self._mask(name) for name in names if self._store.is_on("privacy", f"{name}.enable"))

    def _mask(self, name: str) -> Mask:
        part = {each: self._store.number("privacy", f"{name}.{each}") for each in ("startx", "starty", "endx", "endy")}
        grey = 255 - 255 * (self._store.number("privacy", f"{name}.color") - 1) // (COLOURS - 1)
        return part["startx"] / WIDTH, part["starty"] / HEIGHT, part["endx"] / WIDTH, part["endy"] / HEIGHT, grey

    def _check_size(self, name: str, changes: Mapping[str, str]) -> None:
        for start, end, most in (("startx", "endx", WIDTH), ("starty", "endy", HEIGHT)):
            both = [f"{name}.{start}", f"{name}.{end}"]
            if sum(int(changes.get(each, self._store.get("privacy", each))) for each in both) > most:
                raise RefusedError(f"privacy.{end} is too large")
