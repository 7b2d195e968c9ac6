"""Finds a camera and signs in; signs in again; follows a camera that moved."""

from collections.abc import Mapping
from dataclasses import dataclass
import re
from typing import Any, override

from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigFlow, ConfigFlowResult, OptionsFlow
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.translation import async_get_translations
import voluptuous as vol

from .const import CONF_DIALECT, DOMAIN
from .errors import error_key
from .options_flow import IpCameraOptionsFlow
from .protocol import Account, Address, Camera, CameraError, CameraUnknownError, Task, connect

_PORT = NumberSelector(NumberSelectorConfig(min=1, max=65535, mode=NumberSelectorMode.BOX))
_ACCOUNT = {
    # Both may be empty: many of these cameras were never given a password.
    vol.Optional(CONF_USERNAME, default=""): TextSelector(TextSelectorConfig(autocomplete="username")),
    vol.Optional(CONF_PASSWORD, default=""): TextSelector(
        TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password")
    ),
}
_ACCOUNT_SCHEMA = vol.Schema(_ACCOUNT)
_CAMERA_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_HOST): TextSelector(),
        vol.Required(CONF_PORT, default=80): _PORT,
        **_ACCOUNT,
    }
)
_SUGGESTED = {CONF_USERNAME: "admin"}
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>()#!|]")
_PATIENCE = 9  # seconds: a person waits


class _FormError(Exception):
    """What was typed leads to no camera."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


@dataclass(frozen=True, slots=True)
class _Found:
    """A camera, and how it was found."""

    camera: Camera
    address: Address
    account: Account

    @property
    def unique_id(self) -> str:
        """Return what tells it from all others."""
        return format_mac(self.camera.info.mac)

    @property
    def whereabouts(self) -> dict[str, Any]:
        """Return where it is."""
        return {CONF_HOST: self.address.host, CONF_PORT: self.address.port}

    @property
    def data(self) -> dict[str, Any]:
        """Return what its entry keeps."""
        return {
            **self.whereabouts,
            CONF_USERNAME: self.account.username,
            CONF_PASSWORD: self.account.password,
            CONF_DIALECT: self.camera.dialect,
        }


class IpCameraConfigFlow(ConfigFlow, domain=DOMAIN):
    """Sets a camera up."""

    VERSION = 1
    MINOR_VERSION = 1

    def __init__(self) -> None:
        self._found: _Found | None = None

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        return IpCameraOptionsFlow()

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the camera is and how to sign in."""
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                self._found = await self._look(user_input)
            except _FormError as err:
                errors = err.errors
            else:
                # A form that somebody left open elsewhere does not count.
                await self.async_set_unique_id(self._found.unique_id, raise_on_progress=False)
                self._abort_if_unique_id_configured(updates=self._found.whereabouts)
                return await self.async_step_confirm()
        schema = self.add_suggested_values_to_schema(_CAMERA_SCHEMA, user_input or _SUGGESTED)
        return self.async_show_form(step_id="user", data_schema=schema, errors=errors)

    @override
    async def async_step_dhcp(self, discovery_info: DhcpServiceInfo) -> ConfigFlowResult:
        """A camera that is set up was given an address: if it is not where it was, it is there."""
        entry = await self.async_set_unique_id(format_mac(discovery_info.macaddress))
        if entry is not None and entry.state is ConfigEntryState.LOADED:
            entry.runtime_data.seen_at(discovery_info.ip)
        else:
            self._abort_if_unique_id_configured(updates={CONF_HOST: discovery_info.ip})
        return self.async_abort(reason="already_configured")

    async def async_step_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show what was found, and what the account will not be able to do."""
        assert self._found is not None  # noqa: S101  the step before found it
        info, role = self._found.camera.info, self._found.camera.capabilities.role
        if user_input is not None:
            title = info.name or f"{info.manufacturer} {info.model}"
            return self.async_create_entry(title=title, data=self._found.data)
        return self.async_show_form(
            step_id=f"confirm_{role.name.lower()}",
            description_placeholders={
                "name": _MARKDOWN.sub(r"\\\g<0>", info.name) or "-",
                "model": f"{info.manufacturer} {info.model}",
                "firmware": info.firmware or "-",
                "mac": info.mac,
                "dialect": self._found.camera.dialect.title(),
                "abilities": await self._abilities(self._found.camera),
            },
        )

    # The same step under the name of each kind of account: each has a text of its own.
    async_step_confirm_visitor = async_step_confirm
    async_step_confirm_operator = async_step_confirm
    async_step_confirm_administrator = async_step_confirm

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """The camera refuses the login that it took before."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the new login; the old password is of no use to anybody."""
        entry = self._get_reauth_entry()
        suggested = {CONF_USERNAME: entry.data[CONF_USERNAME]}
        return await self._change(entry, "reauth_confirm", _ACCOUNT_SCHEMA, suggested, user_input)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the camera is now."""
        entry = self._get_reconfigure_entry()
        return await self._change(entry, "reconfigure", _CAMERA_SCHEMA, entry.data, user_input)

    async def _change(
        self,
        entry: ConfigEntry,
        step_id: str,
        schema: vol.Schema,
        suggested: Mapping[str, Any],
        user_input: dict[str, Any] | None,
    ) -> ConfigFlowResult:
        """Ask for what has changed, and see that the same camera answers."""
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                found = await self._look({**entry.data, **user_input})
            except _FormError as err:
                errors = err.errors
            else:
                if found.unique_id == entry.unique_id:
                    return self.async_update_reload_and_abort(entry, data=found.data)
                errors = {"base": "another_camera"}
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, user_input or suggested),
            description_placeholders={
                "name": entry.title,
                "address": f"{entry.data[CONF_HOST]}:{entry.data[CONF_PORT]}",
            },
            errors=errors,
        )

    async def _look(self, typed: Mapping[str, Any]) -> _Found:
        """Look for a camera; raises _FormError with what to say in the form."""
        try:
            address = Address.parse(typed[CONF_HOST], int(typed[CONF_PORT]))
        except ValueError:
            raise _FormError({CONF_HOST: "invalid_host"}) from None
        account = Account(typed[CONF_USERNAME], typed[CONF_PASSWORD])
        try:
            camera = await connect(async_get_clientsession(self.hass), address, account, patience=_PATIENCE)
        except CameraUnknownError as err:
            raise _FormError({"base": err.stranger.value if err.stranger else error_key(err)}) from err
        except CameraError as err:
            raise _FormError({"base": error_key(err)}) from err
        return _Found(camera, address, account)

    async def _abilities(self, camera: Camera) -> str:
        """Return a list of what the camera can do, in the language of the house."""
        texts = await async_get_translations(self.hass, self.hass.config.language, "selector", {DOMAIN})
        can = camera.capabilities
        abilities = {
            "live_picture": True,
            "video_stream": any(stream.playable for stream in camera.streams),
            **{alarm.value: True for alarm in sorted(can.alarms, key=lambda alarm: alarm.name)},
            "relay": can.output,
            "settings": bool(camera.settings),
            "reboot": Task.REBOOT in can.upkeep,
        }
        return "\n".join(
            f"- {texts.get(f'component.{DOMAIN}.selector.ability.options.{ability}', ability)}"
            for ability, there in abilities.items()
            if there
        )
