"""Actions for motion areas and privacy masks."""

import asyncio
from dataclasses import replace
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from simulator import HucomsCamera, SimulatedCamera, simulate
from simulator.hucoms.model import HucomsModel

from .conftest import act, changed, refused, set_up

hucoms = pytest.mark.parametrize("dialect", ["hucoms"], indirect=True)
NOTHING = ["." * 24] * 18


def rows(simulated: SimulatedCamera) -> list[int]:
    """Return the cells as the camera stores them."""
    return [int(simulated.settings[f"motion/motion1.area{row}"]) for row in range(1, 19)]


@hucoms
async def test_motion_area_as_rows(hass: HomeAssistant, entry: MockConfigEntry, simulated: HucomsCamera) -> None:
    drawn = [*NOTHING]
    drawn[1] = "x" + "." * 22 + "X"
    simulated.settings["motion/motion1.level"] = "5"
    with changed(simulated) as now:
        await act(hass, entry, "set_motion_area", rows=drawn)
    assert set(now) == {f"motion/motion1.area{row}" for row in range(1, 19)}
    assert rows(simulated) == [0, 1 | 1 << 23, *[0] * 16]
    assert await act(hass, entry, "get_motion_area") == {
        "columns": 24,
        "rows": [*drawn[:1], drawn[1].lower(), *drawn[2:]],
    }


@hucoms
async def test_motion_area_as_one_text(hass: HomeAssistant, entry: MockConfigEntry, simulated: HucomsCamera) -> None:
    await act(hass, entry, "set_motion_area", rows="\n".join(["x" * 24, *NOTHING[1:], ""]))
    assert rows(simulated) == [2**24 - 1, *[0] * 17]


@hucoms
async def test_motion_area_as_rectangles(hass: HomeAssistant, entry: MockConfigEntry, simulated: HucomsCamera) -> None:
    """Rectangles may overlap and reach the edges."""
    await act(
        hass,
        entry,
        "set_motion_area",
        rectangles=[
            {"left": 1, "top": 1, "width": 2, "height": 2},
            {"left": 2, "top": 2, "width": 2, "height": 1},
            {"left": 24, "top": 18, "width": 1, "height": 1},
        ],
    )
    assert rows(simulated) == [0b11, 0b111, *[0] * 15, 1 << 23]
    await act(hass, entry, "set_motion_area", rectangles=[{"left": 1, "top": 1, "width": 24, "height": 18}])
    assert rows(simulated) == [2**24 - 1] * 18
    await act(hass, entry, "set_motion_area", rectangles=[])
    assert rows(simulated) == [0] * 18


def rectangle(left: int = 1, top: int = 1, width: int = 1, height: int = 1) -> dict[str, Any]:
    return {"rectangles": [{"left": left, "top": top, "width": width, "height": height}]}


@hucoms
@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({}, "rows_or_rectangles"),
        ({"rows": NOTHING, **rectangle()}, "rows_or_rectangles"),
        ({"rows": NOTHING[1:]}, "value_grid_size"),
        ({"rows": [*NOTHING, NOTHING[0]]}, "value_grid_size"),
        ({"rows": ["." * 23, *NOTHING[1:]]}, "value_grid_size"),
        ({"rows": "x"}, "value_grid_size"),
        ({"rows": ["o" * 24, *NOTHING[1:]]}, "value_grid_letters"),
        (rectangle(left=0), "value_grid_rectangle"),
        (rectangle(top=0), "value_grid_rectangle"),
        (rectangle(left=24, width=2), "value_grid_rectangle"),
        (rectangle(top=18, height=2), "value_grid_rectangle"),
        (rectangle(width=0), "value_grid_rectangle"),
        (rectangle(height=-1), "value_grid_rectangle"),
    ],
    ids=repr,
)
async def test_invalid_motion_areas_are_refused(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: HucomsCamera, data: dict[str, Any], key: str
) -> None:
    with refused(simulated, key, ServiceValidationError):
        await act(hass, entry, "set_motion_area", **data)


@hucoms
@pytest.mark.parametrize("data", [{"rows": 5}, {"rows": [5]}, {"rectangles": [{"left": 1}]}, {"rectangles": "all"}])
async def test_malformed_motion_areas(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: HucomsCamera, data: dict[str, Any]
) -> None:
    with changed(simulated) as now, pytest.raises(vol.Invalid):
        await act(hass, entry, "set_motion_area", **data)
    assert now == {}


@pytest.mark.parametrize("strict", [True, False])
async def test_old_firmware_uses_coarse_grid(hass: HomeAssistant, strict: bool) -> None:
    """Old firmware uses the coarse grid even if the fine one is requested."""
    simulated = HucomsCamera(replace(HucomsModel.load("hucoms-old"), strict=strict), simulate("hucoms").accounts)
    async with simulated, set_up(hass, simulated) as entry:
        assert await act(hass, entry, "get_motion_area") == {"columns": 8, "rows": ["x" * 8] * 6}
        await act(hass, entry, "set_motion_area", rows=["x......."] + ["." * 8] * 5)
        assert rows(simulated) == [0b111] * 3 + [0] * 15
        with refused(simulated, "value_grid_size"):
            await act(hass, entry, "set_motion_area", rows=NOTHING)


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("get_motion_area", {}),
        ("set_motion_area", {"rows": NOTHING}),
        ("get_privacy_areas", {}),
        ("set_privacy_area", {"area": 1, "enabled": True}),
    ],
)
async def test_netwave_has_no_areas(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, action: str, data: dict[str, Any]
) -> None:
    with refused(simulated, "unsupported_function"):
        await act(hass, entry, action, **data)


@hucoms
async def test_privacy_areas(hass: HomeAssistant, entry: MockConfigEntry, simulated: HucomsCamera) -> None:
    with changed(simulated) as now:
        await act(
            hass,
            entry,
            "set_privacy_area",
            area=6,
            enabled=True,
            color=1,
            left=10,
            top=20,
            width=310,
            height=220,
        )
    assert now == {
        "privacy/privacy6.enable": "enable",
        "privacy/privacy6.color": "1",
        "privacy/privacy6.startx": "10",
        "privacy/privacy6.starty": "20",
        "privacy/privacy6.endx": "310",
        "privacy/privacy6.endy": "220",
    }
    areas = (await act(hass, entry, "get_privacy_areas"))["areas"]
    assert [area["area"] for area in areas] == [1, 2, 3, 4, 5, 6]
    assert areas[4] == {"area": 5, "enabled": False, "color": 8, "left": 0, "top": 0, "width": 30, "height": 30}
    assert areas[5] == {"area": 6, "enabled": True, "color": 1, "left": 10, "top": 20, "width": 310, "height": 220}


@hucoms
@pytest.mark.parametrize(
    ("data", "stored"),
    [
        ({"enabled": True}, {"privacy/privacy2.enable": "enable"}),
        ({"color": 3}, {"privacy/privacy2.color": "3"}),
        ({"left": 290}, {"privacy/privacy2.startx": "290"}),
        ({"height": 240}, {"privacy/privacy2.endy": "240"}),
    ],
)
async def test_other_fields_of_privacy_area_are_kept(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    simulated: HucomsCamera,
    data: dict[str, Any],
    stored: dict[str, str],
) -> None:
    with changed(simulated) as now:
        await act(hass, entry, "set_privacy_area", area=2, **data)
    assert now == stored


async def test_privacy_areas_from_api_1_22(hass: HomeAssistant) -> None:
    """API 1.22 has sixteen areas, whose parameters have other names."""
    async with simulate("hucoms", personality="hucoms-12m") as simulated, set_up(hass, simulated) as entry:
        with changed(simulated) as now:
            await act(hass, entry, "set_privacy_area", area=16, enabled=True, left=5)
        assert now == {"privacy/privacy16.enable": "enable", "privacy/privacy16.startx": "5"}
        assert len((await act(hass, entry, "get_privacy_areas"))["areas"]) == 16


@hucoms
@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"left": 291}, "value_beyond_picture"),
        ({"width": 321}, "value_beyond_picture"),
        ({"top": 100, "height": 141}, "value_beyond_picture"),
        ({"left": -1}, "value_out_of_range"),
        ({"width": 0}, "value_out_of_range"),
        ({"color": 9}, "value_out_of_range"),
        ({"color": 0}, "value_out_of_range"),
        ({}, "nothing_to_set"),
    ],
)
async def test_invalid_privacy_areas_are_refused(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: HucomsCamera, data: dict[str, Any], key: str
) -> None:
    with refused(simulated, key, ServiceValidationError):
        await act(hass, entry, "set_privacy_area", area=1, **data)


@hucoms
async def test_unknown_privacy_area(hass: HomeAssistant, entry: MockConfigEntry, simulated: HucomsCamera) -> None:
    with refused(simulated, "unsupported_function"):
        await act(hass, entry, "set_privacy_area", area=7, enabled=True)
    for data in ({"area": 0}, {"area": "first"}, {"area": 1, "enabled": "perhaps"}, {"area": 1, "left": "far"}):
        with pytest.raises(vol.Invalid):
            await act(hass, entry, "set_privacy_area", **data)


@hucoms
async def test_concurrent_changes_of_one_privacy_area(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: HucomsCamera
) -> None:
    parts: dict[str, Any] = {"color": 2, "left": 7, "top": 8, "width": 9, "height": 11}
    each_alone: list[dict[str, Any]] = [{part: value} for part, value in parts.items()]
    await asyncio.gather(*(act(hass, entry, "set_privacy_area", area=1, **part) for part in each_alone))
    areas = (await act(hass, entry, "get_privacy_areas"))["areas"]
    assert areas[0] == {"area": 1, "enabled": False, **parts}
