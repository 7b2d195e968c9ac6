"""Maintenance commands of the Hucoms dialect."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import override

from ...http.client import CameraHttp
from ...http.request import Request
from ...model.errors import CameraDisconnectedError
from ...model.values import MaintenanceTask
from ..maintenance import Maintenance
from .pages import CONTROL, PAGES
from .wire import raise_on_error

TASKS = frozenset(
    {
        MaintenanceTask.REBOOT,
        MaintenanceTask.SET_CLOCK,
        MaintenanceTask.RESET,
        MaintenanceTask.RESET_KEEPING_NETWORK,
        MaintenanceTask.RESET_LENS,
    }
)


class HucomsMaintenance(Maintenance):
    """Maintenance of one Hucoms camera."""

    def __init__(self, http: CameraHttp) -> None:
        self._http = http

    async def _command(self, path: str, params: Mapping[str, str]) -> None:
        raise_on_error((await self._http.send(Request(path, params, command=True))).text)

    @override
    async def reboot(self) -> None:
        with suppress(CameraDisconnectedError):  # it may restart before it has answered
            await self._command(f"{CONTROL}reboot.cgi", {"action": "setreboot"})

    @override
    async def reset(self, *, keep_network: bool = False) -> None:
        with suppress(CameraDisconnectedError):
            action = "setfactoryexip" if keep_network else "setfactory"
            await self._command(f"{CONTROL}reboot.cgi", {"action": action})

    @override
    async def reset_lens(self) -> None:
        await self._command(f"{CONTROL}ptzf_status.cgi", {"action": "lensreset"})

    @override
    async def set_clock(self, moment: datetime) -> None:
        # The camera has no time zone: it shows the time exactly as it was set.
        parts = ("year", "month", "day", "hour", "minute", "second")
        date = {part: str(getattr(moment, part)) for part in parts}
        await self._command(PAGES["date"].path, {"action": PAGES["date"].set, **date})
