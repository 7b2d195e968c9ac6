"""Buttons for maintenance commands and PTZ."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.button import ButtonDeviceClass, ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import IpCameraEntity
from .protocol import DeliveryResult, MaintenanceTask, Move, Patrol, PatrolRequest, PtzController

PARALLEL_UPDATES = 0  # stopping must not wait; the protocol package serializes requests

BUTTONS = (
    MaintenanceTask.REBOOT,
    MaintenanceTask.SET_CLOCK,
    MaintenanceTask.TEST_MAIL,
    MaintenanceTask.TEST_FTP,
    MaintenanceTask.RESET_LENS,
)
FOR_ADMINISTRATORS = frozenset(
    {MaintenanceTask.TEST_MAIL, MaintenanceTask.TEST_FTP}
)  # they use accounts that are stored in the camera


@dataclass(frozen=True, kw_only=True)
class PtzButtonDescription(ButtonEntityDescription):
    """A button that moves the camera."""

    entity_registry_enabled_default: bool = False
    supported: Callable[[PtzController], bool]
    press: Callable[[PtzController], Awaitable[object]]


def _step(key: str, move: Move) -> PtzButtonDescription:
    return PtzButtonDescription(
        key=key,
        supported=lambda ptz: ptz.capabilities.allows(move),
        press=lambda ptz: ptz.step(move),
    )


def _patrol(patrol: Patrol) -> PtzButtonDescription:
    return PtzButtonDescription(
        key=f"patrol_{patrol.value}",
        supported=lambda ptz: patrol in ptz.capabilities.patrols,
        press=lambda ptz: ptz.patrol(PatrolRequest(patrol=patrol)),
    )


PTZ_BUTTONS = (
    _step("up", Move(tilt=1)),
    _step("down", Move(tilt=-1)),
    _step("left", Move(pan=-1)),
    _step("right", Move(pan=1)),
    _step("zoom_in", Move(zoom=1)),
    _step("zoom_out", Move(zoom=-1)),
    PtzButtonDescription(
        key="home",
        entity_registry_enabled_default=True,
        supported=lambda ptz: ptz.has_home,
        press=lambda ptz: ptz.go_home(),
    ),
    PtzButtonDescription(
        key="stop",
        supported=lambda ptz: ptz.capabilities.can_move,
        press=lambda ptz: ptz.motion.stop(),
    ),
    PtzButtonDescription(
        key="autofocus",
        supported=lambda ptz: ptz.capabilities.autofocus,
        press=lambda ptz: ptz.autofocus(),
    ),
    *(_patrol(patrol) for patrol in Patrol),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the buttons that the account may use."""
    coordinator = entry.runtime_data
    can, ptz = coordinator.camera.capabilities.tasks, coordinator.camera.ptz
    async_add_entities(TaskButton(coordinator, task) for task in BUTTONS if task in can)
    if ptz.supported:
        async_add_entities(PtzButton(coordinator, each) for each in PTZ_BUTTONS if each.supported(ptz))


class TaskButton(IpCameraEntity, ButtonEntity):
    """Runs a maintenance command."""

    _attr_entity_category = EntityCategory.CONFIG

    def __init__(self, coordinator: CameraCoordinator, task: MaintenanceTask) -> None:
        super().__init__(coordinator, task.value)
        self._task = task
        self._attr_entity_registry_enabled_default = task is MaintenanceTask.REBOOT
        if task is MaintenanceTask.REBOOT:
            self._attr_device_class = ButtonDeviceClass.RESTART

    @override
    async def async_press(self) -> None:
        if self._task in FOR_ADMINISTRATORS:
            await self._require_administrator()
        await self._command(self._press())

    async def _press(self) -> None:
        maintenance = self.camera.maintenance
        match self._task:
            case MaintenanceTask.REBOOT:
                await self.coordinator.restart()
            case MaintenanceTask.SET_CLOCK:
                await maintenance.set_clock(dt_util.now())
            case MaintenanceTask.RESET_LENS:
                await maintenance.reset_lens()
            case MaintenanceTask.TEST_MAIL:
                _raise_on_failure(await maintenance.test_mail())
            case MaintenanceTask.TEST_FTP:
                _raise_on_failure(await maintenance.test_ftp())


class PtzButton(IpCameraEntity, ButtonEntity):
    """Moves the camera."""

    entity_description: PtzButtonDescription

    def __init__(self, coordinator: CameraCoordinator, description: PtzButtonDescription) -> None:
        super().__init__(coordinator, description.key)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        """Return whether it can be pressed; a moving camera can be stopped even if the last poll failed."""
        return super().available or (self.entity_description.key == "stop" and self.camera.ptz.motion.moving)

    @override
    async def async_press(self) -> None:
        await self._command(self.entity_description.press(self.camera.ptz))


def _raise_on_failure(result: DeliveryResult) -> None:
    """Raise the translated error of a failed test."""
    if result is not DeliveryResult.SUCCESS:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key=f"trial_{result.value}")
