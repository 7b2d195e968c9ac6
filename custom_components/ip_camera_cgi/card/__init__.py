"""The dashboard card: static files, descriptions of cameras, and pictures."""

from hashlib import sha256
from pathlib import Path

from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant

from ..const import DOMAIN
from .pictures import LastPictureView, PresetPictureView

CARD_URL = f"/{DOMAIN}/card"
_FOLDER = Path(__file__).parent / "static"
_ENTRY_POINT = "ip-camera-card.js"


async def async_serve_card(hass: HomeAssistant) -> None:
    """Serve the card and add it to the frontend, if there is one.

    The URL changes with the content, so browsers may cache it for long.
    """
    hass.http.register_view(LastPictureView)
    hass.http.register_view(PresetPictureView)
    if "frontend" not in hass.config.components:
        return
    from homeassistant.components.frontend import add_extra_js_url  # noqa: PLC0415  optional component

    version = await hass.async_add_executor_job(_content_hash)
    await hass.http.async_register_static_paths([StaticPathConfig(CARD_URL, str(_FOLDER), cache_headers=True)])
    add_extra_js_url(hass, f"{CARD_URL}/{_ENTRY_POINT}?v={version}")


def _content_hash() -> str:
    digest = sha256()
    for path in sorted(_FOLDER.glob("*.js")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
