"""Steps of the config flow that check the directions of a camera before it is added.

There is no camera entity yet whose live picture could be shown, so each move is shown as a film that repeats.
"""

import asyncio
import base64
from typing import Any

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult
import voluptuous as vol

from ..const import LOGGER
from ..errors import error_key
from ..protocol import BadValueError, Camera, CameraError, Move
from .camera_summary import PICTURE_SIZE
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
from .sign_in import ConnectedCamera

_FRAMES = 8  # of a film, the first one from before the move
_FRAME_SECONDS = 0.25


class CheckDirectionFlow(ConfigFlow):
    """Moves the connected camera and asks which way it went; the answers become options of the entry."""

    def __init__(self) -> None:
        self._connected: ConnectedCamera | None = None
        self._swapped: dict[str, bool] = {}

    async def async_step_check(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Begin with the first axis that the camera can move."""
        return await self._check(check_steps(self._camera)[0], None)

    async def async_step_check_pan(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Move right and show the question about the direction."""
        return await self._check("check_pan", user_input)

    async def async_step_check_tilt(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Move up and show the question about the direction."""
        return await self._check("check_tilt", user_input)

    async def async_step_check_zoom(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Zoom in and show the question about the direction."""
        return await self._check("check_zoom", user_input)

    @property
    def _camera(self) -> Camera:
        assert self._connected is not None  # noqa: S101  set by a previous step
        return self._connected.camera

    async def _check(self, step_id: str, user_input: dict[str, Any] | None) -> ConfigFlowResult:
        """Keep the answer and go on, or move the camera and ask."""
        option, move = CHECKS[step_id]
        went = user_input[WENT] if user_input else REPEAT
        if went != REPEAT:
            if went != NOT_MOVING:
                self._swapped[option] = is_swapped(self._camera.ptz.wiring, option) != (went == REVERSED)
            further = check_steps(self._camera, after=step_id)
            return await (self._check(further[0], None) if further else self._checked())
        errors, film = dict[str, str](), ""
        try:
            film = await self._film(move)
        except CameraError as err:
            errors["base"] = error_key(err)
        except BadValueError:
            return await self._checked()
        return self.async_show_form(
            step_id=step_id,
            data_schema=vol.Schema(answer_field()),
            description_placeholders={"picture": film},
            errors=errors,
        )

    async def _film(self, move: Move) -> str:
        """Move the camera and return what it saw as an image of Markdown; raises CameraError, BadValueError."""
        from ..protocol.video.thumbnail import animation  # noqa: PLC0415  loads Pillow, on demand

        frames = [await self._camera.pictures.still()]
        await self._camera.ptz.move(move, seconds=TEST_MOVE_SECONDS)
        while len(frames) < _FRAMES:
            await asyncio.sleep(_FRAME_SECONDS)
            frames.append(await self._camera.pictures.still())
        try:
            film = await self.hass.async_add_executor_job(animation, frames, PICTURE_SIZE, _FRAME_SECONDS)
        except OSError as err:
            LOGGER.debug("No film of the move: %s", err)
            return ""
        return f"![](data:image/webp;base64,{base64.b64encode(film).decode()})"

    async def _checked(self) -> ConfigFlowResult:
        """Go on after the last answer; implemented by the whole flow."""
        raise NotImplementedError
