"""Diagnostics of an entry; the simulator can replay a camera from them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .connection.availability_log import availability_log
from .const import CONF_CALL_BEFORE, CONF_DIALECT, CONF_PRESETS, CONF_RECORDER_TOKEN
from .coordinator import CameraCoordinator, IpCameraConfigEntry
from .protocol import Redaction, diagnostics_report, health_issues, redaction_for


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: IpCameraConfigEntry) -> dict[str, Any]:
    """Return redacted diagnostics without sending a request to the camera.

    Redaction of large pages takes long, so it runs in the executor.
    """
    return await hass.async_add_executor_job(_diagnostics, entry, tuple(availability_log(hass, entry.entry_id)))


def _diagnostics(entry: IpCameraConfigEntry, outages: Sequence[tuple[datetime, str]]) -> dict[str, Any]:
    data = entry.data
    secrets = [
        data[CONF_PASSWORD],
        data.get(CONF_WEBHOOK_ID, ""),
        data.get(CONF_RECORDER_TOKEN, ""),
        data.get(CONF_CALL_BEFORE, {}).get("url", ""),
    ]
    # An IP address in the local network is harmless, a host name may be personal.
    private = [data[CONF_USERNAME], *([] if data[CONF_HOST].replace(".", "").isdecimal() else [data[CONF_HOST]])]
    report: dict[str, Any] = {"dialect": data[CONF_DIALECT]}
    if entry.state is ConfigEntryState.LOADED:
        redaction = redaction_for(entry.runtime_data.camera, secrets=secrets, private=private)
        report |= _loaded(entry.runtime_data, redaction)
    else:
        redaction = Redaction(entry.unique_id or "", secrets=secrets, private=private)
    return report | {
        "entry": {
            "state": entry.state.value,
            "version": f"{entry.version}.{entry.minor_version}",
            "host": redaction.text(data[CONF_HOST]),
            "port": data[CONF_PORT],
            "options": dict(sorted(_options(entry).items())),
            "recorder_address": CONF_RECORDER_TOKEN in data,
            "calls_us": CONF_WEBHOOK_ID in data,
            "called_before": bool(data.get(CONF_CALL_BEFORE, {}).get("url")),
        },
        "history": [
            {"at": at.isoformat(timespec="seconds"), "there": not why, "why": redaction.text(why)}
            for at, why in outages
        ],
    }


def _options(entry: IpCameraConfigEntry) -> dict[str, Any]:
    """Return the options without the names of presets, which may be personal."""
    named = {CONF_PRESETS: sorted(entry.options[CONF_PRESETS])} if CONF_PRESETS in entry.options else {}
    return {**entry.options, **named}


def _loaded(coordinator: CameraCoordinator, redaction: Redaction) -> dict[str, Any]:
    camera = coordinator.camera
    # A stored description says nothing about the current state.
    concerns = health_issues(camera, dt_util.now()) if coordinator.connection.seen else {}
    return {
        **diagnostics_report(camera, redaction),
        "absent": not coordinator.connection.seen,
        "there": coordinator.last_update_success,
        "concerns": sorted(issue.value for issue, so in concerns.items() if so),
        "live": {
            "state": camera.live.state.value,
            "viewers": camera.live.viewers,
            "rate": round(camera.live.rate, 1),
        },
    }
