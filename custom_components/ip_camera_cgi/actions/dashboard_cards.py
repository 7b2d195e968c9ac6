"""Action that returns the configuration of a dashboard card with the PTZ controls and presets of a camera."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from homeassistant.core import SupportsResponse
from homeassistant.helpers.translation import async_get_translations
import voluptuous as vol

from ..access import Access
from ..const import DOMAIN
from ..entity import main_camera
from ..protocol import Move, PtzController
from ..ptz.preset_names import PresetNames
from ..recordings.recording import camera_folder
from .action import Action, Call

ATTR_CARD = "card"

_TAP, _HOLD = 0.5, 2  # seconds of movement per tap and long press, on cards that do not report the release
_STOP = "stop"
_RECORDINGS = "recordings"
_PAN_TILT = {"left": Move(pan=-1), "right": Move(pan=1), "up": Move(tilt=1), "down": Move(tilt=-1)}
_ZOOM = {"zoom_in": Move(zoom=1), "zoom_out": Move(zoom=-1)}
# Icon and position in percent of each control; they do not overlap even on narrow phones and wide pictures.
_PLACES = {
    "left": ("mdi:arrow-left-bold-circle-outline", 8, 50),
    "right": ("mdi:arrow-right-bold-circle-outline", 92, 50),
    "up": ("mdi:arrow-up-bold-circle-outline", 50, 12),
    "down": ("mdi:arrow-down-bold-circle-outline", 50, 88),
    "zoom_in": ("mdi:magnify-plus-outline", 92, 12),
    "zoom_out": ("mdi:magnify-minus-outline", 92, 88),
    "home": ("mdi:home-circle-outline", 8, 12),
    "stop": ("mdi:stop-circle-outline", 8, 88),
}


@dataclass(frozen=True, slots=True)
class _Source:
    """The data from which a card is built."""

    entity_id: str
    ptz: PtzController
    presets: PresetNames
    names: Mapping[str, str]
    """Names of the controls in Home Assistant's language."""
    folder: str
    """The folder of the camera's recordings in the media browser."""
    has_stream: bool
    """Whether the camera entity has a stream besides MJPEG."""


def _perform(action: str, entity_id: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "action": "perform-action",
        "perform_action": f"{DOMAIN}.{action}",
        "target": {"entity_id": entity_id},
        "data": dict(data),
    }


def _directions(ptz: PtzController) -> list[str]:
    return [name for name, move in {**_PAN_TILT, **_ZOOM}.items() if ptz.capabilities.allows(move)]


def _picture_elements(source: _Source) -> dict[str, Any]:
    entity_id = source.entity_id
    elements = [_arrow(direction, source) for direction in _directions(source.ptz)]
    if source.ptz.has_home:
        elements.append(_icon("home", source, tap_action=_perform("ptz_home", entity_id, {})))
    if source.ptz.capabilities.can_move:
        elements.append(_icon(_STOP, source, tap_action=_perform("ptz_stop", entity_id, {})))
    picture = {"type": "picture-elements", "camera_image": entity_id, "camera_view": "live", "elements": elements}
    buttons = [
        {
            "type": "button",
            "name": name,
            "icon": "mdi:map-marker-outline",
            "icon_height": "24px",
            "tap_action": _perform("ptz_preset", entity_id, {"preset": name}),
        }
        for name in source.presets.names.values()
    ]
    if not buttons:
        return picture
    return {"type": "vertical-stack", "cards": [picture, {"type": "grid", "square": False, "cards": buttons}]}


def _arrow(direction: str, source: _Source) -> dict[str, Any]:
    def moving(seconds: float) -> dict[str, Any]:
        return _perform("ptz_move", source.entity_id, {"direction": direction, "duration": seconds})

    return _icon(direction, source, tap_action=moving(_TAP), hold_action=moving(_HOLD))


def _icon(control: str, source: _Source, **actions: dict[str, Any]) -> dict[str, Any]:
    icon, left, top = _PLACES[control]
    style = {"left": f"{left}%", "top": f"{top}%", "color": "white", "--mdc-icon-size": "40px", "cursor": "pointer"}
    return {"type": "icon", "icon": icon, "title": source.names[control], "style": style, **actions}


def _advanced_camera_card(source: _Source) -> dict[str, Any]:
    entity_id, ptz, presets = source.entity_id, source.ptz, source.presets
    controls: dict[str, Any] = {}
    for direction in _directions(ptz):
        controls[f"actions_{direction}_start"] = _perform("ptz_move", entity_id, {"direction": direction})
        controls[f"actions_{direction}_stop"] = _perform("ptz_stop", entity_id, {})
    places = {"home": _perform("ptz_home", entity_id, {})} if ptz.has_home else {}
    places |= {name: _perform("ptz_preset", entity_id, {"preset": name}) for name in presets.names.values()}
    if places:
        controls["presets"] = places
    # Without a stream, the card would use a player that cannot show the pictures and hides the controls.
    provider = {} if source.has_stream else {"live_provider": "image"}
    # The titles of folders end with the date, those of recordings begin with the time.
    recordings = [
        {"id": source.folder},
        {"parsers": [{"type": "startdate", "regexp": r"\d{4}-\d{2}-\d{2}", "format": "yyyy-MM-dd"}]},
        {"parsers": [{"type": "startdate", "regexp": r"^\d{1,2}:\d{2}:\d{2}( [AP]M)?"}]},
    ]
    media = {"type": "folder", "folders": [_RECORDINGS]}
    return {
        "type": "custom:advanced-camera-card",
        "cameras": [{"camera_entity": entity_id, **provider, "ptz": controls, "media": media}],
        "folders": [{"id": _RECORDINGS, "type": "ha", "ha": {"path": recordings}}],
        "live": {"controls": {"ptz": {"mode": "on"}, "timeline": {"mode": "below"}}},
    }


def _webrtc_camera(source: _Source) -> dict[str, Any]:
    entity_id, ptz, presets = source.entity_id, source.ptz, source.presets

    def moving(direction: str) -> dict[str, Any]:
        return {"entity_id": entity_id, "direction": direction}

    # This card supports a single PTZ action.
    controls: dict[str, Any] = {"service": f"{DOMAIN}.ptz_move"}
    for direction in _directions(ptz):
        controls |= {f"data_start_{direction}": moving(direction), f"data_end_{direction}": moving(_STOP)}
    if ptz.has_home:
        controls |= dict.fromkeys(("data_home", "data_long_home"), moving("home"))  # tap and hold action
    shortcuts = [
        {
            "name": escape(name),  # inserted into HTML without escaping by the card
            "icon": f"mdi:numeric-{number}-box-outline" if number < 10 else "mdi:map-marker-outline",
            "service": f"{DOMAIN}.ptz_preset",
            "service_data": {"entity_id": entity_id, "preset": name},
        }
        for number, name in presets.names.items()
    ]
    return {"type": "custom:webrtc-camera", "entity": entity_id, "ptz": controls, "shortcuts": shortcuts}


CARDS: Mapping[str, Callable[[_Source], dict[str, Any]]] = {
    "picture_elements": _picture_elements,
    "advanced_camera_card": _advanced_camera_card,
    "webrtc_camera": _webrtc_camera,
}


async def _get_card(call: Call) -> dict[str, Any]:
    texts = await async_get_translations(call.hass, call.hass.config.language, "entity", {DOMAIN})
    return CARDS[call.data[ATTR_CARD]](
        _Source(
            entity_id=main_camera(call.hass, call.coordinator),
            ptz=call.camera.ptz,
            presets=call.coordinator.preset_names,
            names={control: texts[f"component.{DOMAIN}.entity.button.{control}.name"] for control in _PLACES},
            folder=f"media-source://{DOMAIN}/{camera_folder(call.coordinator.mac)}",
            has_stream=any(stream.playable for stream in call.camera.streams),
        )
    )


# Not an entity action: responses of those cannot be copied as plain YAML.
ACTIONS = (
    Action(
        name="get_card",
        handler=_get_card,
        fields={vol.Required(ATTR_CARD): vol.In(CARDS)},
        response=SupportsResponse.ONLY,
        access=Access.READ,
    ),
)
