"""Takes over the camera entity of another integration that shows the same camera, until its entry is removed.

The other entry is disabled and its camera entity leaves the registry, which keeps all about it. The camera of this
integration then gets the entity ID, so dashboards, automations and the recorded history go on. A renamed entity would
take the history along, so the other one is not renamed. What this camera was before is stored first, and undone after a
failure or a restart in the middle.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryDisabler,
    ConfigEntryState,
)
from homeassistant.const import ATTR_FRIENDLY_NAME, CONF_HOST, CONF_PORT, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey
from yarl import URL

from .const import DOMAIN, LOGGER
from .coordinator import IpCameraConfigEntry
from .discovery.address_book import is_same_host
from .entity import main_camera
from .protocol import Address, Camera

SHOWN_TWICE, OPEN = "shown_twice", "change_over_open"
_LINKS: Mapping[str, tuple[str, ...]] = {
    "foscam": (),
    "generic": ("still_image_url", "stream_source"),
    "mjpeg": ("mjpeg_url", "still_image_url"),
}
"""The options of each integration that name the camera; core Foscam stores host and port."""
_WEB, _RTSP = "http", "rtsp"
_COPIED = ("aliases", "area_id", "categories", "hidden_by", "icon", "labels", "name")
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


async def async_find_twins(hass: HomeAssistant, camera: Camera) -> list[ConfigEntry]:
    """Return the enabled entries of other integrations that show a camera."""
    own, streams = camera.address, {stream.port for stream in camera.streams}
    return [
        other
        for domain in _LINKS
        for other in hass.config_entries.async_entries(domain, include_ignore=False, include_disabled=False)
        for scheme, address in [_address(other)]
        if address is not None and await _is_same(hass, own, streams, scheme, address)
    ]


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
    # The task goes on if the form is closed.
    await asyncio.shield(hass.async_create_task(_take_over(hass, entry, other), f"{DOMAIN} take over"))


async def async_undo(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Give the entity ID back and enable the other entry."""
    await asyncio.shield(hass.async_create_task(_undo(hass, entry.entry_id), f"{DOMAIN} undo change-over"))
    await _update_issues(hass, entry)


async def async_finish(hass: HomeAssistant, entry_id: str) -> None:
    """Remove the other entry for good."""
    stored = await _store(hass, entry_id).async_load()
    if stored and hass.config_entries.async_get_entry(stored["entry_id"]):
        await hass.config_entries.async_remove(stored["entry_id"])
    await _forget(hass, entry_id)


async def async_end_with_entry(hass: HomeAssistant, entry_id: str) -> None:
    """Undo a change-over that is open when the entry is removed, and delete its issues."""
    await _undo(hass, entry_id)
    ir.async_delete_issue(hass, DOMAIN, f"{SHOWN_TWICE}_{entry_id}")


async def async_track_twins(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Resume a change-over, and keep the repair issues up to date while the entry is loaded."""
    await _resume(hass, entry)
    await _update_issues(hass, entry)

    @callback
    def changed(_: ConfigEntryChange, other: ConfigEntry) -> None:
        if other.domain in _LINKS and entry.entry_id not in hass.data.get(_CHANGING, ()):
            entry.async_create_background_task(hass, _update_issues(hass, entry), f"{DOMAIN} {entry.title} twins")

    entry.async_on_unload(async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, changed))


def _address(other: ConfigEntry) -> tuple[str, Address | None]:
    """Return scheme and address of the camera that another integration shows."""
    if not _LINKS[other.domain]:
        links = [f"{_WEB}://{Address(str(other.data.get(CONF_HOST))).netloc}:{other.data.get(CONF_PORT)}"]
    else:
        links = [str(other.options.get(link) or "") for link in _LINKS[other.domain]]
    for link in links:
        try:
            url = URL(link.strip())
            if url.scheme in {_WEB, _RTSP} and url.host and url.port:
                return url.scheme, Address(url.host, url.port)
        except ValueError:  # a template
            continue
    return "", None


async def _is_same(hass: HomeAssistant, own: Address, streams: set[int], scheme: str, address: Address) -> bool:
    if scheme == _RTSP:
        return address.port in streams and await is_same_host(hass, own, Address(address.host, own.port))
    return await is_same_host(hass, own, address)


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
        stored = _describe(hass, entry, other)
        await _store(hass, entry.entry_id).async_save(stored)
        try:
            await _disable(hass, other)
            if stored["old"]:
                er.async_get(hass).async_remove(stored["old"]["entity_id"])
                _hand_over(hass, stored)
            await _store(hass, entry.entry_id).async_save(stored | {"done": True})
        except Exception as err:  # whatever it was, it is undone
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


def _describe(hass: HomeAssistant, entry: IpCameraConfigEntry, other: ConfigEntry) -> dict[str, Any]:
    """Return what is needed to hand over and to undo, as stored."""
    entities, devices = er.async_get(hass), dr.async_get(hass)
    own = entities.entities[main_camera(hass, entry.runtime_data)]
    device = devices.async_get(own.device_id or "")
    old = next(
        (
            each
            for each in er.async_entries_for_config_entry(entities, other.entry_id)
            if each.domain == Platform.CAMERA and not each.disabled
        ),
        None,
    )
    described: dict[str, Any] = {
        "entry_id": other.entry_id,
        "own": _stored_entity(own),
        "device": None if device is None else _stored_device(device),
        "old": None,
    }
    if old is not None:
        old_device = devices.async_get(old.device_id or "")
        state = hass.states.get(old.entity_id)
        described["old"] = _stored_entity(old) | {
            "shown_name": (state and state.attributes.get(ATTR_FRIENDLY_NAME)) or other.title,
            "device_id": old.device_id,
            "device": None if old_device is None else _stored_device(old_device),
        }
    return described


def _stored_entity(entity: er.RegistryEntry) -> dict[str, Any]:
    return {
        "entity_id": entity.entity_id,
        "platform": entity.platform,
        "unique_id": entity.unique_id,
        "aliases": [alias if isinstance(alias, str) else None for alias in entity.aliases],
        "area_id": entity.area_id,
        "categories": dict(entity.categories),
        "hidden_by": entity.hidden_by,
        "icon": entity.icon,
        "labels": sorted(entity.labels),
        "name": entity.name,
        "options": {domain: dict(options) for domain, options in entity.options.items()},
    }


def _stored_device(device: dr.DeviceEntry | dr.ChildDeviceEntry) -> dict[str, Any]:
    return {
        "id": device.id,
        "area_id": device.area_id,
        "labels": sorted(device.labels),
        "name_by_user": device.name_by_user,
    }


def _changes(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored properties of an entity as they are written to the registry."""
    hider = stored["hidden_by"]
    return {name: stored[name] for name in _COPIED} | {
        "aliases": [er.COMPUTED_NAME if alias is None else alias for alias in stored["aliases"]],
        "hidden_by": None if hider is None else er.RegistryEntryHider(hider),
        "labels": set(stored["labels"]),
    }


def _own_entity_id(hass: HomeAssistant, stored: Mapping[str, Any]) -> str | None:
    """Return the present entity ID of this integration's camera."""
    own = stored["own"]
    return er.async_get(hass).async_get_entity_id(Platform.CAMERA, DOMAIN, own["unique_id"])


def _hand_over(hass: HomeAssistant, stored: Mapping[str, Any]) -> None:
    """Give this integration's camera what the other one had; raises ValueError if the entity ID is in use."""
    entities, devices = er.async_get(hass), dr.async_get(hass)
    own, old, device = stored["own"], stored["old"], stored["device"]
    old_device = old["device"] or {"area_id": None, "labels": [], "name_by_user": None}
    area, name = old["area_id"] or old_device["area_id"], old["shown_name"]
    if device is not None:
        devices.async_update_device(
            device["id"],
            area_id=device["area_id"] or area,
            labels={*device["labels"], *old_device["labels"]},
            name_by_user=device["name_by_user"] or name,
        )
    changes = _changes(old)
    changes["name"] = name if device is None or device["name_by_user"] not in {None, name} else None
    changes["area_id"] = area if device is None or device["area_id"] not in {None, area} else None
    changes["icon"] = old["icon"] or own["icon"]
    changes["labels"] |= set(own["labels"])
    changes["categories"] = own["categories"] | old["categories"]
    for domain, options in old["options"].items():
        entities.async_update_entity_options(own["entity_id"], domain, options)
    entities.async_update_entity(own["entity_id"], **changes, new_entity_id=old["entity_id"])


async def _undo(hass: HomeAssistant, entry_id: str) -> None:
    """Undo a change-over or the part of it that was made."""
    stored = await _store(hass, entry_id).async_load()
    if stored is None:
        return
    other = hass.config_entries.async_get_entry(stored["entry_id"])
    changing = hass.data.setdefault(_CHANGING, set())
    changing.add(entry_id)
    try:
        _take_back(hass, stored)
        if other is not None:
            if stored["old"]:
                _bring_back(hass, other, stored["old"])
            await hass.config_entries.async_set_disabled_by(other.entry_id, None)
    except HomeAssistantError as err:  # the other integration does not start; its entry says why
        LOGGER.warning("%s does not start again: %s", other.title if other else "-", err)
    finally:
        changing.discard(entry_id)
        await _forget(hass, entry_id)


def _take_back(hass: HomeAssistant, stored: Mapping[str, Any]) -> None:
    """Restore this integration's camera."""
    entities, devices = er.async_get(hass), dr.async_get(hass)
    own, device = stored["own"], stored["device"]
    entity_id = _own_entity_id(hass, stored)
    if entity_id is not None:
        options = entities.entities[entity_id].options
        for domain in {*options, *own["options"]}:
            entities.async_update_entity_options(entity_id, domain, own["options"].get(domain))
        is_free = entities.async_get(own["entity_id"]) is None and hass.states.async_available(own["entity_id"])
        rename = {"new_entity_id": own["entity_id"]} if is_free else {}
        if stored["old"] and entity_id == stored["old"]["entity_id"] and not is_free:
            rename = {"new_entity_id": entities.async_get_available_entity_id(Platform.CAMERA, own["unique_id"])}
        entities.async_update_entity(entity_id, **_changes(own), **rename)
    if device is not None and devices.async_get(device["id"]):
        devices.async_update_device(
            device["id"],
            area_id=device["area_id"],
            labels=set(device["labels"]),
            name_by_user=device["name_by_user"],
        )


def _bring_back(hass: HomeAssistant, other: ConfigEntry, old: Mapping[str, Any]) -> None:
    """Register the other camera again, with everything that the registry has kept about it."""
    entities = er.async_get(hass)
    device_id = old["device_id"] if old["device_id"] and dr.async_get(hass).async_get(old["device_id"]) else None
    entity = entities.async_get_or_create(
        Platform.CAMERA, old["platform"], old["unique_id"], config_entry=other, device_id=device_id
    )
    rename = {} if entity.entity_id == old["entity_id"] else {"new_entity_id": old["entity_id"]}
    try:
        entities.async_update_entity(entity.entity_id, **_changes(old), **rename)
    except ValueError as err:
        LOGGER.warning("%s could not be called %s again: %s", entity.entity_id, old["entity_id"], err)


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
    twins = [] if opened else await async_find_twins(hass, entry.runtime_data.camera)
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
