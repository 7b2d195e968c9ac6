"""The pages of the Netwave dialect."""

from collections.abc import Mapping

from ...model.address import Role

# The path of each page and the role required to read it (docs/sources.md N6).
PAGES: Mapping[str, tuple[str, Role]] = {
    "status": ("/get_status.cgi", Role.VISITOR),
    "camera_params": ("/get_camera_params.cgi", Role.VISITOR),
    "misc": ("/get_misc.cgi", Role.ADMINISTRATOR),
    "params": ("/get_params.cgi", Role.ADMINISTRATOR),
    "forbidden": ("/get_forbidden.cgi", Role.ADMINISTRATOR),
    "log": ("/get_log.cgi", Role.ADMINISTRATOR),
}
# Seconds for which each page stays fresh. get_params.cgi returns all passwords in clear, so it is read rarely.
FRESH_FOR: Mapping[str, float] = {
    "status": 20,
    "camera_params": 20,
    "misc": 300,
    "params": 300,
    "forbidden": 300,
    "log": 60,
}
ON_DEMAND = frozenset({"log"})
