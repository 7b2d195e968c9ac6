"""Actions for many cameras at once."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import area_registry as ar, device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.const import DOMAIN
from simulator import SimulatedCamera, simulate

from .conftest import lose, set_up


def put(hass: HomeAssistant, entry: MockConfigEntry, area: str) -> None:
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    dr.async_get(hass).async_update_device(device.id, area_id=area)


@pytest.mark.parametrize("dialect", ["netwave"])
async def test_response_lists_failures_per_camera(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """One camera succeeds, one has no schedules, one is offline; all are targeted by area."""
    yard = ar.async_get(hass).async_create("Yard").id
    async with (
        simulate("hucoms") as unable,
        simulate("netwave", personality="wanscam-c0d8") as gone,
        set_up(hass, unable) as second,
        set_up(hass, gone) as third,
    ):
        for each, title in ((entry, "Able"), (second, "Unable"), (third, "Gone")):
            put(hass, each, yard)
            each.runtime_data.name = title
        before = dict(unable.settings)
        await lose(third, gone)
        with pytest.raises(HomeAssistantError) as raised:
            await hass.services.async_call(
                DOMAIN, "set_schedule", {"area_id": yard, "schedule": "alarm", "monday": "always"}, blocking=True
            )
        assert raised.value.translation_key == "not_all_cameras"
        shown = raised.value.translation_placeholders
        assert shown is not None
        assert shown["done"] == "Able"
        assert "Unable (" in shown["failed"]
        assert "Gone (" in shown["failed"]
        assert "Done: Able. Not done: " in str(raised.value)
        assert int(simulated.settings["alarm_schedule_mon_0"]) % 2**32 == 2**32 - 1
        assert unable.settings == before


@pytest.mark.parametrize("dialect", ["netwave"])
async def test_no_failures(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    yard = ar.async_get(hass).async_create("Yard").id
    async with simulate("netwave", personality="wanscam-c0d8") as other, set_up(hass, other) as second:
        put(hass, entry, yard)
        put(hass, second, yard)
        await hass.services.async_call(
            DOMAIN, "set_mail", {"area_id": yard, "server": "smtp.example.org"}, blocking=True
        )
        assert [each.settings["mail_svr"] for each in (simulated, other)] == ["smtp.example.org"] * 2
