"""The npm package "foscam", which was written for real cameras."""

import json
from pathlib import Path
import shutil

import pytest

from simulator import NetwaveCamera

from .test_clients import LOGIN, run

CLIENTS = Path(__file__).parent / "clients"
INSTALLED = Path(__file__).parents[2] / ".local" / "clients"
LISTS = ("package.json", "package-lock.json")


@pytest.fixture
async def modules() -> Path:
    """Install the locked version of the package, if it is missing."""
    if not shutil.which("node"):
        pytest.skip("node is not installed here")
    modules = INSTALLED / "node_modules"
    wanted = [(CLIENTS / name).read_bytes() for name in LISTS]
    if not (modules / "foscam").is_dir() or wanted != [(INSTALLED / name).read_bytes() for name in LISTS]:
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for name, content in zip(LISTS, wanted, strict=True):
            (INSTALLED / name).write_bytes(content)
        done = await run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", folder=INSTALLED)
        if done.code:
            pytest.skip(f"npm could not install foscam: {done.complaints.splitlines()[-1:]}")
    return modules


def test_no_registry_is_named() -> None:
    """The lock file has no registry URLs, so npm uses the configured registry."""
    for name in LISTS:
        text = (CLIENTS / name).read_text()
        assert "://" not in text
        assert "resolved" not in text


async def test_foscam(netwave: NetwaveCamera, modules: Path) -> None:
    netwave.reboot_seconds = 0.01
    netwave.settings["ptz_disable_preset"] = "0"
    done = await run("node", str(CLIENTS / "foscam.js"), str(modules), str(netwave.port), *LOGIN)
    assert done.code == 0, done.complaints
    output = json.loads(done.out)
    assert output["status"]["id"] == netwave.personality.id
    assert output["status"]["alarm_status_str"] == "no alarm"
    assert output["before"]["resolution"] == 32
    orders = ("brightness", "flip", "resolution", "alias", "datetime", "left", "stop", "output", "preset", "reboot")
    assert {order: output[order] for order in orders} == dict.fromkeys(orders, "ok.")
    assert {"brightness": 100, "flip": 3, "resolution": 8}.items() <= output["after"].items()
    assert "var alias='Barn';" in output["params"]
    assert output["nonsense"].startswith("error")
    assert output["picture"] == "ffd8ffe0ffd9"
    assert netwave.world.infrared, "the Foscam's output is its lamp, and it is on when low"
    assert netwave.reboots == 1
    assert {each.login for each in netwave.requests} == {"query"}
