"""Entries of other integrations that show the same camera."""

from collections.abc import Mapping

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from yarl import URL

from ..discovery.address_book import is_same_host
from ..protocol import Address, Camera

LINKS: Mapping[str, tuple[str, ...]] = {
    "foscam": (),
    "generic": ("still_image_url", "stream_source"),
    "mjpeg": ("mjpeg_url", "still_image_url"),
}
"""The options of each integration that name the camera; core Foscam stores host and port."""
_WEB, _RTSP = "http", "rtsp"


async def async_find_other_entries(hass: HomeAssistant, camera: Camera) -> list[ConfigEntry]:
    """Return the enabled entries of other integrations that show a camera."""
    own, streams = camera.address, {stream.port for stream in camera.streams}
    return [
        other
        for domain in LINKS
        for other in hass.config_entries.async_entries(domain, include_ignore=False, include_disabled=False)
        for scheme, address in [_address(other)]
        if address is not None and await _is_same(hass, own, streams, scheme, address)
    ]


def _address(other: ConfigEntry) -> tuple[str, Address | None]:
    """Return scheme and address of the camera that another integration shows."""
    if not LINKS[other.domain]:
        links = [f"{_WEB}://{Address(str(other.data.get(CONF_HOST))).netloc}:{other.data.get(CONF_PORT)}"]
    else:
        links = [str(other.options.get(link) or "") for link in LINKS[other.domain]]
    for link in links:
        try:
            url = URL(link.strip())
            if url.scheme in {_WEB, _RTSP} and url.host and url.port:
                return url.scheme, Address(url.host, url.port)
        except ValueError:  # a template
            continue
    return "", None


async def _is_same(hass: HomeAssistant, own: Address, streams: set[int], scheme: str, address: Address) -> bool:
    if scheme == _RTSP:
        return address.port in streams and await is_same_host(hass, own, Address(address.host, own.port))
    return await is_same_host(hass, own, address)
