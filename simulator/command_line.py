"""Command-line options of the simulator."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

from .discovery import PORT
from .factory import DIALECTS
from .faults import ABOUT, CHOICES, Faults, Value, read
from .personality import FOLDER, names
from .recording import Recording

EXAMPLES = """
examples:
  python -m simulator house                             several cameras, one page for each
  python -m simulator netwave --port 8081 --motion      one camera with motion
  python -m simulator hucoms --fault slow=2             its answers take two seconds
  python -m simulator netwave --fault password=new@30   the password changes after 30 seconds

Open a camera's address in a browser: the page shows its picture and has buttons for what happens around it.
Everything stays on this machine (127.0.0.1) and ends with Ctrl-C."""


@dataclass(frozen=True, slots=True)
class ScheduledFault:
    """A fault and the delay in seconds after which it starts."""

    name: str
    value: Value
    after: float


def scheduled_fault(words: str) -> ScheduledFault:
    """Parse NAME, NAME=VALUE or NAME=VALUE@SECONDS."""
    fault, at, tail = words.rpartition("@")
    try:
        after = float(tail) if at else 0.0
    except ValueError:
        fault, at, after = "", "", 0.0
    name, equals, value = (fault if at else words).partition("=")
    try:
        return ScheduledFault(name, read(name, value if equals else True), after)
    except (TypeError, ValueError, OverflowError) as error:
        raise ArgumentTypeError(str(error)) from error


def arguments(words: Sequence[str] | None) -> Namespace:
    """Parse the command line."""
    parser = ArgumentParser(
        "python -m simulator",
        description="Simulated IP cameras, for trying automations and for tests.",
        epilog=f"{_personality_help()}\n{EXAMPLES}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="netwave | hucoms | replay | house")
    for dialect in DIALECTS:
        one = kinds.add_parser(
            dialect,
            help=f"one {dialect.title()} camera",
            description=f"One simulated {dialect.title()} camera.",
            epilog=_fault_help(),
            formatter_class=RawDescriptionHelpFormatter,
        )
        _add_camera_options(one, dialect)
    again = kinds.add_parser(
        "replay", help="a camera from a diagnostics file", description="Replays a camera from its diagnostics."
    )
    again.add_argument("file", type=_download, help="what was downloaded as diagnostics in Home Assistant")
    _add_port_options(again)
    _add_login_options(again)
    house = kinds.add_parser("house", help="a household of different cameras", description="Several cameras at once.")
    house.add_argument(
        "--port",
        type=int,
        default=8081,
        help="the first camera's; the others follow, their control interfaces are 100 further up, RTSP 200 "
        "(default: %(default)s; 0: any free ones)",
    )
    _add_discovery_option(house)
    _add_login_options(house)
    return parser.parse_args(words)


def _add_camera_options(parser: ArgumentParser, dialect: str) -> None:
    _add_port_options(parser)
    if dialect == "hucoms":
        parser.add_argument(
            "--rtsp-port", type=int, metavar="PORT", help="serve H.264 by RTSP here, too (0: any free port)"
        )
    else:
        _add_discovery_option(parser)
    parser.add_argument(
        "--personality",
        choices=names(dialect),
        default=DIALECTS[dialect],
        help=f"the model: {', '.join(names(dialect))} (default: %(default)s)",
        metavar="NAME",
    )
    _add_login_options(parser)
    for level in ("operator", "visitor"):
        parser.add_argument(f"--{level}-user", metavar="USER", help=f"another account; it has the {level}'s rights")
        parser.add_argument(f"--{level}-password", metavar="PASSWORD", default="")
    parser.add_argument("--motion", action="store_true", help="motion from the start")
    parser.add_argument(
        "--fault",
        type=scheduled_fault,
        action="append",
        default=[],
        metavar="NAME[=VALUE][@SECONDS]",
        help="something is wrong, from the start or so many seconds later; may be given several times",
    )


def _download(word: str) -> Path:
    try:
        Recording.load(Path(word))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArgumentTypeError(f"no diagnostics of a camera: {word}") from error
    return Path(word)


def _add_port_options(parser: ArgumentParser) -> None:
    parser.add_argument("--port", type=int, metavar="PORT", default=0, help="where it listens (default: any free port)")
    parser.add_argument(
        "--control-port", type=int, metavar="PORT", default=0, help="where it takes orders, as JSON (default: any)"
    )


def _add_discovery_option(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--discovery",
        type=int,
        nargs="?",
        const=PORT,
        metavar="PORT",
        help="Netwave cameras answer searches by UDP (without PORT: at %(const)s, like real ones; 0: any free port)",
    )


def _add_login_options(parser: ArgumentParser) -> None:
    parser.add_argument("--user", default="admin", help="the administrator (default: %(default)s)")
    parser.add_argument("--password", default="secret", help="and the password (default: %(default)s)")


def _fault_help() -> str:
    lines = ["faults:"]
    for name, about in ABOUT.items():
        kind = {bool: "", int: "=NUMBER", float: "=SECONDS", str: "=TEXT"}[type(getattr(Faults, name))]
        if name in CHOICES:
            kind = f"={'|'.join(filter(None, CHOICES[name]))}"
        lines.append(_entry(name + kind, 36, about))
    return "\n".join(lines)


def _personality_help() -> str:
    lines = ["personalities (models and firmwares; see simulator/personalities/):"]
    for dialect, usual in DIALECTS.items():
        for name in names(dialect):
            remark = (FOLDER / f"{name}.toml").read_text("utf-8").partition("\n")[0].lstrip("# ")
            mark = "*" if name == usual else " "
            lines.append(_entry(f"{dialect:<7} {mark} {name}", 28, remark))
    return "\n".join([*lines, "* is taken where none is asked for"])


def _entry(name: str, width: int, about: str) -> str:
    return fill(f"{name:<{width}}  {about}", 110, initial_indent="  ", subsequent_indent=" " * (width + 4))
