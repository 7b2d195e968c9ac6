"""Keeps a card up to date while it is shown."""

from collections.abc import Callable

from homeassistant.auth.models import User
from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntry, ConfigEntryChange, ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..access import Access, may
from ..coordinator import CameraCoordinator
from .description import Description, describe


class Follower:
    """Sends the description of a camera whenever it changes, across reloads of the entry."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        entity_id: str,
        user: User,
        send: Callable[[Description], None],
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._entity_id = entity_id
        self._user = user
        self._send = send
        self._sent: Description | None = None
        self._coordinator: CameraCoordinator | None = None
        self._unlisten: CALLBACK_TYPE | None = None
        self._unsubscribe = (
            async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed),
            hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, self._registry_changed),
        )

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
        sees = may(self._user, Access.READ, self._entity_id)  # rights may change while a card is shown
        description: Description = describe(self._hass, self._entry, self._user) if sees else {"removed": True}
        if description != self._sent:
            self._sent = description
            self._send(description)

    @callback
    def _listen_to(self, coordinator: CameraCoordinator | None) -> None:
        if self._unlisten is not None:
            self._unlisten()
        self._coordinator = coordinator
        self._unlisten = None if coordinator is None else coordinator.async_add_listener(self.update)

    @callback
    def close(self) -> None:
        """Stop listening."""
        self._listen_to(None)
        for unsubscribe in self._unsubscribe:
            unsubscribe()
