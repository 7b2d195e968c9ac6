"""Generates docs/coverage.md.

Settings come from the tables of the integration, the rest from tests/manuals/places.toml.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import groupby

from .manuals import Entry, Kind, hucoms, hucoms_1_22, netwave, read
from .places import (
    DATA,
    ROOT,
    SERVED,
    Place,
    Sort,
    Use,
    is_named,
    place,
    source,
    target,
    users,
    uses,
)
from .words import BRACED, PLAIN, bare, folded

DOCUMENT = ROOT / "docs" / "coverage.md"
MANUALS: dict[str, Callable[[], Iterator[Entry]]] = {
    "Netwave": netwave,
    "Hucoms 1.20": hucoms,
    "Hucoms 1.22, what it changes": hucoms_1_22,
}
_EXCUSES = {Sort.INSIDE: "inside: ", Sort.REPEATS: "elsewhere: ", Sort.REASON: "no: "}
_HEAD = """\
# What the manuals name, and where it is in Home Assistant

Every CGI, action, parameter and return key of the manuals of both dialects, each with its place. This file is written
by `python -m script.coverage`; do not change it by hand.

- *in the camera*: the name in the manual; `user{1-8}_name` stands for eight names, `{n}` is the manual's own notation.
- *in Home Assistant*: entities, actions, the device page. *Inside*: used internally and not shown. *Elsewhere*: the
  camera reports the value twice, and the other field is read. *Not yet* and *no* give the reason why it is missing.
- *read*, *written*: yes, or where it is read and written under another name. *Sent back*: the camera requires it with
  other fields, so it is sent unchanged.
- *tested*: the tests that cover it; the list at the end has their files.

An entity that is disabled by default is enabled on the camera's device page. Only functions that a model has appear.
"""


@dataclass(frozen=True)
class Row:
    """A table row for entries with the same place."""

    actions: tuple[str, ...]
    names: tuple[str, ...]
    section: str
    text: str
    read: str
    written: str
    tests: tuple[str, ...]
    whole: bool = False


def document() -> str:
    """Return the whole document."""
    parts = [_HEAD, "## Summary\n", *_summary()]
    for title, entries in MANUALS.items():
        parts.append(f"## {title}\n")
        if title != "Hucoms 1.22, what it changes":
            parts.append(_everywhere(title))
        for cgi, group in groupby(entries(), key=lambda entry: entry.cgi):
            parts.append(_table(cgi, list(group)))
    parts += ["## In neither manual\n", *_beyond(), "## Tests\n", _tests()]
    return "\n".join(parts)


def _summary() -> Iterator[str]:
    sorts = list(Sort)
    yield "| | | all | " + " | ".join(sorts) + " | no place |"
    yield "|---|---|" + "---:|" * (len(sorts) + 2)
    for title, entries in MANUALS.items():
        for what, places in _counted(list(entries())):
            counts = Counter(place and place.sort for place in places)
            numbers = " | ".join(str(counts[sort] or "") for sort in sorts)
            yield f"| {title} | {what} | {len(places)} | {numbers} | {counts[None]} |"
    yield ""
    yield "A CGI, or an action with parameters or return keys, counts where the best of them does."
    yield "*Repeated*: confirmations of writes, and pages that repeat others."
    yield ""


def _counted(entries: list[Entry]) -> Iterator[tuple[str, list[Place | None]]]:
    if entries[0].dialect == "netwave":
        yield "CGIs", [_best(list(group)) for _, group in groupby(entries, key=lambda entry: entry.cgi)]
    else:
        cgis = {entry.cgi: [other for other in entries if other.cgi == entry.cgi] for entry in entries}
        yield "CGIs", [_best(group) for group in cgis.values()]
        actions = {(entry.cgi, entry.action) for entry in entries}
        yield (
            Kind.ACTION,
            [_best([entry for entry in entries if (entry.cgi, entry.action) == each]) for each in actions],
        )
    for kind in (Kind.PARAMETER, Kind.COMMAND, Kind.KEY):
        if places := [place(entry) for entry in entries if entry.kind is kind]:
            yield kind, places


def _best(entries: list[Entry]) -> Place | None:
    found = [each for each in map(place, entries) if each]
    return min(found, key=lambda each: list(Sort).index(each.sort), default=None)


def missing(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries without a place; an action has one if its parameters and return keys do."""
    entries = list(entries)
    full = {(entry.cgi, entry.action) for entry in entries if entry.kind is not Kind.ACTION}
    return [
        entry
        for entry in entries
        if place(entry) is None and (entry.kind is not Kind.ACTION or (entry.cgi, entry.action) not in full)
    ]


def unknown() -> list[Use]:
    """Return fields of settings that no manual lists."""
    named = [entry for entries in MANUALS.values() for entry in entries()]
    known = {use for entry in named for use in users(entry)}
    return [use for use in uses() if use not in known and use.kind is not Kind.COMMAND]


def _everywhere(title: str) -> str:
    dialect = title.partition(" ")[0].lower()
    cgis = read(dialect)["cgis"]
    total = len(cgis)
    rows = ["In every CGI, and not counted above:\n", "| in the camera | in Home Assistant |", "|---|---|"]
    for rule in DATA["everywhere"]:
        if rule["dialect"] == dialect:
            named = sum(rule["names"][0] in _general(cgi) for cgi in cgis)
            names = ", ".join(f"`{name}`" for name in rule["names"])
            rows.append(f"| {names} ({named} of {total} CGIs) | {rule['place']} |")
    return "\n".join([*rows, ""])


def _general(cgi: dict[str, object]) -> list[str]:
    """Return parameters common to all CGIs, which the Hucoms manual lists once."""
    if "login" not in cgi:
        return ["id", "passwd", "action"]
    login = cgi["login"]
    assert isinstance(login, list)  # noqa: S101  as the data has it
    return [*login, *(["next_url"] if cgi["next_url"] else [])]


def _table(cgi: str, entries: list[Entry]) -> str:
    acts = any(entry.action for entry in entries)
    lines = [f"### {cgi}\n"]
    lines += [f"|{' action |' if acts else ''} in the camera | in Home Assistant | read | written | tested |"]
    lines += ["|---" * (6 if acts else 5) + "|"]
    for row in _rows(entries):
        tests = ", ".join(dict.fromkeys(_label(test) for test in row.tests)) or "-"
        cells = [_names(row), row.text, row.read, row.written, tests]
        if acts:
            cells.insert(0, " ".join(f"`{action}`" for action in row.actions if action) or "-")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _rows(entries: list[Entry]) -> list[Row]:
    """Return the rows of a CGI; entries that only differ in a number, or have the same excuse, share a row."""
    rows: dict[tuple[str, str, str], list[Entry]] = {}
    full = {entry.action for entry in entries if entry.kind is not Kind.ACTION}
    for entry in entries:
        if entry.kind is Kind.ACTION and not entry.name and entry.action in full and not is_named(entry):
            continue
        found = place(entry)
        rows.setdefault((entry.name, entry.section, found.text if found else ""), []).append(entry)
    merged = _merged([_row(group) for group in rows.values()], _skeleton)
    merged = _merged(merged, lambda row: replace(row, names=()))
    return [_whole(row, entries) for row in merged]


def _row(entries: list[Entry]) -> Row:
    found, first = place(entries[0]), entries[0]
    kinds = {entry.kind for entry in entries}
    used = [use for entry in entries for use in users(entry)]
    read = written = "-"
    if found and found.settings:
        shown = [setting for setting in found.settings if setting.field]
        read = "yes" if Kind.KEY in kinds else _elsewhere(first, [(*source(s, first.dialect), s.field) for s in shown])
        changed = [(*target(setting), setting.write.param) for setting in found.settings if setting.write]
        written = "yes" if kinds & {Kind.PARAMETER, Kind.COMMAND} else _elsewhere(first, changed)
    elif found and found.sort in SERVED:
        read = "yes" if Kind.KEY in kinds else "-"
        written = "yes" if kinds & {Kind.PARAMETER, Kind.COMMAND} else "-"
        if first.kind is Kind.ACTION and not first.name:
            written = "sent"
    elif used:
        written = "sent back"
    return Row(
        actions=tuple(dict.fromkeys(entry.action for entry in entries)),
        names=(first.name,),
        section=first.section,
        text=_EXCUSES.get(found.sort, "") + found.text if found else "**none**",
        read=read,
        written=written,
        tests=found.tests if found else (),
    )


def _elsewhere(entry: Entry, where: list[tuple[str, str, str]]) -> str:
    reported = [f"`{name}`" if cgi == entry.cgi else f"{cgi} `{name}`" for cgi, _, name in where]
    return _common(reported) or "-"


def _merged(rows: list[Row], alike: Callable[[Row], Row]) -> list[Row]:
    groups: dict[Row, list[Row]] = {}
    for row in rows:
        groups.setdefault(alike(row), []).append(row)
    return [
        replace(
            group[0],
            names=tuple(name for row in group for name in row.names),
            text=_common([row.text for row in group], PLAIN),
            read=_common([row.read for row in group]),
            written=_common([row.written for row in group]),
        )
        for group in groups.values()
    ]


def _skeleton(row: Row) -> Row:
    """Return a row without its numbers and days."""
    names = tuple(map(bare, row.names))
    return replace(row, names=names, text=bare(row.text), read=bare(row.read), written=bare(row.written))


def _common(texts: list[str], form: str = BRACED) -> str:
    return ", ".join(folded(texts, form))


def _whole(row: Row, entries: list[Entry]) -> Row:
    """Mark a row that includes everything its actions return."""
    keys = {entry.name for entry in entries if entry.action in row.actions and entry.kind is Kind.KEY}
    params = {entry.name for entry in entries if entry.action in row.actions and entry.kind is Kind.PARAMETER}
    repeats = row.text.startswith(_EXCUSES[Sort.REPEATS]) and bool(params)
    return replace(row, whole=repeats and set(row.names) == keys and len(keys) > 1)


def _names(row: Row) -> str:
    if row.whole:
        return "all that is answered"
    names = ", ".join(f"`{name}`" for name in folded(row.names) if name) or "-"
    return f"[{row.section}] {names}" if row.section else names


def _label(test: str) -> str:
    file, _, function = test.partition("::")
    return (function or file.rpartition("/")[2].removesuffix(".py")).removeprefix("test_").replace("_", " ")


def _tests() -> str:
    named = {
        test for entries in MANUALS.values() for entry in entries() if (found := place(entry)) for test in found.tests
    }
    return "\n".join(f"- {_label(test)}: `{test}`" for test in sorted(named, key=_label)) + "\n"


def beyond() -> list[tuple[str, Entry]]:
    """Return fields of settings that no manual lists, with their source; empty if unknown."""
    entries: list[tuple[str, Entry]] = []
    for use in unknown():
        entry = Entry(use.dialect, use.cgi, use.action, use.kind, use.name)
        known = (rule["source"] for rule in DATA["beyond"] if describes(rule, use))
        if (reported := (next(known, ""), entry)) not in entries:
            entries.append(reported)
    return entries


def describes(rule: dict[str, object], use: Use) -> bool:
    """Return whether a rule names the source of something undocumented."""
    names = rule["names"]
    assert isinstance(names, list)  # noqa: S101  as the data has it
    return rule["dialect"] == use.dialect and any(fnmatchcase(f"{use.cgi} {use.name}", name) for name in names)


def _beyond() -> Iterator[str]:
    yield "What settings read and write all the same, and where that is known from.\n"
    yield "| dialect | CGI | in the camera | in Home Assistant | read | written | known from | tested |"
    yield "|---|---|---|---|---|---|---|---|"
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    shown = beyond()
    read_too = {key for _, entry in shown if entry.kind is Kind.KEY for key in _settings(entry)}
    for known, entry in shown:
        if entry.kind is Kind.PARAMETER and _settings(entry) <= read_too:
            continue
        groups.setdefault((entry.dialect, entry.cgi, known), []).append(entry)
    for (dialect, cgi, known), entries in groups.items():
        for row in _rows(entries):
            tests = ", ".join(dict.fromkeys(_label(test) for test in row.tests)) or "-"
            cells = dialect, cgi, _names(row), row.text, row.read, row.written, known, tests
            yield f"| {' | '.join(cells)} |"
    yield ""


def _settings(entry: Entry) -> set[str]:
    found = place(entry)
    return {setting.key for setting in found.settings} if found else set()
