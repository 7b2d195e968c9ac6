"""The driver of the Netwave dialect."""

from collections.abc import AsyncGenerator, Collection, Iterator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import IPv4Address
import logging
import re
from typing import Any, ClassVar, override

from aiohttp import ClientSession

from ...http.client import CameraHttp, Login, Response
from ...http.request import Request
from ...model import keys
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
from ...model.settings import Choice, Codec, Level, Moment, Setting, time_zone
from ...model.values import Alarm, CameraInfo, Capabilities, DiscoveredCamera, Page, StreamPreferences
from ...video.frame import Frame
from ...video.jpeg import require_whole_jpeg
from ...video.multipart import Push, iter_parts
from ..driver import CameraDriver
from ..identity import NO_MAC, anonymous, mac_of, realm_of, require_safe_login
from .advisories import known_vulnerability
from .alarm_number import AlarmNumber
from .alarms import StatusPolling
from .discovery import discover
from .infrared import NetwaveInfrared
from .maintenance import TASKS, NetwaveMaintenance
from .native.alarms import NativePush
from .native.connection import RefusedError
from .native.film import film
from .native.link import NativeLink
from .native.loudspeaker import NativeLoudspeaker
from .native.media import NativeMedia
from .ptz import NetwavePtzDriver
from .settings import SETTINGS, SIZES, USUAL_SIZES
from .wire import check_command, parse_page

_LOGGER = logging.getLogger(__name__)

# The path of each page and the role required to read it (docs/sources.md N6).
_PAGES: Mapping[str, tuple[str, Role]] = {
    "status": ("/get_status.cgi", Role.VISITOR),
    "camera_params": ("/get_camera_params.cgi", Role.VISITOR),
    "misc": ("/get_misc.cgi", Role.ADMINISTRATOR),
    "params": ("/get_params.cgi", Role.ADMINISTRATOR),
    "forbidden": ("/get_forbidden.cgi", Role.ADMINISTRATOR),
    "log": ("/get_log.cgi", Role.ADMINISTRATOR),
}
# CGIs where user and pwd are the account of a service, not the login (docs/sources.md N5).
_SERVICE_ACCOUNT_PATHS = frozenset(f"/set_{name}.cgi" for name in ("ddns", "factory_ddns", "ftp", "mail", "pppoe"))
_DIGITS = r"(?!0{12}|F{12})[0-9A-F]{12}"
_REALM = re.compile(rf"realm=\"?ipcamera(?:_({_DIGITS}))?\b", re.IGNORECASE)
_PROVES_IT = {"sys_ver", "alarm_status"}  # fields that identify the dialect if the id is not valid
# The first number of the firmware version identifies the manufacturer (docs/sources.md N3).
_MANUFACTURERS = {"4": "EasyN", "11": "Foscam"}
_FOSCAM = "11."
_OUTPUT_HIGH, _OUTPUT_LOW = "94", "95"
_NO_ADDRESS = {"", "0.0.0.0"}  # noqa: S104  how a camera shows that it uses DHCP
_RATES = {  # frames per second, and the code of each rate for videostream.cgi
    "20": "1",
    "15": "3",
    "10": "6",
    "5": "11",
    "4": "12",
    "3": "13",
    "2": "14",
    "1": "15",
    "1/2": "17",
    "1/3": "19",
    "1/4": "21",
    "1/5": "23",
}
_MAX_PICTURE_BYTES = 4 * 1024 * 1024


class NetwaveDriver(CameraDriver):
    """A camera that speaks the Netwave dialect."""

    dialect: ClassVar[str] = "netwave"
    picture_paths: ClassVar[frozenset[str]] = frozenset({"/snapshot.cgi", "/videostream.cgi", "/videostream.asf"})
    query_names: ClassVar[tuple[str, str]] = ("user", "pwd")
    heartbeat_page: ClassVar[str] = "camera_params"
    # get_params.cgi returns all passwords in clear, so it is read rarely.
    pages: ClassVar[Mapping[str, float]] = {
        "status": 20,
        "camera_params": 20,
        "misc": 300,
        "params": 300,
        "forbidden": 300,
        "log": 60,
    }
    on_demand_pages: ClassVar[frozenset[str]] = frozenset({"log"})
    sound_type: ClassVar[str | None] = "video/x-ms-asf"
    live_rates: ClassVar[tuple[str, ...]] = tuple(_RATES)
    health_pages: ClassVar[tuple[str, ...]] = ("status",)
    applied_on_restart: ClassVar[frozenset[str]] = frozenset({keys.NETWORK, keys.WIFI, keys.PPPOE})
    settings: ClassVar[tuple[Setting[Any], ...]] = SETTINGS

    def __init__(self, session: ClientSession, address: Address, account: Account) -> None:
        self.address = address
        self.account = account
        self._role = Role.VISITOR
        self._status_login = False
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
        )
        self.request_log = self._http.request_log
        self.identity = self._http.identity
        self.identity.check = self._check_identity
        # Some firmware accepts an empty user name with an empty password (docs/sources.md N16).
        self._anonymous_http = CameraHttp(
            session, address, Account("", ""), logins=(Login.BASIC,), query_names=("user", "pwd")
        )
        self.maintenance = NetwaveMaintenance(self._http)
        self._link = NativeLink(address, account, self._http.login, self._http.command_slot)
        self._http.make_room = self._link.give_way
        self._params: Page | None = None
        self.ptz = NetwavePtzDriver(self._http, self._link)
        self._media = NativeMedia(self._link, address)
        self.loudspeaker = NativeLoudspeaker(self._media, self._link)
        number = AlarmNumber()
        push = NativePush(self._link, self._alarm_status, number, self.heartbeat_page)
        self.alarm_sources = (StatusPolling(self._alarm_status, number, push), push)
        self.infrared = NetwaveInfrared(self._http)

    @override
    @classmethod
    async def discover(cls, networks: Collection[str], macs: Collection[str]) -> Collection[DiscoveredCamera]:
        return await discover(networks, macs)

    @override
    @classmethod
    async def probe(cls, session: ClientSession, address: Address, account: Account | None) -> DiscoveredCamera | None:
        driver = cls(session, address, Account("", ""))
        try:
            answer = await driver._http.send(Request(_PAGES["status"][0], login=False, timeout=4))
        except CameraAuthError as err:  # firmware that requires a login here still shows its id in the realm
            realm = _REALM.search(err.challenge)
            mac = mac_of(realm[1] or "") if realm else None
            return DiscoveredCamera(mac, address, "") if mac else None
        status = _page_with_id(answer)
        return DiscoveredCamera(mac_of(status["id"]) or NO_MAC, address, status.get("alias", ""))

    @override
    async def sign_in(self, *, known: bool = False, trusted: bool = False) -> bool:
        try:
            await self._status(timeout=4, trusted=trusted)
        except CameraUnavailableError:
            raise
        except CameraUnsupportedError, CameraPermissionError, CameraRejectedError, CameraResponseError:
            return False
        self._role = await self._detect_role()
        return True

    async def _status(self, *, timeout: float = 8, trusted: bool = False, alarm: bool = False) -> Page:
        """Read the status page; a login is only sent if the firmware requires one (x.x.2.55 and later)."""
        path, _ = _PAGES["status"]
        try:
            answer = await self._http.send(Request(path, login=self._status_login, timeout=timeout, alarm=alarm))
        except CameraAuthError as err:
            if self._status_login:
                raise
            if trusted:
                self.trusted_realm = realm_of(err)
            await self._require_safe_login(err)
            answer = await self._http.send(Request(path, timeout=timeout, alarm=alarm))
            self._status_login = True
        status = _page_with_id(answer)
        self._require_expected(status["id"])
        self.identity.confirm()
        return status

    async def _check_identity(self, request: Request) -> None:
        """Identify the camera anonymously before a request; raises CameraError if something else answers."""
        path, _ = _PAGES["status"]
        try:
            status = _page_with_id(await self._http.send(anonymous(path, request)))
        except CameraAuthError as err:
            await self._require_safe_login(err)
        else:
            self._require_expected(status["id"])

    def _require_expected(self, camera_id: str) -> None:
        mac = mac_of(camera_id)
        if self.expected_mac is not None and mac not in {None, self.expected_mac}:
            raise CameraMismatchError(mac or NO_MAC)

    async def _require_safe_login(self, refusal: CameraAuthError) -> None:
        """Raise unless a server that requires a login for the status page may receive one.

        Raises:
            CameraLockedError: it refuses everything, and the login would be sent in clear.
        """
        if realm := _REALM.search(refusal.challenge):
            self._require_expected(realm[1] or "")
        else:
            path, _ = _PAGES["status"]
            await require_safe_login(self._http, path, refusal, trusted_realm=self.trusted_realm)
        self.identity.confirm()

    async def _alarm_status(self) -> Page:
        return await self._status(alarm=True)

    async def _detect_role(self) -> Role:
        """Return the role of the account. Firmware before x.x.2.2 does not report it, so it is probed.

        Raises:
            CameraAuthError: the login is wrong.
            CameraUnavailableError: temporarily unknown.
        """
        await self._learn_login("/check_user.cgi")
        try:
            pri = parse_page((await self._http.send(Request("/check_user.cgi"))).text).get("pri", "")
        except CameraAuthError as err:
            raise CameraAuthError(str(err), certain=True) from None
        except CameraUnavailableError:
            raise
        except CameraUnsupportedError, CameraPermissionError, CameraRejectedError, CameraResponseError:
            pri = ""
        if pri in {"1", "2", "3"}:
            return Role(int(pri))
        if pri == "0" or not await self._may_read_anything():
            raise CameraAuthError("check_user.cgi: this account has no rights at all", certain=True)
        try:
            parse_page((await self._http.send(Request("/get_params.cgi"))).text)
        except CameraAuthError, CameraPermissionError, CameraRejectedError, CameraUnsupportedError:
            return Role.VISITOR
        except CameraConnectionError, CameraUnavailableError:
            raise
        except CameraResponseError as err:  # neither served nor refused
            raise CameraUnavailableError(str(err)) from None
        return Role.ADMINISTRATOR

    async def _learn_login(self, path: str) -> None:
        """Send an anonymous request to find out which login the camera requires."""
        if self._http.login.known is None and not self._status_login:
            with suppress(CameraAuthError, CameraPermissionError, CameraRejectedError, CameraUnsupportedError):
                await self._http.send(Request(path, login=False))

    async def _may_read_anything(self) -> bool:
        """Return whether the account can read what a visitor may read; a refusal may have status 200."""
        for asking in (self._shows_page, self._shows_picture):
            try:
                await asking()
            except CameraUnsupportedError:
                continue
            except CameraAuthError, CameraPermissionError, CameraRejectedError:
                return False
            return True
        return True

    async def _shows_page(self) -> None:
        try:
            parse_page((await self._http.send(Request("/get_camera_params.cgi"))).text)
        except CameraConnectionError, CameraUnavailableError:
            raise
        except CameraResponseError as err:
            raise CameraUnavailableError(str(err)) from None

    async def _shows_picture(self) -> None:
        try:
            picture = await self.picture()
            require_whole_jpeg(picture)
        except CameraConnectionError, CameraUnavailableError:
            raise
        except CameraResponseError as err:
            raise CameraRejectedError(str(err)) from None

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
            setting.page not in self.on_demand_pages or _PAGES[setting.page][1] <= self._role
        )

    @override
    def adapt_setting(self, setting: Setting[Any], pages: Mapping[str, Page]) -> Setting[Any]:
        if setting.key == keys.TIME_ZONE:
            return replace(setting, codec=_with_current_zone(setting.codec, pages["params"].get(setting.field, "")))
        if setting.key != "resolution":
            return setting
        current = pages["camera_params"][setting.field]
        return replace(setting, codec=Choice({raw: SIZES[raw] for raw in SIZES if raw in {*USUAL_SIZES, current}}))

    @override
    def wall_clocks(self, pages: Mapping[str, Page]) -> Sequence[datetime]:
        # Local time is now - tz (docs/sources.md N23). Whether cameras also add their summer time is not known.
        status, params = pages.get("status", {}), pages.get("params", {})
        try:
            utc = Moment().decode(status["now"]).replace(tzinfo=None)
            west = timedelta(seconds=Level(-50400, 50400).decode(status.get("tz", "0")))
            summer = timedelta(minutes=Level(0, 120).decode(params.get("daylight_saving_time", "0")))
            return [utc - west, utc - west + summer]
        except KeyError, ValueError, OverflowError:
            return []

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
        return _PAGES[page][0]

    @override
    async def read(self, page: str) -> Page:
        if page == "status":
            return await self._status()
        if page == self.heartbeat_page and (known := await self._known_params()):
            return known
        path, role = _PAGES[page]
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
        return (await self._http.send(Request("/snapshot.cgi", max_bytes=_MAX_PICTURE_BYTES))).body

    @override
    def siblings(self, pages: Mapping[str, Page]) -> tuple[Address, ...]:
        return tuple(_siblings(pages.get("params", {})))

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
            self._http.open(Request("/videostream.cgi", _stream_params(preferences))) as stream,
            aclosing(iter_parts(stream.content_type, stream.chunks, _MAX_PICTURE_BYTES, push)) as pictures,
        ):
            async for picture in pictures:
                yield picture

    @override
    async def stream_with_sound(self, preferences: StreamPreferences) -> AsyncGenerator[bytes]:
        try:
            async with aclosing(film(self._media)) as pieces:
                async for piece in pieces:
                    yield piece
                return
        except (CameraUnsupportedError, RefusedError) as err:
            _LOGGER.debug("%s: sound comes as ASF: %s", self.address, err)
        async with self._http.open(Request("/videostream.asf", _stream_params(preferences))) as stream:
            async for chunk in stream.chunks:
                yield chunk


def _page_with_id(answer: Response) -> Page:
    """Return the status page; raises CameraResponseError for other answers."""
    status = dict(parse_page(answer.text))
    if "id" in status and not status["id"].strip():
        status["id"] = NO_MAC
    mac = mac_of(status.get("id", ""))
    if mac is None or (mac == NO_MAC and not status.keys() >= _PROVES_IT):
        raise CameraResponseError("get_status.cgi: no id")
    return status


def _with_current_zone(zones: Codec[Any], west: str) -> Codec[Any]:
    """Return the time zones including the current one, even if it is unusual."""
    assert isinstance(zones, Choice)  # noqa: S101  guaranteed by the table
    if west in zones.options or not re.fullmatch(r"-?\d{1,5}", west):
        return zones
    return Choice({**zones.options, west: time_zone(timedelta(seconds=-int(west)))})


def _siblings(params: Page) -> Iterator[Address]:
    """Yield the addresses of linked cameras; addresses outside private networks are ignored."""
    for number in range(2, 10):
        try:
            host = IPv4Address(params.get(f"dev{number}_host", ""))
            address = Address.parse(str(host), int(params.get(f"dev{number}_port", "")))
        except ValueError:
            continue
        if _is_lan_host(host):
            yield address


def _is_lan_host(host: IPv4Address) -> bool:
    """Return whether another camera can have this address: not loopback and not link-local."""
    nowhere = host.is_unspecified or host.is_loopback or host.is_link_local or host.is_multicast or host.is_reserved
    return host.is_private and not nowhere


def _stream_params(preferences: StreamPreferences) -> Mapping[str, str]:
    params: dict[str, str] = {}
    if preferences.rate is not None:
        params["rate"] = _RATES[preferences.rate]
    if preferences.size is not None:
        params["resolution"] = next(raw for raw, size in SIZES.items() if size == preferences.size)
    return params
