"""Config flow of a connected camera: confirm it, add it, or decide what to do with one that is set up."""

from dataclasses import replace
from typing import Any, override

from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntry, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PORT

from ..change_over import change_over
from ..const import DOMAIN, LOGGER
from ..discovery.address_book import is_same_host
from ..markdown import escape_markdown
from ..protocol import Address, BadValueError, CameraError
from ..protocol.model import keys
from .camera_summary import camera_summary
from .check_direction_flow import CheckDirectionFlow
from .direction_check import check_steps
from .sign_in import ConnectedCamera, answers_at, format_address, made_up_mac

_MOTION_FAILED = "motion_failed"


class AddCameraFlow(CheckDirectionFlow):
    """The steps after signing in."""

    def __init__(self) -> None:
        super().__init__()
        self._known: ConfigEntry | None = None
        self._hint: str | None = None
        self._twin: ConfigEntry | None = None
        self._takes_over = False

    async def _handle_connected(self, connected: ConnectedCamera) -> ConfigFlowResult:
        """Let the user confirm a new camera.

        One that is set up is refused, or the user decides; its entry changes only if it is gone from its address.
        """
        self._connected = connected
        # The same form may be open elsewhere.
        self._known = known = await self.async_set_unique_id(connected.unique_id, raise_on_progress=False)
        if known is None or known.source == SOURCE_IGNORE:
            return await self.async_step_confirm()
        own = Address(known.data[CONF_HOST], known.data[CONF_PORT])
        if known.disabled_by or await is_same_host(self.hass, own, connected.address):
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

    async def async_step_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the camera with what it sees, what it can do, and the limits of the account."""
        assert self._connected is not None  # noqa: S101  set by the previous step
        camera = self._connected.camera
        return self.async_show_menu(
            step_id=f"confirm_{camera.capabilities.role.name.lower()}",
            menu_options=[
                *(["add_with_motion"] if self._motion_is_off() else []),
                "add",
                *(["check"] if check_steps(camera) and not self._swapped else []),
                "back",
            ],
            description_placeholders=await camera_summary(self.hass, camera),
        )

    # The same step per role, each with its own text.
    async_step_confirm_visitor = async_step_confirm
    async_step_confirm_operator = async_step_confirm
    async_step_confirm_administrator = async_step_confirm

    @override
    async def _checked(self) -> ConfigFlowResult:
        return await self.async_step_confirm()

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
            self._hint = _MOTION_FAILED
        return await self.async_step_add()

    async def async_step_add(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Create the entry, unless another integration shows the camera: then ask about that one first."""
        assert self._connected is not None  # noqa: S101  set by a previous step
        twins = await change_over.async_find_other_entries(self.hass, self._connected.camera)
        if not twins:
            return await self.async_step_keep_both()
        self._twin = twins[0]
        return await self.async_step_shown_twice()

    async def async_step_shown_twice(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether the new entry takes the place of the other integration's."""
        assert self._twin is not None  # noqa: S101  set by the previous step
        return self.async_show_menu(
            step_id="shown_twice",
            menu_options=["take_over", "keep_both"],
            description_placeholders={"entry": escape_markdown(self._twin.title)},
        )

    async def async_step_take_over(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Create the entry, which then takes over the camera of another integration."""
        self._takes_over = True
        return await self.async_step_keep_both()

    async def async_step_keep_both(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Create the entry."""
        assert self._connected is not None  # noqa: S101  set by a previous step
        info = self._connected.camera.info
        title = info.name or f"{info.manufacturer} {info.model}"
        # Pages learn of the card when they are loaded, and it is there from the first camera on.
        hint = self._hint or (None if DOMAIN in self.hass.config.components else "reload")
        return self.async_create_entry(title=title, data=self._connected.data, options=self._swapped, description=hint)

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Take over the camera of another integration, if it was chosen."""
        if self._twin is not None and self._takes_over:
            try:
                await change_over.async_take_over(self.hass, result["result"], self._twin)
            except change_over.ChangeOverError:
                result["description"] = "not_taken_over"
            else:
                result["description"] = "taken_over"
            result["description_placeholders"] = {"entry": escape_markdown(self._twin.title)}
        return result
