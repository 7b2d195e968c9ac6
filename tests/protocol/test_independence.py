"""The protocol package could be lifted out of the project tomorrow."""

from pathlib import Path
import subprocess
import sys

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


def test_dialects_do_not_know_each_other() -> None:
    """A dialect imports what is shared, never another one; only where they are listed is one imported."""
    dialects = {folder.name for folder in PACKAGE.iterdir() if (folder / "driver.py").is_file()}
    assert dialects == {"hucoms", "netwave"}
    for source in PACKAGE.rglob("*.py"):
        if source == PACKAGE / "search.py":
            continue
        for dialect in dialects - {source.parent.name}:
            assert f"import {dialect}" not in source.read_text(), source
            assert f".{dialect}" not in source.read_text(), source


def test_nobody_asks_for_the_dialect_outside() -> None:
    for source in PACKAGE.parent.rglob("*.py"):
        if PACKAGE not in source.parents:
            assert "netwave" not in source.read_text().lower(), source
            assert "hucoms" not in source.read_text().lower(), source
