"""Prints what the demo's environment needs; `script/lock` turns it into script/requirements/demo.in."""

import json
from pathlib import Path

from homeassistant import bootstrap, const

COMPONENTS = Path(bootstrap.__file__).parent / "components"

WANTED = ("config", "frontend", "history", "logbook", "media_source", "my", "rest_command", "stream", "sun")
"""What the demo's configuration.yaml names (script/home_assistant.py)."""

UNNAMED = ("hassio", "isal")
"""What other integrations import, or look for, without depending on it."""

LEFT_OUT = ("pymicro-vad", "pyspeex-noise")
"""Only to be had as C++ source; script/hass.py gets along without."""


def manifest(domain: str) -> dict[str, list[str]]:
    """Return what an integration says about itself."""
    path = COMPONENTS / domain / "manifest.json"
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def loaded() -> set[str]:
    """Return the integrations that Home Assistant sets up when it starts."""
    found: set[str] = set()
    waiting = {*bootstrap.CORE_INTEGRATIONS, *bootstrap.DEFAULT_INTEGRATIONS, *WANTED}
    while waiting:
        found |= waiting
        waiting = {needed for domain in waiting for needed in manifest(domain).get("dependencies", ())} - found
    return found


def main() -> None:
    """Print the requirements, each as Home Assistant pins it."""
    needed = {needed for domain in (*loaded(), *UNNAMED) for needed in manifest(domain).get("requirements", ())}
    print("# written by script/lock: Home Assistant, what it loads when it starts; the simulator needs no more")
    print(f"homeassistant=={const.__version__}")
    for requirement in sorted(needed, key=str.casefold):
        if not requirement.startswith(LEFT_OUT):
            print(requirement)


if __name__ == "__main__":
    main()
