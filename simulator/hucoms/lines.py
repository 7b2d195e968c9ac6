"""Line format of Hucoms responses."""

from collections.abc import Iterable

from .fields import Field

type Section = tuple[str, tuple[str, ...]]
type Lines = list[str] | None  # None: unknown action; empty: done, without content


def of_fields(fields: Iterable[tuple[Field, str]], *, remarks: bool) -> list[str]:
    """Format fields as "name = value"."""
    lines = []
    for field, value in fields:
        if field.gap:
            lines.append("")
        remark = f"          * {field.remark}" if remarks and field.remark else ""
        lines.append(f"{field.name} = {value}{remark}")
    return lines


def of_sections(sections: Iterable[Section] | None) -> Lines:
    """Format sections as "[Title]" with their lines."""
    if sections is None:
        return None
    lines: list[str] = []
    for title, fields in sections:
        lines += [""] if lines else []
        lines += [f"[{title}]", *fields]
    return lines
