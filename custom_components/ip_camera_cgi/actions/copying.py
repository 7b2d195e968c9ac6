"""Action that copies the settings of one camera to another one, for example its replacement."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..access import camera_of
from ..const import DOMAIN
from ..errors import setting_name, setting_value
from ..protocol import Camera, MaintenanceTask, Secret
from ..protocol.features.transfer import transfer
from ..stored_backups import async_settings
from .action import Action, Call

ATTR_SOURCE = "source"
_HIDDEN = "••••"


def shown_settings(camera: Camera, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return settings with their names and values in words; passwords are not shown."""
    secret = {setting.key for setting in camera.driver.settings if isinstance(setting.codec, Secret)}
    return [
        {"setting": setting_name(key), "value": _HIDDEN if key in secret else setting_value(key, value)}
        for key, value in values.items()
    ]


async def _copy_settings(call: Call) -> dict[str, Any]:
    """Copy the settings, and return what was copied and what was not."""
    source = camera_of(call.hass, call.data[ATTR_SOURCE])
    if source is call.coordinator:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="same_camera")
    if source.camera.dialect != call.camera.dialect:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="other_family",
            translation_placeholders={"name": call.coordinator.name, "source": source.name},
        )
    call.camera.pictures.require()  # privacy holds some of the settings
    result = await transfer(call.camera, await async_settings(source))
    await call.hass.config_entries.async_reload(call.coordinator.config_entry.entry_id)
    return {
        "copied": shown_settings(call.camera, result.copied),
        "not_supported": shown_settings(call.camera, result.unsupported),
        "not_accepted": shown_settings(call.camera, result.refused),
    }


ACTIONS = (
    Action(
        name="copy_settings",
        handler=_copy_settings,
        fields={vol.Required(ATTR_SOURCE): cv.entity_id},
        response=SupportsResponse.OPTIONAL,
        task=MaintenanceTask.BACK_UP,
        dangerous=True,
    ),
)
