"""The device page of a camera."""

from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
from homeassistant.helpers.icon import async_get_icons
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.protocol import CameraInfo
from custom_components.ip_camera_cgi.suggested_area import area_from_name
from simulator import SimulatedCamera, simulate

from ..protocol.test_camera import until
from .conftest import entry_for, set_up


def device(hass: HomeAssistant, entry: MockConfigEntry) -> dr.DeviceEntry:
    """Return the only device of an entry."""
    (only,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return only


@pytest.mark.parametrize(
    ("dialect", "personality", "reported"),
    [
        (
            "netwave",
            "foscam-fi8910w",
            {
                "name": "Driveway",
                "manufacturer": "Foscam",
                "model": "IP camera (firmware 11.37)",
                "sw_version": "11.37.2.49 (web page 2.0.10.4)",
                "hw_version": None,
                "serial_number": "00626E0A1B2C",
            },
        ),
        (
            "hucoms",
            "hucoms-dome",
            {
                "name": "yard",
                "manufacturer": "Hucoms",
                "model": "HNR-2036LA",
                "sw_version": "1.22",
                "hw_version": "1.0",
                "serial_number": "0007D80A1B2D",
            },
        ),
    ],
)
async def test_device(hass: HomeAssistant, dialect: str, personality: str, reported: dict[str, str | None]) -> None:
    async with simulate(dialect, personality=personality) as simulated, set_up(hass, simulated) as entry:
        shown = device(hass, entry)
        assert {name: getattr(shown, name) for name in reported} == reported
        assert entry.unique_id is not None
        assert shown.identifiers == {(DOMAIN, entry.unique_id)}
        assert shown.connections == {(dr.CONNECTION_NETWORK_MAC, entry.unique_id)}
        assert shown.configuration_url == f"http://127.0.0.1:{simulated.port}/"


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("Garden", "Garden"),
        ("garden", "Garden"),
        ("Back door", "Back door"),
        ("Garden camera 2", "Garden"),
        ("IP_CAM-Garage", "Garage"),
        ("cam2", None),
        ("IPCamera", None),
        ("FrontDoorCam", None),
        ("FI8910W", None),
        ("My Webcam", None),
        ("HUCOMS", None),
        ("거실", "거실"),
        ("...", None),
        ("", None),
    ],
)
def test_suggested_place(name: str, area: str | None) -> None:
    info = CameraInfo(mac="00:62:6e:00:00:01", name=name, manufacturer="Hucoms", model="IP camera")
    assert area_from_name(info) == area


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_suggested_area(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    """An existing area is used, none is created, and the user's choice is kept."""
    areas = ar.async_get(hass)
    garden, attic = areas.async_create("GARDEN"), areas.async_create("Attic")
    simulated.settings["alias"] = "Garden camera"
    async with set_up(hass, simulated) as entry:
        assert device(hass, entry).area_id == garden.id
        assert {area.name for area in areas.async_list_areas()} == {"GARDEN", "Attic"}
        assert hass.states.get("binary_sensor.garden_camera_motion"), "the area is not repeated in the name"
        for chosen in (attic.id, None):
            dr.async_get(hass).async_update_device(device(hass, entry).id, area_id=chosen)
            assert await hass.config_entries.async_reload(entry.entry_id)
            assert device(hass, entry).area_id == chosen


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_unknown_area_is_not_created(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    simulated.settings["alias"] = "Garden camera"
    async with set_up(hass, simulated) as entry:
        assert device(hass, entry).area_id is None
        assert not list(ar.async_get(hass).async_list_areas())


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_area_of_a_camera_that_is_added_again(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    """Home Assistant restores the area of the removed device."""
    attic = ar.async_get(hass).async_create("Attic")
    simulated.settings["alias"] = "Garden"
    async with set_up(hass, simulated) as entry:
        dr.async_get(hass).async_update_device(device(hass, entry).id, area_id=attic.id)
    await hass.config_entries.async_remove(entry.entry_id)
    async with set_up(hass, simulated) as entry:
        assert device(hass, entry).area_id == attic.id


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_camera_without_a_name(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    simulated.settings["alias"] = ""
    async with set_up(hass, simulated) as entry:
        assert device(hass, entry).name == entry_for(simulated).title
        assert device(hass, entry).area_id is None


@pytest.mark.parametrize(
    ("dialect", "personality"),
    [
        ("netwave", "foscam-fi8910w"),
        ("netwave", "wansview-ncb541w"),
        ("hucoms", "hucoms-12m"),
        ("hucoms", "hucoms-dome"),
    ],
)
async def test_entities_have_names_and_icons(hass: HomeAssistant, dialect: str, personality: str) -> None:
    """Each entity has a name and an icon or device class; settings belong to the configuration category."""
    registry = er.async_get(hass)
    async with simulate(dialect, personality=personality) as simulated, set_up(hass, simulated) as entry:
        if dialect == "netwave":  # detected after the start
            await until(lambda: entry.runtime_data.camera.speaker.available)
            await hass.async_block_till_done()
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
            registry.async_update_entity(entity.entity_id, disabled_by=None)
        await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done()
        icons = (await async_get_icons(hass, "entity", {DOMAIN}))[DOMAIN]
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
            about = f"{entity.entity_id}: {entity.unique_id}"
            shown = hass.states.get(entity.entity_id)
            assert shown is not None, about
            if entity.domain != "camera":
                assert entity.original_device_class or entity.translation_key in icons[entity.domain], about
                assert entity.original_name, about
            unit, device_class = shown.attributes.get("unit_of_measurement"), entity.original_device_class
            assert (
                (device_class is None)
                or entity.domain in {"binary_sensor", "button", "camera", "event", "media_player"}
                or unit
                or (device_class in {"enum", "timestamp"})
            ), about
            if entity.domain in {"number", "select", "text"} and entity.translation_key != "preset":
                assert entity.entity_category is EntityCategory.CONFIG, about
            if entity.domain == "sensor":
                assert entity.entity_category is EntityCategory.DIAGNOSTIC, about
            if device_class == "enum":
                assert shown.state in {*shown.attributes["options"], "unknown", "unavailable"}, about
