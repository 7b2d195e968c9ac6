"""The manuals as data: valid and invalid values of each entry."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[1] / "manuals"

HARMLESS = {"int": "80", "enum": "1", "string": "word", "mac": "0012A0746F01"}

type Entry = dict[str, Any]


def read(dialect: str) -> Entry:
    """Read the data of a manual."""
    reported: Entry = yaml.safe_load((FOLDER / f"{dialect}.yaml").read_text("utf-8"))
    return reported


def right(param: Entry) -> list[str]:
    """List valid values at the limits of a parameter, a harmless one first."""
    match param:
        case {"choices": choices}:
            values = choices
        case {"default": only}:
            values = [only]
        case {"seconds": _, "range": [low, high]}:
            values = range(low, high + 1)
        case {"range": edges}:
            values = edges
        case {"max_len": longest}:
            values = ["", "x" * longest]
        case {"name": "ip" | "mask" | "gateway" | "dns"}:
            values = ["192.168.0.9", "255.255.255.0"]
        case _:
            values = [HARMLESS[param["type"]]]
    return [str(value) for value in values]


def wrong(param: Entry) -> Iterator[str]:
    """List values just beyond the limits of a parameter."""
    if "choices" in param:
        numbers = [int(choice) for choice in param["choices"]]
        yield from (str(min(numbers) - 1), str(max(numbers) + 1), "x", "")
        yield from (str(number + 1) for number in numbers[:-1] if number + 1 not in numbers)
    elif "range" in param:
        yield from (str(param["range"][0] - 1), str(param["range"][1] + 1), "x")
    elif "max_len" in param:
        yield "x" * (param["max_len"] + 1)
    elif param["name"] in ("ip", "mask", "gateway", "dns"):
        yield from ("192.168.0.256", "192.168.0", "door")
    elif param["type"] == "int":
        yield from ("x", "")
    elif param["type"] == "mac":
        yield from ("0012A0746F0", "0012A0746F012", "0012A0746F0G")
