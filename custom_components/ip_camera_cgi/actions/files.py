"""Files on the house's side: only where Home Assistant allows it."""

from collections.abc import Generator
from contextlib import contextmanager
import os
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..const import DOMAIN
from ..protocol import Camera
from ..protocol.backup import back_up


async def save_backup(hass: HomeAssistant, camera: Camera, path: str) -> int:
    """Save a camera's settings; return how many bytes they are."""
    await hass.async_add_executor_job(_check, hass, path)
    file = await back_up(camera)
    await hass.async_add_executor_job(_write, path, file)
    return len(file)


async def read_file(hass: HomeAssistant, path: str) -> bytes:
    """Read a file."""
    return await hass.async_add_executor_job(_read, hass, path)


def _check(hass: HomeAssistant, path: str) -> None:
    if not hass.config.is_allowed_path(path):
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="path_not_allowed", translation_placeholders={"path": path}
        )


@contextmanager
def _told(path: str) -> Generator[None]:
    try:
        yield
    except OSError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="file_trouble",
            translation_placeholders={"path": path, "reason": err.strerror or type(err).__name__},
        ) from err


def _read(hass: HomeAssistant, path: str) -> bytes:
    _check(hass, path)
    with _told(path):
        return Path(path).read_bytes()


def _write(path: str, file: bytes) -> None:
    """Write a file that only its owner may read: there are passwords in it."""
    with _told(path), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        opened.write(file)
