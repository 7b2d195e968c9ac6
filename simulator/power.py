"""Power and restarts of a camera, which decide whether it listens on its port."""

import asyncio
from collections.abc import Callable

from .faults import Faults
from .tcp_port import TcpPort


class PowerSupply:
    """The power supply of one camera."""

    def __init__(self, listener: TcpPort, faults: Faults, restarted: Callable[[], None]) -> None:
        self._tcp_port = listener
        self._faults = faults
        self._on_restart = restarted
        self._boot_timer: asyncio.TimerHandle | None = None

    @property
    def rebooting(self) -> bool:
        """Whether the camera is restarting."""
        return self._boot_timer is not None

    def update(self) -> asyncio.Task[None] | None:
        """Listen unless a fault or restart prevents it."""
        if self._faults.power_cut:
            self._tcp_port.power_off()
        elif self.rebooting or self._faults.refuse:
            self._tcp_port.close()
        else:
            return self._tcp_port.open()
        return None

    def boot(self, seconds: float) -> None:
        """Start listening after a delay."""
        self.cancel_boot()
        self._boot_timer = asyncio.get_running_loop().call_later(seconds, self._finish_boot)
        self.update()

    def power_changed(self, seconds: float) -> None:
        """Switch off, or restart when the power returns."""
        if self._faults.power_cut:
            self.cancel_boot()
            self.update()
        else:
            self._tcp_port.power_on()
            self.boot(seconds)

    def cancel_boot(self) -> None:
        """Cancel a pending start."""
        if self._boot_timer:
            self._boot_timer.cancel()
            self._boot_timer = None

    def _finish_boot(self) -> None:
        self._boot_timer = None
        self._on_restart()
        self.update()
