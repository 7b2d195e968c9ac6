"""Events of a Hucoms camera: inputs, outputs, motion, noise, tampering."""

from asyncio import Queue
from collections.abc import AsyncGenerator, Callable, Mapping

from ..wire import Wire
from ..world import World
from .model import HucomsModel
from .motion_grid import MotionGrid
from .output import Output
from .store import RefusedError, Store

NOISES = ("high", "low", "warning_high", "warning_low")
KINDS = {
    "alarmin": ("alarmin1",),
    "alarmout": ("alarmout1",),
    "motion": ("motion1",),
    "videotamper": ("videotamper",),
    "audiodetect": tuple(f"audiodetect_{noise}" for noise in NOISES),
}
LINKS = {"motion1": 1, "alarmin1": 2, "videotamper": 4}

type States = Mapping[str, bool]


class Events:
    """Detects state changes and publishes them."""

    def __init__(self, model: HucomsModel, world: World, store: Store, *, output: Output, motion: MotionGrid) -> None:
        self._world = world
        self._store = store
        self._output = output
        self._motion = motion
        self._kinds = [kind for kind in KINDS if model.has(kind) and (kind != "audiodetect" or model.audio)]
        self._subscribers: set[Queue[States]] = set()
        self._last = self.states()
        world.subscribe(lambda _: self.update())

    def states(self) -> dict[str, bool]:
        """Return all current states."""
        world, store = self._world, self._store
        closed_means_alarm = store.get("alarmin", "alarmin1.type") == "no"
        states = {
            "alarmin1": self._is_enabled("alarmin", "alarmin1") and world.input == closed_means_alarm,
            "alarmout1": world.relay,
            "motion1": self._is_enabled("motion", "motion1") and world.motion and self._motion.watches,
            "videotamper": store.is_on("shock", "shock.enable") and world.tamper,
            # There is no loudness threshold to set.
            "audiodetect_high": world.sound and store.is_on("audioset", "audioin"),
        }
        return {name: states.get(name, False) for kind in self._kinds for name in KINDS[kind]}

    def update(self) -> None:
        """Publish the states that have changed."""
        states = self.states()
        changes = {name: on for name, on in states.items() if on != self._last.get(name)}
        self._last = states
        if not changes:
            return
        for follower in self._subscribers:
            follower.put_nowait(changes)
        if changes.keys() & LINKS.keys():
            self._output.update(linked=self._is_linked(states))

    def wanted(self, kind: str) -> tuple[str, ...]:
        """Return the states of a kind of event."""
        if kind == "all":
            return tuple(self.states())
        if kind not in self._kinds:
            raise RefusedError("invalid value of eventtype")
        return KINDS[kind]

    async def subscribe(self, wanted: tuple[str, ...], silent: Callable[[], bool]) -> AsyncGenerator[States]:
        """Yield all states first and changes afterwards."""
        news: Queue[States] = Queue()
        news.put_nowait(self.states())
        self._subscribers.add(news)
        try:
            while True:
                shown = {name: on for name, on in (await news.get()).items() if name in wanted}
                if shown and not silent():
                    yield shown
        finally:
            self._subscribers.discard(news)

    def _is_linked(self, states: States) -> bool:
        link = self._store.number("alarmout", "alarmout1.link")
        return self._is_enabled("alarmout", "alarmout1") and any(
            link & bit and states.get(name, False) for name, bit in LINKS.items()
        )

    def _is_enabled(self, page: str, item: str) -> bool:
        return self._store.is_on(page, "allstatus") and self._store.is_on(page, f"{item}.enable")


def event_part(states: States, wire: Wire) -> bytes:
    """Format one part of the event stream."""
    end = wire.part_end
    data = "".join(f"{name} = {'on' if on else 'off'}{end}" for name, on in states.items())
    opening = f"--eventlist{end}Content-type: text/plain{end}"
    length = f"Content-Length: {len(data)}{end}"
    middle = {"header": length + end, "body": end + length, "none": end}[wire.part_length]
    return f"{opening}{middle}{data}".encode()
