"""Entities of a camera, and their effect on the simulated camera."""

from datetime import timedelta
from typing import Any

from homeassistant.components.camera import async_get_image, async_get_stream_source
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.util.dt import utcnow
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ip_camera_cgi.const import DOMAIN
from simulator import Account, AccountRole, SimulatedCamera, simulate

from ..conftest import PASSWORD
from ..protocol.test_camera import until
from .conftest import entry_for, set_up


def entity_id(hass: HomeAssistant, entry: MockConfigEntry, key: str) -> str:
    """Return the entity of a key."""
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        if entity.unique_id == f"{entry.unique_id}_{key}":
            return entity.entity_id
    raise AssertionError(f"no entity {key}")


def keys(hass: HomeAssistant, entry: MockConfigEntry) -> set[str]:
    """Return the keys of all entities."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {entity.unique_id.removeprefix(f"{entry.unique_id}_") for entity in entities}


def state(hass: HomeAssistant, entry: MockConfigEntry, key: str) -> str:
    """Return the state of the entity of a key."""
    shown = hass.states.get(entity_id(hass, entry, key))
    assert shown is not None
    return shown.state


async def call(hass: HomeAssistant, entry: MockConfigEntry, key: str, action: str, **data: Any) -> None:
    """Call an action of the entity of a key."""
    target = entity_id(hass, entry, key)
    domain = target.partition(".")[0]
    await hass.services.async_call(domain, action, {"entity_id": target, **data}, blocking=True)


COMMON = {
    "camera",
    "alarm",
    "last_event",
    "motion",
    "input",
    "relay",
    "reboot",
    "resolution",
    "brightness",
    "contrast",
    "flip",
    "motion_detection",
    "connected",
    "privacy_mode",
    "record_alarms",
}
ENTITIES = {
    "netwave": COMMON - {"relay"}
    | {"power_line", "motion_sensitivity_inverse", "sound", "home", "preset", "infrared"}
    | {"loudspeaker"},
    "hucoms": COMMON | {"day_night", "motion_sensitivity", "tamper"},
}


async def test_enabled_entities(hass: HomeAssistant, entry: MockConfigEntry, dialect: str) -> None:
    """Entities for daily use are enabled, the others disabled."""
    await until(lambda: keys(hass, entry) >= ENTITIES[dialect])
    await hass.async_block_till_done()
    registry = er.async_get(hass)
    enabled = {
        key
        for key in keys(hass, entry)
        if not registry.async_get(entity_id(hass, entry, key)).disabled_by  # type: ignore[union-attr]
    }
    assert enabled == ENTITIES[dialect]
    alone = {setting.key for setting in entry.runtime_data.camera.settings if not setting.group}
    assert alone <= keys(hass, entry)
    assert STATE_UNAVAILABLE not in {state(hass, entry, key) for key in enabled}


async def enable(hass: HomeAssistant, entry: MockConfigEntry, *wanted: str) -> None:
    """Enable disabled entities."""
    for key in wanted:
        er.async_get(hass).async_update_entity(entity_id(hass, entry, key), disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()


async def test_text(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await enable(hass, entry, "camera_name")
    await call(hass, entry, "camera_name", "set_value", value="Porch")
    assert state(hass, entry, "camera_name") == "Porch"
    with pytest.raises(ValueError, match="too long"):
        await call(hass, entry, "camera_name", "set_value", value="x" * 50)


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_text_beyond_state_limit(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, caplog: pytest.LogCaptureFixture
) -> None:
    simulated.settings["alias"] = "x" * 300
    await enable(hass, entry, "camera_name")
    assert state(hass, entry, "camera_name") == "x" * 255
    assert "ValueError" not in caplog.text


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_sensors(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await enable(hass, entry, "wifi_status", "temperature", "ddns_status")
    assert state(hass, entry, "wifi_status") == "wifi"
    assert float(state(hass, entry, "temperature")) == 0.0
    assert state(hass, entry, "ddns_status") == "off"


@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
async def test_settings_depend_on_modes(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await enable(hass, entry, "white_balance", "white_balance_red")
    assert state(hass, entry, "white_balance_red") == STATE_UNAVAILABLE
    await call(hass, entry, "white_balance", "select_option", option="user")
    assert state(hass, entry, "white_balance_red") == "50"
    await call(hass, entry, "white_balance_red", "set_value", value=60)
    assert state(hass, entry, "white_balance_red") == "60"


async def test_visitor_gets_picture_and_alarms(hass: HomeAssistant) -> None:
    async with simulate("netwave", accounts=[Account("guest", "guest", AccountRole.VISITOR)]) as simulated:
        entry = entry_for(simulated, username="guest", password="guest")
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        assert keys(hass, entry) >= {"camera", "motion", "input"}
        assert not keys(hass, entry) & {"relay", "reboot", "motion_detection", "brightness"}
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
async def test_camera_without_alarm_input(hass: HomeAssistant, dialect: str) -> None:
    async with simulate(dialect, personality="hucoms-dome") as simulated, set_up(hass, simulated) as entry:
        assert "tamper" not in keys(hass, entry)
        assert "motion" in keys(hass, entry)


async def test_settings_reach_the_camera(hass: HomeAssistant, entry: MockConfigEntry, dialect: str) -> None:
    await call(hass, entry, "brightness", "set_value", value=42)
    assert state(hass, entry, "brightness") == "42"
    await call(hass, entry, "flip", "select_option", option="mirror")
    assert state(hass, entry, "flip") == "mirror"
    for action, shown in (("turn_off", STATE_OFF), ("turn_on", STATE_ON)):
        await call(hass, entry, "motion_detection", action)
        assert state(hass, entry, "motion_detection") == shown


async def test_motion_detection_of_the_camera_entity(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    for action, shown in (("disable_motion_detection", STATE_OFF), ("enable_motion_detection", STATE_ON)):
        await call(hass, entry, "camera", action)
        assert state(hass, entry, "motion_detection") == shown
        camera = hass.states.get(entity_id(hass, entry, "camera"))
        assert camera is not None
        assert camera.attributes.get("motion_detection", False) is (shown == STATE_ON)


async def test_motion(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    await call(hass, entry, "camera", "enable_motion_detection")
    await until(lambda: state(hass, entry, "motion") == STATE_OFF)
    simulated.world.motion = True
    await until(lambda: state(hass, entry, "motion") == STATE_ON)
    simulated.world.motion = False
    await until(lambda: state(hass, entry, "motion") == STATE_OFF, 10)


@pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
async def test_tampering_and_input_are_pushed(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    await until(lambda: state(hass, entry, "tamper") == STATE_OFF)
    simulated.world.tamper = True
    simulated.world.input = True
    await until(lambda: state(hass, entry, "tamper") == state(hass, entry, "input") == STATE_ON, 1)


async def test_relay(hass: HomeAssistant, dialect: str) -> None:
    personality = "netwave-generic" if dialect == "netwave" else None
    async with simulate(dialect, personality=personality) as simulated, set_up(hass, simulated) as entry:
        for action, shown in (("turn_on", STATE_ON), ("turn_off", STATE_OFF)):
            await call(hass, entry, "relay", action)
            assert simulated.world.relay is (shown == STATE_ON)
            assert state(hass, entry, "relay") == shown


async def test_outage_and_return(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    """The entities become unavailable with the camera and return with it."""
    simulated.reboot_seconds = 3
    await until(lambda: entry.runtime_data.camera.listening)
    await call(hass, entry, "motion_detection", "turn_on")  # then it is polled often
    await call(hass, entry, "reboot", "press")
    await until(lambda: state(hass, entry, "brightness") == STATE_UNAVAILABLE, 20)
    await until(lambda: not simulated.rebooting, 20)
    async_fire_time_changed(hass, utcnow() + timedelta(minutes=1))
    await until(lambda: state(hass, entry, "brightness") != STATE_UNAVAILABLE, 20)


async def test_buttons(hass: HomeAssistant, dialect: str) -> None:
    """Each button works or raises the reason of the failure."""
    personality = {"netwave": "foscam-fi8910w", "hucoms": "hucoms-dome"}[dialect]
    async with simulate(dialect, personality=personality) as simulated, set_up(hass, simulated) as entry:
        tried = {key for key in ("set_clock", "reset_lens", "test_mail", "test_ftp") if key in keys(hass, entry)}
        assert (
            tried == {"netwave": {"set_clock", "test_mail", "test_ftp"}, "hucoms": {"set_clock", "reset_lens"}}[dialect]
        )
        await enable(hass, entry, *tried)
        await call(hass, entry, "set_clock", "press")
        assert simulated.requests[-1].path.endswith(("/set_datetime.cgi", "/serverdate.cgi"))
        if dialect == "hucoms":
            await call(hass, entry, "reset_lens", "press")
            assert simulated.requests[-1].params["action"] == "lensreset"
            return
        for key in ("test_mail", "test_ftp"):
            with pytest.raises(HomeAssistantError) as failed:  # no server is set
                await call(hass, entry, key, "press")
            assert str(failed.value.translation_key).startswith("trial_")


async def test_visitor_cannot_switch_motion_detection(hass: HomeAssistant) -> None:
    async with simulate("netwave", accounts=[Account("guest", "guest", AccountRole.VISITOR)]) as simulated:
        entry = entry_for(simulated, username="guest", password="guest")
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        with pytest.raises(HomeAssistantError) as refused:
            await call(hass, entry, "camera", "enable_motion_detection")
        assert refused.value.translation_key == "not_allowed"
        await hass.config_entries.async_unload(entry.entry_id)


async def test_failed_command_raises_error(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    before = state(hass, entry, "brightness")
    simulated.faults.refuse = True
    simulated.hang_up()
    with pytest.raises(HomeAssistantError) as trouble:
        await call(hass, entry, "brightness", "set_value", value=42)
    assert trouble.value.translation_domain == DOMAIN
    assert trouble.value.translation_key == "cannot_connect"
    assert state(hass, entry, "brightness") in {before, STATE_UNAVAILABLE}


async def test_invalid_value_is_not_sent(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """The codec decides beyond the range that Home Assistant checks."""
    setting = entry.runtime_data.camera.setting("brightness")
    request_count = len(simulated.requests)
    number = hass.data["entity_components"]["number"].get_entity(entity_id(hass, entry, "brightness"))
    with pytest.raises(ServiceValidationError) as refused:
        await number.async_set_native_value(setting.codec.high + 1)
    assert refused.value.translation_key == "value_out_of_range"
    assert [each.path for each in simulated.requests[request_count:] if "status" not in each.path] == []


async def test_picture(hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera) -> None:
    image = await async_get_image(hass, entity_id(hass, entry, "camera"))
    assert image.content.startswith(b"\xff\xd8")
    simulated.faults.error_page_picture = True
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, entity_id(hass, entry, "camera"))


async def test_live_pictures(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, hass_client: ClientSessionGenerator
) -> None:
    client = await hass_client()
    async with client.get(f"/api/camera_proxy_stream/{entity_id(hass, entry, 'camera')}") as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "multipart/x-mixed-replace; boundary=frame"
        assert await response.content.readline() == b"--frame\r\n"
        for _ in range(3):
            assert await response.content.readline() == b"Content-Type: image/jpeg\r\n"
            assert await response.content.readline() == b"\r\n"
            picture = await response.content.readuntil(b"\r\n--frame\r\n")
            assert picture.startswith(b"\xff\xd8")
            assert picture.removesuffix(b"\r\n--frame\r\n").rstrip(b"\0").endswith(b"\xff\xd9")
        assert simulated.open_streams == 1


async def test_stream_source(hass: HomeAssistant, entry: MockConfigEntry, dialect: str) -> None:
    source = await async_get_stream_source(hass, entity_id(hass, entry, "camera"))
    if dialect == "hucoms":
        assert source is not None
        assert source.startswith(f"rtsp://admin:{PASSWORD}@127.0.0.1:")
        assert source.endswith("/stream1")
    else:
        assert source is not None
        assert PASSWORD not in source, "the URL is Home Assistant's own"


@pytest.mark.parametrize("fault", ["refuse", "silent", "garbage", "html", "half"])
async def test_setup_is_retried(hass: HomeAssistant, simulated: SimulatedCamera, fault: str) -> None:
    simulated.faults.set(fault, True)
    entry = entry_for(simulated)
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key
    await hass.config_entries.async_unload(entry.entry_id)


async def test_refused_login_at_setup_starts_reauth(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    entry = entry_for(simulated, password="old")
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert [flow["context"]["source"] for flow in hass.config_entries.flow.async_progress()] == [SOURCE_REAUTH]


async def test_reauth_starts_after_third_refusal(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera
) -> None:
    """Cameras may refuse at random while they start."""
    simulated.set_password("admin", "new")
    for expected in (False, False, True):
        await entry.runtime_data.async_refresh()
        await hass.async_block_till_done()
        assert bool(hass.config_entries.flow.async_progress()) is expected


async def test_another_camera_at_the_address(hass: HomeAssistant, simulated: SimulatedCamera) -> None:
    entry = entry_for(simulated)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, unique_id="00:00:00:00:00:01")
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "another_camera"
    await hass.config_entries.async_unload(entry.entry_id)
