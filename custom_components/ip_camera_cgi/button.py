"""What a camera does when asked."""

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
from .protocol import Move, Patrol, Round, Steering, Task, Trial

PARALLEL_UPDATES = 0  # stopping waits for nobody; the protocol sees to it that the camera is asked one thing at a time

BUTTONS = (Task.REBOOT, Task.SET_CLOCK, Task.TEST_MAIL, Task.TEST_FTP, Task.RESET_LENS)


@dataclass(frozen=True, kw_only=True)
class SteeringButtonDescription(ButtonEntityDescription):
    """A button that moves the camera."""

    entity_registry_enabled_default: bool = False
    there: Callable[[Steering], bool]
    press: Callable[[Steering], Awaitable[object]]


def _step(key: str, move: Move) -> SteeringButtonDescription:
    return SteeringButtonDescription(
        key=key,
        there=lambda steering: steering.reach.allows(move),
        press=lambda steering: steering.step(move),
    )


def _patrol(patrol: Patrol) -> SteeringButtonDescription:
    return SteeringButtonDescription(
        key=f"patrol_{patrol.value}",
        there=lambda steering: patrol in steering.reach.patrols,
        press=lambda steering: steering.patrol(Round(patrol=patrol)),
    )


STEERING = (
    _step("up", Move(tilt=1)),
    _step("down", Move(tilt=-1)),
    _step("left", Move(pan=-1)),
    _step("right", Move(pan=1)),
    _step("zoom_in", Move(zoom=1)),
    _step("zoom_out", Move(zoom=-1)),
    SteeringButtonDescription(
        key="home",
        entity_registry_enabled_default=True,
        there=lambda steering: steering.has_home,
        press=lambda steering: steering.home(),
    ),
    SteeringButtonDescription(
        key="stop",
        there=lambda steering: steering.reach.moves,
        press=lambda steering: steering.stop(),
    ),
    SteeringButtonDescription(
        key="autofocus",
        there=lambda steering: steering.reach.autofocus,
        press=lambda steering: steering.autofocus(),
    ),
    *(_patrol(patrol) for patrol in Patrol),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the buttons that the account may press."""
    coordinator = entry.runtime_data
    can, steering = coordinator.camera.capabilities.upkeep, coordinator.camera.steering
    async_add_entities(TaskButton(coordinator, task) for task in BUTTONS if task in can)
    if steering.steerable:
        async_add_entities(SteeringButton(coordinator, each) for each in STEERING if each.there(steering))


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


class SteeringButton(IpCameraEntity, ButtonEntity):
    """Moves the camera."""

    entity_description: SteeringButtonDescription

    def __init__(self, coordinator: CameraCoordinator, description: SteeringButtonDescription) -> None:
        super().__init__(coordinator, description.key)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        """Return whether it can be pressed; what moves can be stopped, even if the last poll failed."""
        return super().available or (self.entity_description.key == "stop" and self.camera.steering.under_way)

    @override
    async def async_press(self) -> None:
        await self._command(self.entity_description.press(self.camera.steering))


def _tell(trial: Trial) -> None:
    """Say in plain words why it did not work."""
    if trial is not Trial.SUCCESS:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key=f"trial_{trial.value}")
