"""The driver of the Hucoms HTTP API."""

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, suppress
from dataclasses import replace
import re
from typing import Any, ClassVar, override

from aiohttp import ClientSession

from ...http.client import CameraHttp, Login
from ...http.request import Request
from ...model.address import Account, Address, Role
from ...model.errors import (
    CameraConnectionError,
    CameraError,
    CameraUnavailableError,
)
from ...model.settings import Setting
from ...model.text import KOREAN, readable
from ...model.values import (
    Alarm,
    CameraInfo,
    Capabilities,
    DiscoveredCamera,
    MaintenanceTask,
    Page,
    Stream,
    StreamPreferences,
)
from ...video.frame import Frame
from ...video.multipart import Push, iter_parts
from ..driver import CameraDriver
from ..identity import ExpectedCamera
from .alarms import EventStream
from .loudspeaker import HucomsLoudspeaker
from .maintenance import TASKS, HucomsMaintenance
from .pages import CONTROL, ON_DEMAND, PAGES
from .pictures import MAX_PICTURE_BYTES, PICTURE_PATHS, RATES, SNAPSHOT, live_request
from .presence import says_no
from .ptz import HucomsPtzDriver
from .ranges import adapted_codec
from .repeated_settings import with_area_number
from .settings import SETTINGS
from .sign_in import SignIn, read_source
from .streams import rtsp_streams
from .wire import parse_page, raise_on_error

_NUMBER = re.compile(r"\d{1,18}")
_MEGAPIXELS = {"1280x1024": "1 MP", "1280x960": "1 MP", "1920x1080": "2 MP", "2048x1536": "3 MP", "2560x1920": "5 MP"}


class HucomsDriver(CameraDriver):
    """A camera that speaks the Hucoms HTTP API."""

    dialect: ClassVar[str] = "hucoms"
    picture_paths: ClassVar[frozenset[str]] = PICTURE_PATHS
    query_names: ClassVar[tuple[str, str]] = ("id", "passwd")
    heartbeat_page: ClassVar[str] = "mac"
    pages: ClassVar[Mapping[str, float]] = {**dict.fromkeys(PAGES, 120), "mac": 20}
    on_demand_pages: ClassVar[frozenset[str]] = ON_DEMAND
    settings: ClassVar[tuple[Setting[Any], ...]] = SETTINGS
    stream_page: ClassVar[str | None] = "streams"
    health_pages: ClassVar[tuple[str, ...]] = ("date", "video")
    live_rates: ClassVar[tuple[str, ...]] = RATES

    def __init__(self, session: ClientSession, address: Address, account: Account) -> None:
        self.address = address
        self.account = account
        self._http = CameraHttp(
            session,
            address,
            account,
            # The manual only has the query login; some models require a header (docs/sources.md H1).
            logins=(Login.QUERY, Login.BASIC, Login.DIGEST),
            unasked=Login.QUERY,
            query_names=self.query_names,
            check_identity=self._check_identity,
        )
        self.expected = ExpectedCamera()
        self._sign_in = SignIn(self._http, self.expected)
        self.request_log = self._http.request_log
        self.identity = self._http.identity
        self.maintenance = HucomsMaintenance(self._http)
        self.ptz = HucomsPtzDriver(self._http)
        self.alarm_sources = (EventStream(self._http),)
        self.loudspeaker = HucomsLoudspeaker(address, account, self.streams)

    @override
    @classmethod
    async def probe(cls, session: ClientSession, address: Address, account: Account | None) -> DiscoveredCamera | None:
        driver = None if account is None else await cls.recognize(session, address, account)
        if driver is None:
            return None
        mac, name = (await driver.read("mac"))["mac"], ""
        with suppress(CameraError):
            name = readable((await driver.read("name")).get("servername", ""), KOREAN)
        return DiscoveredCamera(mac, address, name)

    @override
    def restore(self, role: Role, login: str) -> None:
        self._http.login.restore(login)
        self.identity.doubt()

    @property
    @override
    def working_login(self) -> str:
        return self._http.login.name

    @override
    async def sign_in(self, *, known: bool = False, trusted: bool = False) -> bool:
        return await self._sign_in.sign_in(known=known, trusted=trusted)

    async def _check_identity(self, request: Request) -> None:
        await self._sign_in.check_identity(request)

    @override
    def identify(self, pages: Mapping[str, Page]) -> CameraInfo:
        largest = pages.get("video_ability", {}).get("videosizeall", "").partition(";")[0]
        ptz = pages.get("ptz", {})
        moves = any(not says_no(ptz.get(f"{axis}supported", "no")) for axis in ("pan", "tilt"))
        version = pages.get("version", {})
        words = (_MEGAPIXELS.get(largest), "PTZ" if moves else None, "IP camera")
        model = pages.get("model", {}).get("servermodel") or " ".join(word for word in words if word)
        return CameraInfo(
            mac=pages["mac"]["mac"],
            name=readable(pages.get("name", {}).get("servername", ""), KOREAN),
            manufacturer="Hucoms",
            model=model,
            hardware=version.get("hardware") or None,
            firmware=version.get("firmware") or None,
        )

    @override
    def capabilities(self, pages: Mapping[str, Page]) -> Capabilities:
        alarms = {
            alarm
            for alarm, page, field in (
                (Alarm.MOTION, "motion", "motion1.enable"),
                (Alarm.INPUT, "alarm_input", "alarmin1.enable"),
                (Alarm.TAMPER, "shock", "shock.enable"),
            )
            if field in pages.get(page, {})
        }
        return Capabilities(
            role=Role.ADMINISTRATOR,  # the control CGIs require an administrator (docs/sources.md H19)
            alarms=frozenset(alarms),
            output="alarmout1.enable" in pages.get("alarm_output", {}),
            reports_output=True,
            tasks=TASKS if "zfstatus" in pages.get("ptz_power", {}) else TASKS - {MaintenanceTask.RESET_LENS},
        )

    @override
    def streams(self, pages: Mapping[str, Page]) -> tuple[Stream, ...]:
        return tuple(rtsp_streams(pages.get("streams", {})))

    @override
    def adapt_setting(self, setting: Setting[Any], pages: Mapping[str, Page]) -> Setting[Any]:
        if setting.page.startswith("privacy") and setting.write and "version" in pages:
            # From API 1.22 on, parameters of an area carry its number (docs/sources.md H12).
            return replace(setting, write=with_area_number(setting.write, setting.page))
        return replace(setting, codec=adapted_codec(setting, pages))

    @override
    async def allows_anonymous(self) -> bool:
        source = PAGES["name"]
        try:
            answer = await self._http.send(Request(source.path, {"action": source.get}, login=False))
            return "servername" in parse_page(answer.text)
        except CameraConnectionError, CameraUnavailableError:
            raise
        except CameraError:
            return False

    @override
    def page_reference(self, page: str) -> str:
        return PAGES[page].reference

    @override
    async def read(self, page: str) -> Page:
        if page == "mac":
            return {"mac": await self._sign_in.read_mac()}
        return await read_source(self._http, PAGES[page])

    @override
    async def send(self, path: str, params: Mapping[str, str]) -> None:
        raise_on_error((await self._http.send(Request(path, dict(_with_quality(params)), command=True))).text)

    @override
    async def switch_output(self, on: bool) -> None:
        params = {"action": "setalarmout", "alarmout1": "on" if on else "off"}
        await self.send(f"{CONTROL}ctrl_alarmout.cgi", params)

    @override
    async def picture(self) -> bytes:
        return (await self._http.send(SNAPSHOT)).body

    @override
    async def pictures(self, preferences: StreamPreferences, push: Push | None = None) -> AsyncGenerator[Frame]:
        async with (
            self._http.open(live_request(preferences)) as stream,
            aclosing(iter_parts(stream.content_type, stream.chunks, MAX_PICTURE_BYTES, push)) as pictures,
        ):
            async for picture in pictures:
                yield picture


def _with_quality(params: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the parameters to send, with a valid quality where an encoder's codec changes (docs/sources.md H13)."""
    for param, value in params.items():
        if param.endswith(".quality") and _NUMBER.fullmatch(value):
            codec = params.get(param.replace("quality", "codec"), "")
            if codec == "mjpeg" and int(value) > 95:
                yield param, "50"
                continue
            if codec in {"h264", "h265", "mpeg"} and int(value) < 64:
                yield param, "1024"
                continue
        yield param, value
