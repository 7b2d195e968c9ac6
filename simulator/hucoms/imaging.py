"""How settings affect the picture of a Hucoms camera."""

from collections.abc import Callable, Mapping

from ..clock import Clock
from ..effects import Effects
from ..picture import ImageParameters
from ..world import World
from .daynight import DayNight
from .dome import SHARP_FOCUS, Dome
from .model import HucomsModel
from .privacy import Privacy
from .store import Store

WHITE = {  # red and blue gain of each white balance mode
    "auto": (1.0, 1.0),
    "push": (1.0, 1.0),
    "indoor": (0.9, 1.15),
    "autoindoor": (0.95, 1.07),
    "outdoor": (1.06, 0.94),
    "fluorescent": (1.06, 1.06),
}
DATES = {"yyyy-mm-dd": "%Y-%m-%d", "dd-mm-yyyy": "%d-%m-%Y", "mm-dd-yyyy": "%m-%d-%Y"}
MARKS = {"motion1": ("eventmdon", "MD"), "alarmin1": ("eventsenson", "SENSOR"), "alarmout1": ("eventrelayon", "RELAY")}
TAMPERED = {"videotamper": ("eventshock", "SHOCK")}


class Imaging:
    """Derives image parameters from the settings."""

    def __init__(
        self, model: HucomsModel, store: Store, world: World, *, clock: Clock, daynight: DayNight, dome: Dome
    ) -> None:
        self._model = model
        self._store = store
        self._world = world
        self._clock = clock
        self._daynight = daynight
        self._dome = dome
        self._privacy = Privacy(model, store)

    def parameters(self, size: tuple[int, int], states: Mapping[str, bool]) -> ImageParameters:
        """Return the current image parameters, including active alarms."""
        store, night = self._store, self._daynight.night
        flip = store.get("videoset", "videoflip")
        colours = "camcolor-night" if night and self._model.has("camcolor-night") else "camcolor"
        colour = _Percent(lambda name: store.number(colours, name))
        text = store.is_on("osd", "osdstatus")
        return ImageParameters(
            size=size,
            name=store.get("osd", "textstr") if text and store.is_on("osd", "texton") else "",
            clock=self._date() if text else "",
            status_text=self._marks(states) if text and store.is_on("osd", "eventon") else "",
            text_scale=1.6 if store.get("osd", "osdsize") == "big" else 1.0,
            brightness=colour("bright") + self._exposure(),
            contrast=colour("contrast") + self._defog(),
            saturation=2 * colour("saturation") - 1,
            flip=flip in ("flip", "both"),
            mirror=flip in ("mirror", "both"),
            monochrome=night or store.is_on("cameffect", "monoimg"),
            effects=self._effects(colour),
        )

    def _effects(self, colour: _Percent) -> Effects:
        store = self._store
        red, blue = self._white()
        return Effects(
            bars=store.is_on("cameffect", "colorbar"),
            negative=store.is_on("cameffect", "negative"),
            red=red,
            blue=blue,
            hue=round((colour("hue") - 1) * 128) if self._model.has("camcolor/hue") else 0,
            sharpness=max(2 * (colour("sharp") + colour("edge")) - 3, 0.0),
            # Manual focus is visible in the picture.
            blur=round(abs(self._dome.focus.position - SHARP_FOCUS) / SHARP_FOCUS / 40, 3),
            masks=self._privacy.masks(),
        )

    def _white(self) -> tuple[float, float]:
        if self._daynight.night:
            return 1.0, 1.0
        mode = self._store.get("camwhitebal", "wbmode")
        if mode == "user":
            percent = _Percent(lambda name: self._store.number("camwhitebal", name))
            return percent("userred"), percent("userblue")
        return WHITE[mode]

    def _exposure(self) -> float:
        """Return the brightness change by shutter and backlight compensation."""
        store, more = self._store, 0.0
        if store.get("camshutspeed", "shutmode") == "user":
            more += (3 - store.number("camshutspeed", "shutspeed")) / 20
            more += (store.number("camshutspeed", "agcvalue") - 50) / 200
        if store.is_on("camslowshut", "slowshutstatus") and self._world.night:
            more += store.number("camslowshut", "slowshutter") / 200
        if store.is_on("camwdr", "wdrstatus"):
            back = store.get("camwdr", "mode") == "compensation" and store.get("camwdr", "compensationmode") == "back"
            step = int(store.get("camwdr", "dwdrmode")[-1])
            more += 0.15 if back else 0.04 * step if store.get("camwdr", "mode") == "dwdr" else 0.05
        return more

    def _defog(self) -> float:
        on = self._model.has("camdefog") and self._store.is_on("camdefog", "defogstatus")
        return self._store.number("camdefog", "defogvalue") / 250 if on else 0.0

    def _date(self) -> str:
        store, now = self._store, self._clock.local()
        parts = [f"{now:{DATES[store.get('osd', 'datetype')]}}"] if store.is_on("osd", "dateon") else []
        return " ".join([*parts, f"{now:%H:%M:%S}"] if store.is_on("osd", "timeon") else parts)

    def _marks(self, states: Mapping[str, bool]) -> str:
        marks = ["NIGHT"] if self._daynight.night and self._store.is_on("osd", "eventdnon") else []
        for state, (switch, mark) in (MARKS | TAMPERED).items():
            if states.get(state) and self._store.is_on("osd", switch):
                marks.append(mark)
        return " ".join(marks)


class _Percent:
    """Maps 1 to 100 to a factor; 50 is neutral."""

    def __init__(self, read: Callable[[str], int]) -> None:
        self._read = read

    def __call__(self, name: str) -> float:
        return 0.5 + self._read(name) / 100
