"""Siren through the camera's loudspeaker."""

import asyncio
from typing import Any, override

from homeassistant.components.siren import ATTR_DURATION, ATTR_TONE, ATTR_VOLUME_LEVEL, SirenEntity, SirenEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN, LOGGER
from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import SpeakerEntity, add_speaker_entity
from .protocol import CameraError, RepeatedTone, SoundSourceError, Tone

PARALLEL_UPDATES = 0  # off must not wait for on


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the siren when a loudspeaker is found."""
    add_speaker_entity(entry, async_add_entities, LoudspeakerSiren)


class LoudspeakerSiren(SpeakerEntity, SirenEntity):
    """Repeats a tone until it is turned off, its duration ends, or another sound is played."""

    _attr_available_tones = [tone.value for tone in Tone if tone is not Tone.CHIME]  # noqa: RUF012
    _attr_entity_registry_enabled_default = False
    _attr_supported_features = (
        SirenEntityFeature.DURATION
        | SirenEntityFeature.TONES
        | SirenEntityFeature.TURN_OFF
        | SirenEntityFeature.TURN_ON
        | SirenEntityFeature.VOLUME_SET
    )

    def __init__(self, coordinator: CameraCoordinator) -> None:
        super().__init__(coordinator, "siren")
        self._sounding: asyncio.Task[None] | None = None

    @property
    @override
    def is_on(self) -> bool:
        return self._sounding is not None and not self._sounding.done()

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Start the siren; returns when the camera plays it."""
        tone = RepeatedTone(Tone(kwargs.get(ATTR_TONE, Tone.SIREN.value)), kwargs.get(ATTR_DURATION))
        volume = kwargs.get(ATTR_VOLUME_LEVEL, 1.0)
        started = asyncio.Event()
        sounding = self.coordinator.config_entry.async_create_background_task(
            self.hass, self._sound(tone, volume, started), f"{DOMAIN} {self.coordinator.name} siren"
        )
        self._sounding = sounding
        sounding.add_done_callback(lambda _: self.async_write_ha_state())
        waiting = asyncio.ensure_future(started.wait())
        await asyncio.wait([waiting, sounding], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        self.async_write_ha_state()
        if not started.is_set():
            await self._command(sounding)

    async def _sound(self, tone: RepeatedTone, volume: float, started: asyncio.Event) -> None:
        try:
            await self._speaker.play(tone, volume=volume, started=started.set)
        except (CameraError, SoundSourceError) as err:
            if not started.is_set():
                raise
            LOGGER.warning("The siren of %s has stopped: %s", self.coordinator.name, err)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        if self.is_on:
            await self._speaker.stop()
