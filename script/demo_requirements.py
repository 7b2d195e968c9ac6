"""Prints the requirements of the demo's environment; `script/lock` turns them into script/requirements/demo.in."""

import json
from pathlib import Path

from homeassistant import bootstrap, const

COMPONENTS = Path(bootstrap.__file__).parent / "components"

WANTED = ("config", "frontend", "history", "logbook", "media_source", "my", "rest_command", "stream", "sun")
"""The integrations in the demo's configuration.yaml (script/home_assistant.py)."""

UNNAMED = ("hassio", "isal")
"""Integrations that others import without declaring a dependency."""

LEFT_OUT = ("pymicro-vad", "pyspeex-noise")
"""Packages that exist only as C++ source; script/hass.py does without them."""


def manifest(domain: str) -> dict[str, list[str]]:
    """Return the manifest of an integration."""
    path = COMPONENTS / domain / "manifest.json"
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def loaded() -> set[str]:
    """Return the integrations that Home Assistant sets up at start."""
    found: set[str] = set()
    waiting = {*bootstrap.CORE_INTEGRATIONS, *bootstrap.DEFAULT_INTEGRATIONS, *WANTED}
    while waiting:
        found |= waiting
        waiting = {needed for domain in waiting for needed in manifest(domain).get("dependencies", ())} - found
    return found


def main() -> None:
    """Print the requirements with Home Assistant's pinned versions."""
    needed = {needed for domain in (*loaded(), *UNNAMED) for needed in manifest(domain).get("requirements", ())}
    print("# written by script/lock: Home Assistant, what it loads when it starts; the simulator needs no more")
    print(f"homeassistant=={const.__version__}")
    for requirement in sorted(needed, key=str.casefold):
        if not requirement.startswith(LEFT_OUT):
            print(requirement)


if __name__ == "__main__":
    main()
