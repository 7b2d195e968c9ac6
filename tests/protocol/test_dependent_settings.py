"""Settings that depend on a mode, and settings that limit each other."""

import re
from typing import Any

import pytest

from custom_components.ip_camera_cgi.protocol import Camera, CameraRejectedError, Choice, Setting
from simulator import simulate

from ..conftest import Connecting
from .test_camera import values

type AnySetting = Setting[Any]

DEPENDENT = re.compile(
    r"night_to_day|day_to_night|encoder_._(?:framerate|bitrate|quality|keyframe)|encoder_3_codec"
    r"|privacy_area_\d+_(?:left|top|width|height)"
)
"""Settings that other settings limit: the camera rejects some of their values."""


async def taken(camera: Camera, setting: AnySetting) -> list[Any]:
    """Try all values; return the accepted ones. Rejected values must not change anything."""
    before, good = camera.state.get(setting), []
    for value in [*values(setting), before]:
        try:
            await camera.change(setting, value)
        except CameraRejectedError:
            continue
        assert camera.state.get(setting) == value, setting.key
        good.append(value)
    assert camera.state.get(setting) == before
    return good


def mode_of(camera: Camera, setting: AnySetting) -> AnySetting:
    """Return the setting that controls the availability of another."""
    assert setting.available_when is not None
    return next(
        each
        for each in camera.settings
        if each.write and (each.page, each.field) == (setting.page, setting.available_when[0])
    )


@pytest.mark.parametrize("personality", ["hucoms-manual", "hucoms-3m"])
async def test_settings_of_a_mode(personality: str, connecting: Connecting) -> None:
    async with simulate("hucoms", personality=personality) as simulated:
        camera = await connecting(simulated)
        for setting in camera.settings:
            if setting.available_when is None or setting.group or setting.write is None:
                continue
            mode = mode_of(camera, setting)
            before = camera.state.get(mode)
            assert isinstance(mode.codec, Choice)
            words = {word: ours for word, ours in mode.codec.options.items() if word in setting.available_when[1]}
            good = False
            for ours in words.values():
                try:
                    await camera.change(mode, ours)
                except CameraRejectedError:  # not this encoder, or not so many at once
                    continue
                if camera.is_available(setting):
                    good = len(await taken(camera, setting)) > 1 or good
            await camera.change(mode, before)
            assert good or not words, setting.key


@pytest.mark.parametrize("personality", ["hucoms-manual", "hucoms-3m"])
async def test_settings_that_others_limit(personality: str, connecting: Connecting) -> None:
    async with simulate("hucoms", personality=personality) as simulated:
        camera = await connecting(simulated)
        for setting in camera.settings:
            if not DEPENDENT.fullmatch(setting.key):
                continue
            await camera.refresh({setting.page})
            if camera.is_available(setting):
                assert len(await taken(camera, setting)) > 1, setting.key
