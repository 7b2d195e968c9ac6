"""The framework of actions: fields, access, target cameras, and the handler."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolSchemaType
import voluptuous as vol

from ..access import Access, async_caller, require
from ..command_throttle import begin_command
from ..const import DOMAIN
from ..coordinator import CameraCoordinator
from ..protocol import DRIVERS, Camera, MaintenanceTask
from .files import ensure_distinct, save_backup
from .targets import Cameras, find_cameras, is_one_device

ATTR_CONFIRM = "confirm"
ATTR_BACK_UP_TO = "back_up_to"
ATTR_PATH = "path"
ATTR_OVERWRITE = "overwrite"
_DANGEROUS_FIELDS: dict[vol.Marker, Any] = {
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
    """An action: its fields besides the target, the required access, and its handler."""

    name: str
    handler: Callable[[Call], Awaitable[object]]
    fields: Mapping[vol.Marker, Any] = field(default_factory=dict)
    response: SupportsResponse = SupportsResponse.NONE
    access: Access = Access.ADMIN
    """The right that a user needs on the camera."""
    admin_fields: frozenset[str] = frozenset()
    """Fields that only administrators may use."""
    many: bool = False
    """Whether several cameras can be targeted; responses are then listed by camera entity."""
    by_device: bool = True
    """Whether the response to a single target device is not listed by entity."""
    task: MaintenanceTask | None = None
    """The maintenance command that the camera's account must be allowed to use."""
    dangerous: bool = False
    """Whether it requires confirmation; a backup can be made first."""

    @property
    def all_fields(self) -> Mapping[vol.Marker, Any]:
        """Return all fields besides the target."""
        return {**self.fields, **(_DANGEROUS_FIELDS if self.dangerous else {})}

    @property
    def schema(self) -> VolSchemaType:
        """Return the schema of a call."""
        return cv.make_entity_service_schema({**self.all_fields})

    @callback
    def register(self, hass: HomeAssistant) -> None:
        """Register the action."""
        hass.services.async_register(DOMAIN, self.name, self._handle, self.schema, self.response)

    async def _handle(self, call: ServiceCall) -> ServiceResponse:
        user = await async_caller(call.hass, call.context)
        await begin_command(call.hass, user)
        if self.access is Access.ADMIN or self.admin_fields & call.data.keys():
            require(user, Access.ADMIN)
        cameras = find_cameras(call.hass, call.data, user, self.access)
        if not self.many and len(cameras) != 1:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="one_camera")
        if self.dangerous and not call.data[ATTR_CONFIRM]:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="not_confirmed")
        answers = await asyncio.gather(
            *(self._execute(Call(call.hass, camera, call.data)) for camera in cameras.values()), return_exceptions=True
        )
        if len(cameras) > 1:
            _report(cameras, answers)
        return self._response(call, dict(zip(cameras, answers, strict=True)))

    def _response(self, call: ServiceCall, answers: dict[str, object]) -> ServiceResponse:
        for answer in answers.values():
            if isinstance(answer, BaseException):
                raise answer
        if not call.return_response:
            return None
        if not self.many or (self.by_device and is_one_device(call.data)):
            (only,) = answers.values()
            return only if isinstance(only, dict) else None
        return {entity_id: answer for entity_id, answer in answers.items() if isinstance(answer, dict)}

    async def _execute(self, call: Call) -> object:
        if not self.dangerous:
            return await self._run(call)
        # The task outlives the caller: a camera that changes its address has to be tracked.
        return await asyncio.shield(call.hass.async_create_task(self._run(call), f"{DOMAIN} {self.name}"))

    async def _run(self, call: Call) -> object:
        with call.coordinator.command(self.name):
            if self.task:
                call.camera.require_task(self.task)
            if path := call.data.get(ATTR_BACK_UP_TO):
                await ensure_distinct(call.hass, path, call.data.get(ATTR_PATH))
                await save_backup(call.hass, call.camera, path)
            with call.coordinator.restart_window.expect() if self.dangerous else nullcontext():
                return await self.handler(call)


def _report(cameras: Cameras, answers: Sequence[object]) -> None:
    """Raise an error that says which cameras did it and which did not, and why; nothing if all did."""
    failed, done = list[str](), list[str]()
    for camera, answer in zip(cameras.values(), answers, strict=True):
        if isinstance(answer, HomeAssistantError):
            failed.append(f"{camera.name} ({answer})")
        elif isinstance(answer, BaseException):
            raise answer
        else:
            done.append(camera.name)
    if failed:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="not_all_cameras",
            translation_placeholders={"done": ", ".join(done) or "-", "failed": ", ".join(failed)},
        )


def fields_for_group(group: str) -> dict[vol.Marker, Any]:
    """Return one optional field per setting of a group; values are checked by the codecs."""
    keys = {setting.key for driver in DRIVERS for setting in driver.settings if setting.group == group}
    return {vol.Optional(key.removeprefix(f"{group}_")): vol.Any(bool, int, str) for key in sorted(keys)}


def values_for_group(group: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the given fields of a group, by the keys of their settings."""
    names = {str(marker) for marker in fields_for_group(group)}
    return {f"{group}_{name}": value for name, value in data.items() if name in names}
