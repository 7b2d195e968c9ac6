"""Maintenance commands of the Netwave dialect."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
import re
from typing import override

from ...http.client import CameraHttp
from ...http.request import Form, Request
from ...model.address import Role
from ...model.errors import BadValueError, CameraDisconnectedError, CameraRejectedError, CameraResponseError
from ...model.settings import lines_of
from ...model.text import readable, to_wire
from ...model.values import DeliveryResult, LogEntry, MaintenanceTask, Page, Upload, WifiNetwork
from ..maintenance import Maintenance, is_backup, validate_upload
from .setting_groups import SECURITY
from .settings import BAUD
from .wire import check_command, parse_page

# The role that each command requires (docs/sources.md N6).
TASKS: Mapping[MaintenanceTask, Role] = {
    task: Role.OPERATOR if task is MaintenanceTask.SEND_SERIAL else Role.ADMINISTRATOR
    for task in MaintenanceTask
    if task not in {MaintenanceTask.RESET_KEEPING_NETWORK, MaintenanceTask.RESET_LENS}
}
_UPLOAD_PATHS = {Upload.FIRMWARE: "/upgrade_firmware.cgi", Upload.WEB_PAGES: "/upgrade_htmls.cgi"}
_CONNECTION_RESULTS = (
    DeliveryResult.SUCCESS,
    DeliveryResult.NO_CONNECTION,
    DeliveryResult.NETWORK_ERROR,
    DeliveryResult.SERVER_ERROR,
)
_LOGIN_RESULTS = (DeliveryResult.WRONG_USER, DeliveryResult.WRONG_PASSWORD)
# Result codes in order: 0, -1, -2 and so on (docs/sources.md N20).
_MAIL_RESULTS = (
    *_CONNECTION_RESULTS,
    *_LOGIN_RESULTS,
    DeliveryResult.SENDER_REFUSED,
    DeliveryResult.RECIPIENT_REFUSED,
    DeliveryResult.MESSAGE_REFUSED,
    DeliveryResult.LOGIN_UNSUPPORTED,
)
_FTP_RESULTS = (
    *_CONNECTION_RESULTS,
    *_LOGIN_RESULTS,
    DeliveryResult.WRONG_FOLDER,
    DeliveryResult.PASSIVE_MODE_FAILED,
    DeliveryResult.ACTIVE_MODE_FAILED,
    DeliveryResult.UPLOAD_REFUSED,
)
_LOG_LINE = re.compile(r"(?:[A-Z][a-z]{2},\s*)?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)?\s*(.*)")
_MAC = re.compile(r"(?!0{12}|f{12})[0-9a-f][02468ace][0-9a-f]{10}")  # an odd second digit would be a multicast address
_SCAN_ATTEMPTS = 10
_SCAN_DELAY = 2  # seconds; the camera's own web page waits for four
_SLOW_TIMEOUT = 90  # seconds, for a mail server or for writing firmware
_ID_AT = 12  # offset in a backup, behind magic number, checksum and length
_CAMERA_ID = re.compile(rb"[0-9A-Fa-f]{12}\0")
_MAX_BACKUP_BYTES = 4 * 1024 * 1024
_MAX_SERIAL_BYTES = 255  # bytes


class NetwaveMaintenance(Maintenance):
    """Maintenance of one Netwave camera."""

    def __init__(self, http: CameraHttp) -> None:
        self._http = http

    async def _command(self, path: str, params: Mapping[str, str] | None = None) -> None:
        check_command((await self._http.send(Request(path, params or {}, command=True))).text)

    @override
    async def reboot(self) -> None:
        with suppress(CameraDisconnectedError):  # it may restart before it has answered
            await self._command("/reboot.cgi")

    @override
    async def reset(self, *, keep_network: bool = False) -> None:
        if keep_network:
            raise BadValueError("network_not_kept")
        with suppress(CameraDisconnectedError):
            await self._command("/restore_factory.cgi")

    @override
    async def set_clock(self, moment: datetime) -> None:
        await self._command("/set_datetime.cgi", {"now": str(round(moment.timestamp()))})

    @override
    async def set_mac(self, mac: str) -> str:
        digits = re.sub(r"[:\-.\s]", "", mac).lower()
        if not _MAC.fullmatch(digits):
            raise BadValueError("no_mac")
        await self._command("/set_mac.cgi", {"mac": digits})
        return ":".join(re.findall("..", digits))

    @override
    async def back_up(self) -> bytes:
        file = (await self._http.send(Request("/backup_params.cgi", timeout=30, max_bytes=_MAX_BACKUP_BYTES))).body
        if not is_backup(file):
            raise CameraResponseError("backup_params.cgi: no backup")
        return file

    @override
    async def restore(self, file: bytes) -> None:
        if not is_backup(file) or not _is_alike(file, await self.back_up()):
            raise BadValueError("no_backup")
        await self._send_file("/restore_params.cgi", "params.bin", file)

    @override
    async def upload(self, kind: Upload, file: bytes) -> None:
        validate_upload(file)
        if _is_alike(file, await self.back_up()):
            raise BadValueError("file_mistaken", kind="backup")
        with suppress(CameraDisconnectedError):
            await self._send_file(_UPLOAD_PATHS[kind], f"{kind.value}.bin", file)

    async def _send_file(self, path: str, name: str, file: bytes) -> None:
        answer = await self._http.send(
            Request(path, command=True, timeout=_SLOW_TIMEOUT, form=await Form.with_file(name, file))
        )
        check_command(answer.text)

    @override
    async def read_log(self) -> list[LogEntry]:
        text = parse_page((await self._http.send(Request("/get_log.cgi"))).text).get("log_text", "")
        lines = (_LOG_LINE.match(line) for line in lines_of(text) if line.strip())
        return [LogEntry(line[1] or "", " ".join(readable(line[2]).split())) for line in lines if line]

    @override
    async def scan_wifi(self) -> list[WifiNetwork]:
        await self._command("/wifi_scan.cgi")
        for _ in range(_SCAN_ATTEMPTS):
            await asyncio.sleep(_SCAN_DELAY)
            try:
                found = parse_page((await self._http.send(Request("/get_wifi_scan_result.cgi"))).text)
            except CameraRejectedError, CameraResponseError:  # empty while the scan is running
                continue
            if "ap_number" in found:
                return [_network(found, number) for number in range(100) if f"ap_bssid[{number}]" in found]
        raise CameraResponseError("get_wifi_scan_result.cgi: no result")

    @override
    async def test_mail(self) -> DeliveryResult:
        return await self._run_test("/test_mail.cgi", _MAIL_RESULTS)

    @override
    async def test_ftp(self) -> DeliveryResult:
        return await self._run_test("/test_ftp.cgi", _FTP_RESULTS)

    async def _run_test(self, path: str, outcomes: tuple[DeliveryResult, ...]) -> DeliveryResult:
        answer = parse_page(
            (await self._http.send(Request(path, command=True, lasting=True, timeout=_SLOW_TIMEOUT))).text
        )
        number = re.fullmatch(r"-?(\d{1,2})", answer.get("result", ""))
        return outcomes[int(number[1])] if number and int(number[1]) < len(outcomes) else DeliveryResult.UNKNOWN

    @override
    async def send_serial(self, data: bytes, *, port: int, baud: int) -> None:
        if not 0 < len(data) <= _MAX_SERIAL_BYTES:
            raise BadValueError("bytes", longest=_MAX_SERIAL_BYTES)
        if not 0 <= port <= 3:
            raise BadValueError("out_of_range", setting="port", low=0, high=3)
        code = next((code for code, rate in BAUD.items() if rate == str(baud)), None)
        if code is None:
            raise BadValueError("not_a_choice", setting="baud", choices=", ".join(BAUD.values()))
        params = {
            "port": str(port),
            "baud": code,
            "bytes": str(len(data)),
            "data": data.decode(errors="surrogateescape"),
        }
        await self._command("/comm_write.cgi", params)


def _network(found: Page, number: int) -> WifiNetwork:
    """Return one network of a scan result."""
    ssid = found.get(f"ap_ssid[{number}]", "")
    return WifiNetwork(
        ssid=to_wire(ssid),
        name=readable(ssid),
        bssid=":".join(re.findall("..", readable(found[f"ap_bssid[{number}]"])[:12].lower())),
        security=SECURITY.get(found.get(f"ap_security[{number}]", ""), "unsupported"),
        ad_hoc=found.get(f"ap_mode[{number}]") == "1",
    )


def _is_alike(file: bytes, backup: bytes) -> bool:
    """Return whether a file starts like a backup: with the magic number and, if present, the camera's id.

    The magic number alone is not enough, because Foscam's web page files have the same one.
    """
    has_id = (_CAMERA_ID.match(each, _ID_AT) is not None for each in (file, backup))
    return file[:4] == backup[:4] and len({*has_id}) == 1
