"""Other recorders get the pictures at a permanent URL, which administrators create, renew and remove."""

from typing import Any
from urllib.parse import urlsplit

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
import yaml

from custom_components.ip_camera_cgi.diagnostics import async_get_config_entry_diagnostics
from simulator import SimulatedCamera

from ..conftest import PASSWORD
from ..protocol.test_camera import until
from .conftest import act

netwave = pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
H264 = "#video=h264#raw=-fps_mode passthrough"
BASE = "http://192.168.1.10:8123"


async def connect(hass: HomeAssistant, entry: MockConfigEntry, recorder: str = "go2rtc", **how: Any) -> dict[str, Any]:
    """Return the response of the action."""
    return await act(hass, entry, "connect_recorder", recorder=recorder, **how)


def path_of(answer: dict[str, Any]) -> str:
    """Return the URL without its host."""
    parts = urlsplit(answer["address"])
    return f"{parts.path}?{parts.query}"


@netwave
async def test_address_lasts_until_it_is_renewed_or_removed(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, hass_client_no_auth: ClientSessionGenerator
) -> None:
    assert "recorder_token" not in entry.data
    client = await hass_client_no_auth()
    first = await connect(hass, entry, url=BASE)
    assert first["address"].startswith(BASE)
    assert PASSWORD not in str(first)
    await hass.config_entries.async_reload(entry.entry_id)
    assert await connect(hass, entry, url=BASE) == first
    async with client.get(path_of(first)) as answer:
        assert answer.status == 200
        assert answer.content_type == "multipart/x-mixed-replace"
        received = b""
        while received.count(b"\xff\xd8\xff") < 2:
            received += await answer.content.readany()
    second = await connect(hass, entry, url=BASE, renew=True)
    assert second["address"] != first["address"]
    async with client.get(path_of(first)) as answer:
        assert answer.status == 404
    async with client.get(path_of(second)) as answer:
        assert answer.status == 200
        await act(hass, entry, "disconnect_recorder")
        await answer.content.read()  # to its end: connected recorders are disconnected
    async with client.get(path_of(second)) as answer:
        assert answer.status == 404
    assert "recorder_token" not in entry.data
    await until(lambda: simulated.open_streams == 0, 10)


@netwave
async def test_ffmpeg_gets_timestamps(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """As requested by FFmpeg in go2rtc and Frigate."""
    answer = await connect(hass, entry, url=BASE)
    client = await hass_client_no_auth()
    async with client.get(path_of(answer), headers={"User-Agent": "Lavf/62.1.100"}) as response:
        assert response.content_type == "video/x-matroska"


@netwave
async def test_configuration(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The form that the recorders' references describe."""
    answer = await connect(hass, entry, url=f"{BASE}/")
    address = answer["address"]
    assert yaml.safe_load(answer["configuration"]) == {"streams": {"driveway": [f"ffmpeg:{address}{H264}", address]}}
    frigate = await connect(hass, entry, "frigate", url=BASE)
    assert frigate["address"] == address
    assert yaml.safe_load(frigate["configuration"]) == {
        "go2rtc": {"streams": {"driveway": [f"ffmpeg:{address}{H264}"]}},
        "cameras": {
            "driveway": {
                "ffmpeg": {
                    "inputs": [
                        {
                            "path": "rtsp://127.0.0.1:8554/driveway",
                            "input_args": "preset-rtsp-restream",
                            "roles": ["detect", "record"],
                        }
                    ]
                },
                "detect": {"enabled": True},
                "record": {"enabled": True},
            }
        },
    }


@netwave
async def test_own_address(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    hass.config.api = None
    with pytest.raises(ServiceValidationError) as refusal:
        await connect(hass, entry)
    assert refusal.value.translation_key == "no_own_url"
    assert "recorder_token" not in entry.data
    await hass.config.async_update(internal_url="http://192.168.1.11:8123")
    assert (await connect(hass, entry))["address"].startswith("http://192.168.1.11:8123/api/")


@netwave
async def test_diagnostics_omit_the_address(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await connect(hass, entry, url=BASE)
    report = await async_get_config_entry_diagnostics(hass, entry)
    assert report["entry"]["recorder_address"] is True
    assert entry.data["recorder_token"] not in str(report)
