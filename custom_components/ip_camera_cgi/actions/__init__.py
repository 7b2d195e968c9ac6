"""Actions for what is no single value: schedules, areas, accounts, network, files, clips, ptz, dashboard_cards."""

from homeassistant.core import HomeAssistant, callback

from . import accounts, areas, clips, dashboard_cards, maintenance, network, ptz, schedules, setting_groups

MODULES = (schedules, areas, setting_groups, accounts, network, maintenance, clips, ptz, dashboard_cards)


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register all of them; they work with any camera that is set up."""
    for module in MODULES:
        for action in module.ACTIONS:
            action.register(hass)
