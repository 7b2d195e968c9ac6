"""Home Assistant's own camera integrations against the simulated cameras."""

from io import BytesIO
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.components.camera import async_get_image
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator import SimulatedCamera, simulate

STILL = {"netwave": "/snapshot.cgi", "hucoms": "/cgi-bin/image/jpeg.cgi?id=admin&passwd=secret"}
VIDEO = {"netwave": "/videostream.cgi", "hucoms": "/cgi-bin/image/mjpeg.cgi?id=admin&passwd=secret"}
MODELS = [
    ("netwave", "foscam-fi8910w", "basic"),
    ("netwave", "foscam-digest", "digest"),
    ("hucoms", "hucoms-fixed", "basic"),
    ("hucoms", "hucoms-dome", "basic"),
]
ENTITY = "camera.driveway"

type Options = dict[str, Any]


@pytest.fixture(autouse=True)
def no_password_in_logs() -> None:
    """Home Assistant's own cameras log complete URLs, so the check is off."""


def login(camera: SimulatedCamera) -> Options:
    """Return the login options; Hucoms cameras need them in the URL."""
    return {"username": "admin", "password": "secret"} if camera.personality.dialect == "netwave" else {}


async def set_up(hass: HomeAssistant, domain: str, options: Options, **entry: Any) -> MockConfigEntry:
    """Add a camera by the config flow."""
    added = MockConfigEntry(domain=domain, title="Driveway", data={}, options=options, **entry)
    added.add_to_hass(hass)
    assert await hass.config_entries.async_setup(added.entry_id)
    await hass.async_block_till_done()
    assert added.state is ConfigEntryState.LOADED
    return added


async def picture_size(hass: HomeAssistant) -> tuple[int, int]:
    """Fetch a picture through Home Assistant; return its size."""
    taken = await async_get_image(hass, ENTITY)
    assert taken.content_type == "image/jpeg"
    with Image.open(BytesIO(taken.content)) as picture:
        picture.load()
        return picture.size


async def film(client: TestClient[Any, Any], pictures: int) -> bytes:
    """Read the live stream through Home Assistant."""
    seen = b""
    async with client.get(f"/api/camera_proxy_stream/{ENTITY}") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("multipart/x-mixed-replace")
        while seen.count(b"\xff\xd9") < pictures:
            chunk = await answer.content.readany()
            assert chunk, "the video ended"
            seen += chunk
    return seen


@pytest.mark.parametrize("still", [True, False])
@pytest.mark.parametrize("model", MODELS, ids=str)
async def test_mjpeg(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, model: tuple[str, str, str], still: bool
) -> None:
    dialect, personality, way = model
    async with simulate(dialect, personality=personality) as camera:
        options = {
            "authentication": way,
            "mjpeg_url": camera.address + VIDEO[dialect],
            "still_image_url": camera.address + STILL[dialect] if still else None,
            "verify_ssl": False,
            "password": "",
            **login(camera),
        }
        entry = await set_up(hass, "mjpeg", options)
        assert min(await picture_size(hass)) >= 240
        await film(await hass_client(), 3)
        assert camera.requests[-1].login == ("query" if dialect == "hucoms" else way)
        assert await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(("dialect", "personality", "way"), MODELS)
async def test_generic(hass: HomeAssistant, dialect: str, personality: str, way: str) -> None:
    async with simulate(dialect, personality=personality) as camera:
        options = {
            "still_image_url": camera.address + STILL[dialect],
            "content_type": "image/jpeg",
            "advanced": {
                "framerate": 2,
                "verify_ssl": False,
                "authentication": way,
                "limit_refetch_to_url_change": False,
            },
            **login(camera),
        }
        entry = await set_up(hass, "generic", options, version=2)
        assert min(await picture_size(hass)) >= 240
        assert camera.requests[-1].login == ("query" if dialect == "hucoms" else way)
        assert await hass.config_entries.async_unload(entry.entry_id)
