"""Results of test_mail.cgi and test_ftp.cgi.

Nothing is sent. The first word of the server name selects its behavior: "offline.example.org" is unreachable,
"readonly.example.org" rejects uploads.
"""

from collections.abc import Callable, Mapping, Sequence

type Settings = Mapping[str, str]
type Rule = tuple[int, Callable[[Settings], bool]]


def _server_is(service: str, kind: str) -> Callable[[Settings], bool]:
    return lambda settings: settings[f"{service}_svr"].partition(".")[0] == kind


def _is_empty(name: str) -> Callable[[Settings], bool]:
    return lambda settings: not settings[name]


def _login(service: str) -> tuple[Rule, Rule]:
    user, password = f"{service}_user", f"{service}_pwd"
    return (
        (-4, lambda settings: bool(settings[password]) and not settings[user]),
        (-5, lambda settings: bool(settings[user]) and not settings[password]),
    )


def _connection(service: str) -> tuple[Rule, ...]:
    return (
        (-1, _is_empty(f"{service}_svr")),
        (-1, _server_is(service, "offline")),
        (-2, _server_is(service, "flaky")),
        (-3, _server_is(service, "broken")),
    )


def _receivers(settings: Settings) -> list[str]:
    return [receiver for number in range(1, 5) if (receiver := settings[f"mail_receiver{number}"])]


# The first matching rule determines the result; without one it is 0.
MAIL: Sequence[Rule] = (
    *_connection("mail"),
    (-9, _server_is("mail", "noauth")),
    *_login("mail"),
    (-6, lambda settings: "@" not in settings["mail_sender"]),
    (-7, lambda settings: not _receivers(settings) or not all("@" in each for each in _receivers(settings))),
    (-8, _server_is("mail", "picky")),
)
FTP: Sequence[Rule] = (
    *_connection("ftp"),
    *_login("ftp"),
    (-6, lambda settings: ".." in settings["ftp_dir"]),
    (-7, lambda settings: settings["ftp_mode"] == "1" and _server_is("ftp", "active")(settings)),
    (-8, lambda settings: settings["ftp_mode"] == "0" and _server_is("ftp", "passive")(settings)),
    (-9, _server_is("ftp", "readonly")),
)


def result(rules: Sequence[Rule], settings: Settings) -> int:
    """Return the result of a test."""
    return next((code for code, applies in rules if applies(settings)), 0)
