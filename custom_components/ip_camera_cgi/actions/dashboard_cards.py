"""Action that returns the configuration of a dashboard card with the PTZ controls and presets of a camera."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from homeassistant.core import SupportsResponse
import voluptuous as vol

from ..access import Access
from ..const import DOMAIN
from ..entity import main_camera
from ..preset_names import PresetNames
from ..protocol import Move, PtzController
from .action import Action, Call

ATTR_CARD = "card"

_TAP, _HOLD = 0.5, 2  # seconds that a tap and a long press move the camera, on cards that do not report the release
_STOP = "stop"
_PAN_TILT = {"left": Move(pan=-1), "right": Move(pan=1), "up": Move(tilt=1), "down": Move(tilt=-1)}
_ZOOM = {"zoom_in": Move(zoom=1), "zoom_out": Move(zoom=-1)}
# Icon and position in percent of each arrow.
_PLACES = {
    "left": ("mdi:arrow-left-bold-circle-outline", 8, 50),
    "right": ("mdi:arrow-right-bold-circle-outline", 92, 50),
    "up": ("mdi:arrow-up-bold-circle-outline", 50, 10),
    "down": ("mdi:arrow-down-bold-circle-outline", 50, 82),
    "zoom_in": ("mdi:magnify-plus-outline", 92, 20),
    "zoom_out": ("mdi:magnify-minus-outline", 92, 34),
}


def _perform(action: str, entity_id: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "action": "perform-action",
        "perform_action": f"{DOMAIN}.{action}",
        "target": {"entity_id": entity_id},
        "data": dict(data),
    }


def _directions(ptz: PtzController) -> list[str]:
    return [name for name, move in {**_PAN_TILT, **_ZOOM}.items() if ptz.capabilities.allows(move)]


def _picture_elements(entity_id: str, ptz: PtzController, presets: PresetNames) -> dict[str, Any]:
    elements = [_arrow(direction, entity_id) for direction in _directions(ptz)]
    if ptz.has_home:
        elements.append(_icon("mdi:home-circle-outline", 8, 20, tap_action=_perform("ptz_home", entity_id, {})))
    if ptz.capabilities.can_move:
        elements.append(_icon("mdi:stop-circle-outline", 8, 34, tap_action=_perform("ptz_stop", entity_id, {})))
    picture = {"type": "picture-elements", "camera_image": entity_id, "camera_view": "live", "elements": elements}
    buttons = [
        {
            "type": "button",
            "name": name,
            "icon": "mdi:map-marker-outline",
            "icon_height": "24px",
            "tap_action": _perform("ptz_preset", entity_id, {"preset": name}),
        }
        for name in presets.names.values()
    ]
    if not buttons:
        return picture
    return {"type": "vertical-stack", "cards": [picture, {"type": "grid", "square": False, "cards": buttons}]}


def _arrow(direction: str, entity_id: str) -> dict[str, Any]:
    def moving(seconds: float) -> dict[str, Any]:
        return _perform("ptz_move", entity_id, {"direction": direction, "duration": seconds})

    return _icon(*_PLACES[direction], tap_action=moving(_TAP), hold_action=moving(_HOLD))


def _icon(icon: str, left: int, top: int, **actions: dict[str, Any]) -> dict[str, Any]:
    style = {"left": f"{left}%", "top": f"{top}%", "color": "white", "--mdc-icon-size": "40px", "cursor": "pointer"}
    return {"type": "icon", "icon": icon, "style": style, **actions}


def _advanced_camera_card(entity_id: str, ptz: PtzController, presets: PresetNames) -> dict[str, Any]:
    controls: dict[str, Any] = {}
    for direction in _directions(ptz):
        controls[f"actions_{direction}_start"] = _perform("ptz_move", entity_id, {"direction": direction})
        controls[f"actions_{direction}_stop"] = _perform("ptz_stop", entity_id, {})
    places = {"home": _perform("ptz_home", entity_id, {})} if ptz.has_home else {}
    places |= {name: _perform("ptz_preset", entity_id, {"preset": name}) for name in presets.names.values()}
    if places:
        controls["presets"] = places
    return {
        "type": "custom:advanced-camera-card",
        "cameras": [{"camera_entity": entity_id, "ptz": controls}],
        "live": {"controls": {"ptz": {"mode": "on"}}},
    }


def _webrtc_camera(entity_id: str, ptz: PtzController, presets: PresetNames) -> dict[str, Any]:
    def moving(direction: str) -> dict[str, Any]:
        return {"entity_id": entity_id, "direction": direction}

    # This card supports a single PTZ action.
    controls: dict[str, Any] = {"service": f"{DOMAIN}.ptz_move"}
    for direction in _directions(ptz):
        controls |= {f"data_start_{direction}": moving(direction), f"data_end_{direction}": moving(_STOP)}
    if ptz.has_home:
        controls["data_home"] = moving("home")
    shortcuts = [
        {
            "name": escape(name),  # the card inserts the name into HTML without escaping it
            "icon": f"mdi:numeric-{number}-box-outline" if number < 10 else "mdi:map-marker-outline",
            "service": f"{DOMAIN}.ptz_preset",
            "service_data": {"entity_id": entity_id, "preset": name},
        }
        for number, name in presets.names.items()
    ]
    return {"type": "custom:webrtc-camera", "entity": entity_id, "ptz": controls, "shortcuts": shortcuts}


CARDS: Mapping[str, Callable[[str, PtzController, PresetNames], dict[str, Any]]] = {
    "picture_elements": _picture_elements,
    "advanced_camera_card": _advanced_camera_card,
    "webrtc_camera": _webrtc_camera,
}


async def _get_card(call: Call) -> dict[str, Any]:
    entity_id = main_camera(call.hass, call.coordinator)
    return CARDS[call.data[ATTR_CARD]](entity_id, call.camera.ptz, call.coordinator.preset_names)


# Not an action of the camera entity: answers of those cannot be copied as plain YAML.
ACTIONS = (
    Action(
        name="get_card",
        handler=_get_card,
        fields={vol.Required(ATTR_CARD): vol.In(CARDS)},
        response=SupportsResponse.ONLY,
        access=Access.READ,
    ),
)
