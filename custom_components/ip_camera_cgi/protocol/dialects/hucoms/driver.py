"""The driver of the Hucoms HTTP API."""

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, suppress
from dataclasses import replace
from fractions import Fraction
import re
from typing import Any, ClassVar, override

from aiohttp import ClientSession
from yarl import URL

from ...http.client import CameraHttp, Login
from ...http.request import Request
from ...model.address import Account, Address, Role
from ...model.errors import (
    CameraAuthError,
    CameraConnectionError,
    CameraError,
    CameraMismatchError,
    CameraPermissionError,
    CameraRejectedError,
    CameraResponseError,
    CameraUnavailableError,
    CameraUnsupportedError,
)
from ...model.settings import Setting
from ...model.text import KOREAN, printable, readable
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
from ...video.jpeg import require_whole_jpeg
from ...video.multipart import Push, iter_parts
from ..driver import CameraDriver
from ..identity import NO_MAC, anonymous, mac_of, realm_of, require_safe_login
from .alarms import EventStream
from .loudspeaker import HucomsLoudspeaker
from .maintenance import TASKS, HucomsMaintenance
from .pages import CONTROL, ON_DEMAND, PAGES, SYSTEM, Source
from .ptz import HucomsPtzDriver
from .ranges import adapted_codec
from .settings import SETTINGS, numbered
from .wire import parse_page, raise_on_error

_PICTURE = "/cgi-bin/image/jpeg.cgi"
_PICTURES = "/cgi-bin/image/mjpeg.cgi"
_NUMBER = re.compile(r"\d{1,18}")
_MEGAPIXELS = {"1280x1024": "1 MP", "1280x960": "1 MP", "1920x1080": "2 MP", "2048x1536": "3 MP", "2560x1920": "5 MP"}
_MAX_PICTURE_BYTES = 8 * 1024 * 1024
_ERROR_BYTES = 200


class HucomsDriver(CameraDriver):
    """A camera that speaks the Hucoms HTTP API."""

    dialect: ClassVar[str] = "hucoms"
    picture_paths: ClassVar[frozenset[str]] = frozenset({_PICTURE, _PICTURES})
    query_names: ClassVar[tuple[str, str]] = ("id", "passwd")
    heartbeat_page: ClassVar[str] = "mac"
    pages: ClassVar[Mapping[str, float]] = {**dict.fromkeys(PAGES, 120), "mac": 20}
    on_demand_pages: ClassVar[frozenset[str]] = ON_DEMAND
    settings: ClassVar[tuple[Setting[Any], ...]] = SETTINGS
    stream_page: ClassVar[str | None] = "streams"
    health_pages: ClassVar[tuple[str, ...]] = ("date", "video")
    live_rates: ClassVar[tuple[str, ...]] = ("20", "10", "5", "4", "2", "1", "1/2", "1/3")

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
        )
        self.request_log = self._http.request_log
        self.identity = self._http.identity
        self.identity.check = self._check_identity
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
        shows_pictures = False
        try:
            if not await self._answers_in_dialect(Request(""), trusted=trusted):
                return False
            self.identity.confirm()
            if not (known or trusted):
                shows_pictures = await self._shows_pictures()
            await self._mac(timeout=4)
            await self._check_login()
        except CameraUnavailableError:
            raise
        except CameraUnsupportedError, CameraResponseError:
            return False
        except CameraAuthError as err:
            if shows_pictures and not await self._shows_pictures(login=False):
                raise CameraPermissionError("the account may see pictures only") from None
            raise CameraAuthError(str(err), certain=err.certain) from None
        return True

    async def _check_identity(self, request: Request) -> None:
        """Identify the camera anonymously before a request; raises CameraError if something else answers."""
        if not await self._answers_in_dialect(request):
            raise CameraResponseError("not a Hucoms camera")

    async def _answers_in_dialect(self, request: Request, *, trusted: bool = False) -> bool:
        """Return whether anonymous requests are answered or refused in the manner of this dialect.

        They are sent ahead of a request.

        Raises:
            CameraLockedError: everything is refused, and the login would be sent in clear.
            CameraMismatchError: another camera answers.
        """
        for source in (PAGES["mac"], SYSTEM):
            try:
                answer = await self._http.send(anonymous(source.path, request, {"action": source.get}))
                if (reported := parse_page(answer.text).get("mac")) is not None:
                    self._require_expected(reported)
                    return True
            except CameraRejectedError:  # an error text of this dialect
                return True
            except (CameraAuthError, CameraPermissionError) as err:
                if trusted:
                    self.trusted_realm = realm_of(err)
                await require_safe_login(self._http, source.path, err, trusted_realm=self.trusted_realm)
                return True
            except CameraUnsupportedError:
                continue
        return False

    def _require_expected(self, reported: str) -> None:
        mac = mac_of(reported)
        if self.expected_mac is not None and mac not in {None, self.expected_mac}:
            raise CameraMismatchError(mac or NO_MAC)

    async def _mac(self, *, timeout: float = 8) -> str:
        """Read the MAC address. A camera that refuses this request refuses the login."""
        for source in (PAGES["mac"], SYSTEM):
            try:
                mac = mac_of((await self._read_source(source, timeout=timeout)).get("mac", ""))
            except CameraUnsupportedError:
                continue
            except (CameraRejectedError, CameraPermissionError) as err:
                raise CameraAuthError(str(err)) from None
            if mac is not None and (mac != NO_MAC or await self._has_name()):
                return mac
        raise CameraResponseError("servermac.cgi: no MAC")

    async def _has_name(self) -> bool:
        """Return whether the camera has a name page: a MAC of zeros proves nothing by itself."""
        return "servername" in await self._read_source(PAGES["name"])

    async def _check_login(self) -> None:
        """Read the name as well, because some cameras return the MAC address without checking the login."""
        try:
            await self._read_source(PAGES["name"])
        except (CameraAuthError, CameraRejectedError) as err:
            raise CameraAuthError(str(err), certain=True) from None
        except CameraError:
            pass

    async def _shows_pictures(self, *, login: bool = True) -> bool:
        """Return whether the account, or anyone, may view pictures: the login is then valid, but has too few rights.

        Checked first, so that a wrong login is tried only once: some cameras lock an account after five attempts.

        Raises:
            CameraAuthError: the login is refused.
        """
        try:
            picture = (await self._http.send(Request(_PICTURE, login=login, max_bytes=_MAX_PICTURE_BYTES))).body
            raise_on_error(picture[:_ERROR_BYTES].decode("latin-1"))
            require_whole_jpeg(picture)
        except CameraAuthError, CameraRejectedError:
            if login:
                raise CameraAuthError("jpeg.cgi: wrong user name or password") from None
            return False
        except CameraError:
            return False
        return True

    async def _read_source(self, source: Source, *, timeout: float = 8) -> Page:
        answer = await self._http.send(Request(source.path, {"action": source.get, **source.extra}, timeout=timeout))
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
        return tuple(_streams(pages.get("streams", {})))

    @override
    def adapt_setting(self, setting: Setting[Any], pages: Mapping[str, Page]) -> Setting[Any]:
        if setting.page.startswith("privacy") and setting.write and "version" in pages:
            # From API 1.22 on, parameters of an area carry its number (docs/sources.md H12).
            return replace(setting, write=numbered(setting.write, setting.page))
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
            return {"mac": await self._mac()}
        return await self._read_source(PAGES[page])

    @override
    async def send(self, path: str, params: Mapping[str, str]) -> None:
        raise_on_error((await self._http.send(Request(path, dict(_with_quality(params)), command=True))).text)

    @override
    async def switch_output(self, on: bool) -> None:
        params = {"action": "setalarmout", "alarmout1": "on" if on else "off"}
        await self.send(f"{CONTROL}ctrl_alarmout.cgi", params)

    @override
    async def picture(self) -> bytes:
        return (await self._http.send(Request(_PICTURE, max_bytes=_MAX_PICTURE_BYTES))).body

    @override
    async def pictures(self, preferences: StreamPreferences, push: Push | None = None) -> AsyncGenerator[Frame]:
        # The manual gives no unit (docs/sources.md H20). Hundredths of a second are assumed; the slowest rate is then
        # 1/3 fps.
        refresh = {} if preferences.rate is None else {"refresh": str(int(100 / Fraction(preferences.rate)))}
        async with (
            self._http.open(Request(_PICTURES, refresh)) as stream,
            aclosing(iter_parts(stream.content_type, stream.chunks, _MAX_PICTURE_BYTES, push)) as pictures,
        ):
            async for picture in pictures:
                yield picture


def _streams(page: Page) -> Iterator[Stream]:
    """Yield the RTSP streams (docs/sources.md H18)."""
    for number in range(1, 10):
        address = page.get(f"stream{number}.address", "")
        try:
            url = URL(address)
        except ValueError, IndexError:  # IndexError: yarl raises it for empty brackets
            continue
        # without a host, the path could hold one, which would then receive the login
        if url.scheme != "rtsp" or not url.host:
            continue
        yield Stream(
            name=f"stream{number}",
            codec=printable(page.get(f"stream{number}.codec", "")).lower().replace(".", ""),
            size=printable(page.get(f"stream{number}.size", "")),
            port=url.explicit_port or 554,
            path=url.raw_path_qs,
            codec_setting=f"encoder_{number}_codec",
        )


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
