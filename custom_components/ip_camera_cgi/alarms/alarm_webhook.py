"""Alarm push: the camera calls a webhook of Home Assistant when an alarm begins."""

import asyncio
from collections.abc import Mapping
import secrets
from typing import Any

from aiohttp import web
from homeassistant.components import webhook
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from yarl import URL

from ..connection.connection import camera_of_removed_entry
from ..const import CONF_CALL_BEFORE, DOMAIN, LOGGER
from ..coordinator import CameraCoordinator, IpCameraConfigEntry
from ..options import Options
from ..protocol import Address, BadValueError, Camera, CameraError
from ..protocol.model import keys

_ENABLED, _URL = keys.ALARM_CALL_ENABLED, keys.ALARM_CALL_URL
_WEBHOOK_ID_BYTES = 8  # hard to guess, and short: cameras store 63 characters of the URL (docs/sources.md N14)
_MAX_URL = 63  # characters
MAX_BASE_URL = _MAX_URL - len(webhook.async_generate_path("0" * 2 * _WEBHOOK_ID_BYTES))
"""Maximum length of Home Assistant's base URL, given the camera's limit for the whole URL."""


def supports_alarm_webhook(camera: Camera) -> bool:
    """Return whether the camera has an alarm URL."""
    return all(camera.setting(key) for key in (_ENABLED, _URL))


class UnusableAddressError(BadValueError):
    """A base URL that a camera cannot call; `reason` is the key of the form error."""


def base_url(text: str) -> str:
    """Validate and normalize a base URL for the camera; an empty text stays empty.

    Raises:
        UnusableAddressError: not plain HTTP, more than host and port, or too long for a camera.
    """
    text = text.strip()
    if not text:
        return ""
    try:
        url, address = URL(text), Address.parse(text)
    except ValueError:
        raise UnusableAddressError("push_address") from None
    if url.scheme != "http" or url.raw_user is not None or url.raw_path_qs != "/" or url.raw_fragment:
        raise UnusableAddressError("push_address")
    base = _base(address.host, address.port)
    if len(base) > MAX_BASE_URL:
        raise UnusableAddressError("push_address_too_long")
    return base


def _base(host: str, port: int | None) -> str:
    return f"http://{Address(host).netloc}:{port}"


async def async_start(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Apply the option: register the webhook and set the camera's URL, or restore its previous one."""
    clear_issues(hass, entry)
    coordinator = entry.runtime_data
    if not supports_alarm_webhook(coordinator.camera):
        return
    try:
        if Options.from_entry(entry).push:
            await _AlarmWebhook(hass, coordinator).start()
        elif CONF_WEBHOOK_ID in entry.data:
            await async_restore_previous_url(coordinator.camera, entry.data)
            data = {key: value for key, value in entry.data.items() if key not in {CONF_WEBHOOK_ID, CONF_CALL_BEFORE}}
            hass.config_entries.async_update_entry(entry, data=data)
    except (CameraError, BadValueError, OSError) as err:  # OSError: no route, own address unknown
        LOGGER.warning("The alarm URL of %s could not be set: %s", entry.title, err)
        _create_issue(hass, entry, "push_not_taken")


async def async_restore_previous_url(camera: Camera, data: Mapping[str, Any]) -> None:
    """Restore the alarm URL from before the webhook, unless it has been changed since."""
    now = await camera.group(keys.ALARM_CALL)
    if data[CONF_WEBHOOK_ID] in (now[_URL] or ""):
        before = data.get(CONF_CALL_BEFORE, {})
        try:
            await camera.change_all({_ENABLED: before.get("enabled", False), _URL: before.get("url", "")})
        except BadValueError:  # the previous URL is not valid as a setting
            await camera.change_all({_ENABLED: False, _URL: ""})


async def async_restore_after_removal(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Restore the previous alarm URL of an entry that is being removed."""
    try:
        async with camera_of_removed_entry(hass, entry) as camera:
            await async_restore_previous_url(camera, entry.data)
    except CameraError as err:
        LOGGER.warning("%s still calls Home Assistant when an alarm begins: %s", entry.title, err)


@callback
def clear_issues(hass: HomeAssistant, entry: IpCameraConfigEntry) -> None:
    """Delete the repair issues of alarm push; remaining problems are reported again."""
    for problem in ("push_not_taken", "push_needs_http", "push_not_arriving"):
        ir.async_delete_issue(hass, DOMAIN, f"{problem}_{entry.entry_id}")


def _create_issue(hass: HomeAssistant, entry: IpCameraConfigEntry, problem: str) -> None:
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{problem}_{entry.entry_id}",
        data={"entry_id": entry.entry_id},
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=problem,
        translation_placeholders={"name": entry.title},
    )


class _AlarmWebhook:
    """The alarm webhook of one camera."""

    def __init__(self, hass: HomeAssistant, coordinator: CameraCoordinator) -> None:
        self._hass = hass
        self._entry = coordinator.config_entry
        self._camera = coordinator.camera

    async def start(self) -> None:
        """Register the webhook and set it as the camera's alarm URL."""
        data = dict(self._entry.data)
        called = data.setdefault(CONF_WEBHOOK_ID, secrets.token_hex(_WEBHOOK_ID_BYTES))
        try:
            base = await self._base_url()
        except HomeAssistantError:
            _create_issue(self._hass, self._entry, "push_needs_http")
            return
        webhook.async_register(
            self._hass, DOMAIN, self._entry.title, called, self._handle_call, local_only=True, allowed_methods=("GET",)
        )
        self._entry.async_on_unload(lambda: webhook.async_unregister(self._hass, called))
        now = await self._camera.group(keys.ALARM_CALL)
        if called not in (now[_URL] or ""):
            data[CONF_CALL_BEFORE] = {"enabled": now[_ENABLED] or False, "url": now[_URL] or ""}
        self._hass.config_entries.async_update_entry(self._entry, data=data)
        wanted = {_ENABLED: True, _URL: base + webhook.async_generate_path(called)}
        if now != wanted:
            await self._camera.change_all(wanted)
        self._camera.alarms.expect_calls(self._handle_missed_push)

    async def _base_url(self) -> str:
        """Return Home Assistant's base URL as the camera reaches it; raises HomeAssistantError without plain HTTP.

        The address entered for the camera or configured as the internal URL takes precedence over the detected one,
        which in a container with a network of its own cannot be reached from outside.
        """
        if url := Options.from_entry(self._entry).push_address or self._internal_url():
            return url
        api = self._hass.config.api
        if api is None or api.use_ssl:
            raise HomeAssistantError("Home Assistant speaks HTTPS only")
        # Connecting a UDP socket sends nothing; it reveals which local address has a route to the camera.
        transport, _ = await self._hass.loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr=(self._entry.data[CONF_HOST], self._entry.data[CONF_PORT])
        )
        address = transport.get_extra_info("sockname")[0]
        transport.close()
        return _base(address, api.port)

    def _internal_url(self) -> str:
        """Return the configured internal URL if a camera can use it: plain HTTP and no path."""
        url = URL(self._hass.config.internal_url or "")
        if url.scheme != "http" or not url.host:
            return ""
        return _base(url.host, url.port)

    async def _handle_call(self, hass: HomeAssistant, webhook_id: str, request: web.Request) -> None:
        ir.async_delete_issue(hass, DOMAIN, f"push_not_arriving_{self._entry.entry_id}")
        self._camera.alarms.record_call()

    @callback
    def _handle_missed_push(self) -> None:
        """Create a repair issue after an alarm that the camera has not pushed."""
        _create_issue(self._hass, self._entry, "push_not_arriving")
