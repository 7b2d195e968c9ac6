"""Pages of the options with which a camera takes the place of another integration's entry."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import callback
import voluptuous as vol

from ..change_over import change_over
from ..markdown import escape_markdown
from .options_page import OptionsPage, select_selector

PAGE = "page"
"""The page on which a flow begins, if it was not opened by hand."""
TAKE_OVER = "take_over"
_ENTRY = "entry"
_LAST_LOOK = "last_look"


class TakeOverPages(OptionsPage):
    """Asks whether to take over, shows a last look, removes or undoes."""

    async def _can_take_over(self) -> bool:
        """Return whether another integration shows the camera, or a change-over is open."""
        camera, entry_id = self._camera, self.config_entry.entry_id
        return camera is not None and bool(
            await change_over.async_open_change_over(self.hass, entry_id)
            or await change_over.async_find_other_entries(self.hass, camera)
        )

    @callback
    def _succeeds_repair(self) -> bool:
        """Return whether a repair has just opened the page in a flow of its own, and end that flow.

        Some frontends open a new flow of the options instead of continuing that one.
        """
        flows = self.hass.config_entries.options
        opened = [
            flow["flow_id"]
            for flow in flows.async_progress_by_handler(self.config_entry.entry_id)
            if flow["flow_id"] != self.flow_id and flow.get("step_id") in {TAKE_OVER, _LAST_LOOK}
        ]
        for flow_id in opened:
            flows.async_abort(flow_id)
        return bool(opened)

    async def async_step_take_over(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether this camera takes the place of another integration's, and do it."""
        entry, errors = self.config_entry, dict[str, str]()
        if self._camera is None:
            return self.async_abort(reason="not_there")
        if await change_over.async_open_change_over(self.hass, entry.entry_id):
            return await self.async_step_last_look()
        twins = {each.entry_id: each for each in await change_over.async_find_other_entries(self.hass, self._camera)}
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
            step_id=_LAST_LOOK,
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
