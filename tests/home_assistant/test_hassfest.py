"""The rules of Home Assistant's hassfest for custom integrations, which is not available as a package."""

import ast
from collections.abc import Iterator
from importlib.metadata import requires
import json
from pathlib import Path
import re
import sys
from typing import Any

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
import homeassistant
from homeassistant.const import Platform
from homeassistant.helpers.selector import validate_selector
from homeassistant.util.yaml import load_yaml_dict
import pytest
import voluptuous as vol

from custom_components.ip_camera_cgi import PLATFORMS
from custom_components.ip_camera_cgi.const import DOMAIN

from .test_texts import ICONS, leaves

FOLDER = Path(__file__).parents[2] / "custom_components" / DOMAIN
COMPONENTS = Path(homeassistant.__file__).parent / "components"
MANIFEST: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text())
SOURCES = {path: ast.parse(path.read_text()) for path in FOLDER.rglob("*.py")}
LANGUAGES = sorted((FOLDER / "translations").glob("*.json"))
VERSIONS = ("CALVER", "SEMVER", "SIMPLEVER", "BUILDVER", "PEP440")


def each_of(*allowed: str) -> vol.All[Any]:
    """Validate a list of distinct values."""
    return vol.All([vol.In(allowed)], vol.Length(min=1))


def lower(text: str) -> str:
    """Validate lower case."""
    if text != text.lower():
        raise vol.Invalid("write it in small letters")
    return text


def prefix(text: str) -> str:
    """Validate a MAC address prefix."""
    if not re.fullmatch(r"[0-9A-F]{6,11}\*", text):
        raise vol.Invalid("no beginning of a MAC address")
    return text


def version(text: str) -> str:
    """Validate a version that Home Assistant can compare."""
    AwesomeVersion(text, ensure_strategy=[AwesomeVersionStrategy[each] for each in VERSIONS])
    return text


MANIFEST_SCHEMA = vol.Schema(
    {
        vol.Required("domain"): DOMAIN,
        vol.Required("name"): str,
        vol.Required("codeowners"): vol.All([vol.Match(r"^@[\w/-]+$")], vol.Length(min=1)),
        vol.Required("documentation"): vol.Match(r"^https://(?!www\.home-assistant\.io/integrations)"),
        vol.Required("issue_tracker"): vol.Url(),
        vol.Required("version"): version,
        vol.Required("iot_class"): vol.In(
            ("assumed_state", "calculated", "cloud_polling", "cloud_push", "local_polling", "local_push")
        ),
        "integration_type": vol.In(("device", "entity", "hardware", "helper", "hub", "service", "system")),
        "categories": each_of("security_safety.cameras"),
        "config_flow": bool,
        "connectivity": each_of("network"),
        "dependencies": [str],
        "after_dependencies": [str],
        "requirements": [],  # the integration needs nothing that Home Assistant does not ship
        "loggers": [str],
        "quality_scale": vol.In(("bronze", "silver", "gold", "platinum", "custom")),
        "dhcp": [
            vol.Any(
                {"registered_devices": True},
                {vol.Optional("hostname"): lower, vol.Optional("macaddress"): prefix},
            )
        ],
        "zeroconf": [
            vol.Any(
                lower,
                {vol.Required("type"): lower, vol.Optional("name"): lower, vol.Optional("properties"): {str: lower}},
            )
        ],
        "ssdp": [{str: str}],
        "single_config_entry": True,
    },
)


def test_manifest() -> None:
    MANIFEST_SCHEMA(MANIFEST)


def test_manifest_is_in_order() -> None:
    assert list(MANIFEST) == ["domain", "name", *sorted(set(MANIFEST) - {"domain", "name"})]


@pytest.mark.parametrize("key", ["dependencies", "after_dependencies"])
def test_dependencies_exist(key: str) -> None:
    assert all((COMPONENTS / domain / "manifest.json").is_file() for domain in MANIFEST[key])
    assert MANIFEST[key] == sorted(set(MANIFEST[key]))


def imported() -> Iterator[str]:
    """Yield the external modules that the integration imports."""
    for tree in SOURCES.values():
        for node in ast.walk(tree):
            match node:
                case ast.Import():
                    yield from (alias.name for alias in node.names)
                case ast.ImportFrom(module="homeassistant.components"):
                    yield from (f"homeassistant.components.{alias.name}" for alias in node.names)
                case ast.ImportFrom(module=str(module), level=0):
                    yield module


def test_imported_components_are_declared() -> None:
    used = {module.split(".")[2] for module in imported() if module.startswith("homeassistant.components.")}
    # Platforms, and what hassfest takes for granted because our files of that name are only loaded by them.
    granted = {*Platform, "diagnostics", "homeassistant", "llm", "logbook", "media_source", "repairs", "system_health"}
    found_by = {"dhcp", "ssdp", "zeroconf"} & set(MANIFEST)
    assert used - granted - found_by <= {*MANIFEST["dependencies"], *MANIFEST["after_dependencies"]}


def test_imported_packages_are_shipped_by_home_assistant() -> None:
    needed = [*(requires("homeassistant") or ())]
    for domain in MANIFEST["dependencies"]:
        needed += json.loads((COMPONENTS / domain / "manifest.json").read_text()).get("requirements", [])
    shipped = {re.split(r"[^\w-]", requirement)[0].lower() for requirement in needed}
    others = {module.partition(".")[0] for module in imported()} - sys.stdlib_module_names - {"homeassistant"}
    names = {"PIL": "pillow", "voluptuous": "probatio", "atomicwrites": "atomicwrites-homeassistant"}
    names["webrtc_models"] = "webrtc-models"
    assert {names.get(name, name) for name in others} - {"multidict"} <= shipped  # a dependency of yarl and aiohttp


@pytest.mark.parametrize("platform", PLATFORMS)
def test_platforms_set_parallel_updates(platform: Platform) -> None:
    tree = SOURCES[FOLDER / f"{platform}.py"]
    names = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    assert "PARALLEL_UPDATES" in {name.id for name in names if isinstance(name, ast.Name)}


def test_files_named_after_platforms_are_platforms() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} & {*Platform} == {*PLATFORMS}


_FIELD = {
    "required": bool,
    "example": object,
    "default": object,
    "advanced": bool,
    "selector": validate_selector,
    "filter": dict,
}
FORM_SCHEMA = vol.Schema(
    {
        "target": dict,
        "fields": {
            vol.Match(r"^[a-z0-9_]+$"): vol.Any(
                _FIELD,
                {vol.Required("fields"): {vol.Match(r"^[a-z0-9_]+$"): _FIELD}, "collapsed": bool},
            )
        },
    }
)


def test_forms_of_actions() -> None:
    forms = load_yaml_dict(str(FOLDER / "services.yaml"))
    for name, form in forms.items():
        if not name.startswith("."):
            assert re.fullmatch(r"[a-z0-9_]+", name)
            FORM_SCHEMA(form)
            assert "target" in form or "filter" not in str(form)


ICONS_SCHEMA = vol.Schema(
    {
        "entity": {vol.In(tuple(Platform)): {str: {vol.Required("default"): str, "state": {str: str}}}},
        "services": {str: {vol.Required("service"): str, "sections": {str: str}}},
    }
)


def test_icons_exist() -> None:
    """Hassfest only checks the format of icon names."""
    ICONS_SCHEMA(ICONS)
    frontend = pytest.importorskip("hass_frontend")
    icons = json.loads((Path(frontend.__file__).parent / "static" / "mdi" / "iconList.json").read_text())
    known = {f"mdi:{icon['name']}" for icon in icons}
    assert {icon for _, icon in leaves(ICONS)} <= known


def key(text: str) -> str:
    """Validate a translation key."""
    if not re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", text):
        raise vol.Invalid("small letters, digits, single dashes and underscores")
    return text


def text(value: Any) -> str:
    """Validate a text; test_texts.py checks the English ones further."""
    if not isinstance(value, str) or value != value.strip() or not value:
        raise vol.Invalid("no text, or blanks around it")
    if re.search(r"<[a-z/!]|[a-z]{3,6}://|www\.|'\{\w+\}'|\[%key:", value, re.IGNORECASE):
        raise vol.Invalid("HTML, an address, a placeholder in quotes, or a reference")
    return value


_TEXTS = {key: text}
_STEP = {
    "title": text,
    "description": text,
    "submit": text,
    "data": _TEXTS,
    "data_description": _TEXTS,
    "menu_options": _TEXTS,
    "menu_option_descriptions": _TEXTS,
    "sections": {key: {"name": text, "description": text, "data": _TEXTS, "data_description": _TEXTS}},
}
_FLOW = {
    vol.Required("step"): {key: _STEP},
    "flow_title": text,
    "error": _TEXTS,
    "abort": _TEXTS,
    "progress": _TEXTS,
    "create_entry": _TEXTS,
    "initiate_flow": _TEXTS,
}
_ACTION = {
    vol.Required("name"): text,
    vol.Required("description"): text,
    "fields": {key: {vol.Required("name"): text, vol.Required("description"): text, "example": text}},
    "sections": {key: {vol.Required("name"): text, "description": text}},
}
_ENTITY = {
    "name": text,
    "state": _TEXTS,
    "state_attributes": {key: {"name": text, "state": _TEXTS}},
    "unit_of_measurement": text,
}
TEXTS_SCHEMA = vol.Schema(
    {
        "title": text,
        "common": _TEXTS,
        "config": _FLOW,
        "options": _FLOW,
        "entity": {vol.In(tuple(Platform)): {key: _ENTITY}},
        "exceptions": {key: {vol.Required("message"): text}},
        "issues": {
            key: vol.Any(
                {vol.Required("title"): text, vol.Required("description"): text},
                {vol.Required("title"): text, vol.Required("fix_flow"): _FLOW},
            )
        },
        "selector": {key: {"options": _TEXTS, "fields": {key: {"name": text, "description": text}}}},
        "services": {key: _ACTION},
        "system_health": {"info": _TEXTS},
    }
)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda path: path.stem)
def test_texts(language: Path) -> None:
    TEXTS_SCHEMA(json.loads(language.read_text("utf-8")))


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda path: path.stem)
def test_described_fields_exist(language: Path) -> None:
    texts = json.loads(language.read_text("utf-8"))
    for flow in ("config", "options"):
        for step in texts[flow]["step"].values():
            assert set(step.get("data_description", {})) <= set(step.get("data", {}))
            assert set(step.get("menu_option_descriptions", {})) <= set(step.get("menu_options", {}))


def test_no_strings_json() -> None:
    """Home Assistant only expands strings.json for core integrations."""
    assert not (FOLDER / "strings.json").exists()
