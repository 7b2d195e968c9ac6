"""Finds a camera and signs in; signs in again; follows a camera that moved."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
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
from homeassistant.helpers.translation import async_get_translations
import voluptuous as vol

from .const import CONF_DIALECT, DOMAIN, ERROR_KEYS
from .protocol import Account, Address, Camera, CameraError, CameraUnknownError, connect

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
_PATIENCE = 9  # seconds: a person waits


class IpCameraConfigFlow(ConfigFlow, domain=DOMAIN):
    """Sets a camera up."""

    VERSION = 1

    def __init__(self) -> None:
        self._camera: Camera | None = None
        self._data: dict[str, Any] = {}

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the camera is and how to sign in."""
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await self._look(user_input)
            if self._camera is not None:
                await self.async_set_unique_id(format_mac(self._camera.info.mac))
                self._abort_if_unique_id_configured(
                    updates={CONF_HOST: self._data[CONF_HOST], CONF_PORT: self._data[CONF_PORT]}
                )
                return await self.async_step_confirm()
        schema = self.add_suggested_values_to_schema(_CAMERA_SCHEMA, user_input or _SUGGESTED)
        return self.async_show_form(step_id="user", data_schema=schema, errors=errors)

    async def async_step_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show what was found, and what the account will not be able to do."""
        assert self._camera is not None  # noqa: S101  the step before found it
        info, role = self._camera.info, self._camera.capabilities.role
        if user_input is not None:
            return self.async_create_entry(title=info.name or f"{info.manufacturer} {info.model}", data=self._data)
        return self.async_show_form(
            step_id=f"confirm_{role.name.lower()}",
            description_placeholders={
                "name": info.name or "-",
                "model": f"{info.manufacturer} {info.model}",
                "firmware": info.firmware or "-",
                "mac": info.mac,
                "dialect": self._camera.dialect.title(),
                "abilities": await self._abilities(self._camera),
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
        """Ask for the new login."""
        return await self._change_entry("reauth_confirm", self._get_reauth_entry().data, _ACCOUNT_SCHEMA, user_input)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the camera is now."""
        return await self._change_entry("reconfigure", self._get_reconfigure_entry().data, _CAMERA_SCHEMA, user_input)

    async def _change_entry(
        self, step_id: str, data: Mapping[str, Any], schema: vol.Schema, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Ask for what has changed, and see that the same camera answers."""
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await self._look({**data, **user_input})
            if self._camera is not None:
                await self.async_set_unique_id(format_mac(self._camera.info.mac))
                self._abort_if_unique_id_mismatch(reason="another_camera")
                entry = self._get_reauth_entry() if step_id == "reauth_confirm" else self._get_reconfigure_entry()
                return self.async_update_reload_and_abort(entry, data=self._data)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, user_input or data),
            description_placeholders={"host": data[CONF_HOST]},
            errors=errors,
        )

    async def _look(self, data: Mapping[str, Any]) -> dict[str, str]:
        """Look for a camera; return what to say in the form, or nothing when it is found."""
        self._camera = None
        try:
            address = Address.parse(data[CONF_HOST], int(data[CONF_PORT]))
        except ValueError:
            return {CONF_HOST: "invalid_host"}
        account = Account(data[CONF_USERNAME], data[CONF_PASSWORD])
        try:
            camera = await connect(async_get_clientsession(self.hass), address, account, patience=_PATIENCE)
        except CameraUnknownError as err:
            return {"base": err.stranger.value if err.stranger else ERROR_KEYS[type(err)]}
        except CameraError as err:
            return {"base": ERROR_KEYS[type(err)]}
        self._camera = camera
        self._data = {
            CONF_HOST: address.host,
            CONF_PORT: address.port,
            CONF_USERNAME: account.username,
            CONF_PASSWORD: account.password,
            CONF_DIALECT: camera.dialect,
        }
        return {}

    async def _abilities(self, camera: Camera) -> str:
        """Return a list of what the camera can do, in the language of the house."""
        texts = await async_get_translations(self.hass, self.hass.config.language, "selector", {DOMAIN})
        can = camera.capabilities
        abilities = {
            "live_picture": True,
            "video_stream": any(stream.codec == "h264" for stream in can.streams),
            **{alarm.value: True for alarm in sorted(can.alarms, key=lambda alarm: alarm.name)},
            "relay": can.outputs > 0,
            "settings": bool(camera.settings),
            "reboot": can.reboot,
        }
        return "\n".join(
            f"- {texts.get(f'component.{DOMAIN}.selector.ability.options.{ability}', ability)}"
            for ability, there in abilities.items()
            if there
        )
