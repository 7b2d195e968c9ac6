"""Speaks to the cameras of the Hucoms HTTP API."""

from collections.abc import AsyncGenerator, Collection, Iterator, Mapping
from contextlib import aclosing, suppress
from dataclasses import replace
from fractions import Fraction
import re
from typing import Any, ClassVar, Self, override

from aiohttp import ClientSession
from yarl import URL

from ...http.client import CameraHttp, Login
from ...model.address import Account, Address, Role
from ...model.errors import (
    CameraAuthError,
    CameraConnectionError,
    CameraError,
    CameraPermissionError,
    CameraRejectedError,
    CameraResponseError,
    CameraTroubleError,
    CameraUnsupportedError,
)
from ...model.settings import Setting
from ...model.values import Alarm, CameraInfo, Capabilities, LiveWish, Page, Sighting, Stream, Task
from ...video.jpeg import checked
from ...video.multipart import parts
from ..driver import CameraDriver
from .alarms import EventStream
from .maintenance import TASKS, HucomsUpkeep
from .pages import CONTROL, PAGES, SELDOM, SYSTEM, Source
from .ptz import HucomsPtzDriver
from .ranges import fitted
from .settings import SETTINGS, numbered
from .wire import parse_page, refuse_error

_PICTURE = "/cgi-bin/image/jpeg.cgi"
_PICTURES = "/cgi-bin/image/mjpeg.cgi"
_MAC = re.compile(r"(?!(?:00[:-]){5}00|(?:ff[:-]){5}ff)(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}")
_NUMBER = re.compile(r"\d{1,18}")
_MEGAPIXELS = {"1280x1024": "1 MP", "1280x960": "1 MP", "1920x1080": "2 MP", "2048x1536": "3 MP", "2560x1920": "5 MP"}
_PICTURE_LIMIT = 8 * 1024 * 1024


class HucomsDriver(CameraDriver):
    """A camera of the Hucoms dialect."""

    dialect: ClassVar[str] = "hucoms"
    picture_paths: ClassVar[frozenset[str]] = frozenset({_PICTURE, _PICTURES})
    query_names: ClassVar[tuple[str, str]] = ("id", "passwd")
    pulse: ClassVar[str] = "mac"
    pages: ClassVar[Mapping[str, float]] = {**dict.fromkeys(PAGES, 120), "mac": 20}
    seldom: ClassVar[frozenset[str]] = SELDOM
    settings: ClassVar[tuple[Setting[Any], ...]] = SETTINGS
    stream_page: ClassVar[str | None] = "streams"
    checked_up: ClassVar[tuple[str, ...]] = ("date", "video")
    live_rates: ClassVar[tuple[str, ...]] = ("20", "10", "5", "4", "2", "1", "1/2", "1/3")

    def __init__(self, session: ClientSession, address: Address, account: Account) -> None:
        self.address = address
        self.account = account
        self._http = CameraHttp(
            session,
            address,
            account,
            # The manual knows the query only; some models are said to want a header (field guide 3).
            logins=(Login.QUERY, Login.BASIC, Login.DIGEST),
            query_names=self.query_names,
        )
        self.asked = self._http.asked
        self.upkeep = HucomsUpkeep(self._http)
        self.ptz = HucomsPtzDriver(self._http)
        self.alarm_sources = (EventStream(self._http),)

    @override
    @classmethod
    async def discover(cls, networks: Collection[str], macs: Collection[str]) -> Collection[Sighting]:
        return ()

    @override
    @classmethod
    async def meet(cls, session: ClientSession, address: Address, account: Account | None) -> Sighting | None:
        driver = None if account is None else await cls.recognise(session, address, account)
        if driver is None:
            return None
        mac, name = (await driver.read("mac"))["mac"], ""
        with suppress(CameraError):
            name = (await driver.read("name")).get("servername", "")
        return Sighting(mac, address, name)

    @override
    @classmethod
    async def recognise(cls, session: ClientSession, address: Address, account: Account) -> Self | None:
        driver = cls(session, address, account)
        try:
            if not await driver._seems_right():
                return None
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

    async def _seems_right(self) -> bool:
        """Ask as a stranger: a server that does not know the CGI, or shows some page of its own, is shown no login."""
        for source in (PAGES["mac"], SYSTEM):
            try:
                answer = await self._http.ask(source.path, {"action": source.get}, login=False, timeout=4)
                page = parse_page(answer.text)
                return "mac" in page or not answer.body.lstrip().startswith(b"<")
            except CameraAuthError, CameraPermissionError, CameraRejectedError:
                return True
            except CameraUnsupportedError:
                continue
        return False

    async def _mac(self, *, timeout: float = 8) -> str:
        """Ask for the MAC; a camera that says no to this one says no to the login."""
        for source in (PAGES["mac"], SYSTEM):
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
            await self._ask(PAGES["name"])
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

    async def _ask(self, source: Source, *, timeout: float = 8) -> Page:
        answer = await self._http.ask(source.path, {"action": source.get, **source.extra}, timeout=timeout)
        page = parse_page(answer.text, section=source.section)
        if not page and answer.text.strip() and not parse_page(answer.text):
            raise CameraResponseError(f"{source.cgi}: not a page of fields")
        return {source.aliases.get(name, name): value for name, value in page.items()}

    @override
    def identify(self, pages: Mapping[str, Page]) -> CameraInfo:
        largest = pages.get("video_ability", {}).get("videosizeall", "").partition(";")[0]
        ptz = pages.get("ptz", {})
        moves = any(ptz.get(f"{axis}supported", "no").lower() != "no" for axis in ("pan", "tilt"))
        version = pages.get("version", {})
        words = (_MEGAPIXELS.get(largest), "PTZ" if moves else None, "IP camera")
        model = pages.get("model", {}).get("servermodel") or " ".join(word for word in words if word)
        return CameraInfo(
            mac=pages["mac"]["mac"],
            name=pages.get("name", {}).get("servername", ""),
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
            role=Role.ADMINISTRATOR,  # nobody else may use these CGIs (manual, change 1.03)
            alarms=frozenset(alarms),
            output="alarmout1.enable" in pages.get("alarm_output", {}),
            output_told=True,
            upkeep=TASKS if "zfstatus" in pages.get("ptz_power", {}) else TASKS - {Task.RESET_LENS},
        )

    @override
    def streams(self, pages: Mapping[str, Page]) -> tuple[Stream, ...]:
        return tuple(_streams(pages.get("streams", {})))

    @override
    def has(self, setting: Setting[Any], pages: Mapping[str, Page]) -> bool:
        if setting.page.startswith("privacy"):
            most = pages.get("privacy1", {}).get("maxno", "0")
            return bool(_NUMBER.fullmatch(most)) and int(setting.page.removeprefix("privacy")) <= int(most)
        if setting.group.startswith("motion_area"):
            # Two views of the same cells; old firmwares know but the coarse one, whichever they are asked for.
            fine = "motion1.area18" in pages.get("motion_fine", {})
            return (setting.page == "motion_fine") == fine and super().has(setting, pages)
        if setting.page == "day_night_summary" and "version" in pages:
            return False  # from 1.22 on it is still shown, and no longer taken
        if setting.page == "audio":
            told = pages.get("audio_ability", {})
            ways = [way for way in ("in", "out") if told.get(f"audio{way}putsupported", "").lower() != "no"]
            if not any(setting.key.startswith(f"audio_{way}") for way in ways) and (
                not ways or setting.key.startswith(("audio_in", "audio_out"))
            ):
                return False
        return setting.page in SELDOM or super().has(setting, pages)

    @override
    def fit(self, setting: Setting[Any], pages: Mapping[str, Page]) -> Setting[Any]:
        if setting.page.startswith("privacy") and setting.write and "version" in pages:
            # From 1.22 on, an area is written under the names that it is read by (field guide 4).
            return replace(setting, write=numbered(setting.write, setting.page))
        return replace(setting, codec=fitted(setting, pages))

    @override
    async def is_open(self) -> bool:
        source = PAGES["name"]
        try:
            answer = await self._http.ask(source.path, {"action": source.get}, login=False)
            return "servername" in parse_page(answer.text)
        except CameraConnectionError, CameraTroubleError:
            raise
        except CameraError:
            return False

    @override
    def question(self, page: str) -> str:
        return PAGES[page].question

    @override
    async def read(self, page: str) -> Page:
        if page == "mac":
            return {"mac": await self._mac()}
        return await self._ask(PAGES[page])

    @override
    async def send(self, path: str, params: Mapping[str, str]) -> None:
        refuse_error((await self._http.ask(path, dict(_with_quality(params)), once=True)).text)

    @override
    async def switch_output(self, on: bool) -> None:
        params = {"action": "setalarmout", "alarmout1": "on" if on else "off"}
        await self.send(f"{CONTROL}ctrl_alarmout.cgi", params)

    @override
    async def picture(self) -> bytes:
        return (await self._http.ask(_PICTURE, limit=_PICTURE_LIMIT)).body

    @override
    async def pictures(self, wish: LiveWish) -> AsyncGenerator[bytes]:
        # The manual (7.2) names no unit. Hundredths of a second are a guess: then the slowest is one in 3 seconds.
        refresh = {} if wish.rate is None else {"refresh": str(int(100 / Fraction(wish.rate)))}
        async with (
            self._http.open(_PICTURES, refresh) as stream,
            aclosing(parts(stream.content_type, stream.chunks, _PICTURE_LIMIT)) as pictures,
        ):
            async for picture in pictures:
                yield picture


def _streams(page: Page) -> Iterator[Stream]:
    """Yield the RTSP streams (manual 4.8)."""
    for number in range(1, 10):
        address = page.get(f"stream{number}.address", "")
        try:
            url = URL(address)
        except ValueError, IndexError:  # the last one: yarl stumbles over empty brackets
            continue
        if url.scheme != "rtsp" or not url.host:  # what has no host may have one in its path, to be shown the login
            continue
        yield Stream(
            name=f"stream{number}",
            codec=page.get(f"stream{number}.codec", "").lower().replace(".", ""),
            size=page.get(f"stream{number}.size", ""),
            port=url.explicit_port or 554,
            path=url.raw_path_qs,
            codec_setting=f"encoder_{number}_codec",
        )


def _with_quality(params: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is to be sent; where an encoder gets another codec, its quality means something else (manual 4.5)."""
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
