"""Everything in the manuals has a place in Home Assistant or a reason, and docs/coverage.md is up to date."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.ip_camera_cgi.protocol import DRIVERS, Setting
from script.coverage.document import DOCUMENT, MANUALS, beyond, describes, document, missing, unknown
from script.coverage.manuals import Entry, Kind, read
from script.coverage.places import DATA, EVERY_VALUE, SERVED, Sort, applies, covering, place, rules
from simulator import simulate

from ..conftest import Connecting
from ..protocol.test_camera import EVERY_PERSONALITY
from ..protocol.test_dependent_settings import DEPENDENT

ELSEWHERE = re.compile(r"network_.*|user_1_.*")
"""Settings that take the camera away from its user; they have tests of their own."""
ROOT = Path(__file__).parents[2]
ENTRIES = {title: list(entries()) for title, entries in MANUALS.items()}
SETTINGS = [(driver.dialect, setting) for driver in DRIVERS if driver.dialect in DATA for setting in driver.settings]


def test_document_is_up_to_date() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), "run python -m script.coverage"


@pytest.mark.parametrize("title", MANUALS)
def test_every_manual_entry_has_a_place_or_a_reason(title: str) -> None:
    assert not missing(ENTRIES[title])


def test_counts_include_every_entry() -> None:
    def count(title: str, kind: Kind) -> int:
        return sum(entry.kind is kind for entry in ENTRIES[title])

    netwave, hucoms = read("netwave")["counts"], read("hucoms")["meta"]["counts"]
    assert count("Netwave", Kind.ACTION) == netwave["cgis"]
    assert count("Netwave", Kind.PARAMETER) == netwave["request_params"]
    assert count("Netwave", Kind.KEY) == netwave["return_keys"]
    assert count("Netwave", Kind.COMMAND) == netwave["decoder_commands"] + netwave["camera_control_params"]
    assert count("Hucoms 1.20", Kind.ACTION) == hucoms["actions_total_including_actionless"]
    assert count("Hucoms 1.20", Kind.PARAMETER) == hucoms["request_param_slots"]
    assert count("Hucoms 1.20", Kind.KEY) == hucoms["response_key_slots"]


def every() -> Iterator[Entry]:
    for entries in ENTRIES.values():
        yield from entries


def counts(rule: dict[str, Any], entry: Entry) -> bool:
    """Return whether a rule decides the place of an entry; an excuse counts only if no other rule does."""
    if not applies(rule, entry):
        return False
    if rule.keys() & {"at", "inside"}:
        return True
    found = place(entry)
    return found is not None and found.sort not in SERVED and rules(entry)[0] is rule


def test_no_unused_rules() -> None:
    for dialect in ("netwave", "hucoms"):
        for rule in DATA[dialect]:
            assert any(entry.dialect == dialect and counts(rule, entry) for entry in every()), rule
    for rule in DATA["tested"]:
        assert any(rule["dialect"] == dialect and re.fullmatch(rule["keys"], each.key) for dialect, each in SETTINGS)
    for rule in DATA["beyond"]:
        for name in rule["names"]:
            assert any(describes({**rule, "names": [name]}, use) for use in unknown()), name


def test_undocumented_features_have_a_source() -> None:
    assert not [entry for known, entry in beyond() if not known]


def test_duplicate_return_keys_refer_to_the_one_in_use() -> None:
    """A return key that only repeats another one refers to it."""
    placed = {
        (entry.dialect, entry.name.lower())
        for entry in every()
        if entry.kind is Kind.KEY and (found := place(entry)) and found.sort is not Sort.REPEATS
    }
    for entry in every():
        found = place(entry)
        if found and found.sort is Sort.REPEATS and entry.kind is Kind.KEY and entry.name != "max_video_size":
            assert (entry.dialect, entry.name.lower()) in placed, entry


@cache
def functions(file: Path) -> set[str]:
    """Return the names of the tests in a file."""
    tree = ast.parse(file.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_cited_tests_exist() -> None:
    named = {test for entry in every() if (found := place(entry)) for test in found.tests}
    named |= {test for dialect, setting in SETTINGS for test in covering(setting, dialect)}
    for test in named:
        file, _, function = test.partition("::")
        assert (ROOT / file).exists(), file
        assert not function or function in functions(ROOT / file), test


def test_every_page_is_tested() -> None:
    untested = {
        entry.name
        for entry in every()
        if entry.kind is not Kind.ACTION and (found := place(entry)) and found.sort in SERVED and not found.tests
    }
    assert not untested


async def test_settings_exempt_from_the_big_test_name_others(connecting: Connecting) -> None:
    """Only exempt settings name other tests."""
    tried: set[tuple[str, str]] = set()
    for dialect, personality in EVERY_PERSONALITY:
        async with simulate(dialect, personality=personality) as simulated:
            camera = await connecting(simulated)
            await camera.refresh({setting.page for setting in camera.settings})
            tried |= {
                (dialect, setting.key)
                for setting in camera.settings
                if setting.write and setting.field and camera.is_available(setting) and not elsewhere(setting)
            }
    named = {(dialect, each.key) for dialect, each in SETTINGS if EVERY_VALUE in covering(each, dialect)}
    # Write-only fields belong to an action.
    assert named == tried


def elsewhere(setting: Setting[Any]) -> bool:
    return bool(ELSEWHERE.fullmatch(setting.key) or DEPENDENT.fullmatch(setting.key))
