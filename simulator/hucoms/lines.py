"""How a Hucoms camera writes what it tells: one line for each thing."""

from collections.abc import Iterable

from .fields import Field

type Section = tuple[str, tuple[str, ...]]
type Lines = list[str] | None  # None: there is no such action; empty: it is done, and nothing to be told


def of_fields(fields: Iterable[tuple[Field, str]], *, remarks: bool) -> list[str]:
    """Write "name = value" for every field."""
    lines = []
    for field, value in fields:
        if field.gap:
            lines.append("")
        remark = f"          * {field.remark}" if remarks and field.remark else ""
        lines.append(f"{field.name} = {value}{remark}")
    return lines


def of_sections(sections: Iterable[Section] | None) -> Lines:
    """Write "[Title]" and what belongs to it, section by section."""
    if sections is None:
        return None
    lines: list[str] = []
    for title, told in sections:
        lines += [""] if lines else []
        lines += [f"[{title}]", *told]
    return lines
