"""Names of presets; cameras only know numbers."""

from collections.abc import Collection, Mapping

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_PRESETS
from ..protocol import BadValueError

_UNNAMED_OFFERED = 16  # presets offered by number, as cameras do not report which ones are set
_MAX_NAME_LENGTH = 40


class PresetNames:
    """The named presets of one camera."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        self._hass = hass
        self._entry = entry

    @property
    def names(self) -> Mapping[int, str]:
        """Return the names by number."""
        return {int(number): name for number, name in sorted(self._stored.items(), key=lambda each: int(each[0]))}

    @property
    def _stored(self) -> dict[str, str]:
        # JSON keys are strings.
        return dict(self._entry.options.get(CONF_PRESETS, {}))

    def labels(self, most: int) -> list[str]:
        """Return the labels to choose from for a camera with this many presets."""
        names = self.names
        return [names.get(each, str(each)) for each in sorted({*range(1, min(most, _UNNAMED_OFFERED) + 1), *names})]

    def label(self, number: int) -> str:
        """Return the name of a preset, or its number."""
        return self.names.get(number, str(number))

    def resolve(self, wanted: str) -> int:
        """Return the number of a preset given by number or name; raises BadValueError."""
        wanted = wanted.strip()
        if wanted.isdecimal():
            return int(wanted)
        for number, name in self.names.items():
            if name.casefold() == wanted.casefold():
                return number
        raise BadValueError("unknown_preset", name=wanted, known=", ".join(self.names.values()) or "-")

    @callback
    def set_name(self, number: int, name: str) -> None:
        """Set the name of a preset; raises as validate_name() does."""
        self.validate_name(number, name)
        self._store({**self._stored, str(number): name.strip()})

    def validate_name(self, number: int, name: str) -> None:
        """Raise BadValueError if a preset cannot have this name."""
        validate_presets([*((each, other) for each, other in self.names.items() if each != number), (number, name)])

    @callback
    def remove_name(self, number: int) -> None:
        """Remove the name of a preset."""
        self._store({each: name for each, name in self._stored.items() if each != str(number)})

    @callback
    def _store(self, names: Mapping[str, str]) -> None:
        options = {**self._entry.options, CONF_PRESETS: names}
        self._hass.config_entries.async_update_entry(self._entry, options=options)


def validate_presets(presets: Collection[tuple[int, str]]) -> None:
    """Raise BadValueError unless all numbers and names are valid and unique."""
    names = [name.strip().casefold() for _, name in presets]
    if len({number for number, _ in presets}) < len(names) or len(set(names)) < len(names):
        raise BadValueError("preset_twice")
    for name in names:
        if not name or name.isdecimal() or len(name) > _MAX_NAME_LENGTH:
            raise BadValueError("preset_name", longest=_MAX_NAME_LENGTH)
