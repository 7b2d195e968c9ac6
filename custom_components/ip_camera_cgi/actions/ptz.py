"""Actions that move a camera."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from homeassistant.core import SupportsResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..access import Access
from ..card.pictures import preset_was_cleared, preset_was_set
from ..protocol import MAX_SPEED, Move, Patrol, PatrolRequest, Position
from ..ptz.automatic_moves import MAX_VISIT, MIN_VISIT
from .action import Action, Call

ATTR_DIRECTION = "direction"
ATTR_DURATION = "duration"
ATTR_SHOW_FOR = "show_for"
ATTR_SPEED = "speed"
ATTR_TILT_SPEED = "tilt_speed"
_STOP, _HOME = "stop", "home"
DIRECTIONS = {
    "up": Move(tilt=1),
    "down": Move(tilt=-1),
    "left": Move(pan=-1),
    "right": Move(pan=1),
    "up_left": Move(pan=-1, tilt=1),
    "up_right": Move(pan=1, tilt=1),
    "down_left": Move(pan=-1, tilt=-1),
    "down_right": Move(pan=1, tilt=-1),
    "zoom_in": Move(zoom=1),
    "zoom_out": Move(zoom=-1),
}
_ZOOM = {"in": Move(zoom=1), "out": Move(zoom=-1)}
_FOCUS = {"near": Move(focus=-1), "far": Move(focus=1)}
_IRIS = {"open": Move(iris=1), "close": Move(iris=-1)}
# Ranges are checked by the protocol package, which knows the limits.
_DURATION: dict[vol.Marker, Any] = {vol.Optional(ATTR_DURATION): vol.Coerce(float)}
_SPEED: dict[vol.Marker, Any] = {vol.Optional(ATTR_SPEED): vol.Coerce(int)}
_PERCENT = vol.All(vol.Coerce(float), vol.Range(min=0, max=100))


def move_at_speed(move: Move, data: Mapping[str, Any]) -> Move:
    """Return a move with the speeds of a call."""
    return replace(move, speed=data.get(ATTR_SPEED), tilt_speed=data.get(ATTR_TILT_SPEED))


async def _move(call: Call) -> None:
    ptz, direction = call.camera.ptz, call.data[ATTR_DIRECTION]
    if direction == _STOP:
        await ptz.motion.stop()
    elif direction == _HOME:
        await ptz.go_home()
    elif call.data["step"]:
        await ptz.step(move_at_speed(DIRECTIONS[direction], call.data))
    else:
        await ptz.move(move_at_speed(DIRECTIONS[direction], call.data), seconds=call.data.get(ATTR_DURATION))


def _runs(moves: Mapping[str, Move]) -> Callable[[Call], Awaitable[object]]:
    return lambda call: call.camera.ptz.move(
        move_at_speed(moves[call.data[ATTR_DIRECTION]], call.data), seconds=call.data.get(ATTR_DURATION)
    )


async def _preset(call: Call) -> None:
    ptz, presets = call.camera.ptz, call.coordinator.preset_names
    entry_id = call.coordinator.config_entry.entry_id
    number = presets.resolve(call.data["preset"])
    match call.data["task"]:
        case "go" if ATTR_SHOW_FOR in call.data:
            await call.coordinator.moves.visit(number, call.data[ATTR_SHOW_FOR])
        case "go":
            await ptz.go_to_preset(number)
        case "set" if "name" in call.data:
            presets.validate_name(number, call.data["name"])
            await ptz.set_preset(number)
            presets.set_name(number, call.data["name"])
            preset_was_set(call.hass, entry_id)
        case "set":
            await ptz.set_preset(number)
            preset_was_set(call.hass, entry_id)
        case "clear":
            await ptz.clear_preset(number)
            presets.remove_name(number)
            preset_was_cleared(call.hass, entry_id, number)


async def _patrol(call: Call) -> None:
    find = call.coordinator.preset_names.resolve
    ends = [find(call.data[end]) for end in ("from_preset", "to_preset") if end in call.data]
    await call.camera.ptz.patrol(
        PatrolRequest(
            patrol=Patrol(call.data["patrol"]),
            number=call.data["number"],
            presets=(ends[0], ends[1]) if len(ends) == 2 else None,
            speed=call.data.get(ATTR_SPEED),
        )
    )


async def _go_to(call: Call) -> None:
    wanted = Position(**{axis: call.data[axis] for axis in ("pan", "tilt", "zoom", "focus") if axis in call.data})
    await call.camera.ptz.go_to_position(wanted, speed=call.data[ATTR_SPEED])


async def _get_position(call: Call) -> dict[str, Any]:
    return asdict(await call.camera.ptz.position())


async def _center(call: Call) -> None:
    share = {side: call.data[side] / 100 for side in ("x", "y", "width", "height") if side in call.data}
    size = (share["width"], share["height"]) if "width" in share and "height" in share else None
    await call.camera.ptz.center((share["x"], share["y"]), size=size, speed=call.data[ATTR_SPEED])


_action = partial(Action, access=Access.CONTROL, many=True, by_device=False)

ACTIONS = (
    _action(
        name="ptz_move",
        handler=_move,
        fields={
            vol.Required(ATTR_DIRECTION): vol.In([*DIRECTIONS, _STOP, _HOME]),
            **_SPEED,
            vol.Optional(ATTR_TILT_SPEED): vol.Coerce(int),
            **_DURATION,
            vol.Optional("step", default=False): cv.boolean,
        },
    ),
    _action(name="ptz_stop", handler=lambda call: call.camera.ptz.motion.stop()),
    _action(
        name="ptz_zoom",
        handler=_runs(_ZOOM),
        fields={vol.Required(ATTR_DIRECTION): vol.In(_ZOOM), **_SPEED, **_DURATION},
    ),
    _action(
        name="ptz_focus",
        handler=_runs(_FOCUS),
        fields={vol.Required(ATTR_DIRECTION): vol.In(_FOCUS), **_SPEED, **_DURATION},
    ),
    _action(name="ptz_iris", handler=_runs(_IRIS), fields={vol.Required(ATTR_DIRECTION): vol.In(_IRIS), **_DURATION}),
    _action(name="ptz_autofocus", handler=lambda call: call.camera.ptz.autofocus()),
    _action(name="ptz_home", handler=lambda call: call.camera.ptz.go_home()),
    _action(
        name="ptz_preset",
        handler=_preset,
        fields={
            vol.Required("preset"): cv.string,
            vol.Optional("task", default="go"): vol.In(["go", "set", "clear"]),
            vol.Optional("name"): cv.string,
            vol.Optional(ATTR_SHOW_FOR): vol.All(vol.Coerce(float), vol.Range(min=MIN_VISIT, max=MAX_VISIT)),
        },
    ),
    _action(
        name="ptz_patrol",
        handler=_patrol,
        fields={
            vol.Required("patrol"): vol.In([patrol.value for patrol in Patrol]),
            vol.Optional("number", default=1): vol.All(vol.Coerce(int), vol.Range(min=1, max=100)),
            vol.Inclusive("from_preset", "ends"): cv.string,
            vol.Inclusive("to_preset", "ends"): cv.string,
            **_SPEED,
        },
    ),
    _action(
        name="ptz_go_to",
        handler=_go_to,
        fields={
            vol.Optional("pan"): vol.Coerce(float),
            vol.Optional("tilt"): vol.Coerce(float),
            vol.Optional("zoom"): vol.Coerce(int),
            vol.Optional("focus"): vol.Coerce(int),
            vol.Optional(ATTR_SPEED, default=MAX_SPEED): vol.Coerce(int),
        },
    ),
    _action(name="ptz_get_position", handler=_get_position, response=SupportsResponse.ONLY, access=Access.READ),
    _action(
        name="ptz_center",
        handler=_center,
        fields={
            vol.Required("x"): _PERCENT,
            vol.Required("y"): _PERCENT,
            vol.Inclusive("width", "size"): _PERCENT,
            vol.Inclusive("height", "size"): _PERCENT,
            vol.Optional(ATTR_SPEED, default=MAX_SPEED): vol.Coerce(int),
        },
    ),
    _action(
        name="ptz_switch",
        handler=lambda call: call.camera.ptz.switch_auxiliary(call.data["number"], on=call.data["on"]),
        fields={vol.Required("number"): vol.Coerce(int), vol.Required("on"): cv.boolean},
    ),
)
