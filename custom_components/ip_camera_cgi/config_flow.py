"""Config flow: find a camera, sign in, reauthenticate, reconfigure."""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_IGNORE,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    OptionsFlow,
)
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
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
from .card.pictures import make_thumbnail
from .const import DOMAIN, LOGGER
from .discovery.address_book import is_same_host
from .markdown import escape_markdown
from .options_flow import IpCameraOptionsFlow
from .protocol import (
    NO_MAC,
    Address,
    Alarm,
    BadValueError,
    Camera,
    CameraError,
    DiscoveredCamera,
    MaintenanceTask,
)
from .protocol.model import keys
from .sign_in import (
    ACCOUNT_SCHEMA,
    CAMERA_SCHEMA,
    DEFAULT_PORT,
    ConnectedCamera,
    FormError,
    address_data,
    answers_at,
    connect_entered,
    format_address,
    is_camera_at,
    made_up_mac,
)

_SUGGESTED = {CONF_USERNAME: "admin"}
_CAMERA = "camera"
_NOT_LISTED = "not_listed"
_MAX_DISCOVERY_FLOWS = 50
_OTHER_PORTS = (80, 8080, 88, 81, 8081)  # where these cameras are set to
_PICTURE_TIMEOUT = 5  # seconds
_PICTURE_SIZE = (400, 300)
_MOTION_FAILED = "motion_failed"


def _hidden_abilities(camera: Camera) -> dict[str, str]:
    """Return placeholders around the label of each ability; they make a comment of those that the camera lacks."""
    can = camera.capabilities
    there = {
        "video_stream": any(stream.playable for stream in camera.streams),
        **{alarm.value: alarm in can.alarms for alarm in Alarm},
        "relay": can.output,
        "steering": camera.ptz.supported,
        "settings": any(setting.write for setting in camera.settings),
        "reboot": MaintenanceTask.REBOOT in can.tasks,
    }
    return {
        place: "" if is_there else mark
        for ability, is_there in there.items()
        for place, mark in ((ability, "<!--"), (f"{ability}_end", "-->"))
    }


async def _picture(hass: HomeAssistant, camera: Camera) -> str:
    """Return what the camera sees as an image of Markdown; nothing if it gives no picture in time."""
    try:
        async with asyncio.timeout(_PICTURE_TIMEOUT):
            jpeg = await hass.async_add_executor_job(make_thumbnail, await camera.pictures.still(), _PICTURE_SIZE)
    except (CameraError, OSError) as err:
        LOGGER.debug("No picture for the form: %s", err)
        return ""
    return f"![](data:image/jpeg;base64,{base64.b64encode(jpeg).decode()})"


class IpCameraConfigFlow(ConfigFlow, domain=DOMAIN):
    """Config flow of a camera."""

    VERSION = 1
    MINOR_VERSION = 1

    def __init__(self) -> None:
        self._connected: ConnectedCamera | None = None
        self._known: ConfigEntry | None = None
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
                    self._connected = await connect_entered(self.hass, user_input)
                else:
                    where = address_data(self._target.address)
                    self._connected = await connect_entered(self.hass, {**user_input, **where}, self._target.mac)
            except FormError as err:
                errors = err.errors
                if self._target is None and errors == {"base": "cannot_connect"}:
                    other = await self._find_other_port(user_input)
                    if other is not None:
                        self._entered = {**user_input, **address_data(other)}
                        errors, placeholders = {CONF_PORT: "other_port"}, {"port": str(other.port)}
            else:
                # The same form may be open elsewhere.
                self._known = await self.async_set_unique_id(self._connected.unique_id, raise_on_progress=False)
                if self._known is not None and self._known.source != SOURCE_IGNORE:
                    return await self._handle_known(self._known, self._connected)
                return await self.async_step_confirm()
        schema = self.add_suggested_values_to_schema(schema, self._entered)
        return self.async_show_form(
            step_id=step_id, data_schema=schema, errors=errors, description_placeholders=placeholders
        )

    async def _find_other_port(self, entered: Mapping[str, Any]) -> Address | None:
        """Return where a camera answers if not at the entered port of its host."""
        tried = Address.parse(entered[CONF_HOST], int(entered[CONF_PORT]))
        others = [Address(tried.host, port) for port in _OTHER_PORTS if port != tried.port]
        answers = await asyncio.gather(*(is_camera_at(self.hass, each) for each in others))
        return next((each for each, answer in zip(others, answers, strict=True) if answer), None)

    async def _handle_known(self, known: ConfigEntry, found: ConnectedCamera) -> ConfigFlowResult:
        """Abort for a camera that is set up, or offer a choice; its entry changes only if it is gone from there."""
        own = Address(known.data[CONF_HOST], known.data[CONF_PORT])
        if known.disabled_by or await is_same_host(self.hass, own, found.address):
            return self.async_abort(reason="already_configured")
        if await answers_at(self.hass, known, own):
            return await self.async_step_same_mac()
        return await self.async_step_move()

    async def async_step_same_mac(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Let the user choose whether it is the configured camera, or another one with the same MAC address."""
        assert self._connected is not None  # noqa: S101  set by the previous step
        assert self._known is not None  # noqa: S101  checked by the previous step
        known = self._known.data
        return self.async_show_menu(
            step_id="same_mac",
            menu_options=["add_another", "move"],
            description_placeholders={
                "name": escape_markdown(self._known.title),
                "known_address": format_address(Address(known[CONF_HOST], known[CONF_PORT])),
                "address": format_address(self._connected.address),
                "mac": self._connected.camera.info.mac,
            },
        )

    async def async_step_add_another(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Add another camera with the same MAC address; it gets an id of its own."""
        assert self._connected is not None  # noqa: S101  set by the previous step
        self._connected = replace(self._connected, own_id=made_up_mac())
        await self.async_set_unique_id(self._connected.unique_id)
        return await self.async_step_confirm()

    async def async_step_move(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Update the entry of the camera with the new address and login."""
        assert self._connected is not None  # noqa: S101  set by the previous step
        assert self._known is not None  # noqa: S101  checked by the previous step
        data = {key: value for key, value in self._connected.data.items() if key != CONF_MAC}
        return self.async_update_reload_and_abort(self._known, data_updates=data, reason="already_configured")

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

    async def async_step_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the camera with what it sees, what it can do, and the limits of the account."""
        assert self._connected is not None  # noqa: S101  set by the previous step
        camera, info = self._connected.camera, self._connected.camera.info
        return self.async_show_menu(
            step_id=f"confirm_{camera.capabilities.role.name.lower()}",
            menu_options=["add_with_motion", "add", "back"] if self._motion_is_off() else ["add", "back"],
            description_placeholders={
                "name": escape_markdown(info.name) or "-",
                "model": escape_markdown(f"{info.manufacturer} {info.model}"),
                "firmware": escape_markdown(info.firmware or "-"),
                "mac": info.mac,
                "dialect": camera.dialect.title(),
                "picture": await _picture(self.hass, camera),
                **_hidden_abilities(camera),
            },
        )

    # The same step per role, each with its own text.
    async_step_confirm_visitor = async_step_confirm
    async_step_confirm_operator = async_step_confirm
    async_step_confirm_administrator = async_step_confirm

    def _motion_is_off(self) -> bool:
        """Return whether the camera could look for motion, and does not."""
        assert self._connected is not None  # noqa: S101  set by a previous step
        camera = self._connected.camera
        setting = camera.setting(keys.MOTION_DETECTION)
        return setting is not None and setting.write is not None and camera.state.get(setting) is False

    async def async_step_add_with_motion(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Turn motion detection on and create the entry; a camera that refuses is added all the same."""
        assert self._connected is not None  # noqa: S101  set by a previous step
        try:
            await self._connected.camera.change_all({keys.MOTION_DETECTION: True})
        except (CameraError, BadValueError) as err:
            LOGGER.debug("Motion detection was not turned on: %s", err)
            return self._create(_MOTION_FAILED)
        return await self.async_step_add()

    async def async_step_add(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Create the entry."""
        # Pages learn of the card when they are loaded, and it is there from the first camera on.
        return self._create(None if DOMAIN in self.hass.config.components else "reload")

    @callback
    def _create(self, hint: str | None) -> ConfigFlowResult:
        assert self._connected is not None  # noqa: S101  set by the previous step
        info = self._connected.camera.info
        title = info.name or f"{info.manufacturer} {info.model}"
        return self.async_create_entry(title=title, data=self._connected.data, description=hint)

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
            else:
                return self.async_update_reload_and_abort(entry, data_updates=found.data)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, user_input or suggested),
            description_placeholders={
                "name": escape_markdown(entry.title),
                "address": f"{entry.data[CONF_HOST]}:{entry.data[CONF_PORT]}",
            },
            errors=errors,
        )
