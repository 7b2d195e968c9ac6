"""The pages of /cgi-bin/control/."""

from collections.abc import Callable, Mapping

from ..ranges import one_of
from . import capabilities
from .connections import connections
from .date import ServerDate
from .dome import Dome
from .fields import Page
from .info import INFO, Info
from .lines import Lines, of_sections
from .model import HucomsModel
from .motion_grid import COARSE, MotionGrid
from .output import Output
from .pages import PAGES
from .positioning import Positioning
from .privacy import Privacy
from .store import RefusedError, Store
from .video import VideoSet

REBOOTS = {"setreboot": "reboot", "setfactory": "factoryset", "setfactoryexip": "factorysetexip"}

type Params = Mapping[str, str]


class Control:
    """Answers one request at a time, as lines."""

    def __init__(
        self,
        model: HucomsModel,
        store: Store,
        *,
        date: ServerDate,
        dome: Dome,
        aiming: Positioning,
        motion: MotionGrid,
        output: Output,
    ) -> None:
        self.host = ""  # host name of the current request
        self._model = model
        self._store = store
        self._output = output
        self._motion = motion
        computed = {"serverdate": date.lines, "servermac": self._mac, "motion": self._coarse_motion}
        info = Info(model, store, computed)
        self._pages: Mapping[str, Callable[[str, Params], Lines]] = {
            "serverdate": date.obey,
            "servermac": lambda action, _: self._mac() if action == "getmac" else None,
            "servermodel": lambda action, _: [f"ServerModel = {model.model}"] if action == "getservermodel" else None,
            "versioninfo": self._version_info,
            "reboot": lambda action, _: [f"{REBOOTS[action]} = rebooting"] if action in REBOOTS else None,
            "motion": self._motion_areas,
            "camcolor": self._colour,
            "camdnr": self._noise_reduction,
            "privacy": Privacy(model, store).obey,
            "videoset": VideoSet(model, store).obey,
            "connectinfo": self._connect_info,
            "ctrl_alarmout": self._alarm_out,
            "ptzf_status": aiming.status if model.has("ptzf_status/getptzfpos") else dome.status,
            "pt_control": dome.pan_tilt,
            "zf_control": dome.zoom_focus,
            "preset_control": dome.preset,
            "ptz_centering": aiming.center,
            "capabilityvideo": lambda action, _: of_sections(capabilities.video(model, action)),
            "capabilityaudio": lambda action, _: of_sections(capabilities.audio(model, action)),
            "capabilityptz": lambda action, _: of_sections(capabilities.ptz(model, action)),
        }
        self._pages = {
            **{name: self._stored(name) for name in PAGES if name != "camcolor-night"},
            **{name: self._info(info, name) for name in INFO},
            **self._pages,
        }

    def knows(self, name: str) -> bool:
        """Return whether the page exists."""
        return name in self._pages and self._model.has(name)

    def obey(self, name: str, action: str, params: Params) -> Lines:
        """Execute an action and return the lines of the response."""
        return self._pages[name](action, params)

    # Pages with stored fields

    def _stored(self, name: str) -> Callable[[str, Params], Lines]:
        return lambda action, params: self._get_or_set(name, self._store.pages[name], action, params)

    def _info(self, info: Info, name: str) -> Callable[[str, Params], Lines]:
        return lambda action, _: info.obey(name, action)

    def _get_or_set(self, name: str, page: Page, action: str, params: Params) -> Lines:
        verb = self._verb(name, page, action)
        if verb is None:
            return None
        if verb == page.set:
            self._store.keep(name, self._store.check(name, page, params))
        return self._store.written(self._store.fields(name, page))

    def _verb(self, name: str, page: Page, action: str) -> str | None:
        """Split "getalarmin1"; only number 1 exists, and 0 means all outputs."""
        verb = action.rstrip("0123456789") if page.numbered else action
        item = action.removeprefix(verb)
        if not verb or verb not in (page.get, page.set) or bool(item) != page.numbered:
            return None
        every = name == "alarmout" and verb == page.get and item == "0"
        if page.numbered and item != "1" and not every:
            raise RefusedError(f"there is no {name} {item}")
        return verb

    def _colour(self, action: str, params: Params) -> Lines:
        if action == "getCapabilitiesImage":
            return of_sections(capabilities.image(self._model)) if self._model.has(f"camcolor/{action}") else None
        name = "camcolor-night" if action in ("getncolor", "setncolor") else "camcolor"
        return self._get_or_set(name, self._store.pages[name], action, params) if self._model.has(name) else None

    def _noise_reduction(self, action: str, params: Params) -> Lines:
        # The manual uses two spellings.
        params = {"dnrstatus" if name == "dnstatus" else name: value for name, value in params.items()}
        return self._get_or_set("camdnr", self._store.pages["camdnr"], action, params)

    def _motion_areas(self, action: str, params: Params) -> Lines:
        shape = self._motion.shape(params)
        verb = self._verb("motion", self._motion.page(shape), action)
        if verb is None:
            return None
        if verb == "setmotion":
            self._motion.keep(params)
        else:
            self._motion.check(params)
        return self._motion.lines(shape)

    def _coarse_motion(self) -> list[str]:
        return self._motion.lines(COARSE, with_shape=False)

    # Read-only pages

    def _mac(self) -> list[str]:
        digits = self._model.id.lower()
        pairs = (digits[at : at + 2] for at in range(0, 12, 2))
        return [f"mac = {':'.join(pairs)}"]

    def _version_info(self, action: str, _params: Params) -> Lines:
        versions = {
            "Hardware": "1.0",
            "Firmware": self._model.firmware,
            "ActiveX": "1.0.0.1",
            "HTTP/CGI": self._model.api,
            "ONVIF": "2.4",
        }
        lines = tuple(f"{name} = {version}" for name, version in versions.items())
        return of_sections([("Version", lines)]) if action == "getversioninfo" else None

    def _connect_info(self, action: str, params: Params) -> Lines:
        if action != "getconnect":
            return None
        if params != {"stream": "all"}:
            raise RefusedError("invalid value of stream")
        return connections(self._model, self._store, self.host)

    # Commands

    def _alarm_out(self, action: str, params: Params) -> Lines:
        if action != "setalarmout":
            return None
        if params.keys() != {"alarmout1"} or not one_of("on", "off")(params["alarmout1"]):
            raise RefusedError("invalid value of alarmout")
        self._output.switch(on=params["alarmout1"] == "on")
        return [f"alarmout1 = {params['alarmout1']}"]
