"""Permissions: every right is checked on the camera that an action or command names."""

from enum import StrEnum

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import Platform
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError, Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN
from .coordinator import CameraCoordinator


class Access(StrEnum):
    """The right that a user needs."""

    READ = POLICY_READ
    CONTROL = POLICY_CONTROL
    ADMIN = "admin"
    """Administrators only: accounts, network, files."""


async def async_caller(hass: HomeAssistant, context: Context | None) -> User | None:
    """Return the user of a context; None for automations, which have every right.

    Raises:
    UnknownUser: the user has been deleted.
    """
    if context is None or context.user_id is None:
        return None
    user = await hass.auth.async_get_user(context.user_id)
    if user is None:
        raise UnknownUser(context=context)
    return user


@callback
def may(user: User | None, access: Access, entity_id: str | None = None) -> bool:
    """Return whether a user has a right; rights below ADMIN depend on the entity."""
    if user is None or user.is_admin:
        return True
    if access is Access.ADMIN or entity_id is None:
        return False
    return user.permissions.check_entity(entity_id, access)


@callback
def require(user: User | None, access: Access, entity_id: str | None = None) -> None:
    """Raise Unauthorized if a user lacks a right."""
    if not may(user, access, entity_id):
        raise Unauthorized(entity_id=entity_id, permission=access)


@callback
def is_camera(entity: er.RegistryEntry) -> bool:
    """Return whether an entity is an enabled camera entity of this integration."""
    return (entity.platform, entity.domain, entity.disabled_by) == (DOMAIN, Platform.CAMERA, None)


@callback
def camera_of(hass: HomeAssistant, entity_id: str) -> CameraCoordinator:
    """Return the coordinator of a camera entity.

    Sensors and switches are not accepted: a right on one of those says nothing about the camera.

    Raises:
        ServiceValidationError: not a camera entity of this integration, or its entry is not loaded.
    """
    entity = er.async_get(hass).async_get(entity_id)
    if entity is not None and is_camera(entity):
        entry = hass.config_entries.async_get_entry(entity.config_entry_id or "")
        if entry is not None and entry.state is ConfigEntryState.LOADED:
            coordinator: CameraCoordinator = entry.runtime_data
            return coordinator
    raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_camera_entity")
