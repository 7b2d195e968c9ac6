"""Media player of the loudspeaker."""

from dataclasses import dataclass
from typing import Any, Self, override

from homeassistant.components.media_player import (
    BrowseMedia,
    MediaPlayerDeviceClass,
    MediaPlayerEntity,
    MediaPlayerEntityFeature,
    MediaPlayerState,
    MediaType,
)
from homeassistant.components.media_source import async_browse_media
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import ExtraStoredData, RestoreEntity

from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .entity import SpeakerEntity, add_speaker_entity
from .protocol import Setting
from .protocol.model import keys
from .sound.sounds import async_sound

PARALLEL_UPDATES = 0  # a new sound ends the previous one; it must not wait for it
_VOLUME = "volume"


async def async_setup_entry(
    hass: HomeAssistant, entry: IpCameraConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the loudspeaker when it is found."""
    add_speaker_entity(entry, async_add_entities, Loudspeaker)


@dataclass(frozen=True)
class _Volume(ExtraStoredData):
    """The volume for cameras without their own."""

    volume: float

    @override
    def as_dict(self) -> dict[str, Any]:
        return {_VOLUME: self.volume}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        """Restore the volume; an invalid one becomes the maximum."""
        volume = stored.get(_VOLUME)
        return cls(float(volume) if isinstance(volume, int | float) and 0 <= volume <= 1 else 1.0)


class Loudspeaker(SpeakerEntity, MediaPlayerEntity, RestoreEntity):
    """Plays speech, announcements and sounds, one at a time."""

    _attr_device_class = MediaPlayerDeviceClass.SPEAKER
    _attr_media_content_type = MediaType.MUSIC
    _attr_supported_features = (
        MediaPlayerEntityFeature.BROWSE_MEDIA
        | MediaPlayerEntityFeature.MEDIA_ANNOUNCE
        | MediaPlayerEntityFeature.PLAY_MEDIA
        | MediaPlayerEntityFeature.STOP
        | MediaPlayerEntityFeature.VOLUME_SET
        | MediaPlayerEntityFeature.VOLUME_STEP
    )

    def __init__(self, coordinator: CameraCoordinator) -> None:
        self._gain: Setting[int] | None = coordinator.camera.setting(keys.LOUDSPEAKER_GAIN)
        super().__init__(coordinator, "loudspeaker", page=self._gain.page if self._gain else None)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        if self._gain is None and (stored := await self.async_get_last_extra_data()) is not None:
            self._speaker.volume = _Volume.from_dict(stored.as_dict()).volume

    @property
    @override
    def extra_restore_state_data(self) -> ExtraStoredData | None:
        return None if self._gain else _Volume(self._speaker.volume)

    @property
    @override
    def state(self) -> MediaPlayerState:
        return MediaPlayerState.PLAYING if self._speaker.playing else MediaPlayerState.IDLE

    @property
    @override
    def volume_level(self) -> float | None:
        if self._gain is None:
            return self._speaker.volume
        percent = self.coordinator.data.get(self._gain)
        return None if percent is None else percent / 100

    @override
    async def async_set_volume_level(self, volume: float) -> None:
        if self._gain is None:
            self._speaker.volume = volume
            self.async_write_ha_state()
        else:
            await self._command(self.camera.change(self._gain, max(1, round(100 * volume))))

    @override
    async def async_play_media(self, media_type: MediaType | str, media_id: str, **kwargs: Any) -> None:
        """Play a sound and wait until it has been played."""
        sound = await async_sound(self.hass, media_id, self.entity_id)
        await self._command(self._speaker.play(sound))

    @override
    async def async_media_stop(self) -> None:
        await self._speaker.stop()

    @override
    async def async_browse_media(
        self, media_content_type: MediaType | str | None = None, media_content_id: str | None = None
    ) -> BrowseMedia:
        return await async_browse_media(
            self.hass, media_content_id, content_filter=lambda item: item.media_content_type.startswith("audio/")
        )
