"""Settings of a Netwave camera: what is stored, what is lost, and what applies only after a restart."""

from collections.abc import Mapping

from . import backup
from .commands import FACTORY_DDNS, LOGIN, SERVICE_LOGIN, SetPage
from .fields import FACTORY, STATUS
from .model import NetwaveModel

ADDRESSES = ("ip", "mask", "gateway", "dns")
BY_DHCP = "0.0.0.0"  # noqa: S104 - how the camera shows DHCP
# Read-only state, neither settable nor stored.
READINGS = frozenset(STATUS) - {"alias", "tz", "ddns_host"}


class Memory:
    """The settings of one camera by the name under which they are read."""

    def __init__(self, model: NetwaveModel, settings: dict[str, str]) -> None:
        self.factory = dict(FACTORY) | {"user1_name": "admin", "user1_pri": "2"}
        self.wanted_port: int | None = None  # port after the next restart
        self._model = model
        self._settings = settings
        self._still: dict[str, str] = {}  # values in force until the next restart
        settings |= FACTORY | {"id": model.id, "sys_ver": model.firmware, "app_ver": model.web_version}
        settings |= model.settings

    def in_force(self, name: str) -> str:
        """Return the value in force; some settings apply only after a restart."""
        return self._still.get(name, self._settings[name])

    def restarted(self) -> None:
        """Put all stored values in force."""
        self._still.clear()

    def set(self, name: str, page: SetPage, requested: Mapping[str, str]) -> dict[str, str] | None:
        """Store the parameters of a set_ page; return them by stored name, or None if refused."""
        login = SERVICE_LOGIN if page.service_login else LOGIN
        params = {key: value for key, value in requested.items() if key not in login}
        if params.get("ip") == "" and "mask" in page.parameters:
            params |= dict.fromkeys(ADDRESSES, BY_DHCP)
        known = {
            key: parameter
            for key, parameter in page.parameters.items()
            # Required parameters are accepted even if no page shows them.
            if key in page.needs or (self._model.has(parameter.stored) and self._model.has(f"{name}?{key}"))
        }
        needs = page.needs if self._model.partial else (*page.needs, *(set(known) - set(page.optional)))
        if not all(key in params for key in needs):
            return None
        if self._model.strict and not params.keys() <= known.keys():
            return None
        if not all(known[key].accepts(params[key]) for key in params if key in known):
            return None
        stored = {known[key].stored: params[key] for key in params if key in known}
        self._store(stored)
        if name == FACTORY_DDNS:
            self.factory |= stored
        return stored

    def reset(self) -> None:
        """Reset to factory values."""
        self._store({name: value for name, value in self.factory.items() if name not in READINGS})

    def backup(self) -> bytes:
        """Return all settings as a file."""
        return backup.pack(
            self._model.id, {name: value for name, value in self._settings.items() if self._is_kept(name)}
        )

    def restore(self, file: bytes | None) -> bool:
        """Apply the settings of a file."""
        kept = backup.unpack(file or b"")
        if kept is None:
            return False
        self._store({name: value for name, value in kept.items() if self._is_kept(name)})
        return True

    def _is_kept(self, name: str) -> bool:
        return name in self._settings and name not in READINGS

    def _store(self, stored: Mapping[str, str]) -> None:
        for name in self._model.after_reboot:
            if name in stored and stored[name] != self._settings[name]:
                self._still.setdefault(name, self._settings[name])
        if stored.get("port", self._settings["port"]) != self._settings["port"]:
            self.wanted_port = int(stored["port"])
        self._settings |= stored
