"""Names that more than one module needs."""

import logging

from .protocol import (
    CameraAuthError,
    CameraConnectionError,
    CameraError,
    CameraPermissionError,
    CameraRejectedError,
    CameraResponseError,
    CameraUnknownError,
    CameraUnsupportedError,
)

DOMAIN = "ip_camera_cgi"
CONF_DIALECT = "dialect"
LOGGER = logging.getLogger(__package__)

# The text for each error: config.error in a form, exceptions elsewhere.
ERROR_KEYS: dict[type[CameraError], str] = {
    CameraConnectionError: "cannot_connect",
    CameraAuthError: "invalid_auth",
    CameraPermissionError: "not_allowed",
    CameraRejectedError: "rejected",
    CameraUnsupportedError: "unsupported",
    CameraResponseError: "unintelligible",
    CameraUnknownError: "unknown_camera",
}


def error_key(err: CameraError) -> str:
    """Return the key of an error's text."""
    return next(key for kind, key in ERROR_KEYS.items() if isinstance(err, kind))
