"""Signing in with the data entered in a form: validation, connection, errors of the form."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
import secrets
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from ..const import CONF_DIALECT
from ..errors import error_key
from ..protocol import (
    NO_MAC,
    Account,
    Address,
    Camera,
    CameraAuthError,
    CameraError,
    CameraPermissionError,
    CameraUnknownError,
    HttpsAddressError,
    connect,
)

DEFAULT_PORT = 80
_PORT = NumberSelector(NumberSelectorConfig(min=1, max=65535, mode=NumberSelectorMode.BOX))
_ACCOUNT = {
    # Both may be empty: many of these cameras never had a password.
    vol.Optional(CONF_USERNAME, default=""): TextSelector(TextSelectorConfig(autocomplete="username")),
    vol.Optional(CONF_PASSWORD, default=""): TextSelector(
        TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password")
    ),
}
ACCOUNT_SCHEMA = vol.Schema(_ACCOUNT)
CAMERA_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_HOST): TextSelector(),
        vol.Required(CONF_PORT, default=DEFAULT_PORT): _PORT,
        **_ACCOUNT,
    }
)
_OTHER_PORTS = (80, 8080, 88, 81, 8081)  # where these cameras are set to
_PROBE_TIMEOUT = 4  # seconds at another port
_CONNECT_TIMEOUT = 20  # seconds that a user is willing to wait


def format_address(address: Address) -> str:
    """Return an address as shown in forms."""
    return f"{address.netloc}:{address.port}"


def address_data(address: Address) -> dict[str, Any]:
    """Return an address as stored in an entry."""
    return {CONF_HOST: address.host, CONF_PORT: address.port}


class FormError(Exception):
    """Errors to show in the form."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


@dataclass(frozen=True, slots=True)
class ConnectedCamera:
    """A connected camera with its address and account."""

    camera: Camera
    address: Address
    account: Account

    own_id: str = ""
    """Made-up id of a camera whose MAC address is not unique."""

    @property
    def unique_id(self) -> str:
        """Return the unique id of its entry."""
        return self.own_id or format_mac(self.camera.info.mac)

    @property
    def data(self) -> dict[str, Any]:
        """Return the data of its entry."""
        return {
            **address_data(self.address),
            CONF_USERNAME: self.account.username,
            CONF_PASSWORD: self.account.password,
            CONF_DIALECT: self.camera.dialect,
            **({CONF_MAC: self.camera.info.mac} if self.own_id else {}),
        }


def made_up_mac() -> str:
    """Return a random, locally administered MAC address, which no device has."""
    return format_mac(f"02{secrets.token_hex(5)}")


async def connect_entered(hass: HomeAssistant, entered: Mapping[str, Any], mac: str | None = None) -> ConnectedCamera:
    """Connect to the entered address; raises FormError, also if another MAC answers than the expected one."""
    try:
        address = Address.parse(entered[CONF_HOST], int(entered[CONF_PORT]))
    except HttpsAddressError:
        raise FormError({CONF_HOST: "https_typed"}) from None
    except ValueError:
        raise FormError({CONF_HOST: "invalid_host"}) from None
    account = Account(entered[CONF_USERNAME], entered[CONF_PASSWORD])
    try:
        camera = await connect(async_get_clientsession(hass), address, account, mac=mac, timeout=_CONNECT_TIMEOUT)
    except CameraUnknownError as err:
        raise FormError({"base": err.family.value if err.family else error_key(err)}) from err
    except CameraError as err:
        raise FormError({"base": error_key(err)}) from err
    if mac is not None and format_mac(camera.info.mac) != mac:
        raise FormError({"base": "another_camera"})
    return ConnectedCamera(camera, address, account, made_up_mac() if camera.info.mac == NO_MAC and mac is None else "")


async def is_camera_at(hass: HomeAssistant, address: Address) -> bool:
    """Return whether a server that answers like a supported camera is at an address; no account is used."""
    session = async_get_clientsession(hass)
    try:
        camera = await connect(session, address, Account("", ""), timeout=_PROBE_TIMEOUT)
    except CameraAuthError, CameraPermissionError:
        return True
    except CameraError:
        return False
    await camera.close()
    return True


async def find_other_port(hass: HomeAssistant, entered: Mapping[str, Any]) -> Address | None:
    """Return where a camera answers if not at the entered port of its host."""
    tried = Address.parse(entered[CONF_HOST], int(entered[CONF_PORT]))
    others = [Address(tried.host, port) for port in _OTHER_PORTS if port != tried.port]
    answers = await asyncio.gather(*(is_camera_at(hass, each) for each in others))
    return next((each for each, answer in zip(others, answers, strict=True) if answer), None)


async def answers_at(hass: HomeAssistant, entry: ConfigEntry, address: Address) -> bool:
    """Return whether the camera of an entry answers at an address with the login of the entry."""
    if entry.state is ConfigEntryState.LOADED and address == entry.runtime_data.connection.address:
        await entry.runtime_data.async_refresh()
        return bool(entry.runtime_data.last_update_success)
    account = Account(entry.data[CONF_USERNAME], entry.data[CONF_PASSWORD])
    session, dialect = async_get_clientsession(hass), entry.data[CONF_DIALECT]
    mac = entry.data.get(CONF_MAC) or entry.unique_id
    try:
        camera = await connect(session, address, account, dialect=dialect, mac=mac, timeout=_CONNECT_TIMEOUT)
    except CameraError:
        return False
    await camera.close()
    return format_mac(camera.info.mac) == mac
