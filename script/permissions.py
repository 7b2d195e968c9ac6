"""Writes docs/permissions.md: `python -m script.permissions`."""

from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
import json
from pathlib import Path
import pkgutil

from homeassistant.components.http import HomeAssistantView

import custom_components.ip_camera_cgi as integration
from custom_components.ip_camera_cgi.access import Access
from custom_components.ip_camera_cgi.actions import MODULES
from custom_components.ip_camera_cgi.actions.action import Action
from custom_components.ip_camera_cgi.button import FOR_ADMINISTRATORS
from custom_components.ip_camera_cgi.protocol import DRIVERS
from custom_components.ip_camera_cgi.websocket_command import COMMANDS

_ROOT = Path(__file__).parents[1]
DOCUMENT = _ROOT / "docs" / "permissions.md"
_TEXTS = json.loads((_ROOT / "custom_components/ip_camera_cgi/translations/en.json").read_text("utf-8"))


class Kind(StrEnum):
    """A kind of user, which is a column of the tables; rights apply to one camera."""

    AUTOMATION = "Automation"
    ADMIN = "Administrator"
    CONTROL = "Control of this camera"
    READ = "Only sees this camera"
    NONE = "Rights on others only"


RIGHTS: dict[Access, frozenset[Kind]] = {
    Access.READ: frozenset(Kind) - {Kind.NONE},
    Access.CONTROL: frozenset(Kind) - {Kind.NONE, Kind.READ},
    Access.ADMIN: frozenset({Kind.AUTOMATION, Kind.ADMIN}),
}
VIEWS = {
    "WallView": "Users, for the cameras that they may see: checked for each camera, and again while it is watched",
    "LiveView": "Anyone with the address. It cannot be guessed, is new after each reload, and is given to programs "
    "that play or record the picture inside Home Assistant. An administrator can make one that lasts, for recorders",
    "RecordingView": "Users who may see the camera, and anyone with an address that was signed for one of them; of a "
    "camera that was removed, administrators",
    "SoundView": "All users: the sounds are the same in every house",
    "LastPictureView": "Users who may see the camera",
    "PresetPictureView": "Users who may see the camera",
}
"""Who may use each HTTP view."""

_HEAD = """# Who may do what

Written by `python -m script.permissions`, and tested: every row, by every kind of user, on the camera that the user has
rights on and on another one. Rights are those that Home Assistant gives a user on a *camera entity*. Where an action
names a device or an area, the device's first camera entity counts. The right on a sensor, switch or button of a camera
says nothing about the camera. Without groups of your own, Home Assistant's users control every entity, and only
administrators do more.

An automation has every right; a script that a user starts has the rights of that user.
"""


def may_call(action: Action, kind: Kind) -> bool:
    """Return whether a kind of user may call an action."""
    return kind in RIGHTS[action.access]


def views() -> list[type[HomeAssistantView]]:
    """Return the HTTP views of the integration."""
    for module in pkgutil.walk_packages(integration.__path__, f"{integration.__name__}."):
        import_module(module.name)
    return [each for each in _subclasses(HomeAssistantView) if each.__module__.startswith(integration.__name__)]


def _subclasses(of: type[HomeAssistantView]) -> Iterator[type[HomeAssistantView]]:
    for each in of.__subclasses__():
        yield each
        yield from _subclasses(each)


def _entities_for_administrators() -> set[tuple[str, str]]:
    keys = {each.key for driver in DRIVERS for each in driver.settings if each.for_administrators}
    keys |= {task.value for task in FOR_ADMINISTRATORS}
    names = {
        key: texts["name"] for entities in _TEXTS["entity"].values() for key, texts in entities.items() if key in keys
    }
    return {(names[key], key) for key in keys}


def _row(name: str, access: Access, *more: str) -> str:
    cells = ("yes" if kind in RIGHTS[access] else "-" for kind in Kind)
    return f"| {' | '.join((f'`{name}`', *more, *cells))} |"


def _table(*columns: str) -> str:
    return f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}"


def _name(action: Action) -> str:
    fields = ", ".join(f"`{name}`" for name in sorted(action.admin_fields))
    return f"{_TEXTS['services'][action.name]['name']}{f' ({fields} by administrators only)' if fields else ''}"


def document() -> str:
    """Return the text of the document."""
    actions = sorted((action for module in MODULES for action in module.ACTIONS), key=lambda action: action.name)
    parts = [
        _HEAD,
        "## Actions\n",
        _table("Action", "Name", *Kind),
        *(_row(action.name, action.access, _name(action)) for action in actions),
        "\n## Entities\n",
        "Home Assistant itself checks control of the entity. These are changed or pressed by administrators only:\n",
        *(f"- {name} (`{key}`)" for name, key in sorted(_entities_for_administrators())),
        "\n## Websocket commands\n",
        _table("Command", *Kind),
        *(_row(name, access) for name, access in sorted(COMMANDS.items())),
        "\n## HTTP views\n",
        _table("View", "Who may use it"),
        *(f"| `{name}` | {who} |" for name, who in sorted(VIEWS.items())),
    ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), "utf-8")
