"""Constants that several modules use."""

import logging

DOMAIN = "ip_camera_cgi"
CONF_CALL_BEFORE = "call_before"
CONF_CLIP_BEFORE = "clip_before"
CONF_DIALECT = "dialect"
CONF_HOLD = "hold"
CONF_HOME_PRESET = "home_preset"
CONF_INFRARED = "infrared"
CONF_LIVE_RATE = "live_rate"
CONF_LIVE_SIZE = "live_size"
CONF_MOTORS = "motors"
CONF_MOVE_LIMIT = "move_limit"
CONF_NATIVE = "native"
CONF_PRESETS = "presets"
CONF_PUSH = "push"
CONF_PUSH_ADDRESS = "push_address"
CONF_SWAP_PAN = "swap_pan"
CONF_SWAP_TILT = "swap_tilt"
CONF_SWAP_ZOOM = "swap_zoom"
LOGGER = logging.getLogger(__package__)
