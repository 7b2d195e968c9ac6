"""The upkeep of a Hucoms camera."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import override

from ...http.client import CameraHttp
from ...model.errors import CameraHungUpError
from ...model.values import Task
from ..maintenance import Upkeep
from .pages import CONTROL, PAGES
from .wire import refuse_error

TASKS = frozenset({Task.REBOOT, Task.SET_CLOCK, Task.RESET, Task.RESET_KEEPING_NETWORK, Task.RESET_LENS})


class HucomsUpkeep(Upkeep):
    """The upkeep of a Hucoms camera."""

    def __init__(self, http: CameraHttp) -> None:
        self._http = http

    async def _order(self, path: str, params: Mapping[str, str]) -> None:
        refuse_error((await self._http.ask(path, params, once=True)).text)

    @override
    async def reboot(self) -> None:
        with suppress(CameraHungUpError):  # it may be gone before it has answered
            await self._order(f"{CONTROL}reboot.cgi", {"action": "setreboot"})

    @override
    async def reset(self, *, keep_network: bool = False) -> None:
        with suppress(CameraHungUpError):
            action = "setfactoryexip" if keep_network else "setfactory"
            await self._order(f"{CONTROL}reboot.cgi", {"action": action})

    @override
    async def reset_lens(self) -> None:
        await self._order(f"{CONTROL}ptzf_status.cgi", {"action": "lensreset"})

    @override
    async def set_clock(self, moment: datetime) -> None:
        # The camera knows no time zones: what it gets is what it shows.
        parts = ("year", "month", "day", "hour", "minute", "second")
        date = {part: str(getattr(moment, part)) for part in parts}
        await self._order(PAGES["date"].path, {"action": PAGES["date"].set, **date})
