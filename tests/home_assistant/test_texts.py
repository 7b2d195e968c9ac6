"""Everything that a person reads has a text, and no text is left over."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from string import Formatter
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.icon import async_get_icons
from homeassistant.helpers.translation import async_get_translations
from homeassistant.loader import async_get_integration

from custom_components.ip_camera_cgi.const import DOMAIN, ERROR_KEYS
from custom_components.ip_camera_cgi.protocol import DRIVERS, Alarm, Choice, Flag, Level, Role, Setting, Stranger, Text

FOLDER = Path(__file__).parents[2] / "custom_components" / DOMAIN
TEXTS: dict[str, Any] = json.loads((FOLDER / "translations" / "en.json").read_text())
ICONS: dict[str, Any] = json.loads((FOLDER / "icons.json").read_text())
PLATFORMS: dict[type, str] = {Flag: "switch", Choice: "select", Level: "number", Text: "text"}
SETTINGS: list[Setting[Any]] = [setting for driver in DRIVERS for setting in driver.settings]


def platform(setting: Setting[Any]) -> str:
    """Return the kind of entity that a setting becomes."""
    return PLATFORMS[type(setting.codec)] if setting.write else "sensor"


def leaves(texts: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text with its place."""
    for key, value in texts.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}.{key}")
        else:
            yield f"{path}.{key}".lstrip("."), value


def test_every_entity_has_a_name_and_no_name_is_left_over() -> None:
    wanted = {(platform(setting), setting.key) for setting in SETTINGS}
    wanted |= {("binary_sensor", alarm.value) for alarm in Alarm} | {("switch", "relay"), ("button", "reboot")}
    named = {(platform, key) for platform, keys in TEXTS["entity"].items() for key in keys}
    assert named == wanted


def test_every_option_has_a_name() -> None:
    for setting in SETTINGS:
        if isinstance(setting.codec, Choice) and not setting.field.endswith(".size") and setting.key != "resolution":
            names = TEXTS["entity"][platform(setting)][setting.key]["state"]
            assert set(setting.codec.options.values()) <= set(names)


def test_every_error_has_a_text() -> None:
    assert set(ERROR_KEYS.values()) <= set(TEXTS["exceptions"])
    assert {*ERROR_KEYS.values(), *(stranger.value for stranger in Stranger)} <= set(TEXTS["config"]["error"])


def test_every_kind_of_account_has_its_page() -> None:
    assert {f"confirm_{role.name.lower()}" for role in Role} <= set(TEXTS["config"]["step"])


def test_every_field_is_explained() -> None:
    for step in TEXTS["config"]["step"].values():
        assert set(step.get("data", {})) == set(step.get("data_description", {}))


def test_texts_keep_to_the_rules() -> None:
    """Hassfest's rules for texts; references are resolved for core only."""
    for place, text in leaves(TEXTS):
        assert text == text.strip(), place
        assert "[%key:" not in text, place
        assert not re.search(r"<[a-z/!]|(?:https?|rtsp)://|www\.", text, re.IGNORECASE), place
        assert not re.search(r"'\{\w+\}'", text), place
        assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(text)), place


SUPPLIED = {
    "config.step.confirm": {"name", "model", "firmware", "mac", "dialect", "abilities"},
    "config.step.reauth_confirm": {"name", "address"},
    "config.step.reconfigure": {"name", "address"},
    "exceptions.another_camera": {"host", "mac"},
    "exceptions.invalid_auth": set(),
    "exceptions": {"host", "reason"},
}
"""What the code hands over for each text; the first that fits counts."""


def test_every_placeholder_is_supplied() -> None:
    for place, text in leaves(TEXTS):
        supplied = next((names for prefix, names in SUPPLIED.items() if place.startswith(prefix)), set())
        assert {name for _, name, _, _ in Formatter().parse(text) if name} <= supplied, place


async def test_home_assistant_takes_texts_and_icons(hass: HomeAssistant) -> None:
    integration = await async_get_integration(hass, DOMAIN)
    assert integration.version is not None
    for category in ("config", "entity", "exceptions", "selector"):
        assert await async_get_translations(hass, "en", category, {DOMAIN})
    assert await async_get_icons(hass, "entity", {DOMAIN})


def test_icons_belong_to_entities() -> None:
    for platform, keys in ICONS["entity"].items():
        assert set(keys) <= set(TEXTS["entity"][platform])
        for icon in keys.values():
            assert icon["default"] not in icon.get("state", {}).values()
