"""The requirements of HACS for the repository and the release archive."""

import json
from pathlib import Path
import re
import subprocess
import sys
import tomllib
from typing import Any
from zipfile import ZipFile

from PIL import Image
import pytest
import voluptuous as vol
import yaml

from script.release import pack

from .test_hassfest import FOLDER, MANIFEST

ROOT = Path(__file__).parents[2]
HACS: dict[str, Any] = json.loads((ROOT / "hacs.json").read_text())
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

HACS_SCHEMA = vol.Schema(
    {
        vol.Required("name"): str,
        "content_in_root": bool,
        "country": vol.Any(str, [str]),
        "filename": str,
        "hacs": vol.Match(r"^\d+\.\d+\.\d+$"),
        "hide_default_branch": bool,
        "homeassistant": vol.Match(r"^\d{4}\.\d{1,2}\.\d+$"),
        "persistent_directory": str,
        "render_readme": bool,
        "zip_release": bool,
    },
)


def test_hacs_json() -> None:
    HACS_SCHEMA(HACS)
    assert MANIFEST["name"].endswith(f" ({HACS['name']})")
    for brand in ("Foscam", "Hucoms", "Tenvis"):  # Home Assistant's search ignores what begins later in a name
        assert MANIFEST["name"].index(brand) <= 20
    assert HACS.get("zip_release", False) is ("filename" in HACS)


def test_manifest_has_what_hacs_shows() -> None:
    assert {"codeowners", "documentation", "domain", "issue_tracker", "name", "version"} <= {
        key for key, value in MANIFEST.items() if value
    }


def test_repository_layout() -> None:
    assert [path.name for path in FOLDER.parent.iterdir() if (path / "manifest.json").exists()] == [FOLDER.name]
    assert (ROOT / "README.md").read_text().startswith(f"# {HACS['name']}\n")


def test_license_text() -> None:
    """GitHub identifies licenses by their text, so it has to be complete."""
    licence = (ROOT / "LICENSE").read_text()
    assert licence.startswith("MIT License\n")
    assert 'THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND' in " ".join(licence.split())
    assert len(licence.split()) in range(165, 180)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["license"] == "MIT"
    assert project["version"] == MANIFEST["version"]


@pytest.mark.parametrize("theme", ["", "dark_"])
@pytest.mark.parametrize(("suffix", "times"), [("", 1), ("@2x", 2)])
def test_brand(theme: str, suffix: str, times: int) -> None:
    icon = Image.open(FOLDER / "brand" / f"{theme}icon{suffix}.png")
    logo = Image.open(FOLDER / "brand" / f"{theme}logo{suffix}.png")
    assert icon.size == (256 * times, 256 * times)
    assert min(logo.size) in range(128 * times, 256 * times + 1)
    assert logo.width > logo.height
    for picture in (icon, logo):
        assert (picture.format, picture.mode) == ("PNG", "RGBA")
        assert picture.getchannel("A").getextrema() == (0, 255), "no data follows the archive"
    assert logo.getbbox() == (0, 0, *logo.size), "the icon has no margin"


def test_brand_has_no_other_files() -> None:
    assert len(list((FOLDER / "brand").iterdir())) == 8


def test_archive_contents(tmp_path: Path) -> None:
    archive = pack(f"v{MANIFEST['version']}", tmp_path)
    assert archive.name == HACS["filename"]
    first = archive.read_bytes()
    with ZipFile(archive) as packed:
        files = set(packed.namelist())
        assert json.loads(packed.read("manifest.json")) == MANIFEST
    assert files >= {"__init__.py", "protocol/__init__.py", "translations/en.json", "brand/icon.png"}
    assert not {file for file in files if "__pycache__" in file or file.startswith(("/", "custom_components"))}
    assert pack(f"v{MANIFEST['version']}", tmp_path).read_bytes() == first


def test_archive_version_must_match(tmp_path: Path) -> None:
    packing = subprocess.run(
        [sys.executable, ROOT / "script" / "release.py", "v99.0.0"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert packing.returncode == 1
    assert "99.0.0" in packing.stderr
    assert not list(tmp_path.iterdir())


def jobs(workflow: Path) -> dict[str, Any]:
    """Return the jobs of a workflow."""
    jobs: dict[str, Any] = yaml.safe_load(workflow.read_text())["jobs"]
    return jobs


def steps(workflow: Path) -> list[dict[str, Any]]:
    """Return the steps of all jobs of a workflow."""
    return [step for job in jobs(workflow).values() for step in job.get("steps", [])]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_have_minimal_permissions(workflow: Path) -> None:
    assert yaml.safe_load(workflow.read_text())["permissions"] == {}
    for name, job in jobs(workflow).items():
        assert job["permissions"] == {"contents": "write" if name == "release" else "read"}
        assert "timeout-minutes" in job or "uses" in job
    for line in workflow.read_text().splitlines():
        if "uses:" in line and "./" not in line:
            assert re.search(r"@[0-9a-f]{40} # \S", line), "an action is pinned to a commit, with its version behind"
    for step in steps(workflow):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
        assert "${{" not in step.get("run", ""), "no text from outside becomes a command"


def test_workflows_run_existing_commands() -> None:
    used = {step["uses"].partition("@")[0] for workflow in WORKFLOWS for step in steps(workflow) if "uses" in step}
    assert {"home-assistant/actions/hassfest", "hacs/action"} <= used
    for workflow in WORKFLOWS:
        for step in steps(workflow):
            for path in re.findall(r"\b(?:script|tests)/[\w/.]+", step.get("run", "")):
                assert (ROOT / path).exists(), path
    release = next(workflow for workflow in WORKFLOWS if workflow.stem == "release")
    assert any(HACS["filename"] in step.get("run", "") for step in steps(release))


def test_both_releases_of_home_assistant_are_tested() -> None:
    """Unit tests run on the oldest supported release, the demo on the newest."""
    requirements = ROOT / "script" / "requirements"
    oldest, newest = (
        re.search(r"^homeassistant==(\d+\.\d+)\.", (requirements / f"{name}.txt").read_text(), re.MULTILINE)
        for name in ("test", "demo")
    )
    assert oldest is not None
    assert newest is not None
    assert HACS["homeassistant"] == f"{oldest[1]}.0"
    names = " ".join(job["name"] for job in jobs(ROOT / ".github" / "workflows" / "test.yml").values())
    assert re.findall(r"\d+\.\d+", names) == [oldest[1], newest[1]]
    assert f"Home Assistant {oldest[1]} or newer" in (ROOT / "README.md").read_text()
