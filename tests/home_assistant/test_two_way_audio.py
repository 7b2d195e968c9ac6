"""Sound of Hucoms cameras in both directions: the loudspeaker over RTSP, and the microphone button."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, cast

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi import camera as cameras
from custom_components.ip_camera_cgi.protocol import Tone
from custom_components.ip_camera_cgi.sound.sounds import media_id
from simulator import HucomsCamera, simulate

from ..conftest import PASSWORD, USER
from ..protocol.sounds import heard
from ..protocol.test_camera import until
from .conftest import set_up
from .test_entities import call, enable, entity_id, keys, state


@dataclass(frozen=True)
class Capabilities:
    """Stand in for the class of Home Assistant 2026.11, on which the tests do not run."""

    two_way_audio: bool = False


@pytest.fixture
async def simulated(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[HucomsCamera]:
    monkeypatch.setattr(cameras, "_CAPABILITIES", Capabilities)
    async with simulate("hucoms", user=USER, password=PASSWORD, rtsp_port=0) as camera:
        camera.settings["audioset/audioout"] = "enable"
        yield cast("HucomsCamera", camera)


async def play(hass: HomeAssistant, entry: MockConfigEntry, tone: Tone = Tone.CHIME) -> None:
    await call(hass, entry, "loudspeaker", "play_media", media_content_type="music", media_content_id=media_id(tone))


async def test_tone_arrives(hass: HomeAssistant, entry: MockConfigEntry, simulated: HucomsCamera) -> None:
    await until(lambda: "loudspeaker" in keys(hass, entry))
    await hass.async_block_till_done()
    await play(hass, entry)
    assert simulated.rtsp.talk is not None
    assert len(heard(simulated.rtsp.talk.pcm)) / 8000 > 1.5


async def test_volume_is_set_in_the_camera(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: HucomsCamera
) -> None:
    await until(lambda: "loudspeaker" in keys(hass, entry))
    await hass.async_block_till_done()
    shown = hass.states.get(entity_id(hass, entry, "loudspeaker"))
    assert shown is not None
    assert shown.attributes["volume_level"] == 0.5
    await call(hass, entry, "loudspeaker", "volume_set", volume_level=0.8)
    assert simulated.settings["audioset/audiooutgain"] == "80"
    await call(hass, entry, "loudspeaker", "volume_set", volume_level=0)
    assert simulated.settings["audioset/audiooutgain"] == "1", "the camera has no value 0"


def talks(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    """Return whether the main camera declares two-way audio."""
    entity: Any = hass.data["camera"].get_entity(entity_id(hass, entry, "camera"))
    return bool(entity._attr_camera_entity_capabilities.two_way_audio)


async def test_microphone_button(hass: HomeAssistant, entry: MockConfigEntry, simulated: HucomsCamera) -> None:
    """The button exists while the stream accepts sound, and not while the loudspeaker is off."""
    await until(lambda: talks(hass, entry))
    await enable(hass, entry, "audio_out")
    await until(lambda: talks(hass, entry))
    await call(hass, entry, "audio_out", "turn_off")
    assert not talks(hass, entry)
    with pytest.raises(HomeAssistantError) as raised:
        await play(hass, entry)
    assert raised.value.translation_key == "loudspeaker_off"
    assert "Turn it on" in str(raised.value)
    await call(hass, entry, "audio_out", "turn_on")
    await until(lambda: talks(hass, entry))


async def test_no_microphone_button_without_backchannel(hass: HomeAssistant, simulated: HucomsCamera) -> None:
    simulated.faults.backchannel = "unsupported"
    async with set_up(hass, simulated) as entry:
        await until(lambda: entry.runtime_data.camera.speaker.memory)
        assert not talks(hass, entry)
        assert "loudspeaker" not in keys(hass, entry)


async def test_loudspeaker_in_use_by_another_client(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: HucomsCamera
) -> None:
    await until(lambda: "loudspeaker" in keys(hass, entry))
    await hass.async_block_till_done()
    simulated.faults.backchannel = "busy"
    with pytest.raises(HomeAssistantError) as raised:
        await play(hass, entry)
    assert raised.value.translation_key == "loudspeaker_busy"
    assert state(hass, entry, "loudspeaker") == "idle"


async def test_loudspeaker_is_remembered(hass: HomeAssistant, entry: MockConfigEntry, simulated: HucomsCamera) -> None:
    """The entity exists while the camera is unavailable, also after a restart."""
    await until(lambda: "loudspeaker" in keys(hass, entry))
    await hass.async_block_till_done()
    simulated.faults.refuse = simulated.faults.no_rtsp = True
    simulated.hang_up()
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.runtime_data.camera.speaker.found
    assert state(hass, entry, "loudspeaker") == "unavailable"
