"""Writes settings of one camera: read, modify, write, read back.

Fields that a CGI requires along with a value are read again first and sent back byte for byte.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from ..dialects.driver import CameraDriver
from ..model.address import Role
from ..model.errors import (
    BadValueError,
    CameraError,
    CameraNotKeptError,
    CameraPermissionError,
    CameraResponseError,
    CameraUnsafeWriteError,
    CameraUnsupportedError,
)
from ..model.settings import Flag, Secret, Setting, Text, Write
from ..model.text import AmbiguousText
from ..model.values import CameraState, Page
from .page_cache import PageCache

_CONFIRM_DELAYS = (0, 1, 1.5, 2.5)  # seconds between readings; some cameras show a written value late


@dataclass(frozen=True, slots=True)
class Change:
    """A new value of a setting in the format of the camera."""

    setting: Setting[Any]
    value: Any
    raw: str
    write: Write
    exact: bool
    """Whether the value was given as bytes."""

    @classmethod
    def of(cls, setting: Setting[Any], value: Any) -> Self:
        """Format a value; raises BadValueError."""
        assert setting.write is not None  # noqa: S101  checked by the caller
        try:
            raw = setting.codec.encode(value)
        except BadValueError as err:
            err.setting = setting.key
            raise
        return cls(setting, setting.codec.decode(raw), raw, setting.write, isinstance(value, bytes))

    def raw_for(self, page: Page) -> str:
        """Return the bytes to send; if the page already shows this text, in the camera's own encoding."""
        shown = page.get(self.setting.field)
        if shown is None or self.exact or not isinstance(self.setting.codec, Text):
            return self.raw
        return shown if self.setting.codec.decode(shown) == self.value else self.raw


def by_request(changes: Iterable[Change]) -> Collection[list[Change]]:
    """Group the changes that one request can carry."""
    questions: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        fixed = (f"{param}={value}" for param, value in change.write.fixed.items())
        questions.setdefault((change.write.path, *fixed), []).append(change)
    return questions.values()


class SettingWriter:
    """Writes the settings of one camera, one write at a time."""

    def __init__(self, driver: CameraDriver, cache: PageCache, settings: Sequence[Setting[Any]], role: Role) -> None:
        self._driver = driver
        self._cache = cache
        self.settings = settings
        self._role = role
        self._lock = asyncio.Lock()
        self.held: Collection[str] = ()
        """Keys of settings that are only written on request."""

    async def write(self, changes: Iterable[Change], *, confirm: bool) -> None:
        """Write changes, as few requests as possible, and read them back if wanted."""
        async with self._lock:
            for together in by_request(changes):
                try:
                    await self._write(together)
                    if confirm:
                        await self._confirm(together)
                except CameraError:
                    for change in together:  # it may be stored although the answer was lost, so it is read again
                        self._cache.expire(change.setting.page)
                    raise

    def changes(self, values: Mapping[str, Any], *, held: bool = False) -> list[Change]:
        """Return the changes for values by setting key; raises as Camera.change_all() does."""
        if not held and (refused := next((key for key in values if key in self.held), None)):
            raise BadValueError("held_by_privacy", setting=refused)
        return [Change.of(self._writable(key), value) for key, value in values.items()]

    def _writable(self, key: str) -> Setting[Any]:
        setting = next((each for each in self.settings if each.key == key), None)
        if setting is None or setting.write is None:
            self.require_role(key)
            raise CameraUnsupportedError(f"this camera has no setting {key}", setting=key)
        return setting

    async def _write(self, changes: list[Change]) -> None:
        """Send the changes of one request, with the fields that the camera requires along with them."""
        page = self._cache.pages.get(changes[0].setting.page, {})
        if any(change.write.sent_with for change in changes):  # read again, so that changes by others are kept
            page = await self._driver.read(changes[0].setting.page)
            self._verify_complete(changes, page)
        params: dict[str, str] = {}
        for change in changes:
            params |= change.write.defaults
            params |= {param: page[name] for param, name in change.write.sent_with.items() if name in page}
        params |= {change.write.param: change.raw_for(page) for change in changes}
        await self._driver.send(changes[0].write.path, {**changes[0].write.fixed, **params})

    def _verify_complete(self, changes: list[Change], page: Page) -> None:
        """Verify that a page contains all fields that have to be sent along; cameras reset those that are missing.

        Raises:
            CameraResponseError: the page is incomplete.
            CameraUnsafeWriteError: a field is ambiguous and would not be written back unchanged.
        """
        name = changes[0].setting.page
        written = {change.write.param for change in changes}
        for change in changes:
            for param, field in change.write.sent_with.items():
                if param not in written and isinstance(page.get(field), AmbiguousText):
                    keys = (each.key for each in self.settings if (each.page, each.field) == (name, field))
                    raise CameraUnsafeWriteError(next(keys, field))
        always = {each.field for each in self.settings if each.page == name and each.available_when is None}
        before = self._cache.pages.get(name, {})
        for change in changes:
            for field in change.write.sent_with.values():
                if field in always and field in before and field not in page:
                    raise CameraResponseError(f"page {name} came without {field}")

    async def _confirm(self, changes: list[Change]) -> None:
        """Read back the changes and raise if the camera shows other values."""
        pages = {change.setting.page for change in changes if change.setting.field}
        differing: list[Change] = []
        for delay in _CONFIRM_DELAYS:
            await asyncio.sleep(delay)
            for page in pages:
                await self._cache.read(page)
            differing = [change for change in changes if self._differs(change)]
            if not differing:
                return
        setting = differing[0].setting
        can_be_shown = not isinstance(setting.codec, Secret | Flag)
        raise CameraNotKeptError(setting.key, self._shown(setting) if can_be_shown else None)

    def _differs(self, change: Change) -> bool:
        """Return whether the camera shows another value; fields that it does not show do not count."""
        setting = change.setting
        return setting.field in self._cache.pages.get(setting.page, {}) and self._shown(setting) != change.value

    def require_role(self, name: str) -> None:
        """Raise CameraPermissionError if a setting or group exists, but requires a higher role."""
        wanted = (each.write.role for each in self._driver.settings if each.write and name in {each.key, each.group})
        if any(role > self._role for role in wanted):
            raise CameraPermissionError(f"this account may not set {name}")

    def _shown(self, setting: Setting[Any]) -> Any:
        return CameraState(self._cache.pages).get(setting)
