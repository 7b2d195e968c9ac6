"""Names that more than one module needs."""

import logging

DOMAIN = "ip_camera_cgi"
CONF_CALL_BEFORE = "call_before"
CONF_CLIP_BEFORE = "clip_before"
CONF_DIALECT = "dialect"
CONF_HOLD = "hold"
CONF_LIVE_RATE = "live_rate"
CONF_LIVE_SIZE = "live_size"
CONF_PUSH = "push"
LOGGER = logging.getLogger(__package__)
