"""Sensors for read-only values and the live stream."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorEntityDescription, SensorStateClass
from homeassistant.const import MAX_LENGTH_STATE_STATE, PERCENTAGE, EntityCategory, UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import IpCameraEntity, SettingEntity, add_setting_entities
from .protocol import Choice, LastLine, LiveState, Measure, MjpegHub, Moment, Setting, Text

PARALLEL_UPDATES = 0  # read-only, updated by the coordinator
SCAN_INTERVAL = timedelta(seconds=5)  # for the live sensors, which send no request to the camera

_DEVICE_CLASSES: dict[str, SensorDeviceClass] = {
    UnitOfTemperature.CELSIUS: SensorDeviceClass.TEMPERATURE,
    PERCENTAGE: SensorDeviceClass.HUMIDITY,
}


@dataclass(frozen=True, kw_only=True)
class LiveSensorDescription(SensorEntityDescription):
    """A property of the live stream."""

    value: Callable[[MjpegHub], float | str]
    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC
    entity_registry_enabled_default: bool = False


LIVE = (
    LiveSensorDescription(
        key="live_state",
        device_class=SensorDeviceClass.ENUM,
        options=[state.value for state in LiveState],
        value=lambda live: live.state.value,
    ),
    LiveSensorDescription(
        key="live_viewers",
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda live: live.viewers,
    ),
    LiveSensorDescription(
        key="live_rate",
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement="fps",
        suggested_display_precision=1,
        value=lambda live: round(live.rate, 1),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add all sensors of the camera."""
    coordinator = entry.runtime_data
    add_settings = partial(add_setting_entities, entry, async_add_entities)
    add_settings(lambda camera: camera.readable(Measure), MeasureSensor)
    add_settings(lambda camera: camera.readable(Choice), ChoiceSensor)
    add_settings(lambda camera: camera.readable(Moment), lambda _, setting, __: MomentSensor(coordinator, setting))
    add_settings(
        lambda camera: (*camera.readable(Text), *camera.readable(LastLine)),
        lambda _, setting, __: TextSensor(coordinator, setting),
    )
    async_add_entities(LiveSensor(coordinator, description) for description in LIVE)


class MeasureSensor(SettingEntity[float], SensorEntity):
    """A measurement of the camera."""

    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(self, coordinator: CameraCoordinator, setting: Setting[float], measure: Measure) -> None:
        super().__init__(coordinator, setting)
        self._attr_device_class = _DEVICE_CLASSES.get(measure.unit)
        self._attr_native_unit_of_measurement = measure.unit or None

    @property
    @override
    def native_value(self) -> float | None:
        return self.current


class ChoiceSensor(SettingEntity[str], SensorEntity):
    """A read-only state with options."""

    _attr_device_class = SensorDeviceClass.ENUM

    def __init__(self, coordinator: CameraCoordinator, setting: Setting[str], choice: Choice) -> None:
        super().__init__(coordinator, setting)
        self._attr_options = list(dict.fromkeys(choice.options.values()))

    @property
    @override
    def native_value(self) -> str | None:
        return self.current


class MomentSensor(SettingEntity[datetime], SensorEntity):
    """A point in time."""

    _attr_device_class = SensorDeviceClass.TIMESTAMP

    @property
    @override
    def native_value(self) -> datetime | None:
        # Schedules follow the camera's displayed time, so it is interpreted as local time.
        shown = self.camera.driver.wall_clocks(self.coordinator.data.pages)
        return shown[0].replace(tzinfo=dt_util.get_default_time_zone()) if shown else None


class TextSensor(SettingEntity[str], SensorEntity):
    """A read-only text."""

    @property
    @override
    def native_value(self) -> str | None:
        text = self.current
        return None if text is None else text[:MAX_LENGTH_STATE_STATE]


class LiveSensor(IpCameraEntity, SensorEntity):
    """A property of the live stream."""

    entity_description: LiveSensorDescription
    _attr_should_poll = True

    def __init__(self, coordinator: CameraCoordinator, description: LiveSensorDescription) -> None:
        super().__init__(coordinator, description.key)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        return True  # also available without the camera, to show "no signal"

    @property
    @override
    def native_value(self) -> float | str:
        return self.entity_description.value(self.camera.live)

    @override
    async def async_update(self) -> None:
        """Do nothing: the state is computed when it is written."""
