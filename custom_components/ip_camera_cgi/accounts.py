"""Changes the accounts of a camera without locking Home Assistant out."""

from homeassistant.exceptions import ServiceValidationError

from .connection.relocate import wait_and_update_entry
from .const import DOMAIN
from .coordinator import CameraCoordinator
from .protocol import Account
from .protocol.features.accounts import remove_account, set_account

_ADMINISTRATOR = "administrator"


async def async_set_account(
    coordinator: CameraCoordinator,
    username: str,
    *,
    name: str | None = None,
    password: str | None = None,
    role: str | None = None,
) -> None:
    """Add or change an account; if it is the one that Home Assistant uses, the entry is updated.

    Raises:
        BadValueError: invalid values; nothing was sent.
        ServiceValidationError: Home Assistant's own account would lose rights.
        HomeAssistantError: the camera has applied the change, but does not answer.
    """
    own = coordinator.connection.account
    is_own = username == own.username
    if is_own and role not in {None, _ADMINISTRATOR}:
        raise _own_account(username)
    new_name = username if name is None else name
    await set_account(coordinator.camera, username, name=new_name, password=password, role=role, confirm=not is_own)
    if is_own:
        account = Account(new_name, own.password if password is None else password)
        await wait_and_update_entry(coordinator, account=account)


async def async_remove_account(coordinator: CameraCoordinator, username: str) -> None:
    """Remove an account; raises ServiceValidationError if Home Assistant uses it."""
    if username and username == coordinator.connection.account.username:
        raise _own_account(username)
    await remove_account(coordinator.camera, username)


def _own_account(username: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key="own_account", translation_placeholders={"username": username}
    )
