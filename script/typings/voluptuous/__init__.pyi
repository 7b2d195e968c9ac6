# Home Assistant installs probatio under the name of voluptuous; strict mypy has to see one and the same Schema class.
from probatio import *  # noqa: F403
