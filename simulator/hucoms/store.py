"""What a Hucoms camera has stored: reading pages from it and writing to them."""

from collections.abc import Iterable, Mapping

from ..personality import Personality
from .pages import PAGES, Field, Page


class RefusedError(Exception):
    """The camera will not take that; the words are its own."""


class Store:
    """All fields of a camera, in one dictionary: "camcolor/bright"."""

    def __init__(self, settings: dict[str, str], personality: Personality, extra: Mapping[str, Page]) -> None:
        self._settings = settings
        self._personality = personality
        for name, page in {**PAGES, **extra}.items():
            settings |= {f"{name}/{field.name}": field.start for field in page.fields}
        if unknown := personality.settings.keys() - settings.keys():
            raise ValueError(f"{personality.name}.toml sets what no page has: {unknown}")
        settings |= personality.settings
        self._factory = dict(settings)

    def get(self, name: str, field: str) -> str:
        """Read one field."""
        return self._settings[f"{name}/{field}"]

    def is_on(self, name: str, field: str) -> bool:
        """Whether a field is at "enable"."""
        return self.get(name, field) == "enable"

    def fields(self, name: str, page: Page, *, info: bool = False) -> list[tuple[Field, str]]:
        """Read what a page tells now, in order."""
        told = [field for field in page.fields if self._tells(name, field) and (info or not field.only_in_info)]
        return [(field, self.get(name, field.name)) for field in told]

    def check(
        self, name: str, page: Page, params: Mapping[str, str], only: Iterable[str] | None = None
    ) -> dict[str, str]:
        """Find out what a request would change; one thing wrong and the camera refuses it all."""
        writable = page.writable()
        for needed in page.needs:
            if needed not in params:
                raise RefusedError(f"{needed} is missing")
        changes = {}
        for sent, value in params.items():
            field = writable.get(sent)
            if field is None or not self._has(name, field) or (only is not None and sent not in only):
                if self._personality.strict:
                    raise RefusedError(f"unknown argument {sent}")
            elif field.accepts is None or not field.accepts(value):
                raise RefusedError(f"invalid value of {sent}")
            else:
                changes[field.name] = value
        return changes

    def keep(self, name: str, changes: Mapping[str, str]) -> None:
        """Store what was found right."""
        self._settings |= {f"{name}/{field}": value for field, value in changes.items()}

    def reset(self) -> None:
        """Be as it left the factory."""
        self._settings |= self._factory

    def _has(self, name: str, field: Field) -> bool:
        return self._personality.has(f"{name}/{field.name}")

    def _tells(self, name: str, field: Field) -> bool:
        if not self._has(name, field):
            return False
        return field.when is None or self.get(name, field.when[0]) in field.when[1].split("|")
