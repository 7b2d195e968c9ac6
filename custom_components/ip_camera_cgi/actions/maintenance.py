"""Log, tests, serial port, backup, firmware, factory reset."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
import re
from typing import Any

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.device_registry import format_mac
import voluptuous as vol

from ..access import Access
from ..const import DOMAIN
from ..protocol import BadValueError, CameraError, Task, Upload
from ..protocol.features.backup import restore
from .action import ATTR_PATH, Action, Call
from .files import read_file, save_backup
from .relocate import follow

ATTR_BAUD = "baud"
ATTR_DATA = "data"
ATTR_HEX = "hex"
ATTR_KEEP_NETWORK = "keep_network"
ATTR_MAC = "mac"
ATTR_PORT = "port"
_NO_DIGIT = re.compile(r"[:\-.\s]")
_PATH: dict[vol.Marker, Any] = {vol.Required(ATTR_PATH): cv.string}


async def _get_log(call: Call) -> dict[str, Any]:
    return {"entries": [{"time": entry.time, "text": entry.text} for entry in await call.camera.upkeep.log()]}


async def _test_mail(call: Call) -> dict[str, Any]:
    return {"result": (await call.camera.upkeep.test_mail()).value}


async def _test_ftp(call: Call) -> dict[str, Any]:
    return {"result": (await call.camera.upkeep.test_ftp()).value}


async def _send_serial(call: Call) -> None:
    text, digits = call.data.get(ATTR_DATA), call.data.get(ATTR_HEX)
    if text is not None and digits is None:
        data = _from_text(text)
    elif digits is not None and text is None:
        data = _from_hex(digits)
    else:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="data_or_hex")
    await call.camera.upkeep.send_serial(data, port=call.data[ATTR_PORT], baud=call.data[ATTR_BAUD])


def _from_text(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as err:
        raise BadValueError("characters", setting=ATTR_DATA) from err


def _from_hex(digits: str) -> bytes:
    try:
        return bytes.fromhex(digits)
    except ValueError as err:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_hex") from err


async def _back_up(call: Call) -> dict[str, Any]:
    path = call.data[ATTR_PATH]
    return {ATTR_PATH: path, "bytes": await save_backup(call.hass, call.camera, path)}


async def _restore(call: Call) -> None:
    await restore(call.camera, await read_file(call.hass, call.data[ATTR_PATH]))
    await call.hass.config_entries.async_reload(call.coordinator.config_entry.entry_id)


def _upload(kind: Upload) -> Callable[[Call], Awaitable[None]]:
    async def upload(call: Call) -> None:
        await call.camera.upkeep.upload(kind, await read_file(call.hass, call.data[ATTR_PATH]))

    return upload


async def _factory_reset(call: Call) -> None:
    await call.camera.upkeep.reset(keep_network=call.data[ATTR_KEEP_NETWORK])


async def _set_mac(call: Call) -> None:
    mac = format_mac(_NO_DIGIT.sub("", call.data[ATTR_MAC]))
    other = call.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, mac)
    if other not in {None, call.coordinator.config_entry}:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="mac_taken", translation_placeholders={"mac": mac}
        )
    mac = await call.camera.upkeep.set_mac(call.data[ATTR_MAC])
    if Task.REBOOT in call.camera.capabilities.upkeep:
        with suppress(CameraError):  # it may have moved already
            await call.camera.upkeep.reboot()
    await follow(call, mac=mac)


ACTIONS = (
    Action(name="get_log", do=_get_log, answers=SupportsResponse.ONLY, task=Task.READ_LOG),
    Action(name="test_mail", do=_test_mail, answers=SupportsResponse.ONLY, task=Task.TEST_MAIL),
    Action(name="test_ftp", do=_test_ftp, answers=SupportsResponse.ONLY, task=Task.TEST_FTP),
    Action(
        name="send_serial",
        do=_send_serial,
        access=Access.CONTROL,
        task=Task.SEND_SERIAL,
        fields={
            vol.Optional(ATTR_DATA): cv.string,
            vol.Optional(ATTR_HEX): cv.string,
            vol.Optional(ATTR_PORT, default=0): vol.Coerce(int),
            vol.Optional(ATTR_BAUD, default=9600): vol.Coerce(int),
        },
    ),
    Action(name="back_up", do=_back_up, fields=_PATH, answers=SupportsResponse.OPTIONAL),
    Action(name="restore", do=_restore, fields=_PATH, dangerous=True),
    Action(name="upload_firmware", do=_upload(Upload.FIRMWARE), fields=_PATH, task=Task.UPLOAD, dangerous=True),
    Action(name="upload_web_pages", do=_upload(Upload.WEB_PAGES), fields=_PATH, task=Task.UPLOAD, dangerous=True),
    Action(
        name="factory_reset",
        do=_factory_reset,
        task=Task.RESET,
        fields={vol.Optional(ATTR_KEEP_NETWORK, default=False): cv.boolean},
        dangerous=True,
    ),
    Action(name="set_mac", do=_set_mac, fields={vol.Required(ATTR_MAC): cv.string}, task=Task.SET_MAC, dangerous=True),
)
