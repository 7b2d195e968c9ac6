"""What a dialect must be able to do."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol, Self

from aiohttp import ClientSession

from ..http.request_log import RequestLog
from ..model.address import Account, Address, Role
from ..model.errors import CameraUnsupportedError
from ..model.settings import Setting
from ..model.values import CameraInfo, CameraState, Capabilities, DiscoveredCamera, Page, Stream, StreamPreferences
from .alarm_source import AlarmSource
from .infrared import Infrared
from .maintenance import Maintenance
from .ptz import PtzDriver


class CameraDriver(Protocol):
    """Speaks one dialect to one camera. Every method raises the errors of errors.py and no others."""

    dialect: ClassVar[str]
    heartbeat_page: ClassVar[str]
    """The page that is cheapest to read: it tells that the camera is alive and the login right."""
    pages: ClassVar[Mapping[str, float]]
    """Every page there may be, and for how long (seconds) it is good once read; the first one is always there."""
    on_demand_pages: ClassVar[frozenset[str]] = frozenset()
    """Those that are not read to find out what the camera is: there are too many, or they are long."""
    settings: ClassVar[tuple[Setting[Any], ...]]
    stream_page: ClassVar[str | None] = None
    """The page that tells of the streams."""
    sound_type: ClassVar[str | None] = None
    """The media type of what comes with sound over HTTP."""
    live_rates: ClassVar[tuple[str, ...]] = ()
    """The frame rates that live pictures can be asked for in: "10" per second, or "1/2"."""
    health_pages: ClassVar[tuple[str, ...]]
    """The pages that tell of what somebody should see to, although the camera works."""
    picture_paths: ClassVar[frozenset[str]]
    """Where its pictures are: links to them are kept by many who have such a camera."""
    query_names: ClassVar[tuple[str, str]]
    """What the user name and the password are called in a query."""
    applied_on_restart: ClassVar[frozenset[str]] = frozenset()
    """Groups of settings that decide where the camera is found, and do so only after a restart."""
    address: Address
    account: Account
    request_log: RequestLog
    maintenance: Maintenance
    ptz: PtzDriver
    alarm_sources: tuple[AlarmSource, ...]
    """How its alarms become known without any option."""
    infrared: Infrared | None = None
    """The lamps, where the camera can be told to light them."""

    def __init__(self, session: ClientSession, address: Address, account: Account) -> None: ...

    @classmethod
    async def discover(cls, networks: Collection[str], macs: Collection[str]) -> Collection[DiscoveredCamera]:
        """Return who answers a search of the networks with these broadcast addresses: all of these, and some others.

        Not all dialects can be searched for.
        """
        ...

    @classmethod
    async def probe(cls, session: ClientSession, address: Address, account: Account | None) -> DiscoveredCamera | None:
        """Return who is there, as far as it tells that without a login; some want one even for that."""
        ...

    @classmethod
    async def recognize(
        cls, session: ClientSession, address: Address, account: Account, *, trusted: bool = False
    ) -> Self | None:
        """Return a driver, signed in, if the camera speaks this dialect; raises as sign_in() does."""
        driver = cls(session, address, account)
        return driver if await driver.sign_in(trusted=trusted) else None

    async def sign_in(self, *, trusted: bool = False) -> bool:
        """Find out whether the camera speaks this dialect, and only then show it the login; return whether it does.

        What is trusted was found to be such a camera before, or by other signs: it is asked less.

        Raises:
            CameraLockedError: it refuses everything to strangers, so it may be anything.
            CameraAuthError: it does, but refuses the login.
            CameraPermissionError: it does, but the account is too weak for this dialect.
            CameraTroubleError: it cannot tell now.
        """
        ...

    def restore_role(self, role: Role) -> None:
        """Take up what the account was found to be at an earlier time."""

    def identify(self, pages: Mapping[str, Page]) -> CameraInfo:
        """Tell from the pages that could be read who the camera is."""
        ...

    def capabilities(self, pages: Mapping[str, Page]) -> Capabilities:
        """Tell from the pages that could be read what the camera can do for this account."""
        ...

    def stream_with_sound(self, preferences: StreamPreferences) -> AsyncGenerator[bytes]:
        """Yield the bytes of moving pictures with sound until the camera hangs up, where sound_type says that it can.

        Raises:
            CameraUnsupportedError: it cannot.
        """
        raise CameraUnsupportedError("sound comes by RTSP, if at all")

    def streams(self, pages: Mapping[str, Page]) -> tuple[Stream, ...]:
        """Tell what can be had by RTSP."""
        return ()

    def siblings(self, pages: Mapping[str, Page]) -> tuple[Address, ...]:
        """Tell where there are other cameras, as far as this one was told."""
        return ()

    def live_sizes(self, pages: Mapping[str, Page]) -> tuple[str, ...]:
        """Tell the sizes that live pictures can be asked for in."""
        return ()

    def has_setting(self, setting: Setting[Any], pages: Mapping[str, Page]) -> bool:
        """Tell whether the camera has a setting: both manuals leave out of a page what a model lacks."""
        page = pages.get(setting.page, {})
        if not setting.field:
            return bool(page)
        return setting.field in page or (setting.available_when is not None and setting.available_when[0] in page)

    def adapt_setting(self, setting: Setting[Any], pages: Mapping[str, Page]) -> Setting[Any]:
        """Return a setting with the range or the choices that the pages name, where they name any."""
        ...

    def wall_clocks(self, pages: Mapping[str, Page]) -> Sequence[datetime]:
        """Return what the camera's clock showed on the wall; several times where that is not certain."""
        clock = next((setting for setting in self.settings if setting.key == "clock"), None)
        shown = None if clock is None else CameraState(pages).get(clock)
        return [shown.replace(tzinfo=None)] if isinstance(shown, datetime) else []

    def known_vulnerability(self, pages: Mapping[str, Page]) -> str:
        """Return the name of a hole that the camera's firmware is known to have, or nothing."""
        return ""

    async def allows_anonymous(self) -> bool:
        """Ask whether somebody without any login is let in: one question that does no harm."""
        ...

    def page_reference(self, page: str) -> str:
        """Return what a page answers: a path and its query, and the section behind a # where it is only that."""
        ...

    async def read(self, page: str) -> Page:
        """Read a page."""
        ...

    async def send(self, path: str, params: Mapping[str, str]) -> None:
        """Write, and see that the camera took it."""
        ...

    async def switch_output(self, on: bool) -> None:
        """Switch the output."""
        ...

    async def picture(self) -> bytes:
        """Fetch one picture: whatever the camera sends for one."""
        ...

    def pictures(self, preferences: StreamPreferences) -> AsyncGenerator[bytes]:
        """Yield pictures until the camera hangs up."""
        ...
