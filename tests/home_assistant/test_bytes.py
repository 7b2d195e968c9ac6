"""Text in any encoding, entered elsewhere, is shown correctly and survives changes made here."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.ip_camera_cgi.protocol.dialects.netwave import maintenance
from custom_components.ip_camera_cgi.protocol.model.text import from_wire, to_wire
from simulator import simulate
from simulator.netwave.camera import NetwaveCamera
from simulator.netwave.wifi import Network

from ..conftest import PASSWORD, USER
from .conftest import SURE, act, refused, set_up
from .test_entities import call, enable, state

NAMES = [b"K\xfcche", "厨房".encode("gbk"), "Küche".encode(), b"ab';c=1"]


@pytest.mark.parametrize("name", NAMES)
async def test_only_the_password_of_the_wifi_changes(hass: HomeAssistant, name: bytes) -> None:
    async with simulate("netwave", user=USER, password=PASSWORD) as camera:
        camera.settings |= {"wifi_enable": "1", "wifi_ssid": from_wire(name), "wifi_wpa_psk": "old password"}
        async with set_up(hass, camera) as entry:
            await act(hass, entry, "set_wifi", password="new password", **SURE)
            assert (to_wire(camera.settings["wifi_ssid"]), camera.settings["wifi_wpa_psk"]) == (name, "new password")


async def test_only_one_account_is_added(hass: HomeAssistant) -> None:
    async with simulate("netwave", user=USER, password=PASSWORD) as camera:
        camera.settings |= {"user2_name": from_wire(b"j\xfcrgen"), "user2_pwd": from_wire(b"gr\xfcn"), "user2_pri": "1"}
        async with set_up(hass, camera) as entry:
            await act(hass, entry, "set_user", username="guest", password="pw12345", role="visitor", **SURE)
            assert (camera.settings["user2_name"], camera.settings["user2_pwd"]) == (
                from_wire(b"j\xfcrgen"),
                from_wire(b"gr\xfcn"),
            )
            await act(hass, entry, "set_user", username="jürgen", password="new", **SURE)
            assert (camera.settings["user2_name"], camera.settings["user2_pwd"]) == (from_wire(b"j\xfcrgen"), "new")


async def test_undecodable_name_does_not_affect_others(hass: HomeAssistant) -> None:
    async with simulate("netwave", user=USER, password=PASSWORD) as camera:
        camera.settings |= {"wifi_ssid": from_wire(b"Nachb\xe4r")}
        async with set_up(hass, camera) as entry:
            await enable(hass, entry, "camera_name")
            await call(hass, entry, "camera_name", "set_value", value="Haustür")
            assert (camera.settings["alias"], state(hass, entry, "camera_name")) == ("Haustür", "Haustür")
            assert (await act(hass, entry, "get_settings", groups="wifi"))["wifi"]["name"] == "Nachbär"


async def test_wifi_is_chosen_from_scan_result(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maintenance, "_SCAN_DELAY", 0.05)
    async with simulate("netwave", user=USER, password=PASSWORD) as camera:
        assert isinstance(camera, NetwaveCamera)
        camera.pages.wifi.seconds = 0.0
        camera.pages.wifi.networks = [
            Network("020000a1b201", "Küche", 0, 4),
            Network("020000a1b202", from_wire(b"Nachb\xe4r"), 0, 4),
        ]
        async with set_up(hass, camera) as entry:
            found = await act(hass, entry, "scan_wifi")
            assert [each["name"] for each in found["networks"]] == ["Küche", "Nachbär"]
            for name, ssid in (
                ("Küche", "Küche".encode()),
                ("Nachbär", b"Nachb\xe4r"),
                ("Dachbär", "Dachbär".encode()),
            ):
                await act(hass, entry, "set_wifi", name=name, security="wpa2_aes", password="password1", **SURE)
                assert to_wire(camera.settings["wifi_ssid"]) == ssid


async def test_write_that_would_change_another_field_is_refused(hass: HomeAssistant) -> None:
    async with simulate("netwave", user=USER, password=PASSWORD) as camera:
        camera.settings["wifi_ssid"] = "a';\nb"
        async with set_up(hass, camera) as entry:
            with refused(camera, "unsafe_write"):
                await act(hass, entry, "set_wifi", password="new password", **SURE)


async def test_length_limits_count_bytes(hass: HomeAssistant) -> None:
    async with simulate("netwave", user=USER, password=PASSWORD) as camera, set_up(hass, camera) as entry:
        await enable(hass, entry, "camera_name")
        with refused(camera, "value_too_many_bytes"):
            await call(hass, entry, "camera_name", "set_value", value="ü" * 11)
        await call(hass, entry, "camera_name", "set_value", value="ü" * 10)
        assert camera.settings["alias"] == "ü" * 10
