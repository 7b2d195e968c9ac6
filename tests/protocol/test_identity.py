"""Identity and capabilities of cameras, and functions without settings."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.ip_camera_cgi.protocol import Alarm, CameraUnsupportedError, MaintenanceTask
from simulator import SimulatedCamera, simulate

from ..conftest import Connecting


async def test_device_name(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    setting = camera.setting("camera_name")
    assert setting is not None
    await camera.change(setting, "Porch")
    assert (await connecting(simulated)).info.name == "Porch"


async def test_netwave_firmware(connecting: Connecting) -> None:
    async with simulate("netwave", personality="foscam-fi8910w") as simulated:
        info = (await connecting(simulated)).info
    assert (info.firmware, info.web_version) == ("11.37.2.49", "2.0.10.4")
    assert info.manufacturer == "Foscam"


async def test_hucoms_model_and_firmware(connecting: Connecting) -> None:
    async with simulate("hucoms", personality="hucoms-dome") as simulated:
        info = (await connecting(simulated)).info
        assert info.model == simulated.personality.model
        assert info.firmware == simulated.personality.firmware


@pytest.mark.parametrize(
    ("personality", "model"), [("hucoms-manual", "1 MP PTZ IP camera"), ("hucoms-fixed", "2 MP IP camera")]
)
async def test_hucoms_without_model(personality: str, model: str, connecting: Connecting) -> None:
    async with simulate("hucoms", personality=personality) as simulated:
        assert (await connecting(simulated)).info.model == model


async def test_hucoms_without_sound(connecting: Connecting) -> None:
    async with simulate("hucoms", personality="hucoms-quiet") as simulated:
        camera = await connecting(simulated)
        assert camera.setting("audio_in") is None
        assert camera.setting("audio_out_gain") is None


async def test_hucoms_without_tamper_detection(connecting: Connecting) -> None:
    """Version 1.22 has no getshock."""
    async with simulate("hucoms", personality="hucoms-dome") as simulated:
        camera = await connecting(simulated)
        assert camera.setting("tamper_detection") is None
        assert Alarm.TAMPER not in camera.capabilities.alarms
        assert Alarm.MOTION in camera.capabilities.alarms


async def test_clock_is_set(simulated: SimulatedCamera, connecting: Connecting) -> None:
    camera = await connecting(simulated)
    moment = datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)
    await camera.maintenance.set_clock(moment)
    setting = camera.setting("clock")
    assert setting is not None
    await camera.refresh({setting.page})
    shown = camera.state.get(setting)
    assert shown is not None
    assert abs(shown.replace(tzinfo=UTC) - moment) < timedelta(seconds=5)


async def test_lens_is_reset(connecting: Connecting) -> None:
    async with simulate("hucoms", personality="hucoms-dome") as simulated:
        camera = await connecting(simulated)
        assert MaintenanceTask.RESET_LENS in camera.capabilities.tasks
        await camera.maintenance.reset_lens()
        assert simulated.requests[-1].params["action"] == "lensreset"


READ_ONLY: dict[str, dict[str, Any]] = {
    "wansview-ncb541w": {
        "temperature": 21.5,
        "humidity": 43.0,
        "wifi_status": "wifi",
        "ddns_status": "off",
        "ddns_host_status": "",
        "oray_type": "standard",
        "upnp_status": "off",
    },
    "hucoms-manual": {"restart_needed": False},
}


@pytest.mark.parametrize("personality", READ_ONLY)
async def test_read_only_settings(personality: str, connecting: Connecting) -> None:
    dialect = "hucoms" if personality.startswith("hucoms") else "netwave"
    async with simulate(dialect, personality=personality) as simulated:
        camera = await connecting(simulated)
        await camera.refresh({setting.page for setting in camera.settings if setting.write is None})
        shown: dict[str, Any] = {each.key: camera.state.get(each) for each in camera.settings if each.write is None}
        assert abs(shown.pop("clock").replace(tzinfo=UTC) - datetime.now(UTC)) < timedelta(days=1)
        shown.pop("log", None)
        assert shown == READ_ONLY[personality]


async def test_last_log_line(connecting: Connecting) -> None:
    async with simulate("netwave") as simulated:
        camera = await connecting(simulated)
        setting = camera.setting("log")
        assert setting is not None
        await camera.refresh({"log"})
        last = (await camera.maintenance.read_log())[-1]
        shown = str(camera.state.get(setting))
        assert last.time in shown
        assert last.text.split()[-1] in shown


async def test_restart_needed(connecting: Connecting) -> None:
    async with simulate("hucoms", personality="hucoms-manual") as simulated:
        camera = await connecting(simulated)
        capture, needed = camera.setting("capture_2"), camera.setting("restart_needed")
        assert capture is not None
        assert needed is not None
        await camera.change(capture, not camera.state.get(capture))
        assert camera.state.get(needed) is True


async def test_unsupported_functions(connecting: Connecting) -> None:
    async with simulate("hucoms") as simulated:
        camera = await connecting(simulated)
        upkeep = camera.maintenance
        assert camera.pictures.sound_type is None
        with pytest.raises(CameraUnsupportedError):
            await anext(camera.pictures.stream_with_sound())
        for asking in (upkeep.back_up(), upkeep.restore(b"x"), upkeep.read_log(), upkeep.set_mac("00:62:6e:00:00:01")):
            with pytest.raises(CameraUnsupportedError):
                await asking
    async with simulate("netwave") as simulated:
        camera = await connecting(simulated)
        with pytest.raises(CameraUnsupportedError):
            await camera.maintenance.reset_lens()
