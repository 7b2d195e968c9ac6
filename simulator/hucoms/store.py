"""Stored fields of a Hucoms camera."""

from collections.abc import Iterable, Mapping

from .fields import Field, Page, Pages
from .lines import of_fields
from .model import HucomsModel


class RefusedError(Exception):
    """The camera refuses a value; the text is its own."""


class Store:
    """All fields in one dictionary: "camcolor/bright"."""

    def __init__(self, settings: dict[str, str], model: HucomsModel, pages: Pages) -> None:
        self.remarks = False  # whether to print the remarks of the manual behind values
        self.pages = {name: page.of(name, model) for name, page in pages.items()}
        self._settings = settings
        self._strict = model.strict
        # Fields that a model lacks are present with their initial value.
        for name, page in pages.items():
            settings |= {f"{name}/{field.name}": field.start for field in page.fields}
        if unknown := model.settings.keys() - settings.keys():
            raise ValueError(f"{model.name}.toml sets what no page has: {unknown}")
        settings |= model.settings
        self._factory = dict(settings)

    def get(self, name: str, field: str) -> str:
        """Return a field."""
        return self._settings[f"{name}/{field}"]

    def number(self, name: str, field: str) -> int:
        """Return a field as a number."""
        return int(self.get(name, field))

    def is_on(self, name: str, field: str) -> bool:
        """Return whether a field is "enable"."""
        return self.get(name, field) == "enable"

    def fields(self, name: str, page: Page, *, info: bool = False) -> list[tuple[Field, str]]:
        """Return the visible fields of a page, in order."""
        return [
            (field, self.get(name, field.name))
            for field in page.fields
            if (info or not field.only_in_info) and self._is_shown(name, field)
        ]

    def written(self, fields: Iterable[tuple[Field, str]]) -> list[str]:
        """Format fields as lines."""
        return of_fields(fields, remarks=self.remarks)

    def check(
        self, name: str, page: Page, params: Mapping[str, str], only: Iterable[str] | None = None
    ) -> dict[str, str]:
        """Validate a request and return its changes; one invalid value rejects all of them."""
        writable = page.writable()
        for needed in (*page.needs, *_due(page, params)):
            if needed not in params:
                raise RefusedError(f"{needed} is missing")
        changes = {}
        for sent, value in params.items():
            field = writable.get(sent)
            if field is None or (only is not None and sent not in only):
                if self._strict:
                    raise RefusedError(f"unknown argument {sent}")
            elif field.accepts is None or not field.accepts(value):
                raise RefusedError(f"invalid value of {sent}")
            else:
                changes[field.name] = value
        for complaint, holds in page.rules if changes else ():
            if not holds(lambda field: changes[field] if field in changes else self.get(name, field)):
                raise RefusedError(complaint)
        return changes

    def keep(self, name: str, changes: Mapping[str, str]) -> None:
        """Store validated changes."""
        self._settings |= {f"{name}/{field}": value for field, value in changes.items()}

    def install(self, name: str, field: str, value: str) -> None:
        """Set a factory value from the simulator's configuration."""
        self._settings[f"{name}/{field}"] = self._factory[f"{name}/{field}"] = value

    def reset(self, *, but: tuple[str, ...] = ()) -> None:
        """Reset to factory values, except for some pages."""
        self._settings |= {name: value for name, value in self._factory.items() if name.partition("/")[0] not in but}

    def _is_shown(self, name: str, field: Field) -> bool:
        return field.when is None or self.get(name, field.when[0]) in field.when[1].split("|")


def _due(page: Page, params: Mapping[str, str]) -> list[str]:
    """Return the fields that are required with the given ones."""
    return [
        sent for sent, field in page.writable().items() if field.due and params.get(field.due[0], "") == field.due[1]
    ]
