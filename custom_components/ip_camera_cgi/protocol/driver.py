"""What a dialect must be able to do."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any, ClassVar, Protocol, Self

from aiohttp import ClientSession

from .address import Account, Address
from .model import CameraEvent, CameraInfo, Capabilities, Page
from .settings import Setting


class CameraDriver(Protocol):
    """Speaks one dialect to one camera. Every method raises the errors of errors.py and no others."""

    dialect: ClassVar[str]
    pulse: ClassVar[str]
    """The page that is cheapest to read: it tells that the camera is alive and the login right."""
    pages: ClassVar[Mapping[str, float]]
    """Every page there may be, and for how long (seconds) it is good once read; the first one is always there."""
    settings: ClassVar[tuple[Setting[Any], ...]]
    address: Address
    account: Account

    @classmethod
    async def recognise(cls, session: ClientSession, address: Address, account: Account) -> Self | None:
        """Return a driver, signed in, if the camera speaks this dialect.

        Raises:
            CameraAuthError: it does, but refuses the login.
            CameraPermissionError: it does, but the account is too weak for this dialect.
        """
        ...

    def identify(self, pages: Mapping[str, Page]) -> CameraInfo:
        """Tell from the pages that could be read who the camera is."""
        ...

    def capabilities(self, pages: Mapping[str, Page]) -> Capabilities:
        """Tell from the pages that could be read what the camera can do for this account."""
        ...

    def fit(self, setting: Setting[Any], pages: Mapping[str, Page]) -> Setting[Any]:
        """Return a setting with the range or the choices that the pages name, where they name any."""
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

    async def reboot(self) -> None:
        """Start the camera anew."""
        ...

    async def picture(self) -> bytes:
        """Fetch one picture: whatever the camera sends for one."""
        ...

    def pictures(self) -> AsyncGenerator[bytes]:
        """Yield pictures until the camera hangs up."""
        ...

    def events(self) -> AsyncGenerator[CameraEvent]:
        """Yield events until the camera hangs up; the first comes at once, as a sign of life, even if it is empty."""
        ...
