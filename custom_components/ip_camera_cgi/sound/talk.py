"""WebSocket command for talking through a camera with the microphone of a browser."""

from typing import Any

from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..access import Access
from ..const import DOMAIN
from ..coordinator import CameraCoordinator
from ..errors import translated
from ..protocol import LiveSpeech
from ..protocol.sound.pcm import RATE
from ..websocket_command import camera_command

_MAX_MESSAGE = RATE * 2  # bytes: one second


@camera_command("talk", Access.CONTROL)
async def talk(connection: ActiveConnection, coordinator: CameraCoordinator, msg: dict[str, Any]) -> None:
    """Play binary messages through the loudspeaker until the subscription ends.

    The first event contains the handler for binary messages and the sampling rate. Each message holds signed 16-bit
    little-endian samples, mono; an empty one ends the talk when everything before it has been played. The events
    `started` and `ended` follow, the latter with the error if there was one.
    """
    number, speech = msg["id"], LiveSpeech()

    @callback
    def receive(hass: HomeAssistant, connection: ActiveConnection, data: bytes) -> None:
        if data:
            speech.feed(data[:_MAX_MESSAGE])
        else:
            speech.end()

    handler, unregister = connection.async_register_binary_handler(receive)

    async def play() -> None:
        try:
            with translated(coordinator.name, doing="loudspeaker"):
                await coordinator.camera.speaker.play(
                    speech, started=lambda: connection.send_event(number, {"event": "started"})
                )
        except HomeAssistantError as err:
            error = {"code": "home_assistant_error", "message": str(err), "translation_key": err.translation_key}
            connection.send_event(number, {"event": "ended", "error": error})
        else:
            connection.send_event(number, {"event": "ended"})
        finally:
            unregister()

    connection.send_result(number)
    connection.send_event(number, {"event": "ready", "handler": handler, "rate": RATE})
    playing = coordinator.config_entry.async_create_background_task(
        coordinator.hass, play(), f"{DOMAIN} {coordinator.name} talk"
    )
    connection.subscriptions[number] = playing.cancel
