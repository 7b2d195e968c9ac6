"""Draws the results of benchmarks: python -m benchmarks.plot FOLDER RESULTS.json."""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import escape
import json
from math import log10
from pathlib import Path
from typing import Any

from .results import Bar

_COLOURS = {"mjpeg": "#ff7f0e", "floor": "#7f7f7f", "before": "#9467bd"}
_OTHER_COLOURS = ("#1f77b4", "#17becf", "#2ca02c", "#8c564b")
_WIDTH, _BAR, _LEFT, _TOP, _RIGHT = 760, 16, 210, 46, 200
_DECADES = 4.5  # of the shortest bars of a logarithmic chart


def draw(title: str, unit: str, bars: Sequence[Bar], *, log: bool = False) -> str:
    """Return a chart with one bar for each series of each case, as SVG."""
    most = max(value for _, _, value in bars)
    colours = iter(_OTHER_COLOURS * len(bars))
    of_series = {series: _COLOURS.get(series) or next(colours) for series in dict.fromkeys(each[1] for each in bars)}
    lines: list[str] = []
    y, last = _TOP, ""
    for case, series, value in bars:
        if case != last:
            y += 10
            lines.append(f'<text x="{_LEFT - 8}" y="{y + 12}" text-anchor="end">{escape(case)}</text>')
            last = case
        share = max(0.01, 1 + log10(value / most) / _DECADES) if log else value / most
        length = (_WIDTH - _LEFT - _RIGHT) * share
        lines.append(
            f'<rect x="{_LEFT}" y="{y}" width="{length:.1f}" height="{_BAR - 3}" fill="{of_series[series]}"/>'
            f'<text x="{_LEFT + length + 6:.1f}" y="{y + 11}">{escape(series)} {value:.3g}</text>'
        )
        y += _BAR
    unit += ", logarithmic" if log else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{y + 16}" font-family="sans-serif"'
        f' font-size="12"><rect width="100%" height="100%" fill="white"/><text x="12" y="24" font-size="15">'
        f"{escape(title)} ({escape(unit)})</text>{''.join(lines)}</svg>\n"
    )


type _Rows = list[dict[str, Any]]


def _costs(rows: _Rows) -> dict[str, str]:
    costs: defaultdict[str, list[Bar]] = defaultdict(list)
    for row in rows:
        if row["server"] != "mjpeg" and "against_mjpeg" in row:
            case = f"{row['name']}, {row['size'] // 1000} kB x {row['rate']}/s"
            costs[case].append((f"{row['viewers']} viewers", row["server"], row["against_mjpeg"]))
    return {
        f"live_cost_{case.partition(' x ')[0].replace(', ', '_').replace(' ', '_')}": draw(
            f"Processor time, {case}", "mjpeg = 1", bars
        )
        for case, bars in costs.items()
    }


def _ages(rows: _Rows) -> dict[str, str]:
    bars = [(f"{row['share']:.0%} of the rate", row["server"], row["most"]) for row in rows]
    return {"live_age": draw("Oldest picture of a slow viewer", "seconds", bars)}


def _wall(rows: _Rows) -> dict[str, str]:
    reference = next(row for row in rows if row["server"] == "mjpeg")
    bars = [("processor time", row["server"], row["core"] / reference["core"]) for row in rows]
    bars += [("age of a picture", row["server"], row["age"] / reference["age"]) for row in rows]
    return {"live_wall": draw(f"A wall of {rows[0]['cameras']} cameras", "mjpeg = 1", bars)}


def _page(rows: _Rows) -> dict[str, str]:
    bars = [("cameras that are shown", row["server"], row["shown"]) for row in rows]
    return {"live_page": draw(f"{rows[0]['cameras']} cameras on a page of Chromium", "cameras", bars)}


def _browser(rows: _Rows) -> dict[str, str]:
    framings = {"browser": "framing for browsers", "player": "usual framing"}
    bars = [(f"{row['rate']:g} a second", framings[row["framing"]], max(row["age"], 1)) for row in rows]
    return {"live_browser": draw("Age of a picture in Chromium, median", "ms", bars, log=True)}


_TABLES = {"cost": _costs, "age": _ages, "wall": _wall, "page": _page, "browser": _browser}


def charts(results: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return the charts of several files of results; tables of benchmarks.live_video may be spread over files."""
    drawn: dict[str, str] = {}
    tables: defaultdict[str, _Rows] = defaultdict(list)
    for each in results:
        for name, chart in each.pop("charts", {}).items():
            drawn[name] = draw(chart["title"], chart["unit"], chart["bars"], log=chart["log"])
        for name, rows in each.items():
            tables[name] += rows
    for name, rows in tables.items():
        drawn |= _TABLES[name](rows)
    return drawn


def main() -> None:
    """Draw files of results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plot")
    parser.add_argument("folder", type=Path)
    parser.add_argument("results", type=Path, nargs="+")
    arguments = parser.parse_args()
    for name, chart in charts(json.loads(file.read_text("utf-8")) for file in arguments.results).items():
        path = arguments.folder / f"{name}.svg"
        path.write_text(chart, "utf-8")
        print(path)


if __name__ == "__main__":
    main()
