"""Keeps the frames of the last seconds for clips and recordings."""

from collections.abc import Callable
from contextlib import ExitStack

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..protocol import FrameRingBuffer, MjpegHub, RingBudget

_RING_BUDGET: HassKey[RingBudget] = HassKey(f"{DOMAIN}_ring_budget")


class PreRecording:
    """The frames of one camera that several purposes have kept; the memory of all cameras is limited."""

    def __init__(self, hass: HomeAssistant, hub: Callable[[], MjpegHub]) -> None:
        self.budget = hass.data.setdefault(_RING_BUDGET, RingBudget())
        self.buffer = FrameRingBuffer(0, budget=self.budget)
        self._hub = hub
        self._seconds: dict[str, float] = {}
        self._attached: ExitStack | None = None

    @callback
    def keep(self, purpose: str, seconds: float) -> None:
        """Keep the frames of the last seconds for a purpose; that keeps the camera's stream open."""
        self._seconds[purpose] = seconds
        self.buffer.seconds = max(self._seconds.values())
        if self.buffer.seconds and self._attached is None:
            self._attached = ExitStack()
            self._attached.enter_context(self._hub().attach(self.buffer))
        elif not self.buffer.seconds:
            self.end()

    @callback
    def end(self) -> None:
        """Keep no frames any more."""
        if self._attached is not None:
            self._attached.close()
            self._attached = None
        self.buffer.end()
