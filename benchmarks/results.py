"""Writes the results of a benchmark for benchmarks.plot."""

import argparse
from collections.abc import Iterable
import json
from pathlib import Path

type Bar = tuple[str, str, float]
"""Case, series and value."""


def add_json_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the file of the results."""
    parser.add_argument("--json", type=Path, help="a file for the results, which benchmarks.plot draws")


def save(path: Path | None, name: str, title: str, unit: str, bars: Iterable[Bar], *, log: bool = False) -> None:
    """Write one chart, if there is a path; with `log`, the bars have a logarithmic scale."""
    if path is not None:
        chart = {"title": title, "unit": unit, "bars": list(bars), "log": log}
        path.write_text(json.dumps({"charts": {name: chart}}, indent=1) + "\n", "utf-8")
