"""Every text key in use has a text, and every text is used."""

import ast
from collections.abc import Iterator
import json
from pathlib import Path
import re
from string import Formatter
from typing import Any, get_args

from homeassistant.core import HomeAssistant
from homeassistant.helpers.icon import async_get_icons
from homeassistant.helpers.translation import async_get_translations
from homeassistant.loader import async_get_integration
import pytest
import yaml

from custom_components.ip_camera_cgi.actions import MODULES
from custom_components.ip_camera_cgi.actions.files import FILE_ERROR_KEYS
from custom_components.ip_camera_cgi.button import BUTTONS, PTZ_BUTTONS
from custom_components.ip_camera_cgi.const import DOMAIN
from custom_components.ip_camera_cgi.errors import ERROR_KEYS
from custom_components.ip_camera_cgi.protocol import (
    DRIVERS,
    Alarm,
    Choice,
    DeliveryResult,
    Flag,
    HealthIssue,
    Level,
    Role,
    Setting,
    Text,
    UnsupportedFamily,
)
from custom_components.ip_camera_cgi.protocol.model.errors import LoudspeakerTrouble
from custom_components.ip_camera_cgi.protocol.sound.source import SoundTrouble
from custom_components.ip_camera_cgi.repairs import FLOWS
from custom_components.ip_camera_cgi.sensor import LIVE

FOLDER = Path(__file__).parents[2] / "custom_components" / DOMAIN
TEXTS: dict[str, Any] = json.loads((FOLDER / "translations" / "en.json").read_text())
ICONS: dict[str, Any] = json.loads((FOLDER / "icons.json").read_text())
PLATFORMS: dict[type, str] = {Flag: "switch", Choice: "select", Level: "number", Text: "text"}
LANGUAGES = sorted(path.stem for path in (FOLDER / "translations").iterdir())
SETTINGS: list[Setting[Any]] = [each for driver in DRIVERS for each in driver.settings if not each.group]


def platform(setting: Setting[Any]) -> str:
    """Return the platform of a setting."""
    if setting.write is None:
        return "binary_sensor" if isinstance(setting.codec, Flag) else "sensor"
    return PLATFORMS[type(setting.codec)]


def leaves(texts: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text with its path."""
    for key, value in texts.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}.{key}")
        else:
            yield f"{path}.{key}".lstrip("."), value


def test_every_entity_has_a_name_and_every_name_an_entity() -> None:
    wanted = {(platform(setting), setting.key) for setting in SETTINGS}
    wanted |= {("binary_sensor", alarm.value) for alarm in Alarm} | {
        ("switch", "relay"),
        ("switch", "record_alarms"),
        ("switch", "tour"),
        ("switch", "privacy_mode"),
        ("binary_sensor", "connected"),
        ("event", "alarm"),
        *(("event", f"doorbell{number}") for number in ("", "_2", "_3", "_4")),
    }
    wanted |= {("image", "last_event")}
    wanted |= {("sensor", description.key) for description in LIVE}
    wanted |= {("button", task.value) for task in BUTTONS} | {("button", each.key) for each in PTZ_BUTTONS}
    wanted |= {("light", "infrared"), ("select", "preset"), ("media_player", "loudspeaker"), ("siren", "siren")}
    wanted |= {("camera", key) for key in ("stream", "webrtc", "with_sound")}
    named = {(platform, key) for platform, keys in TEXTS["entity"].items() for key in keys}
    assert named == wanted


def test_every_option_has_a_name() -> None:
    for setting in SETTINGS:
        if (
            isinstance(setting.codec, Choice)
            and not setting.field.endswith(".size")
            and setting.key not in {"resolution", "time_offset"}
        ):
            names = TEXTS["entity"][platform(setting)][setting.key]["state"]
            assert set(setting.codec.options.values()) <= set(names)


def test_every_error_of_a_form_has_a_text() -> None:
    assert {*ERROR_KEYS.values(), *(stranger.value for stranger in UnsupportedFamily)} <= set(TEXTS["config"]["error"])


def test_every_kind_of_account_has_its_page() -> None:
    assert {f"confirm_{role.name.lower()}" for role in Role} <= set(TEXTS["config"]["step"])


def test_every_health_issue_has_a_text() -> None:
    """Fixable issues have texts for their steps, others a description."""
    concerns = {concern.value for concern in HealthIssue}
    assert concerns <= set(TEXTS["issues"])
    for key in concerns | set(FLOWS):
        texts = TEXTS["issues"][key]
        assert ("fix_flow" in texts, "description" in texts) == (key in FLOWS, key not in FLOWS)


def test_every_field_is_explained() -> None:
    for step in (*TEXTS["config"]["step"].values(), *TEXTS["options"]["step"].values()):
        assert set(step.get("data", {})) == set(step.get("data_description", {}))


def test_texts_follow_hassfest() -> None:
    """References between texts are only resolved for core integrations."""
    for place, text in leaves(TEXTS):
        assert text == text.strip(), place
        assert "[%key:" not in text, place
        assert not re.search(r"<[a-z/!]|(?:https?|rtsp)://|www\.", text, re.IGNORECASE), place
        assert not re.search(r"'\{\w+\}'", text), place
        assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(text)), place


ABILITIES = ("video_stream", "motion", "sound", "tamper", "input", "relay", "steering", "settings", "reboot")
SUPPLIED = {
    "config.error.other_port": {"port"},
    "config.step.account_elsewhere": {"name", "mac", "address", "entry"},
    "config.step.account": {"name", "mac", "address"},
    "config.step.confirm": {
        *("name", "model", "firmware", "mac", "dialect", "picture"),
        *(f"{ability}{end}" for ability in ABILITIES for end in ("", "_end")),
    },
    "config.step.reauth_confirm": {"name", "address"},
    "config.step.reconfigure": {"name", "address"},
    "config.step.same_mac": {"name", "known_address", "address", "mac"},
    "config.step.check": {"picture"},
    "config.step.another_camera": {"name"},
    "config.step.replacement": {"name", "model", "mac", "picture"},
    "config.abort.replaced": {"name", "unsupported", "refused"},
    "config.step.shown_twice": {"entry"},
    "config.create_entry.taken_over": {"entry"},
    "config.create_entry.not_taken_over": {"entry"},
    "entity.camera.stream": {"number"},
    "options.step.check": {"picture"},
    "options.step.take_over": {"picture", "entry"},
    "options.step.last_look": {"picture", "entry", "entity_id", "others"},
    "options.step.alarms_and_pictures": {"example"},
    "options.error.push_address_too_long": {"most"},
    "options.error.push_address": {"example", "plain"},
    "selector.ip_camera_card.options.cell": {"row", "column"},
    "selector.ip_camera_card.options.offline_since": {"time"},
    "selector.ip_camera_card.options.more_about": {"name"},
    "selector.ip_camera_card.options.walk_count": {"count"},
    "selector.ip_camera_card.options.camera_time": {"zone"},
    "selector.ip_camera_card.options": {"number"},
    "selector.recordings.options": {"kinds", "seconds"},
    "issues.password_guessable.fix_flow.abort": {"host", "port"},
    "issues.firmware_hole": {"name", "host", "firmware", "hole"},
    "issues.password_guessable.fix_flow": {"name", "username"},
    "issues.password_guessable_elsewhere": {"name", "host", "username"},
    "issues.account_weak": {"name", "host", "username"},
    "issues.rtsp_unreachable.fix_flow": {"name", "host", "port"},
    "issues.time_server_silent.fix_flow": {"name", "host", "camera_time", "time", "server"},
    "issues.clock_wrong.fix_flow": {"name", "host", "camera_time", "time"},
    "issues": {"name", "host"},
}
"""Placeholders that the code supplies for each form; the first matching path counts."""


def named(call: ast.Call) -> Iterator[tuple[str, set[str]]]:
    """Yield the translation key and placeholders of a call."""
    first = call.args[0] if call.args else None
    keywords = {word.arg: word.value for word in call.keywords}
    match call.func, first:
        case ast.Name("BadValueError"), ast.Constant(str(reason)):
            yield f"value_{reason}", {"setting", *(name for name in keywords if name)}
        case ast.Attribute(attr="_require"), _:
            match call.args[1]:
                case ast.Constant(str(reason)):
                    yield f"value_{reason}", {"setting"}
        case ast.Name("_error"), ast.Constant(str(key)):
            yield key, {name for name in keywords if name}
        case ast.Name("SelectSelectorConfig" | "ObjectSelectorConfig"), _:
            pass  # texts of a choice, not of an exception
        case _:
            reported = keywords.get("translation_key")
            if isinstance(reported, ast.Constant):
                given = keywords.get("translation_placeholders")
                names = given.keys if isinstance(given, ast.Dict) else []
                yield str(reported.value), {str(name.value) for name in names if isinstance(name, ast.Constant)}


def raised() -> dict[str, set[str]]:
    """Return all exception keys in the code with their placeholders."""
    supplied: dict[str, set[str]] = {}
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                for key, names in named(node):
                    supplied[key] = supplied.get(key, names) & names
    supplied |= {key: {"name"} for key in (*ERROR_KEYS.values(), "busy")} | {"another_camera": {"name", "mac"}}
    supplied |= {"not_kept": {"name", "setting"}, "not_kept_value": {"name", "setting", "value"}}
    supplied |= {"rejected_because": {"name", "answer"}, "unsafe_write": {"name", "setting"}}
    supplied |= {"unsupported_function": {"name", "function"}}
    supplied |= {key: {"path"} for key in (*FILE_ERROR_KEYS.values(), "file_trouble")}
    supplied |= {f"loudspeaker_{reason}": {"name"} for reason in get_args(LoudspeakerTrouble)}
    supplied |= {f"sound_{reason}": {"name"} for reason in get_args(SoundTrouble)}
    codecs = [setting.codec for driver in DRIVERS for setting in driver.settings]
    supplied |= {f"value_{codec.error}": {"setting"} for codec in codecs if isinstance(codec, Text)}
    return supplied | {f"trial_{trial.value}": set() for trial in DeliveryResult if trial is not DeliveryResult.SUCCESS}


def test_every_exception_has_a_text_and_every_text_is_used() -> None:
    assert set(TEXTS["exceptions"]) == set(raised())


def test_every_placeholder_is_supplied() -> None:
    exceptions = raised()
    for place, text in leaves(TEXTS):
        category, _, rest = place.partition(".")
        if category == "exceptions":
            supplied = exceptions[rest.partition(".")[0]]
        else:
            supplied = next((names for prefix, names in SUPPLIED.items() if place.startswith(prefix)), set())
        assert {name for _, name, _, _ in Formatter().parse(text) if name} <= supplied, place


ACTIONS = [action for module in MODULES for action in module.ACTIONS]


def fields(form: dict[str, Any]) -> Iterator[str]:
    """Yield the fields of an action's form, including sections."""
    for name, field in form.get("fields", {}).items():
        if "fields" in field:
            yield from field["fields"]
        else:
            yield name


def test_every_action_is_described() -> None:
    """Every action and field has a form, name and description; the action has an icon."""
    forms: dict[str, Any] = yaml.safe_load((FOLDER / "services.yaml").read_text())
    forms = {name: form for name, form in forms.items() if not name.startswith(".")}
    targeted = {name for name, form in forms.items() if "target" in form}
    assert targeted == {action.name for action in ACTIONS if action.many}
    wanted = {
        action.name: {str(marker) for marker in action.all_fields} | (set() if action.many else {"device_id"})
        for action in ACTIONS
    }
    assert {name: set(fields(form)) for name, form in forms.items()} == wanted
    assert {name: set(texts["fields"]) for name, texts in TEXTS["services"].items()} == wanted
    assert set(ICONS["services"]) == set(wanted)
    for texts in TEXTS["services"].values():
        assert all(each["name"] and each["description"] for each in (texts, *texts["fields"].values()))


def selects(form: Any) -> Iterator[dict[str, Any]]:
    """Yield every select in an action's form."""
    for name, part in form.items():
        if name == "select":
            yield part
        elif isinstance(part, dict):
            yield from selects(part)


def test_every_choice_of_an_action_has_a_name() -> None:
    forms: dict[str, Any] = yaml.safe_load((FOLDER / "services.yaml").read_text())
    choices = {
        select["translation_key"]: set(select["options"]) for select in selects(forms) if "translation_key" in select
    }
    others = {
        "ip_camera_card",
        "found_camera",
        "live",
        "motors",
        "infrared",
        "went",
        "presets",
        "tour",
        "return_preset",
        "rectangles",
        "alarm_kinds",
        "recordings",
        "sounds",
    }  # keys of forms and fields
    named = {key: set(texts["options"]) for key, texts in TEXTS["selector"].items() if key not in others}
    assert named == choices


CARD = "\n".join(path.read_text() for path in (FOLDER.parents[1] / "card" / "src").rglob("*.ts"))


def test_every_text_of_the_card_exists_and_is_used() -> None:
    texts = set(TEXTS["selector"]["ip_camera_card"]["options"])
    assert set(re.findall(r'\.card\(\s*"(\w+)"', CARD)) <= texts
    assert texts <= set(re.findall(r"\b(\w+)\b", CARD))


def placeholders(texts: dict[str, Any]) -> dict[str, list[str]]:
    """Return the placeholders of every text."""
    return {place: sorted(name for _, name, _, _ in Formatter().parse(text) if name) for place, text in leaves(texts)}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_language_has_every_text(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture, language: str
) -> None:
    texts = json.loads((FOLDER / "translations" / f"{language}.json").read_text("utf-8"))
    assert placeholders(texts) == placeholders(TEXTS)
    for category in TEXTS:
        assert await async_get_translations(hass, language, category, {DOMAIN})
    assert "placeholders" not in caplog.text, "Home Assistant would fall back to English"


async def test_home_assistant_takes_texts_and_icons(hass: HomeAssistant) -> None:
    integration = await async_get_integration(hass, DOMAIN)
    assert integration.version is not None
    assert await async_get_icons(hass, "entity", {DOMAIN})


def test_icons_belong_to_entities() -> None:
    for platform, keys in ICONS["entity"].items():
        assert set(keys) <= set(TEXTS["entity"][platform])
        for icon in keys.values():
            assert icon["default"] not in icon.get("state", {}).values()


def test_issues_name_nothing_but_the_camera() -> None:
    """Texts that every user can list have one placeholder; those of fix flows have more."""
    for key, texts in TEXTS["issues"].items():
        shown = texts["title"] + texts.get("description", "")
        assert {name for _, name, _, _ in Formatter().parse(shown) if name} <= {"name"}, key
