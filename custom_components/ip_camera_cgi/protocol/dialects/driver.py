"""The contract of a dialect's driver."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Self

from aiohttp import ClientSession

from ..http.identity_check import IdentityCheck
from ..http.request_log import RequestLog
from ..model import keys
from ..model.address import Account, Address, Role
from ..model.errors import CameraUnsupportedError
from ..model.settings import Setting
from ..model.values import CameraInfo, CameraState, Capabilities, DiscoveredCamera, Page, Stream, StreamPreferences
from ..video.frame import Frame
from ..video.multipart import Push
from .alarm_source import AlarmSource
from .identity import ExpectedCamera
from .infrared import Infrared
from .loudspeaker import Loudspeaker
from .maintenance import Maintenance
from .ptz import NoPtz, PtzDriver


class CameraDriver(ABC):
    """Implements one dialect for one camera; functions that a dialect or model may lack have a default.

    Methods raise only the errors of model/errors.py.
    """

    dialect: ClassVar[str]
    heartbeat_page: ClassVar[str]
    """The page that is cheapest to read; it proves that the camera is reachable and the login is valid."""
    pages: ClassVar[Mapping[str, float]]
    """All pages, with the seconds for which each stays fresh. The first one identifies the camera and always exists."""
    on_demand_pages: ClassVar[frozenset[str]] = frozenset()
    """Pages that are not read on connecting, because there are many of them or they are long."""
    settings: ClassVar[tuple[Setting[Any], ...]]
    stream_page: ClassVar[str | None] = None
    """The page that lists the RTSP streams."""
    sound_type: ClassVar[str | None] = None
    """The media type of the HTTP stream with sound; None if there is no such stream."""
    live_rates: ClassVar[tuple[str, ...]] = ()
    """Frame rates that can be requested for live pictures: "10" per second, or "1/2"."""
    health_pages: ClassVar[tuple[str, ...]] = ()
    """Pages that the health checks need."""
    picture_paths: ClassVar[frozenset[str]]
    """Paths of still and live pictures; other integrations store URLs with these paths."""
    query_names: ClassVar[tuple[str, str]]
    """Names of the query parameters for user name and password."""
    applied_on_restart: ClassVar[frozenset[str]] = frozenset()
    """Groups of network settings that take effect only after a restart."""
    address: Address
    account: Account
    request_log: RequestLog
    identity: IdentityCheck
    """The check that the camera is still there, before the login is sent."""
    expected: ExpectedCamera
    """The camera that receives the login, if it is known."""
    maintenance: Maintenance
    ptz: PtzDriver = NoPtz()
    alarm_sources: tuple[AlarmSource, ...] = ()
    """The alarm sources that work without any option."""
    infrared: Infrared | None = None
    """The infrared lamps, if the camera can switch them on request."""
    loudspeaker: Loudspeaker | None = None
    """The loudspeaker, if this dialect has a way to it."""

    @abstractmethod
    def __init__(self, session: ClientSession, address: Address, account: Account) -> None: ...

    @classmethod
    async def discover(
        cls,
        networks: Collection[str],  # noqa: ARG003  for dialects that have a search
        macs: Collection[str],  # noqa: ARG003
    ) -> Collection[DiscoveredCamera]:
        """Broadcast a search and return the replies: every known MAC, and a limited number of others.

        Dialects without a search protocol return nothing.
        """
        return ()

    @classmethod
    @abstractmethod
    async def probe(cls, session: ClientSession, address: Address, account: Account | None) -> DiscoveredCamera | None:
        """Return the camera at an address as it identifies itself without a login.

        The account is only used if the dialect requires a login even for that. Returns None for anything else; no
        setting is changed.
        """

    @classmethod
    async def recognize(
        cls,
        session: ClientSession,
        address: Address,
        account: Account,
        *,
        mac: str | None = None,
        known: bool = False,
        trusted: bool = False,
    ) -> Self | None:
        """Return a signed-in driver if the camera speaks this dialect, else None; raises as sign_in() does.

        With `mac`, no login is sent to a camera that reports another MAC address anonymously.
        """
        driver = cls(session, address, account)
        driver.expected.mac = mac
        return driver if await driver.sign_in(known=known, trusted=trusted) else None

    @abstractmethod
    async def sign_in(self, *, known: bool = False, trusted: bool = False) -> bool:
        """Detect whether the camera speaks this dialect, and only then send the login; return whether it does.

        Of a `known` camera, fewer rights of the account are checked. A `trusted` one receives the login even if it
        refuses all anonymous requests.

        Raises:
            CameraLockedError: all anonymous requests are refused, so it may be any device.
            CameraMismatchError: it is not the expected camera.
            CameraAuthError: it speaks the dialect, but refuses the login.
            CameraPermissionError: it speaks the dialect, but the account has too few rights for it.
            CameraTroubleError: temporarily unknown.
        """

    @property
    @abstractmethod
    def working_login(self) -> str:
        """Return the name of the login method that has worked, for restore(), or an empty string."""

    @abstractmethod
    def restore(self, role: Role, login: str) -> None:
        """Restore the account's role and the working login method of an earlier run."""

    @abstractmethod
    def identify(self, pages: Mapping[str, Page]) -> CameraInfo:
        """Return the identity of the camera from the pages that were read."""

    @abstractmethod
    def capabilities(self, pages: Mapping[str, Page]) -> Capabilities:
        """Return what the camera can do for this account, from the pages that were read."""

    def stream_with_sound(self, preferences: StreamPreferences) -> AsyncGenerator[bytes]:
        """Yield the bytes of the live stream with sound until the camera closes it.

        Raises:
            CameraUnsupportedError: sound_type is None.
        """
        raise CameraUnsupportedError("sound comes by RTSP, if at all")

    def streams(self, pages: Mapping[str, Page]) -> tuple[Stream, ...]:
        """Return the RTSP streams."""
        return ()

    def siblings(self, pages: Mapping[str, Page]) -> tuple[Address, ...]:
        """Return the addresses of other cameras that are configured in this one."""
        return ()

    def live_sizes(self, pages: Mapping[str, Page]) -> tuple[str, ...]:
        """Return the picture sizes that can be requested for live pictures."""
        return ()

    def has_setting(self, setting: Setting[Any], pages: Mapping[str, Page]) -> bool:
        """Return whether this model has a setting: pages leave out the fields that a model lacks."""
        if setting.present is not None and not setting.present(pages):
            return False
        if setting.page in self.on_demand_pages:
            return True
        page = pages.get(setting.page, {})
        if not setting.field:
            return bool(page)
        return setting.field in page or (setting.available_when is not None and setting.available_when[0] in page)

    def adapt_setting(self, setting: Setting[Any], pages: Mapping[str, Page]) -> Setting[Any]:
        """Return a setting with the range or choices that this camera reports for it."""
        return setting

    def wall_clocks(self, pages: Mapping[str, Page]) -> Sequence[datetime]:
        """Return the wall-clock time that the camera showed; several values if it is ambiguous."""
        clock = next((setting for setting in self.settings if setting.key == keys.CLOCK), None)
        shown = None if clock is None else CameraState(pages).get(clock)
        return [shown.replace(tzinfo=None)] if isinstance(shown, datetime) else []

    def known_vulnerability(self, pages: Mapping[str, Page]) -> str:
        """Return the identifier of a known vulnerability of the firmware, or an empty string."""
        return ""

    @abstractmethod
    async def allows_anonymous(self) -> bool:
        """Return whether the camera serves anonymous clients; sends one request that changes nothing."""

    @abstractmethod
    def page_reference(self, page: str) -> str:
        """Return the request that reads a page: path, query and, after a #, the section of the answer."""

    @abstractmethod
    async def read(self, page: str) -> Page:
        """Read one page."""

    @abstractmethod
    async def send(self, path: str, params: Mapping[str, str]) -> None:
        """Send a write request and verify that the camera accepted it."""

    async def switch_output(self, on: bool) -> None:
        """Switch the relay output."""
        raise CameraUnsupportedError("this camera has no output")

    @abstractmethod
    async def picture(self) -> bytes:
        """Fetch one still picture; the bytes are not checked."""

    @abstractmethod
    def pictures(self, preferences: StreamPreferences, push: Push | None = None) -> AsyncGenerator[bytes | Frame]:
        """Yield the pictures of the live stream until the camera closes it, except those that `push` takes."""
