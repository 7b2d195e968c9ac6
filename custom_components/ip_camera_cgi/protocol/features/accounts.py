"""The accounts of a camera: each has a slot, and all slots are read and written together."""

from typing import Any

from ..camera.camera import Camera
from ..model import keys
from ..model.errors import BadValueError, CameraResponseError


async def set_account(
    camera: Camera, username: str, *, name: str, password: str | None, role: str | None, confirm: bool
) -> None:
    """Add or change an account; None leaves a password or role unchanged.

    Raises:
        BadValueError: no free slot, the name is taken, or a new account is incomplete; nothing was sent.
    """
    if not username or not name:
        raise BadValueError("no_username")
    async with camera.account_lock:
        slots = await _read_slots(camera)
        slot = _find_slot(slots, username)
        if slot is None and None in {password, role}:
            raise BadValueError("new_account_incomplete", username=username)
        slot = slot or _find_slot(slots, "")
        if slot is None:
            raise BadValueError("no_free_account", most=len(slots))
        if _find_slot(slots, name) not in {None, slot}:
            raise BadValueError("account_exists", username=name)
        values: dict[str, Any] = {f"{slot}_name": name, f"{slot}_password": password, f"{slot}_role": role}
        await camera.change_all({key: value for key, value in values.items() if value is not None}, confirm=confirm)


async def remove_account(camera: Camera, username: str) -> None:
    """Remove an account.

    Raises:
        BadValueError: the account does not exist; nothing was sent.
    """
    if not username:
        raise BadValueError("no_username")
    async with camera.account_lock:
        slot = _find_slot(await _read_slots(camera), username)
        if slot is None:
            raise BadValueError("unknown_account", username=username)
        await camera.change_all({f"{slot}_name": "", f"{slot}_password": "", f"{slot}_role": "visitor"})


async def _read_slots(camera: Camera) -> dict[str, str]:
    """Return the account names by slot; the name of a free slot is empty."""
    users = await camera.group(keys.USERS)
    names = {key.removesuffix("_name"): name for key, name in users.items() if key.endswith("_name")}
    if None in names.values():  # a slot with an unreadable name is in use
        raise CameraResponseError("the page of accounts is incomplete")
    return names


def _find_slot(slots: dict[str, str], username: str) -> str | None:
    return next((slot for slot, name in slots.items() if name == username), None)
