"""The check of a camera's directions: its steps, answers and what follows from them."""

from homeassistant.helpers.selector import SelectSelectorMode
import voluptuous as vol

from ..const import CONF_SWAP_PAN, CONF_SWAP_TILT, CONF_SWAP_ZOOM
from ..protocol import Camera, Move, Wiring
from .options_page import select_selector

CHECKS = {
    "check_pan": (CONF_SWAP_PAN, Move(pan=1)),
    "check_tilt": (CONF_SWAP_TILT, Move(tilt=1)),
    "check_zoom": (CONF_SWAP_ZOOM, Move(zoom=1)),
}
"""The steps of the direction check, with the option that each one sets and the test move."""
TEST_MOVE_SECONDS = 1.0  # seconds of movement, enough to see the direction
WENT = "went"
CORRECT, REVERSED, NOT_MOVING, REPEAT = "right_way", "wrong_way", "not_at_all", "again"


def check_steps(camera: Camera | None, after: str | None = None) -> list[str]:
    """Return the steps of the direction check, or those after one, for what the camera can move."""
    if camera is None or not camera.ptz.supported:
        return []
    steps, capabilities = list(CHECKS), camera.ptz.capabilities
    first = 0 if after is None else steps.index(after) + 1
    return [step_id for step_id in steps[first:] if capabilities.allows(CHECKS[step_id][1])]


def answer_field() -> dict[vol.Marker, object]:
    """Return the field for the answer."""
    ways = select_selector(WENT, (), REPEAT, CORRECT, REVERSED, NOT_MOVING, mode=SelectSelectorMode.LIST)
    return {vol.Required(WENT, default=REPEAT): ways}


def is_swapped(wiring: Wiring, option: str) -> bool:
    """Return whether the axis of an option is reversed."""
    reversed_axes = {
        CONF_SWAP_PAN: wiring.pan_swapped,
        CONF_SWAP_TILT: wiring.tilt_swapped,
        CONF_SWAP_ZOOM: wiring.zoom_swapped,
    }
    return reversed_axes[option]
