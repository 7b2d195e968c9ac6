"""Every setting of every simulated camera, changed through Home Assistant and compared with the camera's memory."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import product
import logging
import re
from typing import Any

from homeassistant.const import EVENT_LOGGING_CHANGED, STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.protocol import DRIVERS, Camera, Choice, Flag, Level, Setting, Text
from custom_components.ip_camera_cgi.protocol.camera import setting_writer
from custom_components.ip_camera_cgi.protocol.dialects.driver import CameraDriver
from custom_components.ip_camera_cgi.protocol.dialects.hucoms.pages import PAGES
from simulator import HucomsCamera, NetwaveCamera, SimulatedCamera, names, simulate
from simulator.request import Request
from simulator.wire import Response

from ..conftest import DIALECTS
from .conftest import set_up

EVERY_PERSONALITY = [(dialect, name) for dialect in DIALECTS for name in names(dialect)]
RICHEST = {"netwave": "foscam-fi8910w", "hucoms": "hucoms-12m"}
"""The personality with the most settings of each dialect."""
HANDFUL = ("motion_detection", "brightness", "flip", "resolution", "camera_name")
PLATFORMS: dict[type, str] = {Flag: "switch", Choice: "select", Level: "number", Text: "text"}

type AnySetting = Setting[Any]


@pytest.fixture(autouse=True)
async def quick(hass: HomeAssistant, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove delays and the log output of half a million events."""
    monkeypatch.setattr(setting_writer, "_CONFIRM_DELAYS", (0, 0))
    caplog.set_level(logging.INFO, "homeassistant.core")
    hass.bus.async_fire(EVENT_LOGGING_CHANGED)
    await hass.async_block_till_done()
    hass.loop.set_debug(False)


# Names in the simulator


def kept_as(setting: AnySetting) -> str:
    """Return the name of a setting in the simulator's memory."""
    if setting.page not in PAGES:
        return setting.field
    named = {"night_color": "camcolor-night", "day_night_summary": "camdaynight"}
    cgi = named.get(setting.page) or PAGES[setting.page].cgi.removesuffix(".cgi")
    return f"{cgi}/{setting.field}"


def word(setting: AnySetting, value: Any) -> str:
    """Return the camera's word for a value."""
    if isinstance(setting.codec, Flag):
        return setting.codec.on if value else setting.codec.off
    if isinstance(setting.codec, Level) and setting.codec.reversed:
        return str(setting.codec.low + setting.codec.high - value)
    if isinstance(setting.codec, Choice):
        return next(theirs for theirs, ours in setting.codec.options.items() if ours == value)
    return str(value)


def shown(value: Any) -> str:
    """Return the state for a value."""
    if isinstance(value, bool):
        return STATE_ON if value else STATE_OFF
    return str(value)


@dataclass(frozen=True)
class InHouse:
    """A camera as simulator and as entry."""

    hass: HomeAssistant
    simulated: SimulatedCamera
    entry: MockConfigEntry
    entities: dict[str, str]
    settings: dict[str, AnySetting]

    def value(self, setting: AnySetting) -> Any:
        """Return the value in the camera's memory."""
        return setting.codec.decode(self.simulated.settings[kept_as(setting)])

    def state(self, setting: AnySetting) -> str:
        state = self.hass.states.get(self.entities[setting.key])
        assert state is not None, setting.key
        return state.state

    def states(self) -> dict[str, str]:
        return {key: self.state(setting) for key, setting in self.settings.items()}

    def stored(self) -> dict[str, str]:
        """Return the camera's memory without the restart flag."""
        return {name: value for name, value in self.simulated.settings.items() if name != "videoset/need_reboot"}

    async def change(self, setting: AnySetting, value: Any) -> None:
        """Change a setting through its entity."""
        entity = self.entities[setting.key]
        domain = entity.partition(".")[0]
        action, data = {
            "switch": ("turn_on" if value is True else "turn_off", {}),
            "select": ("select_option", {"option": value}),
            "number": ("set_value", {"value": value}),
            "text": ("set_value", {"value": value}),
        }[domain]
        await self.hass.services.async_call(domain, action, {"entity_id": entity, **data}, blocking=True)

    async def change_all(self, values: dict[str, Any]) -> dict[str, Any]:
        """Change settings in order; return their previous values."""
        before = {}
        for key, value in values.items():
            before[key] = self.value(self.settings[key])
            if value != before[key]:
                await self.change(self.settings[key], value)
        return dict(reversed(before.items()))


@asynccontextmanager
async def in_house(hass: HomeAssistant, dialect: str, personality: str, **settings: str) -> AsyncGenerator[InHouse]:
    """Set up a camera with all entities enabled and polling off."""
    registry = er.async_get(hass)
    async with simulate(dialect, personality=personality) as simulated:
        simulated.settings |= settings
        async with set_up(hass, simulated) as entry:
            entities = er.async_entries_for_config_entry(registry, entry.entry_id)
            for entity in entities:
                if entity.disabled_by:
                    registry.async_update_entity(entity.entity_id, disabled_by=None)
            await hass.config_entries.async_reload(entry.entry_id)
            await hass.async_block_till_done()
            entry.runtime_data.update_interval = None
            entry.runtime_data._async_unsub_refresh()
            ids = {entity.unique_id.removeprefix(f"{entry.unique_id}_"): entity.entity_id for entity in entities}
            known: Camera = entry.runtime_data.camera
            writable = {setting.key: setting for kind in PLATFORMS for setting, _ in known.writable(kind)}
            yield InHouse(hass, simulated, entry, ids, writable)


# Which entities exist


def model_has(simulated: SimulatedCamera, setting: AnySetting, field: str) -> bool:
    """Return whether the simulated model has the field of a setting."""
    model = simulated.personality
    if isinstance(simulated, NetwaveCamera):
        return model.has(field)
    assert isinstance(simulated, HucomsCamera)
    page, _, _ = kept_as(setting).partition("/")
    fields = simulated.store.pages[page].fields
    if setting.page == "day_night_summary":  # fields that only this page has, and that can be set
        fields = tuple(each for each in fields if each.only_in_info and each.accepts)
    else:
        fields = tuple(each for each in fields if not each.only_in_info)
    silent = setting.page == "audio" and not simulated.personality.audio
    return (
        model.has(page)
        and model.has(PAGES[setting.page].cgi.removesuffix(".cgi"))
        and not silent
        and any(field == each.name for each in fields)
    )


def reported_now(simulated: SimulatedCamera, setting: AnySetting) -> set[str]:
    """Return the fields of a setting's page that the camera reports in its current mode."""
    if not isinstance(simulated, HucomsCamera):
        return set(simulated.settings)
    page, _, _ = kept_as(setting).partition("/")
    summary = setting.page == "day_night_summary"
    return {field.name for field, _ in simulated.store.fields(page, simulated.store.pages[page], info=summary)}


def wrongly_there(house: InHouse) -> Iterator[str]:
    """Yield missing entities and those that the model lacks."""
    (driver,) = (driver for driver in DRIVERS if driver.dialect == house.simulated.personality.dialect)
    for setting in driver.settings:
        if setting.group or setting.write is None:
            continue
        is_there = setting.key in house.entities
        has = model_has(house.simulated, setting, setting.field)
        # Fields that the camera reports in some modes only are found in those.
        may_be = has or (
            setting.available_when is not None and model_has(house.simulated, setting, setting.available_when[0])
        )
        if is_there and house.entities[setting.key].partition(".")[0] != PLATFORMS[type(setting.codec)]:
            yield f"{setting.key} is {house.entities[setting.key]}"
        if has and not is_there:
            yield f"{setting.key} is missing"
        if is_there and not may_be:
            yield f"{setting.key} is there"
        name = kept_as(setting)
        lacking = [each for each in house.simulated.personality.lacks if fnmatchcase(name, each)]
        lacking += [each for each in house.simulated.personality.lacks if name.startswith(f"{each}/")]
        if is_there and lacking:
            yield f"{setting.key} is there, and the model lacks {lacking}"


@pytest.mark.parametrize("driver", DRIVERS)
def test_every_setting_exists_in_a_simulated_camera(driver: type[CameraDriver]) -> None:
    """Each setting has its own field, and a simulated camera has it."""
    settings = [(setting, setting.write) for setting in driver.settings if setting.write]
    places = Counter((each.page, each.field, each.available_when, write.path) for each, write in settings if each.field)
    assert not [place for place, number in places.items() if number > 1]
    cameras = [simulate(driver.dialect, personality=name) for name in names(driver.dialect)]
    untried = {
        setting.key
        for setting, _ in settings
        if not setting.group and not any(model_has(each, setting, setting.field) for each in cameras)
    }
    assert not untried


# Every value

TEXTS = (
    *("", "A b-1", "a&b=c?d#+%", "a'b\"<;\\n", "Error: x", "a *b", "a* *b", " a ", "Tür 2, 密码"),
    *("pool.example.org", "239.1.2.3", "3000,60000", "5000,5999"),
)


def values(setting: AnySetting) -> list[Any]:
    match setting.codec:
        case Flag():
            return [True, False]
        case Choice(options):
            return list(dict.fromkeys(options.values()))
        case Level(low, high, also):
            return [low, (low + high) // 2, high, *([] if also is None else [also])]
        case Text(longest, pattern):
            texts = [*TEXTS, "x" * longest, "9" * longest]
            return [text for text in texts if len(text) <= longest and re.fullmatch(pattern, text)]
    raise AssertionError(setting)


# Requirements before all values of a setting can be written.
FIRST: dict[str, dict[str, Any]] = {
    "night_to_day": {"day_to_night": 1},
    "day_to_night": {"night_to_day": 990},
    # No sensor feeds three encoders of each codec.
    "encoder_3_codec": {"encoder_2_codec": "mpeg4"},
    "encoder_3_bitrate": {"encoder_2_codec": "mpeg4"},
    "encoder_3_keyframe": {"encoder_2_codec": "mpeg4"},
    "encoder_3_rate_control": {"encoder_2_codec": "mpeg4"},
}


@asynccontextmanager
async def ready(house: InHouse, setting: AnySetting) -> AsyncGenerator[None]:
    """Set the mode that a setting requires, and restore it afterwards."""
    first = dict(FIRST.get(setting.key, {}))
    if setting.available_when is not None and house.state(setting) == STATE_UNAVAILABLE:
        field, modes = setting.available_when
        (mode,) = (
            each
            for each in house.settings.values()
            if (each.page, each.field) == (setting.page, field) and each is not setting
        )
        first[mode.key] = mode.codec.decode(modes[0])
    page = [each for each in house.settings.values() if each.page == setting.page]
    others = {each.key: house.value(each) for each in page if house.state(each) != STATE_UNAVAILABLE}
    before = await house.change_all(first)
    yield
    await house.change_all(before | others)  # a bitrate is forgotten when the codec changes


# Values that no sensor supports, and those that a one-megapixel sensor does not.
REFUSED = re.compile(r"encoder_\d_keyframe=(?:62|120)")
REFUSED_1M = re.compile(r"encoder_\d_framerate=1|encoder_1_framerate=60|encoder_\d_bitrate=(?:6032|12000)")


def is_refused(house: InHouse, setting: AnySetting, value: Any) -> bool:
    """Return whether the camera rejects a value for undocumented reasons."""
    what = f"{setting.key}={value}"
    small = isinstance(house.simulated, HucomsCamera) and house.simulated.personality.sensor == "1M"
    return bool(REFUSED.fullmatch(what) or (small and REFUSED_1M.fullmatch(what)))


def along_with(house: InHouse, setting: AnySetting) -> dict[str, str]:
    """Return the fields that change together with a setting."""
    encoder, _, part = setting.field.partition(".")
    if part == "codec":
        quality = f"videoset/{encoder}.quality"
        return {quality: house.simulated.settings[quality]}
    return {"motion/allstatus": "enable"} if setting.field == "motion1.enable" else {}


def wrong_modes(house: InHouse, mode: AnySetting) -> Iterator[str]:
    """Yield settings whose availability is wrong in the current mode."""
    reported = reported_now(house.simulated, mode)
    for setting in house.settings.values():
        if setting.page == mode.page:
            field, modes = setting.available_when or ("", ("",))
            applies = not field or house.simulated.settings[kept_as(replace(setting, field=field))] in modes
            if (house.state(setting) != STATE_UNAVAILABLE) != (applies and setting.field in reported):
                yield f"{setting.key} is {house.state(setting)}"


async def troubles(house: InHouse, setting: AnySetting, value: Any) -> AsyncGenerator[str]:
    """Change a setting and yield everything that is wrong afterwards."""
    wanted = house.stored()
    refused = is_refused(house, setting, value)
    try:
        await house.change(setting, value)
    except HomeAssistantError as err:
        if not refused or err.translation_key != "rejected_because":
            yield f"{err.translation_key}: {err}"
            return
    else:
        if refused:
            yield "was taken"
        wanted |= {kept_as(setting): word(setting, value), **along_with(house, setting)}
    if (stored := house.stored()) != wanted:
        yield f"the camera has { ({name: stored[name] for name in stored if stored[name] != wanted[name]}) }"
    if house.state(setting) != shown(house.value(setting)):
        yield f"shown is {house.state(setting)}"
    for wrong in wrong_modes(house, setting):
        yield wrong


def tried_elsewhere(house: InHouse, setting: AnySetting) -> bool:
    """Return whether the richest personality has the same setting, where all its values are tried."""
    dialect, richest = house.simulated.personality.dialect, RICHEST[house.simulated.personality.dialect]
    (driver,) = (driver for driver in DRIVERS if driver.dialect == dialect)
    return (
        house.simulated.personality.name != richest
        and setting in driver.settings  # the camera has limited nothing
        and model_has(simulate(dialect, personality=richest), setting, setting.field)
    )


async def every_value(house: InHouse, setting: AnySetting) -> AsyncGenerator[str]:
    """Try the values of a setting, then restore the first one."""
    before = house.value(setting)
    others = [each for each in values(setting) if each != before]
    for value in [*others[: 1 if tried_elsewhere(house, setting) else None], before]:
        async for trouble in troubles(house, setting, value):
            yield f"{setting.key} = {value!r}: {trouble}"


def beyond(setting: AnySetting) -> list[Any]:
    """Return invalid values."""
    match setting.codec:
        case Choice():
            return ["no such thing"]
        case Level() as level:
            gap = set(range(level.lowest, level.low)) - {level.special}
            return [level.lowest - 1, level.high + 1, *sorted(gap)[:1]]
        case Text(longest, pattern):
            texts = ("x" * (longest + 1), "a\nb", " a", "a ", "a *b", "*", "ü", "1", "239.1.2.3.4")
            return [text for text in texts if len(text) > longest or not re.fullmatch(pattern, text)]
    return []


async def invalid_values_sent(house: InHouse, setting: AnySetting) -> AsyncGenerator[str]:
    """Yield invalid values that were sent."""
    assert setting.write is not None
    for value in beyond(setting):
        request_count = len(house.simulated.requests)
        try:
            await house.change(setting, value)
            yield f"{setting.key} = {value!r}: accepted"
        except ServiceValidationError, ValueError:
            pass
        if any(each.path == setting.write.path for each in house.simulated.requests[request_count:]):
            yield f"{setting.key} = {value!r}: sent nevertheless"


# Faulty cameras

FAULTS = {
    "refuses": "rejected_because",
    "forbids": "not_allowed",
    "does not know it": "unsupported_function",
    "hangs up": "cannot_connect",
    "lies": "not_kept_value",
    # From here on it applies the change, but its answer is lost or unreadable.
    "loses the answer": "cannot_connect",
    "breaks off": "unintelligible",
    "shows a page": "unintelligible",
    "babbles": "unintelligible",
}
UNDONE = list(FAULTS)[:5]
SPOILT = {"loses the answer": "reset", "breaks off": "half", "shows a page": "html", "babbles": "garbage"}


def hang_up() -> Response:
    raise ConnectionResetError


def refusal(simulated: SimulatedCamera, fault: str) -> Callable[[], Response]:
    """Return the camera's rejection."""
    if fault == "hangs up":
        return hang_up
    status = {"refuses": 200, "forbids": 403, "does not know it": 404}[fault]
    if isinstance(simulated, NetwaveCamera):
        answers = simulated.responses
        return answers.refused if status == 200 else lambda: answers.error_page(status, "No.")
    assert isinstance(simulated, HucomsCamera)
    writing = simulated._responses
    return lambda: writing.error("not today") if status == 200 else writing.text(["No."], status=status)


@contextmanager
def faulty(simulated: SimulatedCamera, setting: AnySetting, fault: str) -> Iterator[None]:
    """Make the camera fail on writes of a setting."""
    assert setting.write is not None
    path, before = setting.write.path, simulated.front_page
    if fault == "lies":
        simulated.faults.deaf = True
    elif fault in SPOILT:
        simulated.faults.only = path
        simulated.faults.set(SPOILT[fault], True)
    else:
        say_no = refusal(simulated, fault)

        def answer(ask: Request) -> Response | None:
            writes = ask.path == path and ask.params.get("action", "set").startswith("set")
            return say_no() if writes else None

        simulated.front_page = answer
    try:
        yield
    finally:
        simulated.faults.clear()
        simulated.front_page = before


async def error_of_change(house: InHouse, setting: AnySetting, value: Any) -> str:
    """Change a setting and return the error message."""
    try:
        await house.change(setting, value)
    except HomeAssistantError as err:
        return f"{err.translation_domain}: {err.translation_key}"
    return "nothing"


async def wrong_in_trouble(house: InHouse, setting: AnySetting, fault: str) -> AsyncGenerator[str]:
    """Change a setting of a faulty camera; yield wrong messages and states."""
    assert setting.write is not None
    before, stored, states = house.value(setting), house.stored(), house.states()
    others = [each for each in values(setting) if each != before and not is_refused(house, setting, each)]
    if fault == "lies" and not others:
        return  # it cannot be detected
    value = (others or [before])[0]
    with faulty(house.simulated, setting, fault):
        words = await error_of_change(house, setting, value)
    # A setting read from another page than it is written to shows its value, whatever the answer was.
    key = "not_kept" if fault == "lies" and isinstance(setting.codec, Flag) else FAULTS[fault]
    seen = setting.page == "day_night_summary" and fault in {"shows a page", "babbles"}
    if words != ("nothing" if seen else f"{DOMAIN}: {key}"):
        yield f"the error is {words}"
    if fault in UNDONE and (house.stored(), house.states()) != (stored, states):
        yield "it has changed"
    if fault == "loses the answer" and not setting.write.sent_with and house.value(setting) != value:
        yield "it has not changed"
    await house.entry.runtime_data.async_refresh()
    if house.state(setting) != shown(house.value(setting)):
        yield f"{house.state(setting)} is shown, {house.value(setting)} is so"
    await house.change_all({setting.key: before})
    if (house.stored(), house.states()) != (stored, states):
        yield "something else has changed"


async def in_trouble(house: InHouse, setting: AnySetting, fault: str) -> list[str]:
    return [f"{setting.key}, {fault}: {wrong}" async for wrong in wrong_in_trouble(house, setting, fault)]


@pytest.mark.parametrize(("dialect", "personality"), EVERY_PERSONALITY)
async def test_every_value(hass: HomeAssistant, dialect: str, personality: str) -> None:
    """The camera stores each value, Home Assistant shows it, and nothing else changes."""
    async with in_house(hass, dialect, personality) as house:
        start = house.stored(), house.states()
        failures = list(wrongly_there(house))
        for setting in house.settings.values():
            if setting.available_when and not model_has(house.simulated, setting, setting.field):
                continue
            async with ready(house, setting):
                if house.state(setting) != shown(house.value(setting)):
                    failures.append(f"{setting.key} is shown as {house.state(setting)} to begin with")
                failures += [failure async for failure in every_value(house, setting)]
                if not tried_elsewhere(house, setting):
                    failures += [failure async for failure in invalid_values_sent(house, setting)]
        for fault, key in product(FAULTS, HANDFUL):
            if fault != "breaks off" or not house.simulated.wire.no_length:  # otherwise it cannot be detected
                failures += await in_trouble(house, house.settings[key], fault)
        assert not failures
        assert house.stored() == start[0]
        assert house.states() == start[1]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("dialect", "personality"), [*RICHEST.items(), ("hucoms", "hucoms-manual")])
async def test_every_setting_of_faulty_cameras(hass: HomeAssistant, dialect: str, personality: str, fault: str) -> None:
    """The error is raised, and the entity shows the camera's actual value."""
    async with in_house(hass, dialect, personality) as house:
        failures: list[str] = []
        for setting in house.settings.values():
            if setting.available_when and not model_has(house.simulated, setting, setting.field):
                continue
            async with ready(house, setting):
                failures += await in_trouble(house, setting, fault)
        assert not failures


# Concurrent writes

TOGETHER: dict[str, list[dict[str, Any]]] = {
    "netwave": [
        {"brightness": 7, "contrast": 5, "flip": "both", "resolution": "320x240"},
        {"motion_detection": True, "motion_sensitivity_inverse": 7, "alarm_output": True, "alarm_output_level": "low"},
        {"led": "off", "patrol": "vertical", "patrol_interval": 60, "ptz_presets_off": True},
        {"time_offset": "UTC+02:00", "ntp": False, "ntp_server": "pool.example.org", "daylight_saving": 60},
    ],
    "hucoms": [
        {"resolution": "1280x720", "flip": "mirror", "capture_2": False, "encoder_1_framerate": 7},
        {
            "encoder_1_framerate": 7,
            "encoder_1_bitrate": 512,
            "encoder_1_rate_control": "cbr",
            "encoder_1_codec": "mpeg4",
        },
        {"encoder_3_framerate": 7, "encoder_3_quality": 42, "encoder_3_source": "capture1", "encoder_3_enable": False},
        {"day_night": "night", "day_night_interval": 60, "infrared_link": False, "night_to_day": 900},
        {"brightness": 7, "contrast": 8, "saturation": 9, "night_brightness": 10},
        {"motion_detection": False, "motion_sensitivity": 5, "motion_name": "door"},
        {"osd": False, "osd_text": "door", "osd_size": "big", "osd_date_format": "dd_mm_yyyy"},
        {"privacy": False, "privacy_area_1": True, "privacy_area_2": True},
    ],
}


async def test_concurrent_writes_of_all_settings(hass: HomeAssistant, dialect: str) -> None:
    """All writes succeed, even if the camera requires whole pages."""
    async with in_house(hass, dialect, RICHEST[dialect]) as house:
        wanted = house.stored()
        for values in TOGETHER[dialect]:
            changes = [(house.settings[key], value) for key, value in values.items()]
            wanted |= {kept_as(setting): word(setting, value) for setting, value in changes}
            await asyncio.gather(*(house.change(setting, value) for setting, value in changes))
            assert house.stored() == wanted
            assert {key: house.state(house.settings[key]) for key in values} == {
                key: shown(value) for key, value in values.items()
            }


GROUPS: dict[str, tuple[str, str, dict[str, Any], dict[str, str]]] = {
    "netwave": (
        "viewing_schedule",
        "set_schedule",
        {"schedule": "viewing", "monday": "00:00-00:30", "saturday": "always"},
        {
            "schedule_enable": "1",
            "schedule_mon_0": "3",
            **dict.fromkeys(("schedule_sat_0", "schedule_sat_1", "schedule_sat_2"), str(2**32 - 1)),
        },
    ),
    "hucoms": (
        "privacy_area_2",
        "set_privacy_area",
        {"area": 2, "color": 3, "left": 10, "width": 20},
        {
            "privacy/privacy2.enable": "enable",
            "privacy/privacy2.color": "3",
            "privacy/privacy2.startx": "10",
            "privacy/privacy2.endx": "20",
        },
    ),
}


async def test_concurrent_action_and_entity_of_one_page(hass: HomeAssistant, dialect: str) -> None:
    """A group write and a switch of the same page."""
    key, action, data, changes = GROUPS[dialect]
    async with in_house(hass, dialect, RICHEST[dialect]) as house:
        (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), house.entry.entry_id)
        wanted = house.stored() | changes
        await asyncio.gather(
            hass.services.async_call(DOMAIN, action, {"device_id": device.id, **data}, blocking=True),
            house.change(house.settings[key], True),
        )
        assert house.stored() == wanted
        assert house.state(house.settings[key]) == STATE_ON


# Values set elsewhere

ODD = {
    "netwave": {
        "alias": "a name longer than any that we would set",
        "brightness": "999",
        "ntp_svr": "http://time.example.org/?a b",
        "flip": "7",
        "alarm_motion_armed": "2",
    },
    "hucoms": {
        "servername/servername": "Tür 2, and longer than any that we would set",
        "camcolor/bright": "999",
        "rtspset/rtpport": "any",
        "rtspset/multicastaudioip": "",
        "videoset/videoflip": "upside down",
        "motion/motion1.enable": "perhaps",
    },
}
UNKNOWN = {"flip": "flip", "motion_detection": True}
LEGIBLE = {
    "netwave": {"camera_name": "Porch", "brightness": 42, "ntp_server": "time.example.org"},
    "hucoms": {
        "camera_name": "Porch",
        "brightness": 42,
        "rtp_ports": "5000,5999",
        "multicast_audio_address": "239.1.2.3",
    },
}


async def test_values_set_elsewhere_are_shown(hass: HomeAssistant, dialect: str) -> None:
    """Even values that cannot be set here or are unknown are shown, and can be changed."""
    async with in_house(hass, dialect, RICHEST[dialect], **ODD[dialect]) as house:
        reported = {key: house.state(house.settings[key]) for key in LEGIBLE[dialect]}
        assert reported == {key: house.simulated.settings[kept_as(house.settings[key])] for key in LEGIBLE[dialect]}
        assert {house.state(house.settings[key]) for key in UNKNOWN} == {STATE_UNKNOWN}
        for key, value in (LEGIBLE[dialect] | UNKNOWN).items():
            await house.change(house.settings[key], value)
            assert house.value(house.settings[key]) == value
            assert house.state(house.settings[key]) == shown(value)
