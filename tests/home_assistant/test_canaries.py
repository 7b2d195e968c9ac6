"""Secrets planted in cameras and forms must not appear anywhere in Home Assistant."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
import logging
from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.connection.connection import description_store
from custom_components.ip_camera_cgi.diagnostics import async_get_config_entry_diagnostics
from custom_components.ip_camera_cgi.protocol import Secret
from simulator import HucomsCamera, SimulatedCamera, simulate

from ..conftest import PASSWORD, USER
from ..protocol.test_camera import until
from .conftest import SURE, act
from .test_entities import call

CANARY = "canary"


@pytest.fixture
async def simulated(dialect: str) -> AsyncGenerator[SimulatedCamera]:
    """A camera with a loudspeaker."""
    async with simulate(dialect, user=USER, password=PASSWORD, rtsp_port=0) as camera:
        if isinstance(camera, HucomsCamera):
            camera.settings["audioset/audioout"] = "enable"
        yield camera


@pytest.fixture
def planted(simulated: SimulatedCamera) -> SimulatedCamera:
    """A camera whose passwords, except the known one, are canaries."""
    for name, value in simulated.settings.items():
        if re.search(r"_pwd$|_psk$|wifi_key\d$", name) and value != PASSWORD:
            simulated.settings[name] = f"{CANARY}-{len(name)}"
    return simulated


@pytest.fixture
async def entry(hass: HomeAssistant, planted: SimulatedCamera, entry: MockConfigEntry) -> MockConfigEntry:
    """The entry of that camera with all entities enabled."""
    asyncio.get_running_loop().set_debug(True)  # then asyncio logs the arguments of each task
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        registry.async_update_entity(entity.entity_id, disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    return entry


async def all_texts(hass: HomeAssistant, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture) -> str:
    """Return everything that users can read, except the entry's own data."""
    reported: list[Any] = [
        *(state.as_dict() for state in hass.states.async_all()),
        *(each.extended_dict for each in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)),
        *(device.dict_repr for device in dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)),
        await description_store(hass, entry.entry_id).async_load(),
        dict(entry.options),
        await async_get_config_entry_diagnostics(hass, entry),
        entry.title,
        [
            record.getMessage()
            for phase in ("setup", "call")
            for record in caplog.get_records(phase)
            # Cameras, Home Assistant's test store and the actions' own calls repeat what they are given.
            if not record.name.startswith(("aiohttp.", "simulator", "pytest_homeassistant", "homeassistant.core"))
        ],
    ]
    return str(reported)


async def complaint_of(doing: Awaitable[Any]) -> str:
    """Return the text of the raised error, or an empty string."""
    try:
        await doing
    except HomeAssistantError as trouble:
        return f"{trouble}{trouble!r}{trouble.__cause__}{trouble.__cause__!r}"
    return ""


async def test_camera_passwords_do_not_leak(
    hass: HomeAssistant, entry: MockConfigEntry, planted: SimulatedCamera, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = await act(hass, entry, "get_settings")
    assert CANARY not in str(settings)
    for fault in ("garbage", "half", "unauthorized", "html"):
        planted.faults.set(fault, True)
        complaint = await complaint_of(call(hass, entry, "brightness", "set_value", value=40))
        assert CANARY not in complaint
        assert PASSWORD not in complaint
        await entry.runtime_data.async_refresh()
        planted.faults.clear()
    await entry.runtime_data.async_refresh()
    texts = await all_texts(hass, entry, caplog)
    assert CANARY not in texts
    assert PASSWORD not in texts


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_accounts_of_linked_cameras_do_not_leak(
    hass: HomeAssistant, entry: MockConfigEntry, planted: SimulatedCamera, caplog: pytest.LogCaptureFixture
) -> None:
    """The native protocol sends them after each login, without a request; also if the connection is lost meanwhile."""
    caplog.set_level(logging.DEBUG)
    sent = bytearray()
    planted.on_send = sent.extend
    for fault in ("reset", "trickle", "half", "garbage", "endless"):
        sent.clear()
        await hass.config_entries.async_reload(entry.entry_id)
        await until(lambda: CANARY.encode() in sent, 10)
        planted.faults.set("native", fault)
        await asyncio.sleep(0.1)
        planted.faults.clear()
    texts = await all_texts(hass, entry, caplog)
    assert CANARY not in texts
    assert PASSWORD not in texts


@pytest.mark.parametrize("dialect", ["netwave"], indirect=True)
async def test_entered_passwords_do_not_leak(
    hass: HomeAssistant, entry: MockConfigEntry, planted: SimulatedCamera, caplog: pytest.LogCaptureFixture
) -> None:
    """Whether the camera accepts it, ignores it, or is unavailable."""
    caplog.set_level(logging.DEBUG)
    typed = "canary-typed"
    secret = {setting.key for setting in entry.runtime_data.camera.settings if isinstance(setting.codec, Secret)}
    assert {"mail_password", "ftp_password", "user_2_password", "wifi_password", "alarm_call_url"} <= secret
    for fault in (None, "deaf", "garbage", "reset"):
        if fault:
            planted.faults.set(fault, True)
        for action in ("set_mail", "set_ftp", "set_ddns"):
            assert CANARY not in await complaint_of(act(hass, entry, action, password=f"{typed}-{fault}"))
        planted.faults.clear()
    assert CANARY not in await all_texts(hass, entry, caplog)


async def test_recorders_backups_and_talk_do_not_leak(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    planted: SimulatedCamera,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    """Neither the token of the recorder address, nor what files contain, nor the login for the loudspeaker."""
    caplog.set_level(logging.DEBUG)
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    await act(hass, entry, "connect_recorder", recorder="go2rtc", url="http://192.168.1.10:8123")
    token = entry.data["recorder_token"]
    foreign = tmp_path / "foreign"
    foreign.write_text(f"<html>{CANARY}")
    saved = str(tmp_path / "saved")
    complaints = [await complaint_of(act(hass, entry, "back_up", path=saved))]
    player = {"media_content_id": "media-source://ip_camera_cgi/sounds/chime", "media_content_type": "music"}
    await until(lambda: entry.runtime_data.camera.speaker.available, 10)
    for fault in (None, "reset"):
        if fault:
            planted.faults.set(fault, True)
        complaints += [
            await complaint_of(act(hass, entry, "restore", path=str(foreign), **SURE)),
            await complaint_of(act(hass, entry, "back_up", path=saved, overwrite=True)),
            await complaint_of(call(hass, entry, "loudspeaker", "play_media", **player)),
        ]
        planted.faults.clear()
    await entry.runtime_data.async_refresh()
    texts = await all_texts(hass, entry, caplog) + str(complaints)
    for secret in (CANARY, PASSWORD, token):
        assert secret not in texts
