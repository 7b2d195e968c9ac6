"""The keys of model/keys.py exist in the dialects."""

import pytest

from custom_components.ip_camera_cgi.protocol import DRIVERS
from custom_components.ip_camera_cgi.protocol.dialects.ptz import NoPtz, PtzDriver
from custom_components.ip_camera_cgi.protocol.model import keys
from custom_components.ip_camera_cgi.protocol.model.errors import CameraUnsupportedError
from custom_components.ip_camera_cgi.protocol.model.values import Move, PtzCapabilities

SETTINGS = [setting for driver in DRIVERS for setting in driver.settings]
KNOWN = {setting.key for setting in SETTINGS} | {setting.group for setting in SETTINGS}


def test_every_key_is_used_by_a_dialect() -> None:
    simple = {value for name, value in vars(keys).items() if name.isupper() and name != "VIEWING_SCHEDULE"}
    composite = {
        keys.user_password(1),
        keys.motion_area(24, 18),
        keys.motion_row(keys.motion_area(24, 18), 18),
        keys.privacy_area(1),
        *(keys.privacy_part(1, part) for part in ("color", "left", "top", "width", "height")),
        *(keys.schedule(name) for name in ("alarm", keys.VIEWING_SCHEDULE, "ftp")),
        keys.schedule_part(keys.schedule("alarm"), "sun", 2),
        f"{keys.linked_camera(2)}_name",
    }
    assert not (simple | composite) - KNOWN


async def test_fixed_camera_needs_no_ptz_driver() -> None:
    ptz: PtzDriver = NoPtz()
    assert ptz.capabilities({}) == PtzCapabilities()
    assert not ptz.capabilities({}).can_move
    async with ptz.command_slot():
        for command in (ptz.move(Move(pan=1), step=False), ptz.go_home(), ptz.go_to_preset(1), ptz.position()):
            with pytest.raises(CameraUnsupportedError):
                await command
    await ptz.stop(1, PtzCapabilities(), everything=True)
