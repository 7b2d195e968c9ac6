"""The connection to one camera: identity, availability, stored description, change of address.

A state machine. Failures never discard what is known: an incomplete camera is used, and the missing pages are read
later.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from enum import Enum
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from ..const import CONF_DIALECT, DOMAIN, LOGGER
from ..discovery.address_book import get_address_book
from ..protocol import (
    Account,
    Address,
    Backoff,
    Camera,
    CameraAuthError,
    CameraError,
    CameraLockedError,
    CameraMismatchError,
    PagesRead,
    camera_from_description,
    connect,
)
from .availability_log import record_availability
from .findings import Findings

_REFUSED_LOGINS = 3  # consecutive refusals until reauthentication; cameras refuse at random while they start
_REFUSED_PAUSE = 3  # seconds
_READ_TIMEOUT = 5  # seconds to read the pages of an unknown camera
_PAGES_READ: HassKey[dict[str, PagesRead]] = HassKey(f"{DOMAIN}_pages_read")
_REMOVAL_TIMEOUT = 15  # seconds to reach a camera whose entry is being removed
_MIN_RETRY_DELAY, _MAX_RETRY_DELAY = 10, 60  # seconds between attempts to reach an unavailable camera
_SHORT_RETRIES = 12  # attempts with the shortest delay: most outages are restarts and last up to two minutes


class ConnectionState(Enum):
    """States of the connection."""

    UNKNOWN = "unknown"
    """No description is stored, and the camera has not been reached."""
    CONNECTING = "connecting"
    """Identity and login are being checked."""
    PARTLY_KNOWN = "partly_known"
    """The camera answers; some pages have not been read."""
    KNOWN = "known"
    """The camera answers, and all pages have been read."""
    AWAY = "away"
    """The camera is known, but does not answer."""
    REFUSED = "refused"
    """The camera answers, but refuses the login."""


_S = ConnectionState
EDGES: Mapping[ConnectionState, frozenset[ConnectionState]] = {
    _S.UNKNOWN: frozenset({_S.CONNECTING, _S.AWAY}),
    _S.CONNECTING: frozenset({_S.PARTLY_KNOWN, _S.KNOWN, _S.AWAY, _S.REFUSED, _S.UNKNOWN}),
    _S.PARTLY_KNOWN: frozenset({_S.KNOWN, _S.AWAY, _S.REFUSED}),
    _S.KNOWN: frozenset({_S.PARTLY_KNOWN, _S.AWAY, _S.REFUSED}),
    _S.AWAY: frozenset({_S.CONNECTING}),
    _S.REFUSED: frozenset({_S.CONNECTING}),
}
"""Allowed transitions."""


def description_store(hass: HomeAssistant, entry_id: str) -> Store[dict[str, Any]]:
    """Return the store with the last known description of a camera."""
    return Store(hass, 1, f"{DOMAIN}.{entry_id}", private=True)


@asynccontextmanager
async def camera_of_removed_entry(hass: HomeAssistant, entry: ConfigEntry[Any]) -> AsyncGenerator[Camera]:
    """Connect once more to the camera of an entry that is being removed; raises CameraError."""
    data = entry.data
    address, account = Address(data[CONF_HOST], data[CONF_PORT]), Account(data[CONF_USERNAME], data[CONF_PASSWORD])
    session, dialect, mac = async_get_clientsession(hass), data[CONF_DIALECT], data.get(CONF_MAC) or entry.unique_id
    camera = await connect(session, address, account, dialect=dialect, mac=mac, timeout=_REMOVAL_TIMEOUT)
    try:
        if format_mac(camera.info.mac) != mac:
            raise CameraMismatchError(camera.info.mac)
        yield camera
    finally:
        await camera.close()


class CameraConnection:
    """The connection to one camera."""

    camera: Camera

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        self._hass = hass
        self._entry = entry
        self._store = description_store(hass, entry.entry_id)
        self._backoff = Backoff(_MIN_RETRY_DELAY, _MAX_RETRY_DELAY, patience=_SHORT_RETRIES)
        self._refusals = 0
        self._refused_at: Address | None = None
        self._signed_in = False
        self.reached = asyncio.Event()
        """Set when the camera has answered since the start."""
        self.state = ConnectionState.UNKNOWN
        self.login_is_unwanted = False
        """Whether the login is refused for good, or another device answers: nothing may send it unasked."""
        self.findings = Findings()

    @property
    def address(self) -> Address:
        """Return the address of the entry."""
        data = self._entry.data
        return Address(data[CONF_HOST], data[CONF_PORT])

    @property
    def account(self) -> Account:
        """Return the account of the entry."""
        data = self._entry.data
        return Account(data[CONF_USERNAME], data[CONF_PASSWORD])

    @property
    def camera_mac(self) -> str:
        """Return the MAC address that the camera reports; if it is not unique, the entry has another id."""
        return str(self._entry.data.get(CONF_MAC) or self._entry.unique_id)

    @property
    def answers(self) -> bool:
        """Return whether the camera answered the last request."""
        return self.state in {ConnectionState.PARTLY_KNOWN, ConnectionState.KNOWN}

    @property
    def seen(self) -> bool:
        """Return whether the camera has been reached since the start."""
        return self._signed_in

    @property
    def failures(self) -> int:
        """Return the number of consecutive failures."""
        return self._backoff.failures

    async def load(self) -> bool:
        """Restore the camera from the stored description; return whether there is one."""
        stored = await self._store.async_load()
        if stored is None:
            return False
        self.findings = Findings.from_stored(stored)
        session = async_get_clientsession(self._hass)
        try:
            camera = camera_from_description(session, self.address, self.account, stored)
        except ValueError:  # from an incompatible version
            return False
        if format_mac(camera.info.mac) != format_mac(self.camera_mac):  # the entry now belongs to another camera
            return False
        read = self._hass.data.get(_PAGES_READ, {}).pop(self._entry.entry_id, None)
        self.camera = camera if read is None else camera.take_over(read)
        self._enter(ConnectionState.AWAY)
        return True

    @callback
    def hand_over_pages(self) -> None:
        """Hand the pages over to the next load(), so that a slow camera need not send all of them again."""
        self._hass.data.setdefault(_PAGES_READ, {})[self._entry.entry_id] = self.camera.pages_read

    async def save(self) -> None:
        """Store the description of the camera, and the findings."""
        camera = self.camera
        self.findings = replace(
            self.findings, alarm_sources=camera.alarms.sources.memory, loudspeaker=camera.speaker.memory
        )
        await self._store.async_save({**camera.description, **self.findings.stored})

    @callback
    def record(self, findings: Findings) -> None:
        """Record findings, and store them in the background if they are new."""
        if findings != self.findings:
            self.findings = findings
            self._entry.async_create_task(self._hass, self.save())

    async def connect_new(self) -> None:
        """Connect to a camera without a stored description; raises CameraError."""
        self._enter(ConnectionState.CONNECTING)
        try:
            self.camera = await self._retry_refused(self._connect_to_own_address)
        except CameraError as err:
            record_availability(self._hass, self._entry.entry_id, err)
            self._enter(ConnectionState.UNKNOWN)
            raise
        self._signed_in = True
        self.succeed()

    async def ensure(self) -> None:
        """Connect if the camera did not answer the last request.

        Raises:
            CameraError: the camera cannot be reached, or refuses the login.
        """
        if self.answers:
            return
        self._enter(ConnectionState.CONNECTING)
        if self._signed_in:
            await self.camera.verify_identity()
        else:
            await self._retry_refused(self.camera.sign_in)
            self._signed_in = True

    @callback
    def succeed(self) -> bool:
        """Record that the camera answers; return whether it was unavailable before."""
        was_away = not self.answers
        self._backoff.reset()
        self._refusals = 0
        self.login_is_unwanted = False
        self.reached.set()
        self._enter(ConnectionState.PARTLY_KNOWN if self.camera.unread_pages else ConnectionState.KNOWN)
        record_availability(self._hass, self._entry.entry_id, None)
        for flow in tuple(self._entry.async_get_active_flows(self._hass, {SOURCE_REAUTH})):
            self._hass.config_entries.flow.async_abort(flow["flow_id"])  # the camera accepts the old login again
        return was_away

    @callback
    def fail(self, err: CameraError) -> float:
        """Record a failure; return the seconds until the next attempt.

        After repeated refusals the user is asked for another login, while the old one is still tried: the camera may
        accept it again.
        """
        delay = self._backoff.fail()
        self.camera.doubt_identity()
        refused = isinstance(err, CameraAuthError)
        self._enter(ConnectionState.REFUSED if refused else ConnectionState.AWAY)
        record_availability(self._hass, self._entry.entry_id, err)
        self.login_is_unwanted = isinstance(err, CameraMismatchError | CameraLockedError)
        if isinstance(err, CameraMismatchError):  # another entry may belong to that camera
            get_address_book(self._hass).record(format_mac(err.mac), self.address)
        if refused and self._is_final_refusal():
            self.login_is_unwanted = True
            self._entry.async_start_reauth(self._hass)
        return delay

    async def _retry_refused[T](self, connecting: Any) -> T:
        """Connect; refused logins are retried, because some cameras refuse at random while they start."""
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
        return await self.connect_to(self.address)

    async def connect_to(self, address: Address, *, timeout: float | None = None) -> Camera:
        """Connect to the camera at an address, without keeping it as the camera of this connection.

        Raises:
            CameraError: it does not answer there, refuses the login, or is another camera.
        """
        session, dialect = async_get_clientsession(self._hass), self._entry.data[CONF_DIALECT]
        camera = await connect(
            session,
            address,
            self.account,
            dialect=dialect,
            mac=format_mac(self.camera_mac),
            timeout=timeout,
            read_timeout=_READ_TIMEOUT,
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
