"""Actions for what is no single value: schedules, areas, accounts, network, files, clips, steering, cards."""

from homeassistant.core import HomeAssistant, callback

from . import areas, cards, clips, forms, network, schedules, steering, upkeep, users

MODULES = (schedules, areas, forms, users, network, upkeep, clips, steering, cards)


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register all of them; they work with any camera that is set up."""
    for module in MODULES:
        for action in module.ACTIONS:
            action.register(hass)
