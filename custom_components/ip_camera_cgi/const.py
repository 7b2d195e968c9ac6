"""Names that more than one module needs."""

import logging

DOMAIN = "ip_camera_cgi"
CONF_DIALECT = "dialect"
LOGGER = logging.getLogger(__package__)
