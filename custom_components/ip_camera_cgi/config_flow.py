"""Config flow: find a camera, sign in, reauthenticate, reconfigure."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_IGNORE,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
    OptionsFlow,
)
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import callback
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.typing import DiscoveryInfoType
import voluptuous as vol

from . import discovery
from .const import DOMAIN
from .flows.options_flow import IpCameraOptionsFlow
from .flows.replace_camera_flow import ANOTHER_CAMERA, ReplaceCameraFlow
from .flows.sign_in import (
    ACCOUNT_SCHEMA,
    CAMERA_SCHEMA,
    DEFAULT_PORT,
    FormError,
    address_data,
    answers_at,
    connect_entered,
    find_other_port,
    format_address,
)
from .markdown import escape_markdown
from .protocol import (
    NO_MAC,
    Address,
    DiscoveredCamera,
)

_SUGGESTED = {CONF_USERNAME: "admin"}
_CAMERA = "camera"
_NOT_LISTED = "not_listed"
_MAX_DISCOVERY_FLOWS = 50


class IpCameraConfigFlow(ReplaceCameraFlow, domain=DOMAIN):
    """Config flow: find a camera, sign in, confirm; also for a new login or address."""

    VERSION = 1
    MINOR_VERSION = 1

    def __init__(self) -> None:
        super().__init__()
        self._search_results: dict[str, DiscoveredCamera] = {}
        self._target: DiscoveredCamera | None = None
        self._entered: Mapping[str, Any] = _SUGGESTED

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        return IpCameraOptionsFlow()

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the menu: search, or enter an address."""
        return self.async_show_menu(step_id="user", menu_options=["search", "address"])

    async def async_step_search(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Search and let the user choose a camera."""
        if user_input is not None:
            self._target = self._search_results.get(user_input[_CAMERA])
            return await (self.async_step_address() if self._target is None else self.async_step_account())
        self._search_results = {each.mac: each for each in await discovery.search(self.hass)}
        if not self._search_results:
            return self.async_show_menu(step_id="nothing_found", menu_options=["search", "address"])
        options = [
            SelectOptionDict(value=mac, label=f"{each.name or mac} ({format_address(each.address)})")
            for mac, each in self._search_results.items()
        ]
        options.append(SelectOptionDict(value=_NOT_LISTED, label=_NOT_LISTED))
        config = SelectSelectorConfig(options=options, mode=SelectSelectorMode.LIST, translation_key="found_camera")
        schema = vol.Schema({vol.Required(_CAMERA, default=options[0]["value"]): SelectSelector(config)})
        return self.async_show_form(step_id="search", data_schema=schema)

    # The same step with another text if nothing was found.
    async_step_nothing_found = async_step_search

    async def async_step_address(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the form for address and login."""
        return await self._sign_in("address", CAMERA_SCHEMA, user_input)

    async def async_step_account(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the login form of a discovered camera."""
        assert self._target is not None  # noqa: S101  set by the previous step
        address = self._target.address
        elsewhere = discovery.find_in_other_integrations(self.hass).get(address)
        if elsewhere is not None and elsewhere.account.username and self._entered is _SUGGESTED:
            account = elsewhere.account
            self._entered = {CONF_USERNAME: account.username, CONF_PASSWORD: account.password}
        return await self._sign_in(
            "account" if elsewhere is None else "account_elsewhere",
            ACCOUNT_SCHEMA,
            user_input,
            {
                "name": escape_markdown(self._target.name) or "-",
                "mac": self._target.mac,
                "address": format_address(address),
                "entry": "" if elsewhere is None else escape_markdown(elsewhere.entry.title),
            },
        )

    # The same step if another integration shows the camera, whose entry is then obsolete.
    async_step_account_elsewhere = async_step_account

    async def _sign_in(
        self,
        step_id: str,
        schema: vol.Schema,
        user_input: dict[str, Any] | None,
        placeholders: Mapping[str, str] | None = None,
    ) -> ConfigFlowResult:
        """Connect with the entered data, which stays in the form if that fails."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._entered = user_input
            try:
                if self._target is None:
                    connected = await connect_entered(self.hass, user_input)
                else:
                    where = address_data(self._target.address)
                    connected = await connect_entered(self.hass, {**user_input, **where}, self._target.mac)
            except FormError as err:
                errors = err.errors
                if self._target is None and errors == {"base": "cannot_connect"}:
                    other = await find_other_port(self.hass, user_input)
                    if other is not None:
                        self._entered = {**user_input, **address_data(other)}
                        errors, placeholders = {CONF_PORT: "other_port"}, {"port": str(other.port)}
            else:
                return await self._handle_connected(connected)
        schema = self.add_suggested_values_to_schema(schema, self._entered)
        return self.async_show_form(
            step_id=step_id, data_schema=schema, errors=errors, description_placeholders=placeholders
        )

    @override
    async def async_step_dhcp(self, discovery_info: DhcpServiceInfo) -> ConfigFlowResult:
        """Handle a DHCP request: the address of a known camera, or possibly a new one."""
        mac = format_mac(discovery_info.macaddress)
        entry = await self.async_set_unique_id(mac)
        known = {} if entry is None else entry.data
        address = Address(discovery_info.ip, known.get(CONF_PORT, DEFAULT_PORT))
        await self._abort_if_known(entry, address)
        return await self._handle_discovery(address)

    @override
    async def async_step_integration_discovery(self, discovery_info: DiscoveryInfoType) -> ConfigFlowResult:
        """Handle an address that may belong to a new camera."""
        return await self._handle_discovery(Address(discovery_info[CONF_HOST], discovery_info[CONF_PORT]))

    async def _handle_discovery(self, address: Address) -> ConfigFlowResult:
        """Probe an address and offer the camera; abort if there is none."""
        if len(self._async_in_progress()) >= _MAX_DISCOVERY_FLOWS:  # a flood of forged discoveries
            return self.async_abort(reason="already_in_progress")
        self._target = discovered = await discovery.identify(self.hass, address)
        if discovered is None:
            return self.async_abort(reason="no_camera")
        if discovered.mac == NO_MAC:  # not unique, so it has to be added by address
            return self.async_abort(reason="no_camera")
        await self._abort_if_known(await self.async_set_unique_id(discovered.mac), address)
        self.context["title_placeholders"] = {
            "name": f"{discovered.name or discovered.mac} ({format_address(address)})"
        }
        return await self.async_step_account()

    async def _abort_if_known(self, entry: ConfigEntry | None, address: Address) -> None:
        """Abort if the camera is set up; its entry is updated if the camera answers only at the new address.

        Disabled entries are not changed.
        """
        updates: dict[str, Any] = {}
        if entry is not None and entry.source != SOURCE_IGNORE and entry.disabled_by is None:
            if entry.state is ConfigEntryState.LOADED:
                await entry.runtime_data.record_address(address)
            else:
                own = Address(entry.data[CONF_HOST], entry.data[CONF_PORT])
                moved = own != address and not await answers_at(self.hass, entry, own)
                if moved and await answers_at(self.hass, entry, address):
                    updates = address_data(address)
        self._abort_if_unique_id_configured(updates=updates)

    async def async_step_back(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Return to the form."""
        return await (self.async_step_address() if self._target is None else self.async_step_account())

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Handle a refused login."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the form for the new login; the old password is not suggested."""
        entry = self._get_reauth_entry()
        suggested = {CONF_USERNAME: entry.data[CONF_USERNAME]}
        return await self._change(entry, "reauth_confirm", ACCOUNT_SCHEMA, suggested, user_input)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the form for address and login."""
        entry = self._get_reconfigure_entry()
        suggested = {key: value for key, value in entry.data.items() if key != CONF_PASSWORD}
        return await self._change(entry, "reconfigure", CAMERA_SCHEMA, suggested, user_input)

    async def _change(
        self,
        entry: ConfigEntry,
        step_id: str,
        schema: vol.Schema,
        suggested: Mapping[str, Any],
        user_input: dict[str, Any] | None,
    ) -> ConfigFlowResult:
        """Show the form, connect, and verify that it is the same camera."""
        errors: dict[str, str] = {}
        if user_input is not None:
            typed = {**entry.data, **user_input}
            if step_id == "reconfigure" and not typed[CONF_PASSWORD]:  # an empty field keeps the stored password
                same = typed[CONF_USERNAME] == entry.data[CONF_USERNAME]
                typed[CONF_PASSWORD] = entry.data[CONF_PASSWORD] if same else ""
            try:
                found = await connect_entered(self.hass, typed, entry.data.get(CONF_MAC) or entry.unique_id)
            except FormError as err:
                errors = err.errors
                if step_id == "reconfigure" and errors == {"base": ANOTHER_CAMERA}:
                    self._typed = {**typed, **user_input}  # the stored password belongs to the old camera
                    return await self.async_step_another_camera()
            else:
                return self.async_update_reload_and_abort(entry, data_updates=found.data)
        return self._show_change(entry, step_id, schema, user_input or suggested, errors)

    @override
    def _show_reconfigure(self, entry: ConfigEntry, errors: dict[str, str]) -> ConfigFlowResult:
        suggested = {key: value for key, value in self._typed.items() if key != CONF_PASSWORD}
        return self._show_change(entry, "reconfigure", CAMERA_SCHEMA, suggested, errors)

    def _show_change(
        self, entry: ConfigEntry, step_id: str, schema: vol.Schema, filled: Mapping[str, Any], errors: dict[str, str]
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, filled),
            description_placeholders={
                "name": escape_markdown(entry.title),
                "address": f"{entry.data[CONF_HOST]}:{entry.data[CONF_PORT]}",
            },
            errors=errors,
        )
