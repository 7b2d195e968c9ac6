"""Actions for everything that is not a single value: schedules, areas, accounts, network, files, clips, PTZ, cards."""

from homeassistant.core import HomeAssistant, callback

from . import (
    accounts,
    areas,
    clips,
    copying,
    dashboard_cards,
    maintenance,
    network,
    ptz,
    recorders,
    recordings,
    schedules,
    setting_groups,
)

MODULES = (
    schedules,
    areas,
    setting_groups,
    accounts,
    network,
    maintenance,
    clips,
    copying,
    recordings,
    recorders,
    ptz,
    dashboard_cards,
)


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register all actions; they work with any camera that is set up."""
    for module in MODULES:
        for action in module.ACTIONS:
            action.register(hass)
