"""A permanent URL for other recorders, without the camera's password.

It is created, renewed and removed by administrators.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
import secrets

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.network import NoURLAvailableError, get_url
from homeassistant.util.hass_dict import HassKey

from ..const import CONF_RECORDER_TOKEN, DOMAIN
from ..coordinator import CameraCoordinator, IpCameraConfigEntry
from ..protocol import Viewer
from .live_view import TOKEN_BYTES, publish, serve_program

_STOPS: HassKey[dict[str, Callable[[], None]]] = HassKey(f"{DOMAIN}_stop_serving_recorders")


@callback
def serve_recorders(entry: IpCameraConfigEntry) -> None:
    """Serve the URL, if one exists, until the entry is unloaded."""
    coordinator = entry.runtime_data
    if not (token := entry.data.get(CONF_RECORDER_TOKEN)):
        return
    connected: set[Viewer] = set()

    @contextmanager
    def viewing(viewer: Viewer) -> Generator[None]:
        connected.add(viewer)
        try:
            yield
        finally:
            connected.discard(viewer)

    handler = partial(serve_program, hub=coordinator.camera.live, viewing=viewing)
    _, unpublish = publish(coordinator.hass, handler, token)

    @callback
    def stop() -> None:
        unpublish()
        for viewer in tuple(connected):
            viewer.end()

    coordinator.hass.data.setdefault(_STOPS, {})[entry.entry_id] = stop
    entry.async_on_unload(partial(_stop_serving, coordinator))


@callback
def _stop_serving(coordinator: CameraCoordinator) -> None:
    if stop := coordinator.hass.data.get(_STOPS, {}).pop(coordinator.config_entry.entry_id, None):
        stop()


@callback
def recorder_address(coordinator: CameraCoordinator, base: str | None, *, renew: bool) -> str:
    """Return the permanent URL; create or renew it if requested.

    Raises:
        ServiceValidationError: Home Assistant's own address is unknown.
    """
    hass, entry = coordinator.hass, coordinator.config_entry
    root = base or _own_url(hass)
    if renew or CONF_RECORDER_TOKEN not in entry.data:
        _set_token(coordinator, secrets.token_urlsafe(TOKEN_BYTES))
    path = f"/api/{DOMAIN}/live?auth={entry.data[CONF_RECORDER_TOKEN]}"
    return f"{root.rstrip('/')}{path}"


@callback
def remove_recorder_address(coordinator: CameraCoordinator) -> None:
    """Remove the URL and disconnect its recorders."""
    _set_token(coordinator, None)


def _own_url(hass: HomeAssistant) -> str:
    try:
        return get_url(hass, allow_external=False, allow_cloud=False)
    except NoURLAvailableError as err:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_own_url") from err


def _set_token(coordinator: CameraCoordinator, token: str | None) -> None:
    entry = coordinator.config_entry
    _stop_serving(coordinator)
    data = {key: value for key, value in entry.data.items() if key != CONF_RECORDER_TOKEN}
    if token is not None:
        data[CONF_RECORDER_TOKEN] = token
    coordinator.hass.config_entries.async_update_entry(entry, data=data)
    serve_recorders(entry)
