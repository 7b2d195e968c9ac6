"""The repair issue of alarms that cannot be recorded."""

from errno import EDQUOT, EFBIG, ENOSPC
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN, LOGGER

_ISSUE = "recording_failed"
_FULL = {ENOSPC, EDQUOT, EFBIG}


class RecordingIssue:
    """Reports once that the recordings of one camera fail."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        self._hass = hass
        self._entry = entry
        self._reported = False

    @callback
    def report(self, err: OSError) -> None:
        """Create the issue, unless the last recording failed as well."""
        if self._reported:
            return
        self._reported = True
        reason = err.strerror or str(err)
        LOGGER.warning("The alarms of %s are not recorded: %s", self._entry.title, reason)
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            f"{_ISSUE}_{self._entry.entry_id}",
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=f"{_ISSUE}_full" if err.errno in _FULL else _ISSUE,
            translation_placeholders={"name": self._entry.title},
        )

    @callback
    def resolve(self) -> None:
        """Delete the issue: a recording is complete."""
        if self._reported:
            LOGGER.info("The alarms of %s are recorded again", self._entry.title)
        self._reported = False
        clear_recording_issue(self._hass, self._entry.entry_id)


@callback
def clear_recording_issue(hass: HomeAssistant, entry_id: str) -> None:
    """Delete the repair issue of an entry."""
    ir.async_delete_issue(hass, DOMAIN, f"{_ISSUE}_{entry_id}")
