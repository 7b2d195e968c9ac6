"""Creates and deletes repair issues; repairs.py has the flows that fix them."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import IpCameraConfigEntry
from .protocol import Choice, HealthIssue, has_to_be_read_again, health_issues, time_server_is_silent
from .protocol.model import keys
from .repairs import FLOWS, GUESSABLE_NOT_WRITABLE, PLAYABLE, RTSP_UNREACHABLE, TIME_SERVER_SILENT

_UNPLAYABLE = "no_playable_stream"
_LEARN_MORE = "https://github.com/ip-camera-cgi/ip-camera-cgi/blob/main/docs/security.md"


@callback
def update_playable_stream_issue(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Report a stream that browsers cannot play, if the camera supports another codec."""
    camera = entry.runtime_data.camera
    codecs = [] if any(each.playable for each in camera.streams) else [each.codec_setting for each in camera.streams]
    for setting, choice in camera.writable(Choice):
        if setting.key in codecs and PLAYABLE in choice.options.values():
            ir.async_create_issue(
                hass,
                DOMAIN,
                f"{_UNPLAYABLE}_{entry.entry_id}",
                data={"entry_id": entry.entry_id, "setting": setting.key},
                is_fixable=True,
                severity=ir.IssueSeverity.WARNING,
                translation_key=_UNPLAYABLE,
                translation_placeholders={"name": entry.title},
            )
            return
    clear_playable_stream_issue(hass, entry.entry_id)


@callback
def clear_playable_stream_issue(hass: HomeAssistant, entry_id: str) -> None:
    """Delete the issue."""
    ir.async_delete_issue(hass, DOMAIN, f"{_UNPLAYABLE}_{entry_id}")


@callback
def track_rtsp_issue(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Create or delete the RTSP issue according to the last probe."""
    rtsp, issue_id = entry.runtime_data.rtsp, f"{RTSP_UNREACHABLE}_{entry.entry_id}"

    @callback
    def update() -> None:
        issue_entry = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
        if not rtsp.unreachable:
            if rtsp.known:
                clear_rtsp_issue(hass, entry.entry_id)
        elif issue_entry is None or not issue_entry.active:
            ir.async_create_issue(
                hass,
                DOMAIN,
                issue_id,
                data={"entry_id": entry.entry_id, "flow": RTSP_UNREACHABLE},
                is_fixable=True,
                severity=ir.IssueSeverity.WARNING,
                translation_key=RTSP_UNREACHABLE,
                translation_placeholders={"name": entry.title},
            )

    update()
    entry.async_on_unload(entry.runtime_data.async_add_listener(update))


@callback
def clear_rtsp_issue(hass: HomeAssistant, entry_id: str) -> None:
    """Delete the issue."""
    ir.async_delete_issue(hass, DOMAIN, f"{RTSP_UNREACHABLE}_{entry_id}")


@callback
def track_health_issues(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Create and delete repair issues as the health of the camera changes."""
    coordinator = entry.runtime_data

    @callback
    def update() -> None:
        if coordinator.restart_window.is_open:  # values from before the restart are outdated
            return
        for issue, is_present in health_issues(coordinator.camera, dt_util.now()).items():
            issue_id = _issue_id(issue, entry.entry_id)
            issue_entry = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
            if not is_present:
                ir.async_delete_issue(hass, DOMAIN, issue_id)
            elif (issue_entry is None or not issue_entry.active) and has_to_be_read_again(coordinator.camera, issue):
                coordinator.check_health()
            elif issue_entry is None or not issue_entry.active:  # only ids of issues are restored at start
                _create_health_issue(hass, entry, issue)

    update()
    entry.async_on_unload(coordinator.async_add_listener(update))


@callback
def clear_health_issues(hass: HomeAssistant, entry_id: str) -> None:
    """Delete all health issues of an entry."""
    for issue in HealthIssue:
        ir.async_delete_issue(hass, DOMAIN, _issue_id(issue, entry_id))


def _issue_id(issue: HealthIssue, entry_id: str) -> str:
    return f"{issue.value}_{entry_id}"


@callback
def _create_health_issue(hass: HomeAssistant, entry: IpCameraConfigEntry, issue: HealthIssue) -> None:
    camera = entry.runtime_data.camera
    key = issue.value
    if issue is HealthIssue.PASSWORD_GUESSABLE and camera.setting(keys.user_password(1)) is None:
        key = GUESSABLE_NOT_WRITABLE
    elif issue is HealthIssue.CLOCK_WRONG and time_server_is_silent(camera, dt_util.now()):
        key = TIME_SERVER_SILENT
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(issue, entry.entry_id),
        data={"entry_id": entry.entry_id, "flow": key},
        is_fixable=key in FLOWS,
        severity=ir.IssueSeverity.WARNING,
        learn_more_url=None if key in FLOWS else _LEARN_MORE,
        translation_key=key,
        translation_placeholders={"name": entry.title},  # every user can list issues
    )
