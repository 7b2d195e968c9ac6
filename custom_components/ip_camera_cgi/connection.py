"""Keeps one camera connected: who it is, whether it answers, what is stored of it, and where it went.

All of it is one state machine. Trouble on the way never takes away what is known already: whatever was connected is
used, and what is still missing is read later.
"""

import asyncio
from collections.abc import Mapping
from enum import Enum
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.storage import Store

from .availability_log import record_availability
from .const import CONF_DIALECT, DOMAIN, LOGGER
from .discovery.address_book import get_address_book
from .protocol import (
    Account,
    Address,
    Backoff,
    Camera,
    CameraAuthError,
    CameraError,
    CameraMismatchError,
    camera_from_description,
    connect,
)

_REFUSED_LOGINS = 3  # in a row until the owner is asked for another: these cameras refuse at random while they start
_REFUSED_PAUSE = 3  # seconds
_READ_TIMEOUT = 5  # seconds for the pages of a camera of which nothing is known
_MOVE_TIMEOUT = 5  # seconds for a camera at another address
_MIN_RETRY_DELAY, _MAX_RETRY_DELAY = 10, 60  # seconds until a camera that is away is tried again
_MOVED = "moved"
_SOURCE_MEMORY = "alarm_sources"


class ConnectionState(Enum):
    """How far a camera is connected."""

    UNKNOWN = "unknown"
    """Nothing is known of it, not even from an earlier run."""
    CONNECTING = "connecting"
    """It is asked who it is, and whether it takes the login."""
    PARTLY_KNOWN = "partly_known"
    """It answers; some of its pages are still to be read."""
    KNOWN = "known"
    """It answers, and all of its pages were read."""
    AWAY = "away"
    """It is known, and does not answer."""
    REFUSED = "refused"
    """It answers, and refuses the login."""


_S = ConnectionState
EDGES: Mapping[ConnectionState, frozenset[ConnectionState]] = {
    _S.UNKNOWN: frozenset({_S.CONNECTING, _S.AWAY}),
    _S.CONNECTING: frozenset({_S.PARTLY_KNOWN, _S.KNOWN, _S.AWAY, _S.REFUSED, _S.UNKNOWN}),
    _S.PARTLY_KNOWN: frozenset({_S.KNOWN, _S.AWAY, _S.REFUSED}),
    _S.KNOWN: frozenset({_S.PARTLY_KNOWN, _S.AWAY, _S.REFUSED}),
    _S.AWAY: frozenset({_S.CONNECTING}),
    _S.REFUSED: frozenset({_S.CONNECTING}),
}
"""Which state may follow which."""


def description_store(hass: HomeAssistant, entry_id: str) -> Store[dict[str, Any]]:
    """Return the store with the last known description of a camera."""
    return Store(hass, 1, f"{DOMAIN}.{entry_id}", private=True)


class CameraConnection:
    """The connection to one camera."""

    camera: Camera

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        self._hass = hass
        self._entry = entry
        self._store = description_store(hass, entry.entry_id)
        self._backoff = Backoff(_MIN_RETRY_DELAY, _MAX_RETRY_DELAY)
        self._refusals = 0
        self._signed_in = False
        self.state = ConnectionState.UNKNOWN
        self.may_be_moving = False
        """Whether the camera may have been left moving: then it is stopped at the next start."""
        self.source_memory: Mapping[str, str] = {}
        """What the alarm sources found out about the camera in earlier runs."""

    @property
    def address(self) -> Address:
        """Return where the camera is."""
        data = self._entry.data
        return Address(data[CONF_HOST], data[CONF_PORT])

    @property
    def account(self) -> Account:
        """Return the account that is used."""
        data = self._entry.data
        return Account(data[CONF_USERNAME], data[CONF_PASSWORD])

    @property
    def camera_mac(self) -> str:
        """Return the MAC that the camera tells: where two tell the same, the entry has another."""
        return str(self._entry.data.get(CONF_MAC) or self._entry.unique_id)

    @property
    def answers(self) -> bool:
        """Return whether the camera answered when it was asked last."""
        return self.state in {ConnectionState.PARTLY_KNOWN, ConnectionState.KNOWN}

    @property
    def seen(self) -> bool:
        """Return whether the camera was found since the start."""
        return self._signed_in

    @property
    def failures(self) -> int:
        """Return how often in a row the camera did not answer as it should."""
        return self._backoff.failures

    async def load(self) -> bool:
        """Take up what is stored of the camera; return whether anything is."""
        stored = await self._store.async_load()
        if stored is None:
            return False
        self.may_be_moving = bool(stored.get(_MOVED, False))
        self.source_memory = stored.get(_SOURCE_MEMORY, {})
        session = async_get_clientsession(self._hass)
        try:
            camera = camera_from_description(session, self.address, self.account, stored)
        except ValueError:  # of another version
            return False
        if format_mac(camera.info.mac) != format_mac(self.camera_mac):  # the entry was given to another camera
            return False
        self.camera = camera
        self._enter(ConnectionState.AWAY)
        return True

    async def save(self) -> None:
        """Store what the camera is."""
        self.source_memory = self.camera.alarms.memory
        kept = {_MOVED: self.may_be_moving, _SOURCE_MEMORY: self.source_memory}
        await self._store.async_save({**self.camera.description, **kept})

    async def meet(self) -> None:
        """Connect to a camera of which nothing is known; raises CameraError."""
        self._enter(ConnectionState.CONNECTING)
        try:
            self.camera = await self._patiently(self._connect_to_own_address)
        except CameraError as err:
            record_availability(self._hass, self._entry.entry_id, err)
            self._enter(ConnectionState.UNKNOWN)
            raise
        self._signed_in = True
        self.succeed()

    async def ensure(self) -> None:
        """See that the camera is connected, before it is asked for anything else.

        Raises:
            CameraError: it is not.
        """
        if self.answers:
            return
        self._enter(ConnectionState.CONNECTING)
        if self._signed_in:
            await self.camera.verify_identity()
        else:
            await self._patiently(self.camera.sign_in)
            self._signed_in = True

    @callback
    def succeed(self) -> bool:
        """Take note that the camera answers; return whether that is new."""
        was_away = not self.answers
        self._backoff.reset()
        self._refusals = 0
        self._enter(ConnectionState.PARTLY_KNOWN if self.camera.unread_pages else ConnectionState.KNOWN)
        record_availability(self._hass, self._entry.entry_id, None)
        for flow in tuple(self._entry.async_get_active_flows(self._hass, {SOURCE_REAUTH})):
            self._hass.config_entries.flow.async_abort(flow["flow_id"])  # it takes the old login again
        return was_away

    @callback
    def fail(self, err: CameraError) -> float:
        """Take note that the camera does not answer as it should; return the seconds until it is tried again.

        An owner is asked for another login, and the camera goes on being asked: it may take the old one again.
        """
        delay = self._backoff.fail()
        refused = isinstance(err, CameraAuthError)
        self._enter(ConnectionState.REFUSED if refused else ConnectionState.AWAY)
        record_availability(self._hass, self._entry.entry_id, err)
        if isinstance(err, CameraMismatchError):  # another entry may be looking for that one
            get_address_book(self._hass).record(format_mac(err.mac), self.address)
        if refused and self._is_final_refusal():
            self._entry.async_start_reauth(self._hass)
        return delay

    async def find_new_address(self) -> Address | None:
        """Return where the camera answers now, if it was seen at another address than that of its entry."""
        address = await get_address_book(self._hass).locate(self.camera_mac)
        if address is None or address == self.address:
            return None
        try:
            camera = await self._connect_to(address, timeout=_MOVE_TIMEOUT)
        except CameraError as err:
            LOGGER.debug("%s was seen at %s, but is not there: %s", self._entry.title, address, err)
            return None
        await camera.close()
        if camera.info.name != self.camera.info.name:  # a clone with the same MAC
            LOGGER.debug("%s is called %s at %s, so it is another camera", self._entry.title, camera.info.name, address)
            return None
        return address

    async def _patiently[T](self, connecting: Any) -> T:
        """Connect; a refused login is tried again, as some cameras refuse at random while they start."""
        while True:
            try:
                result: T = await connecting()
            except CameraAuthError:
                if self._is_final_refusal():
                    raise
                await asyncio.sleep(_REFUSED_PAUSE)
            else:
                return result

    def _is_final_refusal(self) -> bool:
        self._refusals += 1
        return self._refusals >= _REFUSED_LOGINS

    async def _connect_to_own_address(self) -> Camera:
        return await self._connect_to(self.address)

    async def _connect_to(self, address: Address, *, timeout: float | None = None) -> Camera:
        session, dialect = async_get_clientsession(self._hass), self._entry.data[CONF_DIALECT]
        camera = await connect(
            session, address, self.account, dialect=dialect, timeout=timeout, read_timeout=_READ_TIMEOUT
        )
        if format_mac(camera.info.mac) != format_mac(self.camera_mac):
            await camera.close()
            raise CameraMismatchError(camera.info.mac)
        return camera

    @callback
    def _enter(self, state: ConnectionState) -> None:
        if state is not self.state:
            assert state in EDGES[self.state], f"{self.state} -> {state}"  # noqa: S101  a test walks all of them
            LOGGER.debug("%s: %s -> %s", self._entry.title, self.state.value, state.value)
            self.state = state
