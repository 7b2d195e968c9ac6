"""Config flow that puts another camera in the place of one that is set up, for example of a broken one."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.const import CONF_MAC

from ..connection.connection import description_store
from ..connection.relocate import update_mac
from ..const import CONF_CALL_BEFORE, CONF_DIALECT, DOMAIN, LOGGER
from ..errors import setting_name
from ..markdown import escape_markdown
from ..protocol import NO_MAC, BadValueError, CameraError
from ..protocol.features.transfer import Transfer, transfer
from ..stored_backups import async_last_settings
from .add_camera_flow import AddCameraFlow
from .camera_summary import picture_of
from .sign_in import FormError, connect_entered

ANOTHER_CAMERA = "another_camera"


class ReplaceCameraFlow(AddCameraFlow):
    """The steps after a different camera has answered at the entered address."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: Mapping[str, Any] = {}
        """What was entered for the camera that answered."""

    async def async_step_another_camera(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether the camera that answered replaces the one that is set up; it was only identified."""
        entry = self._get_reconfigure_entry()
        return self.async_show_menu(
            step_id="another_camera",
            menu_options=["replacement", "reconfigure"],
            description_placeholders={"name": escape_markdown(entry.title)},
        )

    async def async_step_replacement(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Sign in to the replacement, and ask whether it gets the settings of the old camera."""
        entry = self._get_reconfigure_entry()
        try:
            self._connected = found = await connect_entered(self.hass, self._typed)
        except FormError as err:
            return self._show_reconfigure(entry, err.errors)
        other = self.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, found.unique_id)
        if other not in {None, entry}:
            return self._show_reconfigure(entry, {"base": "replacement_set_up"})
        if found.camera.dialect != entry.data[CONF_DIALECT]:
            return self._show_reconfigure(entry, {"base": "other_family"})
        info = found.camera.info
        return self.async_show_menu(
            step_id="replacement",
            menu_options=["replace_and_copy", "replace", "reconfigure"],
            description_placeholders={
                "name": escape_markdown(entry.title),
                "model": escape_markdown(f"{info.manufacturer} {info.model}"),
                "mac": info.mac,
                "picture": await picture_of(self.hass, found.camera),
            },
        )

    async def async_step_replace_and_copy(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Copy the last known settings to the replacement, and use it from now on."""
        assert self._connected is not None  # noqa: S101  set by a previous step
        entry = self._get_reconfigure_entry()
        try:
            result = await transfer(self._connected.camera, await async_last_settings(self.hass, entry))
        except (CameraError, BadValueError) as err:
            LOGGER.warning("The settings of %s were not copied completely: %s", entry.title, err)
            return self._show_reconfigure(entry, {"base": "not_copied"})
        return await self._replace(entry, result)

    async def async_step_replace(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Use the replacement from now on, as it is set."""
        return await self._replace(self._get_reconfigure_entry(), Transfer())

    async def _replace(self, entry: ConfigEntry, result: Transfer) -> ConfigFlowResult:
        """Move the entry with its device and entities to the replacement, and list what was not copied."""
        assert self._connected is not None  # noqa: S101  set by a previous step
        found, old = self._connected, str(entry.unique_id)
        left_out = {CONF_MAC, CONF_CALL_BEFORE}  # of the old camera
        data = {key: value for key, value in entry.data.items() if key not in left_out} | found.data
        if found.camera.info.mac == NO_MAC:  # the id of the old one is as good as a made-up one
            data[CONF_MAC], new = NO_MAC, old
        else:
            data.pop(CONF_MAC, None)
            new = found.unique_id
        await self.hass.config_entries.async_unload(entry.entry_id)
        await description_store(self.hass, entry.entry_id).async_remove()
        if new != old:
            update_mac(self.hass, entry.entry_id, old, new)
        self.hass.config_entries.async_update_entry(entry, data=data, unique_id=new)
        self.hass.config_entries.async_schedule_reload(entry.entry_id)
        lists = {"unsupported": result.unsupported, "refused": result.refused}
        return self.async_abort(
            reason="replaced",
            description_placeholders={
                "name": escape_markdown(entry.title),
                **{name: ", ".join(setting_name(key) for key in keys) or "-" for name, keys in lists.items()},
            },
        )

    def _show_reconfigure(self, entry: ConfigEntry, errors: dict[str, str]) -> ConfigFlowResult:
        """Show the form for address and login again; implemented by the whole flow."""
        raise NotImplementedError
