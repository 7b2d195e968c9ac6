"""The pages of /cgi-bin/control/: what they tell, and what they do."""

from collections.abc import Callable, Mapping
import re

from ..ranges import one_of
from ..wire import Wire
from . import capabilities, motion_grid, video
from .date import ServerDate
from .dome import Dome
from .info import INFO
from .lines import Lines, of_fields, of_sections
from .model import HucomsModel
from .output import Output
from .pages import PAGES, Field, Page
from .store import RefusedError, Store

REBOOTS = {"setreboot": "reboot", "setfactory": "factoryset", "setfactoryexip": "factorysetexip"}

type Params = Mapping[str, str]


class Control:
    """Answers one request at a time, in lines."""

    def __init__(self, model: HucomsModel, store: Store, *, date: ServerDate, dome: Dome, output: Output) -> None:
        self.host = ""  # under which name the camera was asked
        self.wire = Wire()
        self._model = model
        self._store = store
        self._date = date
        self._output = output
        self._video = video.page(model)
        self._pages: Mapping[str, Callable[[str, Params], Lines]] = {
            "serverdate": date.obey,
            "servermac": self._server_mac,
            "reboot": self._reboot,
            "motion": self._motion,
            "camcolor": self._colour,
            "videoset": self._video_set,
            "connectinfo": self._connect_info,
            "ctrl_alarmout": self._alarm_out,
            "ptzf_status": dome.status,
            "pt_control": dome.pan_tilt,
            "zf_control": dome.zoom_focus,
            "preset_control": dome.preset,
            "capabilityvideo": lambda action, _: of_sections(capabilities.video(model, action)),
            "capabilityaudio": lambda action, _: of_sections(capabilities.audio(model, action)),
            "capabilityptz": lambda action, _: of_sections(capabilities.ptz(model, action)),
            **{name: self._info(name) for name in INFO},
            **{name: self._stored(name) for name in PAGES if not name.startswith("camcolor")},
        }

    def knows(self, name: str) -> bool:
        """Whether there is such a page."""
        return name in self._pages and self._model.has(name)

    def obey(self, name: str, action: str, params: Params) -> Lines:
        """Do what is asked and tell what is to be told."""
        return self._pages[name](action, params)

    # Pages that store

    def _stored(self, name: str) -> Callable[[str, Params], Lines]:
        return lambda action, params: self._get_or_set(name, PAGES[name], action, params)

    def _get_or_set(self, name: str, page: Page, action: str, params: Params) -> Lines:
        verb = action.rstrip("0123456789")
        item = action.removeprefix(verb)
        if verb not in (page.get, page.set) or bool(item) != page.numbered:
            return None
        every = name == "alarmout" and verb == page.get and item == "0"
        if page.numbered and item != "1" and not every:
            raise RefusedError(f"there is no {name} {item}")
        if verb == page.set:
            self._store.keep(name, self._store.check(name, page, params))
        return self._written(self._store.fields(name, page))

    def _colour(self, action: str, params: Params) -> Lines:
        if action == "getCapabilitiesImage":
            return of_sections(capabilities.image(self._model))
        name = "camcolor-night" if action in ("getncolor", "setncolor") else "camcolor"
        return self._get_or_set(name, PAGES[name], action, params) if self._model.has(name) else None

    def _motion(self, action: str, params: Params) -> Lines:
        shape = params.get(motion_grid.SHAPE, motion_grid.COARSE)
        page = motion_grid.page(shape if shape in motion_grid.ROWS else motion_grid.COARSE)
        if action not in ("getmotion1", "setmotion1"):
            return self._get_or_set("motion", page, action, params)
        changes = self._store.check("motion", page, params)
        if action == "setmotion1":
            self._store.keep("motion", motion_grid.stored(changes, shape))
        return self._written(self._motion_fields(page, shape))

    def _motion_fields(self, page: Page, shape: str) -> list[tuple[Field, str]]:
        fields = self._store.fields("motion", page)
        if shape == motion_grid.FINE:
            return fields
        rows = {row: int(self._store.get("motion", f"motion1.area{row}")) for row in range(1, 19)}
        seen = {f"motion1.area{row}": str(blocks) for row, blocks in motion_grid.coarsened(rows).items()}
        seen[motion_grid.SHAPE] = shape
        return [(field, seen.get(field.name, value)) for field, value in fields]

    def _video_set(self, action: str, params: Params) -> Lines:
        if action == "getmaxsize":
            return [f"max_video_size = {capabilities.SENSORS[self._model.sensor].sizes[0]}"]
        if match := re.fullmatch(r"setvideo(\d+)", action):
            self._set_video(int(match[1]), params)
        elif action != "getvideo":
            return None
        return self._written(self._store.fields("videoset", self._video))

    def _set_video(self, encoder: int, params: Params) -> None:
        if encoder not in video.STARTS:
            raise RefusedError(f"there is no encoder {encoder}")
        changes = self._store.check("videoset", self._video, params, video.written_by(encoder, self._video))
        video.check_quality(encoder, params, self._store.get("videoset", f"encoder{encoder}.codec"))
        if any(name.endswith(".size") and self._store.get("videoset", name) != new for name, new in changes.items()):
            changes["need_reboot"] = "yes"
        self._store.keep("videoset", changes)

    # Pages that tell

    def _server_mac(self, action: str, _params: Params) -> Lines:
        return self._mac() if action == "getmac" else None

    def _mac(self) -> list[str]:
        digits = self._model.id.lower()
        pairs = (digits[at : at + 2] for at in range(0, 12, 2))
        return [f"mac = {':'.join(pairs)}"]

    def _connect_info(self, action: str, params: Params) -> Lines:
        if action != "getconnect":
            return None
        if params.get("stream", "all") != "all":
            raise RefusedError("invalid value of stream")
        lines: list[str] = []
        for encoder in video.STARTS:
            if self._store.is_on("videoset", f"encoder{encoder}.enable"):
                lines += [""] if lines else []
                lines += self._stream(encoder)
        return lines

    def _stream(self, encoder: int) -> list[str]:
        source = self._store.get("videoset", f"encoder{encoder}.source")
        return [
            f"stream{encoder}.codec = {video.CODECS[self._store.get('videoset', f'encoder{encoder}.codec')]}",
            f"stream{encoder}.size = {self._store.get('videoset', f'{source}.size')}",
            f"stream{encoder}.address = rtsp://{self.host}:{self._store.get('rtspset', 'rtspport')}/stream{encoder}",
        ]

    def _info(self, name: str) -> Callable[[str, Params], Lines]:
        def tell(action: str, _params: Params) -> Lines:
            if action != f"getsysinfo{name[-1]}":
                return None
            return of_sections([(title, tuple(self._part(page, only))) for title, page, only in INFO[name]])

        return tell

    def _part(self, name: str, only: tuple[str, ...]) -> list[str]:
        match name:
            case "serverdate":
                return self._date.lines()
            case "servermac":
                return self._mac()
            case "motion":
                fields = self._motion_fields(motion_grid.page(motion_grid.COARSE), motion_grid.COARSE)
                return self._written([pair for pair in fields if pair[0].name != motion_grid.SHAPE])
        page = self._video if name == "videoset" else PAGES[name]
        fields = self._store.fields(name, page, info=True)
        return self._written([pair for pair in fields if not only or pair[0].name in only])

    # Pages that do something

    def _reboot(self, action: str, _params: Params) -> Lines:
        if action in ("setfactory", "setfactoryexip"):
            self._store.reset()
        return [f"{REBOOTS[action]} = rebooting"] if action in REBOOTS else None

    def _alarm_out(self, action: str, params: Params) -> Lines:
        if action != "setalarmout":
            return None
        if params.keys() != {"alarmout1"} or not one_of("on", "off")(params["alarmout1"]):
            raise RefusedError("invalid value of alarmout")
        self._output.switch(on=params["alarmout1"] == "on")
        return [f"alarmout1 = {params['alarmout1']}"]

    def _written(self, fields: list[tuple[Field, str]]) -> list[str]:
        return of_fields(fields, remarks=self.wire.remarks)
