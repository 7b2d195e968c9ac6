"""What an action is, and what it gets to work with."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import (
    async_get_device_and_config_entry,
    async_register_admin_service,
    verify_domain_control,
)
import voluptuous as vol

from ..const import DOMAIN
from ..coordinator import CameraCoordinator
from ..protocol import DRIVERS, Camera, Task
from .files import save_backup, see_that_they_differ

ATTR_CONFIRM = "confirm"
ATTR_BACK_UP_TO = "back_up_to"
ATTR_PATH = "path"
_DANGEROUS: dict[vol.Marker, Any] = {
    vol.Optional(ATTR_CONFIRM, default=False): cv.boolean,
    vol.Optional(ATTR_BACK_UP_TO): cv.string,
}


@dataclass(frozen=True, slots=True)
class Call:
    """A call of an action for one camera."""

    hass: HomeAssistant
    coordinator: CameraCoordinator
    data: Mapping[str, Any]

    @property
    def camera(self) -> Camera:
        """Return the camera."""
        return self.coordinator.camera


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An action: its fields beside the camera, and what it does."""

    name: str
    do: Callable[[Call], Awaitable[dict[str, Any] | None]]
    fields: Mapping[vol.Marker, Any] = field(default_factory=dict)
    answers: SupportsResponse = SupportsResponse.NONE
    task: Task | None = None
    """What the account must be allowed to do."""
    admin: bool = False
    """Whether it is for administrators of Home Assistant only."""
    dangerous: bool = False
    """Whether it wants to be confirmed; a backup may be made first."""

    @property
    def schema(self) -> vol.Schema:
        """Return what a call of it may hold."""
        also = _DANGEROUS if self.dangerous else {}
        return vol.Schema({vol.Required(ATTR_DEVICE_ID): cv.string, **self.fields, **also})

    @callback
    def register(self, hass: HomeAssistant) -> None:
        """Let Home Assistant call it."""
        if self.admin or self.dangerous:
            async_register_admin_service(hass, DOMAIN, self.name, self._called, self.schema, self.answers)
        elif self.answers is SupportsResponse.ONLY:
            hass.services.async_register(DOMAIN, self.name, self._called, self.schema, self.answers)
        else:
            called = verify_domain_control(DOMAIN)(self._called)
            hass.services.async_register(DOMAIN, self.name, called, self.schema, self.answers)

    async def _called(self, call: ServiceCall) -> ServiceResponse:
        _, entry = async_get_device_and_config_entry(call.hass, DOMAIN, call.data[ATTR_DEVICE_ID])
        coordinator: CameraCoordinator = entry.runtime_data
        if self.dangerous and not call.data[ATTR_CONFIRM]:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="not_confirmed")
        doing = self._do(call, coordinator)
        if not self.dangerous:
            return await doing
        # Whoever called may lose interest, but a camera that was told to go elsewhere has to be followed.
        return await asyncio.shield(call.hass.async_create_task(doing, f"{DOMAIN} {self.name}"))

    async def _do(self, call: ServiceCall, coordinator: CameraCoordinator) -> ServiceResponse:
        with coordinator.command():
            if self.task:
                coordinator.camera.require(self.task)
            if path := call.data.get(ATTR_BACK_UP_TO):
                await see_that_they_differ(call.hass, path, call.data.get(ATTR_PATH))
                await save_backup(call.hass, coordinator.camera, path)
            if self.dangerous:
                coordinator.expect_restart()
            return await self.do(Call(call.hass, coordinator, call.data))


def fields_of(group: str) -> dict[vol.Marker, Any]:
    """Return a field for each setting of a group; the setting's codec sees to the value."""
    keys = {setting.key for driver in DRIVERS for setting in driver.settings if setting.group == group}
    return {vol.Optional(key.removeprefix(f"{group}_")): vol.Any(bool, int, str) for key in sorted(keys)}


def values_of(group: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a group somebody wants to set, by the settings' keys."""
    names = {str(marker) for marker in fields_of(group)}
    return {f"{group}_{name}": value for name, value in data.items() if name in names}
