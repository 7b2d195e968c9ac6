"""The claims of quality_scale.yaml, as far as files can verify them."""

import ast
import json
from pathlib import Path
import re
import tomllib
from typing import Any

import homeassistant
import pytest
import voluptuous as vol
import yaml

from custom_components.ip_camera_cgi import PLATFORMS
from custom_components.ip_camera_cgi.actions import MODULES

from .test_hassfest import FOLDER, MANIFEST, SOURCES
from .test_texts import TEXTS

ROOT = Path(__file__).parents[2]
REOLINK = Path(homeassistant.__file__).parent / "components" / "reolink" / "quality_scale.yaml"
RULES: dict[str, Any] = yaml.safe_load((FOLDER / "quality_scale.yaml").read_text())["rules"]
RULES_SCHEMA = vol.Schema(
    {
        str: vol.Any(
            vol.In(("todo", "done")),
            {
                vol.Required("status"): vol.In(("todo", "done", "exempt")),
                vol.Required("comment"): vol.All(str, vol.Length(min=20)),
            },
        )
    }
)


def status(rule: str) -> str:
    """Return whether a rule is done."""
    reported = RULES[rule]
    return str(reported["status"] if isinstance(reported, dict) else reported)


def test_every_rule_has_a_status() -> None:
    """The rules are those of Home Assistant's own integrations, in the same order."""
    RULES_SCHEMA(RULES)
    assert len(RULES) == 54
    assert set(RULES) == set(yaml.safe_load(REOLINK.read_text())["rules"])


def test_every_rule_is_done() -> None:
    assert MANIFEST["quality_scale"] == "platinum"
    assert not [rule for rule in RULES if status(rule) == "todo"]


def functions(file: str) -> set[str]:
    """Return the names of all functions and methods in a file."""
    tree = SOURCES.get(FOLDER / file, ast.Module([], []))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


WRITTEN = {
    "action-setup": ("__init__.py", {"async_setup"}),
    "common-modules": ("coordinator.py", {"_async_update_data"}),
    "config-entry-unloading": ("__init__.py", {"async_unload_entry"}),
    "config-flow": ("config_flow.py", {"async_step_user"}),
    "diagnostics": ("diagnostics.py", {"async_get_config_entry_diagnostics"}),
    "discovery": ("config_flow.py", {"async_step_dhcp", "async_step_integration_discovery"}),
    "discovery-update-info": ("config_flow.py", {"async_step_dhcp"}),
    "reauthentication-flow": ("config_flow.py", {"async_step_reauth", "async_step_reauth_confirm"}),
    "reconfiguration-flow": ("config_flow.py", {"async_step_reconfigure"}),
    "repair-issues": ("repairs.py", {"async_create_fix_flow"}),
}
"""Functions that a rule requires."""


@pytest.mark.parametrize("rule", WRITTEN)
def test_required_functions_exist(rule: str) -> None:
    file, wanted = WRITTEN[rule]
    assert (wanted <= functions(file)) is (status(rule) == "done")


def test_entries_have_a_type() -> None:
    for platform in PLATFORMS:
        setup = next(node for node in SOURCES[FOLDER / f"{platform}.py"].body if isinstance(node, ast.AsyncFunctionDef))
        assert setup.name == "async_setup_entry"
        assert ast.unparse(setup.args.args[1]) == "entry: IpCameraConfigEntry"


def test_everything_is_typed() -> None:
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert mypy["strict"] is True
    assert "custom_components" in mypy["files"]


def test_dependencies_are_transparent() -> None:
    assert MANIFEST["requirements"] == []


HANDBOOK = "docs/README.md"
DOCUMENTS = {path.name: path.read_text() for path in (ROOT / "docs").glob("*.md")}
DOCUMENTS |= {path: (ROOT / path).read_text() for path in ("README.md", HANDBOOK)}
SECTIONS = {
    "docs-actions": ("actions.md", "Actions"),
    "docs-configuration-parameters": ("options.md", "Options"),
    "docs-data-update": ("behaviour.md", "How data is updated"),
    "docs-examples": ("automations.md", "Automations"),
    "docs-high-level-description": ("README.md", "IP Camera CGI"),
    "docs-installation-instructions": ("README.md", "Install"),
    "docs-installation-parameters": ("adding-a-camera.md", "Add a camera"),
    "docs-known-limitations": ("behaviour.md", "Known limitations"),
    "docs-removal-instructions": ("README.md", "Remove"),
    "docs-supported-devices": ("README.md", "Is my camera supported?"),
    "docs-supported-functions": ("functions.md", "Entities"),
    "docs-troubleshooting": ("troubleshooting.md", "Troubleshooting"),
    "docs-use-cases": ("README.md", "What you get"),
}
"""The documentation section of each rule."""


def section(rule: str) -> str:
    """Return the text below the heading of a rule."""
    document, heading = SECTIONS[rule]
    found = re.search(rf"^(#+) {re.escape(heading)}$(.*?)(?=^\1 |\Z)", DOCUMENTS[document], re.MULTILINE | re.DOTALL)
    assert found is not None, f"no {heading} in {document}"
    return found[2]


def test_documentation_rules_have_sections() -> None:
    assert {rule for rule in RULES if rule.startswith("docs-") and status(rule) == "done"} == set(SECTIONS)


@pytest.mark.parametrize("rule", SECTIONS)
def test_documentation_sections_exist(rule: str) -> None:
    assert len(section(rule).split()) > 30


def test_the_handbook_lists_every_page() -> None:
    assert f"]({HANDBOOK})" in DOCUMENTS["README.md"]
    pages = set(DOCUMENTS) - {"README.md", HANDBOOK}
    assert pages == {page for page in pages if f"]({page})" in DOCUMENTS[HANDBOOK]}
    assert len(DOCUMENTS["README.md"].split()) <= 900


@pytest.mark.parametrize(
    ("rule", "flow"), [("docs-installation-parameters", "config"), ("docs-configuration-parameters", "options")]
)
def test_every_form_field_is_documented(rule: str, flow: str) -> None:
    labels = {label for step in TEXTS[flow]["step"].values() for label in step.get("data", {}).values()}
    assert labels
    assert not {label for label in labels if f"| {label} |" not in section(rule)}


def test_every_action_is_documented() -> None:
    names = {TEXTS["services"][action.name]["name"] for module in MODULES for action in module.ACTIONS}
    assert not {name for name in names if f"*{name}*" not in section("docs-actions")}


def test_every_platform_is_documented() -> None:
    """Enabled entities are named, and each platform has a section."""
    platforms = {platform.replace("_", " ").capitalize() for platform in PLATFORMS}
    headings = set(re.findall(r"^## (.+)$", section("docs-supported-functions"), re.MULTILINE))
    assert platforms <= headings


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_are_valid(document: str) -> None:
    folder = ROOT if document == "README.md" else ROOT / "docs"
    for target in re.findall(r"\]\(([^)]+)\)", DOCUMENTS[document]):
        path, _, anchor = target.partition("#")
        if target.startswith("https://"):
            continue
        text = DOCUMENTS[document] if not path else ""
        if path:
            assert (folder / path).exists(), target
            text = (folder / path).read_text() if path.endswith(".md") else ""
        anchors = {
            re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
            for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        }
        assert not anchor or anchor in anchors, target


def test_manifest_links() -> None:
    assert MANIFEST["documentation"] in DOCUMENTS["README.md"]
    assert json.loads((ROOT / "hacs.json").read_text())["name"] in DOCUMENTS["README.md"]
