"""Actions for other recorders: configuration of go2rtc and Frigate."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.core import SupportsResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util.yaml import dump
import voluptuous as vol

from ..entity import main_camera
from ..live.recorder_address import recorder_address, remove_recorder_address
from .action import Action, Call

ATTR_RECORDER, ATTR_URL, ATTR_RENEW = "recorder", "url", "renew"
_RESTREAM = "rtsp://127.0.0.1:8554"


def _h264(address: str) -> str:
    """Return the source in go2rtc: each picture is encoded once with its own timestamp, not at a constant rate."""
    return f"ffmpeg:{address}#video=h264#raw=-fps_mode passthrough"


def _go2rtc(name: str, address: str) -> dict[str, Any]:
    return {"streams": {name: [_h264(address), address]}}  # the second serves MJPEG and snapshots without encoding


def _frigate(name: str, address: str) -> dict[str, Any]:
    source = {"path": f"{_RESTREAM}/{name}", "input_args": "preset-rtsp-restream", "roles": ["detect", "record"]}
    camera = {"ffmpeg": {"inputs": [source]}, "detect": {"enabled": True}, "record": {"enabled": True}}
    return {"go2rtc": {"streams": {name: [_h264(address)]}}, "cameras": {name: camera}}


RECORDERS: Mapping[str, Callable[[str, str], dict[str, Any]]] = {"go2rtc": _go2rtc, "frigate": _frigate}


async def _connect_recorder(call: Call) -> dict[str, Any]:
    """Return the configuration of a recorder for a camera; the first call creates the URL."""
    name = main_camera(call.hass, call.coordinator).partition(".")[2]
    address = recorder_address(call.coordinator, call.data.get(ATTR_URL), renew=call.data[ATTR_RENEW])
    configuration = RECORDERS[call.data[ATTR_RECORDER]](name, address)
    return {"address": address, "configuration": dump(configuration)}


async def _disconnect_recorder(call: Call) -> None:
    """Remove the URL."""
    remove_recorder_address(call.coordinator)


ACTIONS = (
    Action(
        name="connect_recorder",
        handler=_connect_recorder,
        fields={
            vol.Required(ATTR_RECORDER): vol.In(RECORDERS),
            vol.Optional(ATTR_URL): cv.url,
            vol.Optional(ATTR_RENEW, default=False): cv.boolean,
        },
        response=SupportsResponse.ONLY,
        many=True,
    ),
    Action(name="disconnect_recorder", handler=_disconnect_recorder, many=True),
)
