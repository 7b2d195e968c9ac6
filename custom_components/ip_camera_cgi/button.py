"""What a camera does when asked."""

from typing import override

from homeassistant.components.button import ButtonDeviceClass, ButtonEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import IpCameraEntity
from .protocol import Task, Trial

PARALLEL_UPDATES = 1  # a camera does one thing at a time

BUTTONS = (Task.REBOOT, Task.SET_CLOCK, Task.TEST_MAIL, Task.TEST_FTP, Task.RESET_LENS)


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the buttons that the account may press."""
    coordinator = entry.runtime_data
    can = coordinator.camera.capabilities.upkeep
    async_add_entities(TaskButton(coordinator, task) for task in BUTTONS if task in can)


class TaskButton(IpCameraEntity, ButtonEntity):
    """Has the camera do something."""

    _attr_entity_category = EntityCategory.CONFIG

    def __init__(self, coordinator: CameraCoordinator, task: Task) -> None:
        super().__init__(coordinator, task.value)
        self._task = task
        self._attr_entity_registry_enabled_default = task is Task.REBOOT
        if task is Task.REBOOT:
            self._attr_device_class = ButtonDeviceClass.RESTART

    @override
    async def async_press(self) -> None:
        await self._command(self._press())

    async def _press(self) -> None:
        upkeep = self.camera.upkeep
        match self._task:
            case Task.REBOOT:
                self.coordinator.expect_restart()
                await upkeep.reboot()
            case Task.SET_CLOCK:
                await upkeep.set_clock(dt_util.now())
            case Task.RESET_LENS:
                await upkeep.reset_lens()
            case Task.TEST_MAIL:
                _tell(await upkeep.test_mail())
            case Task.TEST_FTP:
                _tell(await upkeep.test_ftp())


def _tell(trial: Trial) -> None:
    """Say in plain words why it did not work."""
    if trial is not Trial.SUCCESS:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key=f"trial_{trial.value}")
