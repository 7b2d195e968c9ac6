"""The surroundings of a camera: visitors, switches, and where it points."""

from collections.abc import Callable

from .axis import Axis
from .observable import Observable

type Scale = tuple[Callable[[float], float], Callable[[float], float]]  # from motor steps to zoom factor, and back

STRAIGHT: Scale = (float, float)


class World(Observable):
    """The surroundings of one camera; setting an attribute takes effect at once."""

    motion: bool = False  # a visitor walks through the picture
    sound: bool = False  # there is a noise
    input: bool = False  # the alarm contact is closed
    tamper: bool = False  # the lens is covered
    relay: bool = False  # the camera's relay is on
    infrared: bool = False  # the camera's infrared lamp is on
    night: bool = False

    def __init__(self) -> None:
        super().__init__()
        self._pan = Axis(-150, 150)
        self._tilt = Axis(-30, 90)
        self._zoom = Axis(1, 1, start=1)
        self._lens = STRAIGHT

    def mount(self, *, pan: Axis, tilt: Axis, zoom: Axis, lens: Scale = STRAIGHT) -> None:
        """Install the motors of a model; `lens` converts between motor steps and zoom factor."""
        self._pan, self._tilt, self._zoom, self._lens = pan, tilt, zoom, lens

    @property
    def pan_motor(self) -> Axis:
        """The pan motor; larger is further right."""
        return self._pan

    @property
    def tilt_motor(self) -> Axis:
        """The tilt motor; larger is further up."""
        return self._tilt

    @property
    def zoom_motor(self) -> Axis:
        """The zoom motor; larger is closer."""
        return self._zoom

    @property
    def pan(self) -> float:
        """Degrees to the right."""
        return self._pan.position

    @pan.setter
    def pan(self, degrees: float) -> None:
        self._pan.jump(degrees)

    @property
    def tilt(self) -> float:
        """Degrees above the horizon."""
        return self._tilt.position

    @tilt.setter
    def tilt(self, degrees: float) -> None:
        self._tilt.jump(degrees)

    @property
    def zoom(self) -> float:
        """Zoom factor."""
        return self._lens[0](self._zoom.position)

    @zoom.setter
    def zoom(self, times: float) -> None:
        self._zoom.jump(self._lens[1](times))

    def stop(self) -> None:
        """Stop every motor."""
        for motor in (self._pan, self._tilt, self._zoom):
            motor.stop()

    def facts(self) -> dict[str, bool | float]:
        """Return the complete state."""
        switches = {name: bool(getattr(self, name)) for name in SWITCHES}
        return switches | {"pan": round(self.pan, 2), "tilt": round(self.tilt, 2), "zoom": round(self.zoom, 2)}


SWITCHES = ("motion", "sound", "input", "tamper", "relay", "infrared", "night")
