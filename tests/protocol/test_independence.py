"""Independence of the protocol package from Home Assistant, and of its layers."""

import ast
from collections.abc import Iterator
from pathlib import Path
import subprocess
import sys

from custom_components.ip_camera_cgi.protocol import DRIVERS

PACKAGE = Path(__file__).parents[2] / "custom_components" / "ip_camera_cgi" / "protocol"

# Loaded by its place: the integration's folder on sys.path would hide the standard library's select.
ALONE = """
import importlib.util, sys
class Ban:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"homeassistant", "voluptuous", "probatio", "custom_components"}:
            raise ImportError(f"{name} must not be imported here")
sys.meta_path.insert(0, Ban())
folder = sys.argv[1]
spec = importlib.util.spec_from_file_location("protocol", folder + "/__init__.py", submodule_search_locations=[folder])
module = importlib.util.module_from_spec(spec)
sys.modules["protocol"] = module
spec.loader.exec_module(module)
assert module.connect
"""


def test_protocol_loads_without_home_assistant() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE, str(PACKAGE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_dialects_are_independent() -> None:
    """A dialect imports shared modules, never another dialect; only connect.py imports dialects."""
    dialects = {folder.name for folder in (PACKAGE / "dialects").iterdir() if (folder / "driver.py").is_file()}
    assert dialects == {driver.dialect for driver in DRIVERS}
    for source in PACKAGE.rglob("*.py"):
        if source == PACKAGE / "connect" / "connect.py":
            continue
        for dialect in dialects - {source.parent.name}:
            assert f"import {dialect}" not in source.read_text(), source
            assert f".{dialect}" not in source.read_text(), source


FLOORS = (
    {"model"},
    {"http", "sound", "video"},
    {"rtsp"},
    {"dialects"},
    {"camera"},
    {"features", "connect"},
    {"__init__"},
)
"""The layers from bottom to top; each imports from itself and lower ones."""


def _layer(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(source: Path) -> Iterator[Path]:
    """Yield the modules that a module imports from the package, including late and type-checking imports."""
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = source.parents[node.level - 1]
            if PACKAGE in {folder, *folder.parents}:
                yield folder.joinpath(*(node.module or node.names[0].name).split("."))


def test_no_import_runs_from_a_lower_layer_to_a_higher_one() -> None:
    floors = {layer: number for number, layers in enumerate(FLOORS) for layer in layers}
    seen = 0
    for source in PACKAGE.rglob("*.py"):
        for imported in _imports(source):
            here, there = _layer(source), _layer(imported)
            assert floors[there] < floors[here] or there == here, f"{source} imports {imported}"
            seen += 1
    assert seen > 100


def test_every_folder_is_a_layer() -> None:
    here = {_layer(source) for source in PACKAGE.rglob("*.py")}
    assert here == set().union(*FLOORS)


def test_no_dialect_checks_outside_dialects() -> None:
    for source in PACKAGE.parent.rglob("*.py"):
        if PACKAGE not in source.parents:
            assert "netwave" not in source.read_text().lower(), source
            assert "hucoms" not in source.read_text().lower(), source
