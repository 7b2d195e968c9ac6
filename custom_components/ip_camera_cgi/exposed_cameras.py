"""The cameras that are exposed to Assist."""

from operator import attrgetter

from homeassistant.components.homeassistant import async_should_expose
from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er, intent

from .access import is_camera


@callback
def exposed_cameras(hass: HomeAssistant, assistant: str) -> dict[str, str]:
    """Return the exposed camera entities that can be used, by each of their names."""
    registry, names = er.async_get(hass), dict[str, str]()
    for state in sorted(hass.states.async_all(Platform.CAMERA), key=attrgetter("name")):
        entry = registry.async_get(state.entity_id)
        if entry is None or not is_camera(entry) or state.state == STATE_UNAVAILABLE:
            continue
        if async_should_expose(hass, assistant, state.entity_id):
            for name in intent.async_get_entity_aliases(hass, entry, state=state):
                names.setdefault(name, state.entity_id)
    return names
