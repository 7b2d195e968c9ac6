"""Diagnostics report of a camera, redacted so that it can be published.

Each page is listed under the request that reads it, so the simulator can replay the camera from a report.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from ..camera.camera import Camera
from ..dialects.driver import CameraDriver
from ..model.redaction import Redaction, is_private, is_secret
from ..model.settings import LastLine, Secret, Setting, Text
from ..model.text import readable
from ..model.values import Page

_LONGEST_FIELD = 4096  # characters
_MOST_FIELDS = 500  # of a page

type _Settings = Mapping[tuple[str, str], Setting[Any]]


def redaction_for(camera: Camera, *, secrets: Iterable[str] = (), private: Iterable[str] = ()) -> Redaction:
    """Return a redaction that knows the secrets and private values of a camera, its account and its user."""
    driver = camera.driver
    settings = _settings(driver)
    fields = [(page, *each) for page, fields in _shown(camera).items() for each in fields.items()]
    hidden = {raw for page, field, raw in fields if _is_hidden(settings.get((page, field)), field)}
    owners = {raw for page, field, raw in fields if is_private(field) and not raw.isdecimal()}
    username, password = driver.account.username, driver.account.password
    versions = (camera.info.firmware, camera.info.web_version, camera.info.hardware)
    return Redaction(
        camera.info.mac,
        secrets=[*secrets, password, f"{username}:{password}", *sorted(hidden)],
        private=[*private, username, *sorted(owners)],
        versions={version for version in versions if version},
    )


def diagnostics_report(camera: Camera, redaction: Redaction) -> dict[str, Any]:
    """Return the report; no request is sent."""
    driver, pages = camera.driver, _shown(camera)
    settings = _settings(driver)
    looked_for = [page for page in driver.pages if page not in driver.on_demand_pages]
    return {
        "dialect": camera.dialect,
        "info": {name: _redact_info(redaction, name, value) for name, value in asdict(camera.info).items()},
        "role": camera.capabilities.role.name.lower(),
        "capabilities": {
            "alarms": sorted(alarm.value for alarm in camera.capabilities.alarms),
            "output": camera.capabilities.output,
            "output_told": camera.capabilities.reports_output,
            "upkeep": sorted(task.value for task in camera.capabilities.tasks),
        },
        "streams": [{**asdict(each), "path": redaction.text(each.path)} for each in camera.streams],
        "open_to_everybody": camera.allows_anonymous,
        "pages": dict(
            sorted(
                (driver.page_reference(name), _redact_page(redaction, settings, name, page))
                for name, page in pages.items()
            )
        ),
        "not_given": sorted(driver.page_reference(name) for name in looked_for if name not in pages),
        "alarms": _alarms(camera),
        "loudspeaker": camera.speaker.details,
        "asked": _requests(driver),
    }


def _alarms(camera: Camera) -> dict[str, Any]:
    """Return the state of the alarms and of their sources."""
    return {
        "heard": camera.listening,
        "pushed": camera.alarms.pushed,
        "in_use": camera.alarms.in_use,
        "sources": camera.alarms.sources.details,
        "hold": camera.alarms.hold,
        "on": sorted(alarm.value for alarm, on in camera.alarms.alarms.items() if on),
    }


def _requests(driver: CameraDriver) -> list[dict[str, Any]]:
    """Return the request log."""
    return [
        {
            "at": datetime.fromtimestamp(each.at, UTC).isoformat(timespec="seconds"),
            "question": each.request,
            "login": each.login,
            "seconds": round(each.seconds, 3),
            "outcome": each.outcome,
        }
        for each in tuple(driver.request_log)
    ]


def _shown(camera: Camera) -> Mapping[str, Page]:
    """Return the pages within size limits; of a log, the end is kept."""
    return {
        name: {field: readable(raw[-_LONGEST_FIELD:]) for field, raw in islice(page.items(), _MOST_FIELDS)}
        for name, page in camera.state.pages.items()
    }


def _settings(driver: CameraDriver) -> _Settings:
    return {(setting.page, setting.field): setting for setting in driver.settings if setting.field}


def _is_hidden(setting: Setting[Any] | None, field: str) -> bool:
    return is_secret(field) or (setting is not None and isinstance(setting.codec, Secret))


def _redact_info(redaction: Redaction, name: str, value: str | None) -> str | None:
    return value if value is None else redaction.field("alias" if name == "name" else name, value)


def _redact_page(redaction: Redaction, settings: _Settings, name: str, page: Page) -> dict[str, str]:
    """Redact a page; values that their codec accepts are kept, unless it is a free text."""
    fields: dict[str, str] = {}
    has_settings = name in {page for page, _ in settings}
    for field, raw in sorted(page.items()):
        setting = settings.get((name, field))
        if _is_hidden(setting, field):
            fields[field] = redaction.field("password", raw)
        elif setting is None and has_settings:
            fields[field] = redaction.unknown_field(field, raw)
        elif setting is None or isinstance(setting.codec, Text | LastLine) or not _is_valid(setting, raw):
            fields[field] = redaction.field(field, raw)
        else:
            fields[field] = redaction.addresses(raw)
    return fields


def _is_valid(setting: Setting[Any], raw: str) -> bool:
    try:
        setting.codec.decode(raw)
    except ValueError:
        return False
    return True
