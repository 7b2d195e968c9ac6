"""Draws the results of benchmarks.live_video: python -m benchmarks.plot RESULTS.json FOLDER."""

import argparse
from collections.abc import Iterable
from html import escape
import json
from pathlib import Path
from typing import Any

_COLOURS = {"ours": "#1f77b4", "wall": "#1f77b4", "mjpeg": "#ff7f0e", "floor": "#7f7f7f", "before": "#9467bd"}
_WIDTH, _BAR, _LEFT, _TOP = 760, 16, 210, 46

type Bar = tuple[str, str, float]
"""Case, server and value."""


def draw(title: str, unit: str, bars: Iterable[Bar]) -> str:
    """Return a chart with one bar for each server of each case, as SVG."""
    rows = list(bars)
    most = max(value for _, _, value in rows)
    lines: list[str] = []
    y, last = _TOP, ""
    for case, server, value in rows:
        if case != last:
            y += 10
            lines.append(f'<text x="{_LEFT - 8}" y="{y + 12}" text-anchor="end">{escape(case)}</text>')
            last = case
        length = (_WIDTH - _LEFT - 150) * value / most
        lines.append(f'<rect x="{_LEFT}" y="{y}" width="{length:.1f}" height="{_BAR - 3}" fill="{_COLOURS[server]}"/>')
        lines.append(f'<text x="{_LEFT + length + 6:.1f}" y="{y + 11}">{escape(server)} {value:.3g}</text>')
        y += _BAR
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{y + 16}" font-family="sans-serif"'
        f' font-size="12"><rect width="100%" height="100%" fill="white"/><text x="12" y="24" font-size="15">'
        f"{escape(title)} ({escape(unit)})</text>{''.join(lines)}</svg>\n"
    )


def charts(results: dict[str, Any]) -> dict[str, str]:
    """Return a chart for each table."""
    drawn: dict[str, str] = {}
    cost: list[dict[str, Any]] = results.get("cost", [])
    for name in dict.fromkeys(f"{row['name']}, {row['size'] // 1000} kB" for row in cost):
        rows = [row for row in cost if f"{row['name']}, {row['size'] // 1000} kB" == name]
        bars = [(f"{row['viewers']} viewers", row["server"], row["cpu"]) for row in rows]
        drawn[f"cost {name}"] = draw(f"Processor time, {name}", "µs for each picture and viewer", bars)
    if ages := results.get("age"):
        bars = [(f"{row['share']:.0%} of the rate", row["server"], row["most"]) for row in ages]
        drawn["age"] = draw("Oldest picture of a slow viewer", "seconds", bars)
    if walls := results.get("wall"):
        bars = [(f"{row['cameras']} cameras", row["server"], row["core"] * 100) for row in walls]
        drawn["wall"] = draw("A wall of cameras", "% of a core", bars)
    return drawn


def main() -> None:
    """Draw a file of results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plot")
    parser.add_argument("results", type=Path)
    parser.add_argument("folder", type=Path)
    request_count = parser.parse_args()
    for name, chart in charts(json.loads(request_count.results.read_text("utf-8"))).items():
        file = request_count.folder / f"live_{name.replace(', ', '_').replace(' ', '_')}.svg"
        file.write_text(chart, "utf-8")
        print(file)


if __name__ == "__main__":
    main()
