"""The driver of the Netwave dialect."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
import logging
from typing import Any, ClassVar, override

from aiohttp import ClientSession

from ...http.client import CameraHttp, Login
from ...http.request import Request
from ...model import keys
from ...model.address import Account, Address, Role
from ...model.errors import (
    CameraConnectionError,
    CameraError,
    CameraPermissionError,
    CameraRejectedError,
    CameraResponseError,
    CameraUnavailableError,
    CameraUnsupportedError,
)
from ...model.settings import Choice, Setting
from ...model.values import Alarm, CameraInfo, Capabilities, DiscoveredCamera, Page, StreamPreferences
from ...video.frame import Frame
from ...video.multipart import Push, iter_parts
from ..driver import CameraDriver
from ..identity import NO_MAC, ExpectedCamera, mac_of
from .advisories import known_vulnerability
from .alarm_number import AlarmNumber
from .alarms import StatusPolling
from .clock import wall_clocks, with_current_zone
from .discovery import discover
from .infrared import NetwaveInfrared
from .linked_cameras import linked_cameras
from .maintenance import TASKS, NetwaveMaintenance
from .native.alarms import NativePush
from .native.connection import RefusedError
from .native.link import NativeLink
from .native.loudspeaker import NativeLoudspeaker
from .native.media import NativeMedia
from .native.mkv_stream import mkv_stream
from .pages import FRESH_FOR, ON_DEMAND, PAGES
from .pictures import MAX_PICTURE_BYTES, PICTURE_PATHS, RATES, SNAPSHOT, live_request, sound_request
from .ptz import NetwavePtzDriver
from .role import detect_role
from .settings import SETTINGS, SIZES, USUAL_SIZES
from .status import StatusPage, probe
from .wire import check_command, parse_page

_LOGGER = logging.getLogger(__name__)

# CGIs where user and pwd are the account of a service, not the login (docs/sources.md N5).
_SERVICE_ACCOUNT_PATHS = frozenset(f"/set_{name}.cgi" for name in ("ddns", "factory_ddns", "ftp", "mail", "pppoe"))
# The first number of the firmware version identifies the manufacturer (docs/sources.md N3).
_MANUFACTURERS = {"4": "EasyN", "11": "Foscam"}
_FOSCAM = "11."
_SIGN_IN_TIMEOUT = 4  # seconds
_OUTPUT_HIGH, _OUTPUT_LOW = "94", "95"
_NO_ADDRESS = {"", "0.0.0.0"}  # noqa: S104  how a camera shows that it uses DHCP


class NetwaveDriver(CameraDriver):
    """A camera that speaks the Netwave dialect."""

    dialect: ClassVar[str] = "netwave"
    picture_paths: ClassVar[frozenset[str]] = PICTURE_PATHS
    query_names: ClassVar[tuple[str, str]] = ("user", "pwd")
    heartbeat_page: ClassVar[str] = "camera_params"
    pages: ClassVar[Mapping[str, float]] = FRESH_FOR
    on_demand_pages: ClassVar[frozenset[str]] = ON_DEMAND
    sound_type: ClassVar[str | None] = "video/x-ms-asf"
    live_rates: ClassVar[tuple[str, ...]] = tuple(RATES)
    health_pages: ClassVar[tuple[str, ...]] = ("status",)
    applied_on_restart: ClassVar[frozenset[str]] = frozenset({keys.NETWORK, keys.WIFI, keys.PPPOE})
    settings: ClassVar[tuple[Setting[Any], ...]] = SETTINGS

    def __init__(self, session: ClientSession, address: Address, account: Account) -> None:
        self.address = address
        self.account = account
        self._role = Role.VISITOR
        self._http = CameraHttp(
            session,
            address,
            account,
            # The query is the last choice: URLs end up in logs.
            logins=(Login.BASIC, Login.QUERY, Login.DIGEST),
            unasked=Login.BOTH,
            query_names=self.query_names,
            service_query_names=("cam_user", "cam_pwd"),
            service_paths=_SERVICE_ACCOUNT_PATHS,
            check_identity=self._check_identity,
            make_room=self._make_room,
        )
        self.expected = ExpectedCamera()
        self._status = StatusPage(self._http, self.expected)
        self.request_log = self._http.request_log
        self.identity = self._http.identity
        # Some firmware accepts an empty user name with an empty password (docs/sources.md N16).
        self._anonymous_http = CameraHttp(
            session, address, Account("", ""), logins=(Login.BASIC,), query_names=("user", "pwd")
        )
        self.maintenance = NetwaveMaintenance(self._http)
        self._link = NativeLink(address, account, self._http.login, self._http.command_slot)
        self._params: Page | None = None
        self.ptz = NetwavePtzDriver(self._http, self._link)
        self._media = NativeMedia(self._link, address)
        self.loudspeaker = NativeLoudspeaker(self._media, self._link)
        number = AlarmNumber()
        push = NativePush(self._link, self._status.read_alarm, number, self.heartbeat_page)
        self.alarm_sources = (StatusPolling(self._status.read_alarm, number, push), push)
        self.infrared = NetwaveInfrared(self._http)

    @override
    @classmethod
    async def discover(cls, networks: Collection[str], macs: Collection[str]) -> Collection[DiscoveredCamera]:
        return await discover(networks, macs)

    @override
    @classmethod
    async def probe(cls, session: ClientSession, address: Address, account: Account | None) -> DiscoveredCamera | None:
        driver = cls(session, address, Account("", ""))
        return await probe(driver._http, address)

    @override
    async def sign_in(self, *, known: bool = False, trusted: bool = False) -> bool:
        try:
            await self._status.read(timeout=_SIGN_IN_TIMEOUT, trusted=trusted)
        except CameraUnavailableError:
            raise
        except CameraUnsupportedError, CameraPermissionError, CameraRejectedError, CameraResponseError:
            return False
        self._role = await detect_role(self._http, login_is_known=self._status.needs_login)
        return True

    async def _check_identity(self, request: Request) -> None:
        await self._status.check_identity(request)

    def _make_room(self) -> bool:
        return self._link.give_way()

    @property
    @override
    def working_login(self) -> str:
        return self._http.login.name

    @override
    def restore(self, role: Role, login: str) -> None:
        self._role = role
        self._http.login.restore(login)
        self.identity.doubt()

    @override
    def identify(self, pages: Mapping[str, Page]) -> CameraInfo:
        status = pages["status"]
        firmware = status.get("sys_ver", "")
        maker, _, rest = firmware.partition(".")
        line = rest.partition(".")[0] if maker.isdecimal() else ""
        return CameraInfo(
            mac=mac_of(status["id"]) or NO_MAC,
            name=status.get("alias", ""),
            manufacturer=_MANUFACTURERS.get(maker, "Netwave"),
            model=f"IP camera (firmware {maker}.{line})" if line else "IP camera",
            firmware=firmware or None,
            web_version=status.get("app_ver") or None,
        )

    @override
    def capabilities(self, pages: Mapping[str, Page]) -> Capabilities:
        alarms = {Alarm.MOTION, Alarm.INPUT}
        if "alarm_sounddetect_armed" in pages.get("params", {}):
            alarms.add(Alarm.SOUND)
        return Capabilities(
            role=self._role,
            alarms=frozenset(alarms),
            output=self._role >= Role.OPERATOR,
            infrared_on_relay=pages["status"].get("sys_ver", "").startswith(_FOSCAM),
            tasks=frozenset(task for task, role in TASKS.items() if role <= self._role),
        )

    @override
    def has_setting(self, setting: Setting[Any], pages: Mapping[str, Page]) -> bool:
        return super().has_setting(setting, pages) and (
            setting.page not in self.on_demand_pages or PAGES[setting.page][1] <= self._role
        )

    @override
    def adapt_setting(self, setting: Setting[Any], pages: Mapping[str, Page]) -> Setting[Any]:
        if setting.key == keys.TIME_ZONE:
            return replace(setting, codec=with_current_zone(setting.codec, pages["params"].get(setting.field, "")))
        if setting.key != "resolution":
            return setting
        current = pages["camera_params"][setting.field]
        return replace(setting, codec=Choice({raw: SIZES[raw] for raw in SIZES if raw in {*USUAL_SIZES, current}}))

    @override
    def wall_clocks(self, pages: Mapping[str, Page]) -> Sequence[datetime]:
        return wall_clocks(pages.get("status", {}), pages.get("params", {}))

    @override
    def known_vulnerability(self, pages: Mapping[str, Page]) -> str:
        return known_vulnerability(pages.get("status", {}).get("sys_ver", ""))

    @override
    async def allows_anonymous(self) -> bool:
        try:
            parse_page((await self._anonymous_http.send(Request("/get_camera_params.cgi"))).text)
        except CameraConnectionError, CameraUnavailableError:
            raise
        except CameraError:
            return False
        return True

    @override
    def page_reference(self, page: str) -> str:
        return PAGES[page][0]

    @override
    async def read(self, page: str) -> Page:
        if page == "status":
            return await self._status.read()
        if page == self.heartbeat_page and (known := await self._known_params()):
            return known
        path, role = PAGES[page]
        if role > self._role:
            raise CameraPermissionError(f"{path}: this account may not read it")
        fields = dict(parse_page((await self._http.send(Request(path))).text))
        if "ip" in fields:
            fields["dhcp"] = "1" if fields["ip"] in _NO_ADDRESS else "0"
        if page == self.heartbeat_page:
            self._params = fields
        return fields

    async def _known_params(self) -> Page | None:
        """Return the picture settings without an HTTP request, if the native connection reports their changes."""
        reported = await self._link.settings()
        return (
            {name: reported.get(name, raw) for name, raw in self._params.items()} if reported and self._params else None
        )

    @override
    async def send(self, path: str, params: Mapping[str, str]) -> None:
        wanted = dict(params)
        if wanted.pop("dhcp", "0") == "1":
            wanted["ip"] = ""
        try:
            check_command((await self._http.send(Request(path, wanted, command=True))).text)
        finally:  # read the page again after a write, also after one whose answer was lost
            self._params = None
            self._link.forget_settings()

    @override
    async def switch_output(self, on: bool) -> None:
        await self.send("/decoder_control.cgi", {"command": _OUTPUT_HIGH if on else _OUTPUT_LOW})

    @override
    async def picture(self) -> bytes:
        return (await self._http.send(SNAPSHOT)).body

    @override
    def siblings(self, pages: Mapping[str, Page]) -> tuple[Address, ...]:
        return tuple(linked_cameras(pages.get("params", {})))

    @override
    def live_sizes(self, pages: Mapping[str, Page]) -> tuple[str, ...]:
        sizes = (
            self.adapt_setting(each, pages).codec
            for each in SETTINGS
            if each.key == "resolution" and self.has_setting(each, pages)
        )
        return tuple(size for codec in sizes if isinstance(codec, Choice) for size in codec.options.values())

    @override
    async def pictures(self, preferences: StreamPreferences, push: Push | None = None) -> AsyncGenerator[Frame]:
        async with (
            self._http.open(live_request(preferences)) as stream,
            aclosing(iter_parts(stream.content_type, stream.chunks, MAX_PICTURE_BYTES, push)) as pictures,
        ):
            async for picture in pictures:
                yield picture

    @override
    async def stream_with_sound(self, preferences: StreamPreferences) -> AsyncGenerator[bytes]:
        try:
            async with aclosing(mkv_stream(self._media)) as pieces:
                async for piece in pieces:
                    yield piece
                return
        except (CameraUnsupportedError, RefusedError) as err:
            _LOGGER.debug("%s: sound comes as ASF: %s", self.address, err)
        async with self._http.open(sound_request(preferences)) as stream:
            async for chunk in stream.chunks:
                yield chunk
