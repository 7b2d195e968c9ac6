"""Pages of the options: PTZ, and the check of its directions."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import UnitOfTime
from homeassistant.helpers.selector import (
    BooleanSelector,
)
import voluptuous as vol

from ..const import (
    CONF_HOME_PRESET,
    CONF_INFRARED,
    CONF_MOTORS,
    CONF_MOVE_LIMIT,
)
from ..errors import error_key
from ..protocol import BadValueError, CameraError
from .direction_check import (
    CHECKS,
    NOT_MOVING,
    REPEAT,
    REVERSED,
    TEST_MOVE_SECONDS,
    WENT,
    answer_field,
    check_steps,
    is_swapped,
)
from .options_page import DEFAULTS, OptionsPage, number_selector, select_selector


class PtzPages(OptionsPage):
    """Motors, directions and infrared; moves the camera to check its directions."""

    def __init__(self) -> None:
        super().__init__()
        self._swapped: dict[str, bool] = {}

    async def async_step_steering(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show motor type, direction, move timeout and infrared control."""
        if user_input is not None:
            whole = user_input.keys() & {CONF_MOVE_LIMIT, CONF_HOME_PRESET}
            numbers = {option: int(user_input[option]) for option in whole}
            return self._store({**user_input, **numbers})
        camera = self._camera
        if camera is None:
            return self.async_abort(reason="not_there")
        ptz = camera.ptz
        fields: dict[vol.Marker, Any] = {}
        if kinds := ptz.profiles:
            fields[vol.Required(CONF_MOTORS, default=kinds[0])] = select_selector("motors", (), *kinds)
        for option, move in CHECKS.values():
            if kinds or ptz.capabilities.allows(move):  # another kind may have more motors
                fields[vol.Required(option, default=is_swapped(ptz.wiring, option))] = BooleanSelector()
        fields[vol.Required(CONF_MOVE_LIMIT, default=DEFAULTS.move_timeout)] = number_selector(
            60, least=1, unit=UnitOfTime.SECONDS
        )
        if presets := ptz.capabilities.presets:
            fields[vol.Required(CONF_HOME_PRESET, default=DEFAULTS.home_preset)] = number_selector(presets)
        if camera.infrared is not None:
            lamps = camera.infrared.profiles
            fields[vol.Required(CONF_INFRARED, default=lamps[0])] = select_selector("infrared", (), *lamps)
        return self._show("steering", fields, {**self.config_entry.options, **self._swapped})

    async def async_step_check(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the picture before the first test move."""
        if user_input is not None:
            if not (steps := check_steps(self._camera)):
                return self.async_abort(reason="not_there" if self._camera is None else "cannot_move")
            return await self._check(steps[0], None)
        return self._show_picture("check", {})

    async def async_step_check_pan(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Move right and show the question about the direction."""
        return await self._check("check_pan", user_input)

    async def async_step_check_tilt(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Move up and show the question about the direction."""
        return await self._check("check_tilt", user_input)

    async def async_step_check_zoom(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Zoom in and show the question about the direction."""
        return await self._check("check_zoom", user_input)

    async def _check(self, step_id: str, user_input: dict[str, Any] | None) -> ConfigFlowResult:
        """Move the camera, show the question about the direction, and keep the answer."""
        camera, errors = self._camera, dict[str, str]()
        if camera is None:
            return self.async_abort(reason="not_there")
        option, move = CHECKS[step_id]
        went = user_input[WENT] if user_input else REPEAT
        if went == NOT_MOVING and camera.ptz.profiles:
            return await self.async_step_steering()
        if went != REPEAT:
            if went != NOT_MOVING:
                self._swapped[option] = is_swapped(camera.ptz.wiring, option) != (went == REVERSED)
            if further := check_steps(camera, after=step_id):
                return await self._check(further[0], None)
            return self._store(self._swapped)
        try:
            await camera.ptz.move(move, seconds=TEST_MOVE_SECONDS)
        except CameraError as err:
            errors["base"] = error_key(err)
        except BadValueError:
            return self.async_abort(reason="cannot_move")
        return self._show_picture(step_id, answer_field(), errors)
