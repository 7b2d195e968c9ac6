"""Takes over the camera entity of another integration that shows the same camera, until its entry is removed.

The other entry is disabled and its camera entity leaves the registry, which keeps all about it. The camera of this
integration then gets the entity ID, so dashboards, automations and the recorded history go on. A renamed entity would
take the history along, so the other one is not renamed. What this camera was before is stored first, and undone after a
failure or a restart in the middle.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryDisabler,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN, LOGGER
from ..coordinator import IpCameraConfigEntry
from .other_entries import LINKS, async_find_other_entries
from .registry import bring_back, describe, hand_over, take_back

SHOWN_TWICE, OPEN = "shown_twice", "change_over_open"
_CHANGING: HassKey[set[str]] = HassKey(f"{DOMAIN}_changing_over")


class ChangeOverError(HomeAssistantError):
    """The change-over failed and was undone; `reason` is the key of the form error."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class OpenChangeOver:
    """A change-over that can still be undone."""

    old_entry_id: str
    title: str
    """Title of the other entry."""
    entity_id: str | None
    """The entity ID that was taken over, if there was a camera entity."""
    others: tuple[str, ...]
    """The other entities of that entry, which are removed with it."""


def _store(hass: HomeAssistant, entry_id: str) -> Store[dict[str, Any]]:
    return Store(hass, 1, f"{DOMAIN}.{entry_id}.change_over", private=True)


async def async_open_change_over(hass: HomeAssistant, entry_id: str) -> OpenChangeOver | None:
    """Return the change-over of an entry that is not finished."""
    stored = await _store(hass, entry_id).async_load()
    other = hass.config_entries.async_get_entry(stored["entry_id"]) if stored else None
    if stored is None or other is None:
        return None
    entities = er.async_entries_for_config_entry(er.async_get(hass), other.entry_id)
    others = tuple(sorted(each.entity_id for each in entities))
    return OpenChangeOver(other.entry_id, other.title, stored["old"] and stored["old"]["entity_id"], others)


async def async_take_over(hass: HomeAssistant, entry: IpCameraConfigEntry, other: ConfigEntry) -> None:
    """Take the place of another entry's camera; the other entry is disabled.

    Raises:
        ChangeOverError: it failed; everything is as before.
    """
    # The task continues if the form is closed.
    await asyncio.shield(hass.async_create_task(_take_over(hass, entry, other), f"{DOMAIN} take over"))


async def async_undo(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Give the entity ID back and enable the other entry."""
    await asyncio.shield(hass.async_create_task(_undo(hass, entry.entry_id), f"{DOMAIN} undo change-over"))
    await _update_issues(hass, entry)


async def async_finish(hass: HomeAssistant, entry_id: str) -> None:
    """Remove the other entry."""
    stored = await _store(hass, entry_id).async_load()
    if stored and hass.config_entries.async_get_entry(stored["entry_id"]):
        await hass.config_entries.async_remove(stored["entry_id"])
    await _forget(hass, entry_id)


async def async_end_with_entry(hass: HomeAssistant, entry_id: str) -> None:
    """Undo a change-over that is open when the entry is removed, and delete its issues."""
    await _undo(hass, entry_id)
    ir.async_delete_issue(hass, DOMAIN, f"{SHOWN_TWICE}_{entry_id}")


async def async_track_other_entries(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Resume a change-over, and keep the repair issues up to date while the entry is loaded."""
    await _resume(hass, entry)
    await _update_issues(hass, entry)

    @callback
    def changed(_: ConfigEntryChange, other: ConfigEntry) -> None:
        if other.domain in LINKS and entry.entry_id not in hass.data.get(_CHANGING, ()):
            entry.async_create_background_task(hass, _update_issues(hass, entry), f"{DOMAIN} {entry.title} twins")

    entry.async_on_unload(async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, changed))


async def _take_over(hass: HomeAssistant, entry: IpCameraConfigEntry, other: ConfigEntry) -> None:
    changing = hass.data.setdefault(_CHANGING, set())
    if (
        entry.state is not ConfigEntryState.LOADED
        or entry.entry_id in changing
        or await async_open_change_over(hass, entry.entry_id)
    ):
        raise ChangeOverError("take_over_failed")
    changing.add(entry.entry_id)
    try:
        stored = describe(hass, entry, other)
        await _store(hass, entry.entry_id).async_save(stored)
        try:
            await _disable(hass, other)
            if stored["old"]:
                er.async_get(hass).async_remove(stored["old"]["entity_id"])
                hand_over(hass, stored)
            await _store(hass, entry.entry_id).async_save(stored | {"done": True})
        except Exception as err:  # any failure is undone
            LOGGER.warning("%s could not take over %s: %s", entry.title, other.title, err)
            await _undo(hass, entry.entry_id)
            if isinstance(err, ChangeOverError):
                raise
            raise ChangeOverError("take_over_failed") from err
    finally:
        changing.discard(entry.entry_id)
        await _update_issues(hass, entry)


async def _disable(hass: HomeAssistant, other: ConfigEntry) -> None:
    """Disable the other entry; raises ChangeOverError if its integration does not let go."""
    try:
        await hass.config_entries.async_set_disabled_by(other.entry_id, ConfigEntryDisabler.USER)
    except HomeAssistantError as err:
        raise ChangeOverError("old_not_stopped") from err
    if other.state is ConfigEntryState.LOADED or not other.state.recoverable:
        raise ChangeOverError("old_not_stopped")


async def _undo(hass: HomeAssistant, entry_id: str) -> None:
    """Undo a change-over or the part of it that was made."""
    stored = await _store(hass, entry_id).async_load()
    if stored is None:
        return
    other = hass.config_entries.async_get_entry(stored["entry_id"])
    changing = hass.data.setdefault(_CHANGING, set())
    changing.add(entry_id)
    try:
        take_back(hass, stored)
        if other is not None:
            if stored["old"]:
                bring_back(hass, other, stored["old"])
            await hass.config_entries.async_set_disabled_by(other.entry_id, None)
    except HomeAssistantError as err:  # the other integration does not start; its entry says why
        LOGGER.warning("%s does not start again: %s", other.title if other else "-", err)
    finally:
        changing.discard(entry_id)
        await _forget(hass, entry_id)


async def _resume(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """After a restart: undo a change-over that was interrupted, forget one whose other entry is gone."""
    stored = await _store(hass, entry.entry_id).async_load()
    if stored is None:
        return
    if hass.config_entries.async_get_entry(stored["entry_id"]) is None:
        await _forget(hass, entry.entry_id)
        return
    old = er.async_get(hass).async_get(stored["old"]["entity_id"]) if stored["old"] else None
    was_lost = old is not None and old.platform != DOMAIN  # the registry was not written before a power cut
    if not stored.get("done") or was_lost:
        LOGGER.warning("A change-over to %s was interrupted; it is undone", entry.title)
        await _undo(hass, entry.entry_id)


async def _forget(hass: HomeAssistant, entry_id: str) -> None:
    await _store(hass, entry_id).async_remove()
    ir.async_delete_issue(hass, DOMAIN, f"{OPEN}_{entry_id}")


async def _update_issues(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Create or delete the issues of an entry."""
    opened = await async_open_change_over(hass, entry.entry_id)
    twins = [] if opened else await async_find_other_entries(hass, entry.runtime_data.camera)
    for key, is_present in {OPEN: opened is not None, SHOWN_TWICE: bool(twins)}.items():
        issue_id = f"{key}_{entry.entry_id}"
        if not is_present:
            ir.async_delete_issue(hass, DOMAIN, issue_id)
            continue
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            data={"entry_id": entry.entry_id, "flow": key},
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key=key,
            translation_placeholders={"name": entry.title},
        )
