"""Options of a camera that is set up."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult

from .alarm_pages import AlarmPages
from .direction_check import check_steps
from .preset_pages import PresetPages
from .ptz_pages import PtzPages
from .take_over_pages import PAGE, TAKE_OVER, TakeOverPages


class IpCameraOptionsFlow(AlarmPages, PtzPages, PresetPages, TakeOverPages):
    """Options flow: alarms and pictures, PTZ, direction check, names of presets, tour.

    Each page is stored on its own, so going back loses nothing.
    """

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the menu, or the page on which a repair begins."""
        camera = self._camera
        if (user_input and user_input.get(PAGE) == TAKE_OVER) or self._succeeds_repair():
            return await self.async_step_take_over()
        pages = ["alarms_and_pictures", "recording"]
        if camera is not None and (camera.ptz.profiles or camera.ptz.supported):
            pages.append("steering")
        if camera is not None and camera.ptz.supported:
            capabilities = camera.ptz.capabilities
            if check_steps(camera):
                pages.append("check")
            if capabilities.presets:
                pages += ["presets", "tour"]
        if await self._can_take_over():
            pages.append(TAKE_OVER)
        return self.async_show_menu(step_id="init", menu_options=pages)
