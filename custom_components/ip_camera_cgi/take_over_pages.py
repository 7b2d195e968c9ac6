"""Pages of the options with which a camera takes the place of another integration's entry."""

from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlowWithReload
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from . import change_over
from .entity import main_camera
from .markdown import escape_markdown
from .protocol import Camera

PAGE = "page"
"""The page on which a flow begins, if it was not opened by hand."""
TAKE_OVER = "take_over"
_ENTRY = "entry"


class TakeOverPages(OptionsFlowWithReload):
    """Base of the options flow: asks whether to take over, shows a last look, removes or undoes."""

    @property
    def _camera(self) -> Camera | None:
        """Return the camera, or None if the entry is not loaded."""
        entry = self.config_entry
        return entry.runtime_data.camera if entry.state is ConfigEntryState.LOADED else None

    async def _can_take_over(self) -> bool:
        """Return whether another integration shows the camera, or a change-over is open."""
        camera, entry_id = self._camera, self.config_entry.entry_id
        return camera is not None and bool(
            await change_over.async_open_change_over(self.hass, entry_id)
            or await change_over.async_find_twins(self.hass, camera)
        )

    async def async_step_take_over(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether this camera takes the place of another integration's, and do it."""
        entry, errors = self.config_entry, dict[str, str]()
        if self._camera is None:
            return self.async_abort(reason="not_there")
        if await change_over.async_open_change_over(self.hass, entry.entry_id):
            return await self.async_step_last_look()
        twins = {each.entry_id: each for each in await change_over.async_find_twins(self.hass, self._camera)}
        if not twins:
            return self.async_abort(reason="nothing_to_take_over")
        if user_input is not None:
            chosen = twins.get(user_input.get(_ENTRY, next(iter(twins))))
            try:
                if chosen is not None:
                    await change_over.async_take_over(self.hass, entry, chosen)
                    return await self.async_step_last_look()
            except change_over.ChangeOverError as err:
                errors["base"] = err.reason
        fields: dict[vol.Marker, Any] = {}
        if len(twins) > 1:
            entries = [(entry_id, each.title) for entry_id, each in twins.items()]
            fields[vol.Required(_ENTRY, default=entries[0][0])] = select_selector("live", entries)
        titles = escape_markdown(", ".join(each.title for each in twins.values()))
        return self._show_picture(TAKE_OVER, fields, errors, {"entry": titles})

    async def async_step_last_look(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the camera in its new place, before the other entry is removed."""
        opened = await change_over.async_open_change_over(self.hass, self.config_entry.entry_id)
        if opened is None:
            return self.async_abort(reason="nothing_to_take_over")
        return self.async_show_menu(
            step_id="last_look",
            menu_options=["remove_old", "undo_take_over"],
            description_placeholders={
                "entry": escape_markdown(opened.title),
                "entity_id": opened.entity_id or "-",
                "others": ", ".join(opened.others) or "-",
                "picture": self._live_picture,
            },
        )

    async def async_step_remove_old(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Remove the other entry."""
        await change_over.async_finish(self.hass, self.config_entry.entry_id)
        return self._store({})

    async def async_step_undo_take_over(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Give the other entry its camera back."""
        await change_over.async_undo(self.hass, self.config_entry)
        return self._store({})

    @property
    def _live_picture(self) -> str:
        """Return the live picture as an image of Markdown; nothing if the entity is not there."""
        if self._camera is None:
            return ""
        entity_id = main_camera(self.hass, self.config_entry.runtime_data)
        state = self.hass.states.get(entity_id)
        token = state.attributes.get("access_token") if state else None
        return f"![](/api/camera_proxy_stream/{entity_id}?token={token})" if token else ""

    def _show_picture(
        self,
        step_id: str,
        fields: dict[vol.Marker, Any],
        errors: dict[str, str] | None = None,
        placeholders: Mapping[str, str] | None = None,
    ) -> ConfigFlowResult:
        """Show a form with the live picture."""
        if self._camera is None:
            return self.async_abort(reason="not_there")
        return self.async_show_form(
            step_id=step_id,
            data_schema=vol.Schema(fields),
            description_placeholders={"picture": self._live_picture, **(placeholders or {})},
            errors=errors,
        )

    @callback
    def _store(self, options: Mapping[str, Any]) -> ConfigFlowResult:
        return self.async_create_entry(data={**self.config_entry.options, **options})


def select_selector(
    translation_key: str,
    values: Iterable[tuple[str, str]],
    *named: str,
    mode: SelectSelectorMode = SelectSelectorMode.DROPDOWN,
    multiple: bool = False,
) -> SelectSelector:
    """Return a selector with translated options, followed by values with labels."""
    options = [SelectOptionDict(value=name, label=name) for name in named]
    options += [SelectOptionDict(value=value, label=label) for value, label in values]
    return SelectSelector(
        SelectSelectorConfig(options=options, mode=mode, multiple=multiple, translation_key=translation_key)
    )
