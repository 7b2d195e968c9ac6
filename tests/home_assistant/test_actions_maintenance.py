"""Actions for log, tests, serial port, backup, firmware and factory reset."""

from collections.abc import Generator, Mapping
import json
import logging
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from simulator import NetwaveCamera, SimulatedCamera

from ..protocol.test_camera import until
from .conftest import SURE, act, changed, orders, refused
from .test_entities import call, enable, state

netwave = pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
hucoms = pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)


@pytest.fixture(autouse=True)
def quick(simulated: SimulatedCamera) -> None:
    """Shorten the delays of camera and servers."""
    simulated.reboot_seconds = 0.3
    if isinstance(simulated, NetwaveCamera):
        simulated.pages.trial_seconds = 0


@pytest.fixture
def folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """A folder that Home Assistant may use."""
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    return tmp_path


# Log and delivery tests


@netwave
async def test_log(hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera) -> None:
    simulated.log.clear()
    simulated.log.lines += [
        "Mon, 2009-08-03 19:53:04   admin          192.168.1.5       access",
        "no time at all",
        "",
    ]
    assert await act(hass, entry, "get_log") == {
        "entries": [
            {"time": "2009-08-03 19:53:04", "text": "admin 192.168.1.5 access"},
            {"time": "", "text": "no time at all"},
        ]
        + [{"time": line[5:24], "text": " ".join(line[24:].split())} for line in simulated.log.lines[3:]]
    }


GOOD_MAIL = {"mail_svr": "smtp.example.org", "mail_sender": "a@example.org", "mail_receiver1": "b@example.org"}
GOOD_FTP = {"ftp_svr": "ftp.example.org"}
TRIALS: list[tuple[str, dict[str, str], str]] = [
    ("mail", {}, "success"),
    ("mail", {"mail_svr": ""}, "no_connection"),
    ("mail", {"mail_svr": "offline.example.org"}, "no_connection"),
    ("mail", {"mail_svr": "flaky.example.org"}, "network_error"),
    ("mail", {"mail_svr": "broken.example.org"}, "server_error"),
    ("mail", {"mail_pwd": "x"}, "wrong_user"),
    ("mail", {"mail_user": "x"}, "wrong_password"),
    ("mail", {"mail_sender": "porch"}, "sender_refused"),
    ("mail", {"mail_receiver1": ""}, "recipient_refused"),
    ("mail", {"mail_svr": "picky.example.org"}, "message_refused"),
    ("mail", {"mail_svr": "noauth.example.org"}, "login_unsupported"),
    ("ftp", {}, "success"),
    ("ftp", {"ftp_svr": ""}, "no_connection"),
    ("ftp", {"ftp_svr": "flaky.example.org"}, "network_error"),
    ("ftp", {"ftp_svr": "broken.example.org"}, "server_error"),
    ("ftp", {"ftp_pwd": "x"}, "wrong_user"),
    ("ftp", {"ftp_user": "x"}, "wrong_password"),
    ("ftp", {"ftp_dir": "../up"}, "wrong_folder"),
    ("ftp", {"ftp_svr": "active.example.org", "ftp_mode": "1"}, "passive_mode_failed"),
    ("ftp", {"ftp_svr": "passive.example.org", "ftp_mode": "0"}, "active_mode_failed"),
    ("ftp", {"ftp_svr": "readonly.example.org"}, "upload_refused"),
]


@netwave
@pytest.mark.parametrize("trial", TRIALS, ids=repr)
async def test_delivery_tests_report_result(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, trial: tuple[str, dict[str, str], str]
) -> None:
    """The action returns the result; the button raises an error on failure."""
    service, settings, result = trial
    simulated.settings |= {**GOOD_MAIL, **GOOD_FTP, **settings}
    assert await act(hass, entry, f"test_{service}") == {"result": result}
    await enable(hass, entry, f"test_{service}")
    request_count = len(simulated.requests)
    if result == "success":
        await call(hass, entry, f"test_{service}", "press")
    else:
        with pytest.raises(HomeAssistantError) as raised:
            await call(hass, entry, f"test_{service}", "press")
        assert raised.value.translation_key == f"trial_{result}"
        assert str(raised.value) != raised.value.translation_key
    assert [each.path for each in orders(simulated, request_count)] == [f"/test_{service}.cgi"]


@netwave
@pytest.mark.parametrize("answer", ["-10", "-99", "strange"])
async def test_unknown_result_code(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulated: NetwaveCamera,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
) -> None:
    monkeypatch.setattr("simulator.netwave.delivery_test.result", lambda *_: answer)
    assert await act(hass, entry, "test_mail") == {"result": "unknown"}


# The serial port


@netwave
@pytest.mark.parametrize(
    ("data", "sent"),
    [
        ({"data": "PING\r\n"}, b"PING\r\n"),
        ({"data": "a&b=c?d#e+f%g h"}, b"a&b=c?d#e+f%g h"),
        ({"data": "é"}, "é".encode()),
        ({"hex": "ff 01 00 08 00 ff 08"}, b"\xff\x01\x00\x08\x00\xff\x08"),
        ({"hex": "FF0100"}, b"\xff\x01\x00"),
        ({"hex": "80 c3 a9 fe e2 82"}, b"\x80\xc3\xa9\xfe\xe2\x82"),
        ({"hex": bytes(range(255)).hex()}, bytes(range(255))),
        ({"data": "x" * 255}, b"x" * 255),
    ],
    ids=repr,
)
async def test_serial_port(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, data: dict[str, Any], sent: bytes
) -> None:
    await act(hass, entry, "send_serial", **data)
    assert [(each.port, each.baud, each.data) for each in simulated.serial] == [(0, 9600, sent)]


@netwave
@pytest.mark.parametrize("baud", [1200, 2400, 4800, "9600", 19200, 38400, 57600, "115200"])
async def test_port_and_speed(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, baud: int | str
) -> None:
    await act(hass, entry, "send_serial", data="x", port=3, baud=baud)
    assert [(each.port, each.baud, each.data) for each in simulated.serial] == [(3, int(baud), b"x")]


@netwave
@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({}, "data_or_hex"),
        ({"data": "x", "hex": "78"}, "data_or_hex"),
        ({"hex": "0xff"}, "no_hex"),
        ({"hex": "f"}, "no_hex"),
        ({"hex": "gg"}, "no_hex"),
        ({"data": ""}, "value_bytes"),
        ({"hex": ""}, "value_bytes"),
        ({"data": "x" * 256}, "value_bytes"),
        ({"data": "é" * 128}, "value_bytes"),
        ({"data": "x", "port": 4}, "value_out_of_range"),
        ({"data": "x", "port": -1}, "value_out_of_range"),
        ({"data": "x", "baud": 9601}, "value_not_a_choice"),
    ],
)
async def test_invalid_serial_data_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, data: dict[str, Any], key: str
) -> None:
    with refused(simulated, key, ServiceValidationError):
        await act(hass, entry, "send_serial", **data)
    assert simulated.serial == []


# Backup


async def test_back_up_and_restore(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """Restoring a backup reverts all changes made since."""
    path = folder / "porch.bin"
    answer = await act(hass, entry, "back_up", path=str(path))
    assert answer == {"path": str(path), "bytes": path.stat().st_size}
    assert path.stat().st_mode & 0o777 == 0o600
    before = dict(simulated.settings)
    await call(hass, entry, "brightness", "set_value", value=42)
    await call(hass, entry, "flip", "select_option", option="mirror")
    simulated.settings |= _elsewhere(simulated)
    assert simulated.settings != before
    await act(hass, entry, "restore", path=str(path), **SURE)
    await hass.async_block_till_done()
    assert simulated.settings == before
    assert entry.state is ConfigEntryState.LOADED
    assert state(hass, entry, "brightness") != "42"


def _elsewhere(simulated: SimulatedCamera) -> Mapping[str, str]:
    """Return settings as changed on the camera's own web page."""
    if simulated.personality.dialect == "netwave":
        return {"mail_svr": "smtp.example.org", "mail_pwd": "new", "alarm_schedule_sun_2": "7", "user5_name": "eve"}
    return {
        "camwhitebal/wbmode": "user",
        "camshutspeed/shutmode": "user",
        "camwdr/mode": "compensation",
        "motion/motion1.area5": "1",
        "motion/motion1.level": "1",
        "privacy/privacy6.endx": "5",
        "privacy/privacy6.enable": "enable",
        "osd/textstr": "meanwhile",
        "videoset/encoder1.quality": "2048",
        "rtspset/rtsptimelimit": "60",
        "servername/servername": "meanwhile",
    }


MODES: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"camwhitebal/wbmode": "user", "camwhitebal/userred": "60"}, {"camwhitebal/wbmode": "auto"}),
    ({"camwhitebal/wbmode": "user", "camwhitebal/userred": "60"}, {"camwhitebal/userred": "70"}),
    (
        {"camshutspeed/shutmode": "user", "camshutspeed/shutspeed": "5", "camshutspeed/agcvalue": "9"},
        {"camshutspeed/shutmode": "auto"},
    ),
    (
        {"camwdr/mode": "compensation", "camwdr/compensationmode": "back"},
        {"camwdr/mode": "dwdr", "camwdr/dwdrmode": "step3"},
    ),
    ({"videoset/encoder2.codec": "h264", "videoset/encoder2.quality": "5000"}, {"videoset/encoder2.quality": "800"}),
    (
        {"videoset/encoder2.codec": "h264", "videoset/encoder2.quality": "5000"},
        {"videoset/encoder2.codec": "mjpeg", "videoset/encoder2.quality": "80"},
    ),
    (
        {"videoset/encoder2.codec": "mjpeg", "videoset/encoder2.quality": "80"},
        {"videoset/encoder2.codec": "h264", "videoset/encoder2.quality": "5000"},
    ),
    (
        {f"motion/motion1.area{row}": "1" if row == 1 else "0" for row in range(1, 19)},
        {f"motion/motion1.area{row}": "0" for row in range(1, 19)},
    ),
]
"""Initial settings of the camera, and the changes made before the restore."""


@hucoms
@pytest.mark.parametrize("modes", MODES, ids=repr)
async def test_restore_includes_mode_dependent_settings(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulated: SimulatedCamera,
    folder: Path,
    modes: tuple[dict[str, str], dict[str, str]],
) -> None:
    was, became = modes
    simulated.settings |= was
    await act(hass, entry, "back_up", path=str(folder / "file"))
    simulated.settings |= became
    await act(hass, entry, "restore", path=str(folder / "file"), **SURE)
    assert {name: simulated.settings[name] for name in was} == was


@hucoms
async def test_restore_writes_differences_except_network(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    path = folder / "file"
    await act(hass, entry, "back_up", path=str(path))
    reported = json.loads(path.read_text())
    assert reported["dialect"] == "hucoms"
    assert reported["settings"]["camera_name"] == "gate"
    assert not [key for key in reported["settings"] if key.startswith("network")]
    simulated.settings["netset/ipaddress"] = "192.168.1.99"
    simulated.settings["servername/servername"] = "meanwhile"
    request_count = len(simulated.requests)
    await act(hass, entry, "restore", path=str(path), **SURE)
    assert [each.params.get("servername") for each in orders(simulated, request_count)] == ["gate"]
    assert simulated.settings["netset/ipaddress"] == "192.168.1.99"


async def test_backup_permissions_when_overwriting(hass: HomeAssistant, entry: MockConfigEntry, folder: Path) -> None:
    path = folder / "old"
    path.write_bytes(b"x" * 1_000_000)
    path.chmod(0o644)
    answer = await act(hass, entry, "back_up", path=str(path), overwrite=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_size == answer["bytes"] < 1_000_000


async def test_backup_in_public_folder_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """Home Assistant serves the www folder without login, although it is allowed to write there."""
    public = hass.config.path("www")
    hass.config.allowlist_external_dirs = {public}
    with refused(simulated, "path_not_allowed", ServiceValidationError):
        await act(hass, entry, "back_up", path=f"{public}/porch.bin")


NOT_A_BACKUP = {
    "netwave": [
        b"",
        b"PK\x03\x04",
        b"{}",
        b"NWPX" + b"x" * 100,
        b"NWPX" + bytes(100),
        b"\xbd\x9a\x0c\x44" + bytes(100),
    ],
    "hucoms": [
        *(b"", b"\xff\xd8", b"[]", b"{}", b"5", b'"settings"', b"null"),
        b'{"format": "ip_camera_cgi backup 1", "dialect": "hucoms"}',
        b'{"format": "ip_camera_cgi backup 1", "dialect": "hucoms", "settings": 5}',
        b'{"format": "ip_camera_cgi backup 1", "dialect": "netwave", "settings": {"camera_name": "x"}}',
        b'{"format": "ip_camera_cgi backup 2", "dialect": "hucoms", "settings": {"camera_name": "x"}}',
    ],
}


@pytest.mark.parametrize(
    ("dialect", "file"),
    [(dialect, file) for dialect in NOT_A_BACKUP for file in NOT_A_BACKUP[dialect]],
    indirect=["dialect"],
)
async def test_files_that_are_no_backup(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path, file: bytes
) -> None:
    (folder / "file").write_bytes(file)
    with refused(simulated, "value_no_backup", ServiceValidationError):
        await act(hass, entry, "restore", path=str(folder / "file"), **SURE)


@netwave
async def test_damaged_backup_is_refused_by_camera(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """Only the camera can detect the damage."""
    path = folder / "file"
    await act(hass, entry, "back_up", path=str(path))
    path.write_bytes(path.read_bytes()[:-1])
    with changed(simulated) as now, pytest.raises(HomeAssistantError) as raised:
        await act(hass, entry, "restore", path=str(path), **SURE)
    assert raised.value.translation_key == "rejected_because"
    assert now == {}


@hucoms
@pytest.mark.parametrize(
    "edited",
    [
        ({"brightness": 101}, "value_out_of_range"),
        ({"brightness": "50"}, "value_not_a_number"),
        ({"brightness": None}, "value_not_a_number"),
        ({"flip": "sideways"}, "value_not_a_choice"),
        ({"flip": ["mirror"]}, "value_not_a_choice"),
        ({"camera_name": "x" * 11}, "value_too_long"),
        ({"camera_name": 5}, "value_not_a_text"),
        ({"motion_detection": "on"}, "value_not_on_or_off"),
        ({"motion_area_24x18_1": "all"}, "value_not_a_number"),
        ({"motion_area_24x18_1": 1 << 24}, "value_out_of_range"),
    ],
    ids=repr,
)
async def test_edited_backup_is_validated_before_writing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulated: SimulatedCamera,
    folder: Path,
    edited: tuple[dict[str, Any], str],
) -> None:
    """The whole file is validated before the first request is sent."""
    values, key = edited
    path = folder / "file"
    await act(hass, entry, "back_up", path=str(path))
    reported = json.loads(path.read_text())
    reported["settings"] = {"contrast": 77, **reported["settings"], **values, "unheard_of": 1, "clock": "now"}
    path.write_text(json.dumps(reported))
    with refused(simulated, key, ServiceValidationError):
        await act(hass, entry, "restore", path=str(path), **SURE)


# Files


UPLOADS = {"upload_firmware": "upgrade_firmware.cgi", "upload_web_pages": "upgrade_htmls.cgi"}
WITH_PATHS: dict[str, dict[str, Any]] = {"back_up": {}, **dict.fromkeys(("restore", *UPLOADS), SURE)}


@netwave
@pytest.mark.parametrize("action", WITH_PATHS)
async def test_invalid_paths_are_refused(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path, action: str
) -> None:
    data = WITH_PATHS[action]
    (folder / "leading_out").symlink_to("/etc")
    for path in ("/etc/passwd", str(folder / ".." / "file"), str(folder / "leading_out" / "passwd"), "file", ""):
        with refused(simulated, "path_not_allowed", ServiceValidationError):
            await act(hass, entry, action, path=path, **data)
    with refused(simulated, "no_file_path"):
        await act(hass, entry, action, path=str(folder), **data)
    if action != "back_up":
        with refused(simulated, "file_missing"):
            await act(hass, entry, action, path=str(folder / "nowhere" / "file"), **data)
    others: list[dict[str, Any]] = [{"path": ["a"]}, {"path": None}]
    if action != "restore":  # which keeps a copy to restore
        others.append({})
    for other in others:
        with pytest.raises(vol.Invalid):
            await act(hass, entry, action, **other, **data)


@netwave
@pytest.mark.parametrize("action", ["restore", *UPLOADS])
async def test_missing_files(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path, action: str
) -> None:
    with refused(simulated, "file_missing"):
        await act(hass, entry, action, path=str(folder / "file"), **SURE)


@netwave
@pytest.mark.parametrize("action", UPLOADS)
async def test_upload(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, folder: Path, action: str
) -> None:
    # The files of Foscam's web pages begin with the same magic number as a backup.
    (folder / "file").write_bytes(b"\xbd\x9a\x0c\x44" + b"\r\n--\x00" * 600_000)
    await act(hass, entry, action, path=str(folder / "file"), **SURE)
    assert simulated.pages.uploads == [(UPLOADS[action], 3_000_004)]
    assert simulated.reboots == 1


@netwave
@pytest.mark.parametrize(
    "mistaken",
    [
        (b"", "value_file_empty"),
        (b"PK\x03\x04 firmware", "value_file_mistaken"),
        (b"Rar! firmware", "value_file_mistaken"),
        (b"\x1f\x8b firmware", "value_file_mistaken"),
        (b"%PDF-1.4", "value_file_mistaken"),
        (b"\r\n <!DOCTYPE html>", "value_file_mistaken"),
        (b'{"format": "ip_camera_cgi backup 1"}', "value_file_mistaken"),
        (b"\xbd\x9a\x0c\x44" + bytes(8) + b"0012A0746F01\0", "value_file_mistaken"),
        (b"\x00" * (32 * 1024 * 1024 + 1), "value_file_too_large"),
    ],
    ids=["empty", "zip", "rar", "gzip", "pdf", "html", "json", "backup", "large"],
)
async def test_invalid_firmware_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: NetwaveCamera, folder: Path, mistaken: tuple[bytes, str]
) -> None:
    file, key = mistaken
    (folder / "file").write_bytes(file)
    with refused(simulated, key, ServiceValidationError):
        await act(hass, entry, "upload_firmware", path=str(folder / "file"), **SURE)
    assert simulated.pages.uploads == []


@hucoms
@pytest.mark.parametrize("action", UPLOADS)
async def test_hucoms_has_no_upload(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path, action: str
) -> None:
    (folder / "file").write_bytes(b"firmware")
    with refused(simulated, "unsupported_function"):
        await act(hass, entry, action, path=str(folder / "file"), **SURE)


async def test_backup_before_dangerous_action(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path
) -> None:
    """The backup made before a dangerous action can be restored after it."""
    await call(hass, entry, "brightness", "set_value", value=42)
    before = dict(simulated.settings)
    await act(hass, entry, "factory_reset", back_up_to=str(folder / "file"), **SURE)
    assert (folder / "file").stat().st_mode & 0o777 == 0o600
    assert simulated.settings != before
    await until(lambda: not simulated.rebooting)
    if simulated.personality.dialect == "netwave":
        simulated.set_password("admin", "secret")
    await act(hass, entry, "restore", path=str(folder / "file"), **SURE)
    await hass.async_block_till_done()
    assert simulated.settings == before


@pytest.mark.parametrize(
    ("action", "data"), [("factory_reset", {}), ("set_network", {"dhcp": True}), ("restore", {"path": "file"})]
)
async def test_failed_backup_prevents_dangerous_action(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, action: str, data: dict[str, Any]
) -> None:
    with refused(simulated, "path_not_allowed"):
        await act(hass, entry, action, back_up_to="/etc/porch.bin", **data, **SURE)
    assert simulated.reboots == 0


@netwave
@pytest.mark.parametrize("action", ["restore", *UPLOADS])
async def test_backup_does_not_overwrite_upload_file(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path, action: str
) -> None:
    path = folder / "file"
    path.write_bytes(b"precious")
    (folder / "link").symlink_to(path)
    for other in ("file", "./file", "link"):
        with refused(simulated, "same_file", ServiceValidationError):
            await act(hass, entry, action, path=str(path), back_up_to=f"{folder}/{other}", **SURE)
    assert path.read_bytes() == b"precious"


# Factory reset


async def test_factory_reset(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    network = {"netwave": "dns", "hucoms": "dnsset/firstdns"}[simulated.personality.dialect]
    factory = simulated.settings[network]
    simulated.settings[network] = "192.168.1.7"
    await call(hass, entry, "brightness", "set_value", value=42)
    await act(hass, entry, "factory_reset", **SURE)
    assert simulated.reboots == 1
    assert "42" not in {simulated.settings.get("brightness"), simulated.settings.get("camcolor/bright")}
    assert simulated.settings[network] == factory


@hucoms
async def test_factory_reset_keeping_network(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    simulated.settings["dnsset/firstdns"] = "192.168.1.7"
    await call(hass, entry, "brightness", "set_value", value=42)
    await act(hass, entry, "factory_reset", keep_network=True, **SURE)
    assert simulated.reboots == 1
    assert simulated.settings["camcolor/bright"] == "50"
    assert simulated.settings["dnsset/firstdns"] == "192.168.1.7"


@netwave
async def test_netwave_cannot_keep_the_network(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    with refused(simulated, "value_network_not_kept", ServiceValidationError):
        await act(hass, entry, "factory_reset", keep_network=True, **SURE)
    assert simulated.reboots == 0


# Errors


@pytest.mark.parametrize("action", ["back_up", "factory_reset"])
async def test_maintenance_of_silent_camera(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path, action: str
) -> None:
    simulated.faults.refuse = True
    simulated.hang_up()
    data = {"back_up": {"path": str(folder / "file")}, "factory_reset": SURE}[action]
    with refused(simulated, "cannot_connect"):
        await act(hass, entry, action, **data)
    assert not (folder / "file").exists()


HALF_A_LETTER = "\ud800"


@pytest.fixture
def no_report(caplog: pytest.LogCaptureFixture) -> Generator[None]:
    """Home Assistant logs each call, and an incomplete character in a report aborts the test run."""
    with caplog.at_level(logging.CRITICAL), caplog.at_level(logging.CRITICAL, "homeassistant"):
        yield


@pytest.mark.usefixtures("no_report")
@pytest.mark.parametrize("name", ["a\0b", HALF_A_LETTER, "n" * 5000])
async def test_invalid_file_names(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path, name: str
) -> None:
    good, bad = str(folder / "file"), str(folder / name)
    (folder / "file").write_bytes(b"{}")
    request_count = len(simulated.requests)
    for path, back_up_to in ((bad, str(folder / "backup")), (good, bad)):
        with pytest.raises(HomeAssistantError) as raised:
            await act(hass, entry, "restore", path=path, back_up_to=back_up_to, **SURE)
        assert raised.value.translation_key in {"no_file_path", "path_not_allowed"}
    assert not orders(simulated, request_count)


@hucoms
@pytest.mark.parametrize("file", [b"[" * 1_000_000, b" " * (4 * 1024 * 1024 + 1)])
async def test_foreign_file_is_not_restored(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, folder: Path, file: bytes
) -> None:
    (folder / "file").write_bytes(file)
    with refused(simulated, "value_no_backup"):
        await act(hass, entry, "restore", path=str(folder / "file"), **SURE)


@netwave
@pytest.mark.usefixtures("no_report")
async def test_serial_text_that_cannot_be_encoded(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    with refused(simulated, "value_characters"):
        await act(hass, entry, "send_serial", data=HALF_A_LETTER)
