"""Actions for log, tests, serial port, backup, firmware and factory reset."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
import re
from typing import Any

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.device_registry import format_mac
import voluptuous as vol

from ..access import Access
from ..connection.relocate import wait_and_update_entry
from ..const import DOMAIN
from ..errors import setting_name, setting_value
from ..protocol import BadValueError, CameraError, MaintenanceTask, Secret, Upload
from ..protocol.features.backup import differences, restore, restore_copy
from ..stored_backups import SETTINGS, TIME, async_stored_backup
from .action import ATTR_OVERWRITE, ATTR_PATH, Action, Call
from .files import read_file, save_backup

ATTR_BAUD = "baud"
ATTR_DATA = "data"
ATTR_HEX = "hex"
ATTR_KEEP_NETWORK = "keep_network"
ATTR_MAC = "mac"
ATTR_PORT = "port"
_HIDDEN = "••••"
_MAC_SEPARATORS = re.compile(r"[:\-.\s]")
_PATH: dict[vol.Marker, Any] = {vol.Required(ATTR_PATH): cv.string}


async def _get_log(call: Call) -> dict[str, Any]:
    return {"entries": [{"time": entry.time, "text": entry.text} for entry in await call.camera.maintenance.read_log()]}


async def _test_mail(call: Call) -> dict[str, Any]:
    return {"result": (await call.camera.maintenance.test_mail()).value}


async def _test_ftp(call: Call) -> dict[str, Any]:
    return {"result": (await call.camera.maintenance.test_ftp()).value}


async def _send_serial(call: Call) -> None:
    text, digits = call.data.get(ATTR_DATA), call.data.get(ATTR_HEX)
    if text is not None and digits is None:
        data = _from_text(text)
    elif digits is not None and text is None:
        data = _from_hex(digits)
    else:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="data_or_hex")
    await call.camera.maintenance.send_serial(data, port=call.data[ATTR_PORT], baud=call.data[ATTR_BAUD])


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
    size = await save_backup(call.hass, call.camera, path, overwrite=call.data[ATTR_OVERWRITE])
    return {ATTR_PATH: path, "bytes": size}


async def _stored(call: Call) -> Mapping[str, Any]:
    """Return the copy of the last backup of Home Assistant."""
    copy = await async_stored_backup(call.coordinator)
    if copy is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_stored_backup",
            translation_placeholders={"name": call.coordinator.name},
        )
    return copy


async def _get_changes(call: Call) -> dict[str, Any]:
    """Return what was changed since the last backup of Home Assistant, in words; passwords are not shown."""
    copy = await _stored(call)
    secret = {setting.key for setting in call.camera.settings if isinstance(setting.codec, Secret)}

    def shown(key: str, value: object) -> object:
        return _HIDDEN if key in secret else setting_value(key, value)

    changes = await differences(call.camera, copy[SETTINGS])
    return {
        "since": copy[TIME],
        "changes": [
            {"setting": setting_name(key), "before": shown(key, before), "now": shown(key, now)}
            for key, (before, now) in changes.items()
        ],
    }


async def _restore(call: Call) -> None:
    call.camera.pictures.require()  # privacy holds some of the settings
    if ATTR_PATH in call.data:
        await restore(call.camera, await read_file(call.hass, call.data[ATTR_PATH]))
    else:
        await restore_copy(call.camera, (await _stored(call))[SETTINGS])
    await call.hass.config_entries.async_reload(call.coordinator.config_entry.entry_id)


def _upload(kind: Upload) -> Callable[[Call], Awaitable[None]]:
    async def upload(call: Call) -> None:
        await call.camera.maintenance.upload(kind, await read_file(call.hass, call.data[ATTR_PATH]))

    return upload


async def _factory_reset(call: Call) -> None:
    await call.camera.maintenance.reset(keep_network=call.data[ATTR_KEEP_NETWORK])


async def _set_mac(call: Call) -> None:
    mac = format_mac(_MAC_SEPARATORS.sub("", call.data[ATTR_MAC]))
    other = call.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, mac)
    if other not in {None, call.coordinator.config_entry}:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="mac_taken", translation_placeholders={"mac": mac}
        )
    mac = await call.camera.maintenance.set_mac(call.data[ATTR_MAC])
    if MaintenanceTask.REBOOT in call.camera.capabilities.tasks:
        with suppress(CameraError):  # it may already be unreachable at this address
            await call.camera.maintenance.reboot()
    await wait_and_update_entry(call.coordinator, mac=mac)


ACTIONS = (
    Action(name="get_log", handler=_get_log, response=SupportsResponse.ONLY, task=MaintenanceTask.READ_LOG),
    Action(name="test_mail", handler=_test_mail, response=SupportsResponse.ONLY, task=MaintenanceTask.TEST_MAIL),
    Action(name="test_ftp", handler=_test_ftp, response=SupportsResponse.ONLY, task=MaintenanceTask.TEST_FTP),
    Action(
        name="send_serial",
        handler=_send_serial,
        access=Access.CONTROL,
        task=MaintenanceTask.SEND_SERIAL,
        fields={
            vol.Optional(ATTR_DATA): cv.string,
            vol.Optional(ATTR_HEX): cv.string,
            vol.Optional(ATTR_PORT, default=0): vol.Coerce(int),
            vol.Optional(ATTR_BAUD, default=9600): vol.Coerce(int),
        },
    ),
    Action(
        name="back_up",
        handler=_back_up,
        fields={**_PATH, vol.Optional(ATTR_OVERWRITE, default=False): cv.boolean},
        response=SupportsResponse.OPTIONAL,
    ),
    Action(name="get_changes", handler=_get_changes, response=SupportsResponse.ONLY),
    Action(name="restore", handler=_restore, fields={vol.Optional(ATTR_PATH): cv.string}, dangerous=True),
    Action(
        name="upload_firmware",
        handler=_upload(Upload.FIRMWARE),
        fields=_PATH,
        task=MaintenanceTask.UPLOAD,
        dangerous=True,
    ),
    Action(
        name="upload_web_pages",
        handler=_upload(Upload.WEB_PAGES),
        fields=_PATH,
        task=MaintenanceTask.UPLOAD,
        dangerous=True,
    ),
    Action(
        name="factory_reset",
        handler=_factory_reset,
        task=MaintenanceTask.RESET,
        fields={vol.Optional(ATTR_KEEP_NETWORK, default=False): cv.boolean},
        dangerous=True,
    ),
    Action(
        name="set_mac",
        handler=_set_mac,
        fields={vol.Required(ATTR_MAC): cv.string},
        task=MaintenanceTask.SET_MAC,
        dangerous=True,
    ),
)
