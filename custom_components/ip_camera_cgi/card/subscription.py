"""Keeps the cards of one page up to date while they are shown."""

from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntry, ConfigEntryChange, ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util.hass_dict import HassKey

from ..access import Access, may
from ..const import DOMAIN
from ..coordinator import CameraCoordinator
from .description import Description, describe

type _Shown = tuple[ActiveConnection, str, str]
"""A connection, an entity and its entry."""

_FOLLOWERS: HassKey[dict[_Shown, Follower]] = HassKey(f"{DOMAIN}_followers")


class Follower:
    """Sends the description of a camera to all its cards of a connection when it changes, across reloads."""

    def __init__(self, hass: HomeAssistant, connection: ActiveConnection, entry: ConfigEntry, entity_id: str) -> None:
        self._hass = hass
        self._connection = connection
        self._entry = entry
        self._entity_id = entity_id
        self._numbers: set[int] = set()
        self._sent: Description = {}
        self._coordinator: CameraCoordinator | None = None
        self._unlisten: CALLBACK_TYPE | None = None
        self._unsubscribe = (
            async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed),
            hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, self._registry_changed),
        )

    @callback
    def add(self, number: int) -> None:
        """Send the description to a subscription, now and whenever it changes."""
        self.update()
        self._numbers.add(number)
        self._connection.send_event(number, self._sent)

    @callback
    def remove(self, number: int) -> bool:
        """End a subscription; return whether it was the last one, after which it stops listening."""
        self._numbers.remove(number)
        if not self._numbers:
            self._close()
        return not self._numbers

    @callback
    def _entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.entry_id != self._entry.entry_id:
            return
        if change is ConfigEntryChange.REMOVED:
            self._send({"removed": True})
        else:
            self.update()

    @callback
    def _registry_changed(self, event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        self.update()

    @callback
    def update(self) -> None:
        """Send the current description, if it has changed."""
        loaded = self._entry.state is ConfigEntryState.LOADED
        coordinator: CameraCoordinator | None = self._entry.runtime_data if loaded else None
        if coordinator is not self._coordinator:
            self._listen_to(coordinator)
        user = self._connection.user
        sees = may(user, Access.READ, self._entity_id)  # rights may change while a card is shown
        description: Description = describe(self._hass, self._entry, user) if sees else {"removed": True}
        if description != self._sent:
            self._send(description)

    @callback
    def _send(self, description: Description) -> None:
        self._sent = description
        for number in self._numbers:
            self._connection.send_event(number, description)

    @callback
    def _listen_to(self, coordinator: CameraCoordinator | None) -> None:
        if self._unlisten is not None:
            self._unlisten()
        self._coordinator = coordinator
        self._unlisten = None if coordinator is None else coordinator.async_add_listener(self.update)

    @callback
    def _close(self) -> None:
        self._listen_to(None)
        for unsubscribe in self._unsubscribe:
            unsubscribe()


@callback
def follow(
    hass: HomeAssistant, connection: ActiveConnection, number: int, entry: ConfigEntry, entity_id: str
) -> CALLBACK_TYPE:
    """Send the description of a camera to a subscription until the returned function is called."""
    followers, shown = hass.data.setdefault(_FOLLOWERS, {}), (connection, entity_id, entry.entry_id)
    if shown not in followers:
        followers[shown] = Follower(hass, connection, entry, entity_id)
    follower = followers[shown]
    follower.add(number)

    @callback
    def end() -> None:
        if follower.remove(number):
            del followers[shown]

    return end
