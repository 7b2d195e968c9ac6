"""Error messages: name of the camera, reason, in Home Assistant's language."""

import asyncio

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi import errors
from custom_components.ip_camera_cgi.errors import error_text
from custom_components.ip_camera_cgi.protocol import (
    CameraBusyError,
    CameraMismatchError,
    CameraNotKeptError,
    CameraRejectedError,
    CameraUnsupportedError,
    Measure,
    Setting,
)
from custom_components.ip_camera_cgi.protocol.camera import setting_writer
from custom_components.ip_camera_cgi.protocol.http import request_queue
from custom_components.ip_camera_cgi.sensor import MeasureSensor
from simulator import SimulatedCamera, simulate

from ..conftest import PASSWORD, USER, Connecting
from .conftest import act, set_up
from .test_entities import call


@pytest.mark.parametrize(("language", "setting"), [("en", "Brightness"), ("de", "Helligkeit"), ("ko", "밝기")])
async def test_setting_not_kept(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, language: str, setting: str
) -> None:
    monkeypatch.setattr(setting_writer, "_CONFIRM_DELAYS", (0, 0))
    hass.config.language = language
    async with simulate("netwave", user=USER, password=PASSWORD) as camera, set_up(hass, camera) as entry:
        camera.settings["brightness"] = "128"
        camera.faults.deaf = True
        with pytest.raises(HomeAssistantError) as raised:
            await call(hass, entry, "brightness", "set_value", value=77)
        assert raised.value.translation_key == "not_kept_value"
        assert raised.value.translation_placeholders == {"name": "Camera", "setting": setting, "value": "128"}


async def test_delayed_read_back(connecting: Connecting, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sum(setting_writer._CONFIRM_DELAYS) >= 4
    monkeypatch.setattr(setting_writer, "_CONFIRM_DELAYS", (0, 0.1, 0.15, 0.25))
    async with simulate("netwave", user=USER, password=PASSWORD) as simulated:
        camera = await connecting(simulated)
        simulated.faults.deaf = True

        async def show() -> None:
            await asyncio.sleep(0.4)
            simulated.settings["brightness"] = "77"

        showing = asyncio.create_task(show())
        await camera.change_all({"brightness": 77})
        await showing


@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
async def test_function_that_the_camera_lacks(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, entry, "set_schedule", schedule="alarm", monday="always")
    assert str(raised.value) == "Camera does not have this function: Set schedule"


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_motion_detection_without_rights(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    simulated.settings |= {"user2_name": "guest", "user2_pwd": PASSWORD, "user2_pri": "1"}
    async with set_up(hass, simulated, username="guest") as entry:
        with pytest.raises(HomeAssistantError) as raised:
            await call(hass, entry, "camera", "enable_motion_detection")
    assert raised.value.translation_key == "not_allowed"
    assert "function" not in str(raised.value)


async def test_full_queue_has_its_own_message(connecting: Connecting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_queue, "_QUEUE_TIMEOUT", 0.1)
    async with simulate("netwave", user=USER, password=PASSWORD) as simulated:
        camera = await connecting(simulated)
        async with camera.driver.ptz.command_slot():
            with pytest.raises(CameraBusyError, match="others took"):
                await camera.update([])
        await camera.update([])


def test_every_error_has_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "_called", lambda key: f"<{key}>")
    monkeypatch.setattr(errors, "_shown", lambda _, value: value)
    for err, doing, text in (
        (CameraBusyError("x"), "", ("busy", {})),
        (CameraNotKeptError("wifi_password", None), "", ("not_kept", {"setting": "<wifi_password>"})),
        (CameraNotKeptError("contrast", 0), "", ("not_kept_value", {"setting": "<contrast>", "value": "0"})),
        (CameraRejectedError("no"), "", ("rejected", {})),
        (CameraRejectedError("no", answer="no"), "", ("rejected_because", {"answer": "no"})),
        (CameraUnsupportedError("status 404"), "", ("unsupported", {})),
        (CameraUnsupportedError("none", setting="mail"), "", ("unsupported_function", {"function": "<mail>"})),
        (
            CameraUnsupportedError("none", setting="mail_server"),
            "set_mail",
            ("unsupported_function", {"function": "<set_mail>"}),
        ),
        (CameraMismatchError("00:01"), "", ("another_camera", {"mac": "00:01"})),
    ):
        assert error_text(err, "Gate", doing=doing) == (text[0], {"name": "Gate", **text[1]})


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_unknown_unit(entry: MockConfigEntry) -> None:
    coordinator = entry.runtime_data
    measure = Measure("lx")
    setting = Setting(key="temperature", page="status", field="temperature", codec=measure)
    sensor = MeasureSensor(coordinator, setting, measure)
    assert (sensor.device_class, sensor.native_unit_of_measurement) == (None, "lx")
