"""Moves a camera without a user: tours of presets, returns to a preset, and visits of a preset.

Users come first: their commands postpone the next automatic move and end a visit, and Stop ends the tour. Nothing moves
while the camera is away, private, moving or reports an alarm.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_TOUR_ON, DOMAIN, LOGGER
from ..options import Options
from ..protocol import BadValueError, Camera, CameraError, CameraPermissionError, Position, PtzController

RESUME_AFTER = 60.0  # seconds after the last command of a user until the tour continues
MIN_VISIT, MAX_VISIT = 1, 3600  # seconds
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class _Visit:
    """A preset that is shown for a while."""

    until: float
    origin: Position | int | None
    """Where the camera was before: its position if it reports one, else the last preset if it is known."""


class AutomaticMoves:
    """The automatic moves of one camera."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        camera: Callable[[], Camera],
        is_available: Callable[[], bool],
        changed: Callable[[], None],
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._camera = camera
        self._is_available = is_available
        self._changed = changed
        self._options = Options.from_entry(entry)
        self._now = hass.loop.time
        self._running = self._alarm = self._returned = False
        self._own_command: int | None = None
        self._commanded_at = self._alarmed_at = self._now()
        self._arrived_at = float("-inf")
        self._next_stop = 0
        self._visit: _Visit | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._moving: asyncio.Task[None] | None = None

    @property
    def touring(self) -> bool:
        """Return whether the tour is on; it may be paused."""
        return self._options.tour_on and self.has_tour

    @property
    def has_tour(self) -> bool:
        """Return whether a tour is stored."""
        return len(self._options.tour) > 1

    @callback
    def start(self) -> None:
        """Start when the camera answers; a tour that was on continues."""
        if not self._ptz.supported or not self._ptz.capabilities.presets:
            return
        self._running = True
        self._ptz.motion.add_command_listener(self._handle_command)
        self._ptz.motion.add_listener(self.update)
        self.update()

    @callback
    def stop(self) -> None:
        """Stop permanently."""
        self._running = False
        self._cancel_timer()
        if self._moving is not None:
            self._moving.cancel()

    def start_tour(self) -> None:
        """Start the tour; raises BadValueError or CameraPermissionError if the camera can't go to one of its stops."""
        for each in self._options.tour:
            self._ptz.require_preset(each["preset"])
        self._next_stop, self._arrived_at = 0, float("-inf")
        self._commanded_at, self._returned = self._now() - RESUME_AFTER, False
        self._set_tour(True)
        self.update()

    def end_tour(self) -> None:
        """End the tour."""
        self._set_tour(False)
        self.update()

    async def visit(self, preset: int, seconds: float) -> None:
        """Go to a preset, and back after some seconds unless a user moves the camera; raises as go_to_preset()."""
        ptz = self._ptz
        ptz.require_preset(preset)
        origin = self._visit.origin if self._visit is not None else await self._origin()
        await ptz.go_to_preset(preset)
        if ptz.motion.preset == preset:  # not superseded
            self._visit = _Visit(self._now() + seconds, origin)
            self.update()

    async def _origin(self) -> Position | int | None:
        ptz = self._ptz
        if ptz.capabilities.position:
            try:
                return await ptz.position()
            except CameraError as err:
                LOGGER.debug("%s does not report its position: %s", self._entry.title, err)
        return ptz.motion.preset

    @property
    def _ptz(self) -> PtzController:
        return self._camera().ptz

    def _set_tour(self, on: bool) -> None:
        self._hass.config_entries.async_update_entry(self._entry, options={**self._entry.options, CONF_TOUR_ON: on})
        self._options = Options.from_entry(self._entry)

    @callback
    def _handle_command(self, number: int, stop: bool) -> None:
        if number == self._own_command:
            return
        self._commanded_at = self._now()
        self._returned, self._visit = False, None
        if stop and self.touring:
            self._set_tour(False)
            self._hass.loop.call_soon(self._changed)
        self._hass.loop.call_soon(self.update)

    @callback
    def update(self) -> None:
        """Move if it is time and nothing prevents it; call it after every change of the camera's state."""
        self._cancel_timer()
        if not self._running or self._is_obstructed() or (self._moving is not None and not self._moving.done()):
            return
        due = self._due()
        if due is None:
            return
        if due > self._now():
            self._timer = self._hass.loop.call_at(due, self.update)
        else:
            self._moving = self._entry.async_create_background_task(
                self._hass, self._move(), f"{DOMAIN} {self._entry.title} automatic move"
            )

    def _is_obstructed(self) -> bool:
        """Return whether something prevents moving now; changes of that are followed."""
        if not self._is_available():
            self._returned = False  # it may have been moved, or lost its position in a restart
            self._commanded_at = self._now()
            return True
        alarm = any(self._camera().alarms.alarms.values())
        if self._alarm and not alarm:
            self._alarmed_at = self._now()
        self._alarm = alarm
        return alarm or self._camera().pictures.withheld or self._ptz.motion.may_be_moving

    def _due(self) -> float | None:
        """Return when the next automatic move is due; None if there is none."""
        if self._visit is not None:
            return self._visit.until
        if self.touring:
            stay = self._options.tour[self._next_stop - 1]["seconds"]
            return max(self._arrived_at + stay, self._commanded_at + RESUME_AFTER)
        if self._options.return_preset and not self._returned:
            return max(self._commanded_at, self._alarmed_at) + self._options.return_minutes * _MINUTE
        return None

    async def _move(self) -> None:
        ptz, visit = self._ptz, self._visit
        self._visit = None
        self._own_command = ptz.motion.command_number + 1  # counted before anything is awaited
        try:
            if self.touring:
                stop = self._options.tour[self._next_stop]["preset"]
                self._next_stop = (self._next_stop + 1) % len(self._options.tour)
                await ptz.go_to_preset(stop)
            elif visit is not None:
                await _go_back(ptz, visit.origin)
            else:
                self._returned = True
                await ptz.go_to_preset(self._options.return_preset)
        except (BadValueError, CameraPermissionError) as err:
            LOGGER.warning("%s no longer moves by itself: %s", self._entry.title, err)
            if self.touring:
                self._set_tour(False)
        except CameraError as err:
            LOGGER.debug("%s did not move by itself: %s", self._entry.title, err)
            self._returned, self._commanded_at = False, self._now()
        self._own_command = None
        self._arrived_at = self._now()
        self._hass.loop.call_soon(self._changed)
        self._hass.loop.call_soon(self.update)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


async def _go_back(ptz: PtzController, origin: Position | int | None) -> None:
    if isinstance(origin, int):
        await ptz.go_to_preset(origin)
    elif origin is not None:
        await ptz.go_to_position(origin)
    elif ptz.has_home:
        await ptz.go_home()
