"""Speaks to the cameras of the Hucoms HTTP API."""

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
import re
from typing import Any, ClassVar, Self, override

from aiohttp import ClientSession
from yarl import URL

from ..address import Account, Address, Role
from ..driver import CameraDriver
from ..errors import (
    CameraAuthError,
    CameraError,
    CameraHungUpError,
    CameraPermissionError,
    CameraRejectedError,
    CameraResponseError,
    CameraSilentError,
    CameraTroubleError,
    CameraUnsupportedError,
)
from ..http import CameraHttp, Login
from ..jpeg import checked
from ..model import Alarm, CameraEvent, CameraInfo, Capabilities, Page, Stream
from ..multipart import parts
from ..settings import Choice, Level, Setting
from .settings import SETTINGS
from .wire import EventText, parse_page, refuse_error

_CONTROL = "/cgi-bin/control/"
_PICTURE = "/cgi-bin/image/jpeg.cgi"
_PICTURES = "/cgi-bin/image/mjpeg.cgi"


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a page is read."""

    cgi: str
    action: str
    extra: Mapping[str, str] = field(default_factory=dict)
    section: str | None = None


_PAGES: Mapping[str, _Source] = {
    "mac": _Source("servermac.cgi", "getmac"),
    "name": _Source("servername.cgi", "getservername"),
    "alarm_input": _Source("alarmin.cgi", "getalarmin1"),
    "alarm_output": _Source("alarmout.cgi", "getalarmout1"),
    "motion": _Source("motion.cgi", "getmotion1"),
    "shock": _Source("shock.cgi", "getshock"),
    "day_night": _Source("camdaynight.cgi", "getdaynight"),
    "color": _Source("camcolor.cgi", "getcolor"),
    "color_ranges": _Source("camcolor.cgi", "getCapabilitiesImage", section="ImageEnhanceValuerange"),
    "video": _Source("videoset.cgi", "getvideo"),
    "resolutions": _Source("capabilityvideo.cgi", "getResolution"),
    "ptz": _Source("capabilityptz.cgi", "getPTZ"),
    "streams": _Source("connectinfo.cgi", "getconnect", {"stream": "all"}),
}
# Where the MAC stands, too, should the first not be there (manual, annex A1).
_SYSTEM = _Source("serverinfo1.cgi", "getsysinfo1")
_MAC = re.compile(r"(?!(?:00[:-]){5}00|(?:ff[:-]){5}ff)(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}")
_MEGAPIXELS = {"1280x1024": "1 MP", "1280x960": "1 MP", "1920x1080": "2 MP", "2048x1536": "3 MP", "2560x1920": "5 MP"}
_RANGE = re.compile(r"min:(\d{1,6});max:(\d{1,6})")
# getCapabilitiesImage names some of them differently (manual 3.2).
_COLOR_CAPABILITY = {"bright": "brightness", "sharp": "sharpness", "edge": "edgeenhance"}
_PICTURE_LIMIT = 8 * 1024 * 1024
_EVENT_SILENCE = 60  # seconds after which the stream is opened anew: nothing is known of a sign of life


class HucomsDriver(CameraDriver):
    """A camera of the Hucoms dialect."""

    dialect: ClassVar[str] = "hucoms"
    pulse: ClassVar[str] = "mac"
    pages: ClassVar[Mapping[str, float]] = {**dict.fromkeys(_PAGES, 120), "mac": 20}
    settings: ClassVar[tuple[Setting[Any], ...]] = SETTINGS

    def __init__(self, session: ClientSession, address: Address, account: Account) -> None:
        self.address = address
        self.account = account
        self._http = CameraHttp(
            session,
            address,
            account,
            # The manual knows the query only; some models are said to want a header (field guide 3).
            logins=(Login.QUERY, Login.BASIC, Login.DIGEST),
            query_names=("id", "passwd"),
        )

    @override
    @classmethod
    async def recognise(cls, session: ClientSession, address: Address, account: Account) -> Self | None:
        driver = cls(session, address, account)
        try:
            await driver._mac(timeout=4)
            await driver._check_login()
        except CameraTroubleError:
            raise
        except CameraUnsupportedError, CameraResponseError:
            return None
        except CameraAuthError as err:
            if await driver._shows_pictures():
                raise CameraPermissionError("the account may see pictures only") from None
            raise CameraAuthError(str(err), certain=err.certain) from None
        return driver

    async def _mac(self, *, timeout: float = 8) -> str:
        """Ask for the MAC; a camera that says no to this one says no to the login."""
        for source in (_PAGES["mac"], _SYSTEM):
            try:
                mac = (await self._ask(source, timeout=timeout)).get("mac", "").lower()
            except CameraUnsupportedError:
                continue
            except (CameraRejectedError, CameraPermissionError) as err:
                raise CameraAuthError(str(err)) from None
            if _MAC.fullmatch(mac):
                return mac.replace("-", ":")
        raise CameraResponseError("servermac.cgi: no MAC")

    async def _check_login(self) -> None:
        """Ask for the name: some cameras tell the MAC to anybody."""
        try:
            await self._ask(_PAGES["name"])
        except (CameraAuthError, CameraRejectedError) as err:
            raise CameraAuthError(str(err), certain=True) from None
        except CameraError:
            pass

    async def _shows_pictures(self) -> bool:
        """Return whether the account, and not just anybody, gets pictures: then it is right, but too weak."""
        try:
            checked(await self.picture())
        except CameraError:
            return False
        try:
            checked((await self._http.ask(_PICTURE, login=False, limit=_PICTURE_LIMIT)).body)
        except CameraError:
            return True
        return False

    async def _ask(self, source: _Source, *, timeout: float = 8) -> Page:
        params = {"action": source.action, **source.extra}
        answer = await self._http.ask(_CONTROL + source.cgi, params, timeout=timeout)
        return parse_page(answer.text, section=source.section)

    @override
    def identify(self, pages: Mapping[str, Page]) -> CameraInfo:
        largest = pages.get("resolutions", {}).get("videosizeall", "").partition(";")[0]
        ptz = pages.get("ptz", {})
        moves = any(ptz.get(f"{axis}supported", "no").lower() != "no" for axis in ("pan", "tilt"))
        words = (_MEGAPIXELS.get(largest), "PTZ" if moves else None, "IP camera")
        return CameraInfo(
            mac=pages["mac"]["mac"],
            name=pages.get("name", {}).get("servername", ""),
            manufacturer="Hucoms",
            model=" ".join(word for word in words if word),
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
            role=Role.ADMINISTRATOR,  # nobody else may use these CGIs (manual, change 1.03)
            alarms=frozenset(alarms),
            output="alarmout1.enable" in pages.get("alarm_output", {}),
            output_told=True,
            reboot=True,
            streams=tuple(_streams(pages.get("streams", {}))),
        )

    @override
    def fit(self, setting: Setting[Any], pages: Mapping[str, Page]) -> Setting[Any]:
        if setting.key == "resolution":
            sizes = pages.get("resolutions", {}).get("capture1", "").split(";")
            current = pages.get("video", {}).get("capture1.size", "")
            choices = dict.fromkeys(size.strip() for size in (*sizes, current) if size.strip())
            return replace(setting, codec=Choice({size: size for size in choices}))
        if setting.page == "color":
            name = _COLOR_CAPABILITY.get(setting.field, setting.field)
            if found := _RANGE.search(pages.get("color_ranges", {}).get(name, "")):
                return replace(setting, codec=Level(int(found[1]), int(found[2])))
        return setting

    @override
    async def read(self, page: str) -> Page:
        if page == "mac":
            return {"mac": await self._mac()}
        return await self._ask(_PAGES[page])

    @override
    async def send(self, path: str, params: Mapping[str, str]) -> None:
        refuse_error((await self._http.ask(path, params, once=True)).text)

    @override
    async def switch_output(self, on: bool) -> None:
        params = {"action": "setalarmout", "alarmout1": "on" if on else "off"}
        await self.send(f"{_CONTROL}ctrl_alarmout.cgi", params)

    @override
    async def reboot(self) -> None:
        with suppress(CameraHungUpError):  # it may be gone before it has answered
            await self.send(f"{_CONTROL}reboot.cgi", {"action": "setreboot"})

    @override
    async def picture(self) -> bytes:
        return (await self._http.ask(_PICTURE, limit=_PICTURE_LIMIT)).body

    @override
    async def pictures(self) -> AsyncGenerator[bytes]:
        async with self._http.open(_PICTURES) as stream:
            async for picture in parts(stream.content_type, stream.chunks, _PICTURE_LIMIT):
                yield picture

    @override
    async def events(self) -> AsyncGenerator[CameraEvent]:
        while True:
            try:
                async for event in self._connected_events():
                    yield event
            except CameraSilentError:  # perhaps nothing happens, perhaps nobody is there: a new connection tells
                continue
            return

    async def _connected_events(self) -> AsyncGenerator[CameraEvent]:
        params = {"action": "getevent", "eventtype": "all"}
        async with self._http.open(f"{_CONTROL}requestevent.cgi", params, silence=_EVENT_SILENCE) as stream:
            if "multipart" not in stream.content_type.lower():
                raise CameraResponseError("requestevent.cgi: no events")
            yield CameraEvent(anew=True)  # the camera may say nothing more for a long time
            text = EventText()
            async for chunk in stream.chunks:
                for event in text.feed(chunk):
                    yield event


def _streams(page: Page) -> Iterator[Stream]:
    """Yield the RTSP streams (manual 4.8)."""
    for number in range(1, 10):
        address = page.get(f"stream{number}.address", "")
        try:
            url = URL(address)
        except ValueError:
            continue
        if url.scheme != "rtsp":
            continue
        yield Stream(
            name=f"stream{number}",
            codec=page.get(f"stream{number}.codec", "").lower().replace(".", ""),
            size=page.get(f"stream{number}.size", ""),
            port=url.explicit_port or 554,
            path=url.raw_path_qs,
        )
