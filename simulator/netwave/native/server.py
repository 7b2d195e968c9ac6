"""What a camera does for all who speak the native protocol to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import randbytes
from time import monotonic
from typing import Protocol

from ...account import Account, AccountRole
from ...faults import Faults
from ...world import World
from ..model import NetwaveModel
from ..serial import BAUDS, Sent
from .frame import Frame, text
from .sound import Coder, Talk

SETTINGS = ("resolution", "brightness", "contrast", "mode", "", "flip", "fps", "")
"""The settings of the picture, by their number."""


class Carrier(Protocol):
    """The connection that carries the media."""

    @property
    def backlog(self) -> int:
        """Bytes that the client has not taken yet."""
        ...

    def send(self, frame: Frame) -> None:
        """Send a frame."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class ClientMedia(Protocol):
    """The pictures and the sound of one login."""

    number: bytes

    def join(self, carrier: Carrier) -> bool:
        """Take a connection for the media; return False if there is one."""
        ...

    def lost(self, carrier: Carrier) -> None:
        """Continue without the media connection."""
        ...


class Client(Protocol):
    """A connection of a client."""

    talking: bool

    @property
    def verified(self) -> AccountRole | None:
        """The role that it has signed in with."""
        ...

    @property
    def media(self) -> ClientMedia:
        """Its pictures and sound."""
        ...

    def alarm(self, kind: int) -> None:
        """Report that an alarm begins, or with kind 0 that it ends."""
        ...

    def setting(self, number: int, value: int) -> None:
        """Report a changed setting of the picture."""
        ...

    def fault(self) -> None:
        """Begin to be faulty."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What of a camera the protocol reaches."""

    model: NetwaveModel
    settings: Mapping[str, str]
    world: World
    faults: Faults
    accounts: Callable[[], list[Account]]
    wall_clock: Callable[[], datetime]
    now: Callable[[], float]
    kind: Callable[[], int]  # of the alarm there is
    command: Callable[[int], object]  # as decoder_control.cgi has it
    set: Callable[[str, str], bool]  # as camera_control.cgi has it
    picture: Callable[[], bytes]
    streams: Callable[[int], None]  # so many more are open
    serial: list[Sent]
    said: Callable[[bytes], None]


class Native:
    """The native side of one camera."""

    def __init__(self, parts: Parts) -> None:
        self.model = parts.model
        self.settings = parts.settings
        self.world = parts.world
        self.faults = parts.faults
        self.accounts = parts.accounts
        self.wall_clock = parts.wall_clock
        self.kind = parts.kind
        self.command = parts.command
        self.picture = parts.picture
        self.streams = parts.streams
        self.said = parts.said
        self.sessions: list[Client] = []
        self.received: list[tuple[int, float]] = []  # the opcodes that came, and when
        self.area: dict[int, tuple[int, int, int, int]] = {1: (20, 30, 60, 90)}  # by kind, in per cent
        self.most_controls = self.most_media = 4
        self.keep_alive, self.patience, self.drop_after = 60.0, 120.0, 5.0  # seconds
        self.hangs_up_on_the_weak = False
        self.tells_at_once = False  # how it stands, after a login
        self.one_coder = False  # for all who listen
        self.speaks = False  # instead of singing
        self.coder = Coder()
        self.talk: Talk | None = None
        self._parts = parts
        self._number = 0
        self._started = monotonic()

    @property
    def controls(self) -> list[Client]:
        """Who is logged in."""
        return [each for each in self.sessions if each.verified is not None]

    @property
    def talker(self) -> Client | None:
        """Who talks."""
        return next((each for each in self.sessions if each.talking), None)

    def is_full(self, asking: Client) -> bool:
        """Whether nobody else may log in."""
        return len([each for each in self.controls if each is not asking]) >= self.most_controls

    def find(self, number: bytes) -> Client | None:
        """Find whose media connection has a number."""
        return next((each for each in self.sessions if number and each.media.number == number), None)

    def next_number(self) -> bytes:
        """Make up a number: the clone counts."""
        self._number += 1
        return self._number.to_bytes(4, "little") if self.model.native_clone else randbytes(4)

    def tick(self) -> int:
        """Count hundredths of a second since the start."""
        return int((monotonic() - self._started) * 100)

    def seconds(self) -> int:
        """Tell the time."""
        return max(0, int(self._parts.now()))

    def linked(self) -> bytes:
        """Tell of the cameras that its web page shows beside it, with their passwords."""
        records = b""
        for number in range(2, 2 + self.model.native_linked):
            fields = [self.settings.get(f"dev{number}_{name}", "") for name in ("alias", "host", "port", "user", "pwd")]
            alias, host, port, user, password = fields
            records += bytes(13) + text(alias, 21) + text(host, 65) + int(port or 0).to_bytes(2, "little")
            records += text(user, 13) + text(password, 13) + b"\0"
        return records

    def change(self, number: int, value: int) -> None:
        """Change a setting of the picture."""
        self._parts.set(str(number), str(value))

    def send_serial(self, body: bytes) -> None:
        """Send bytes out of the serial port."""
        length = body[0] if body else 0
        baud = int.from_bytes(body[1 + length : 5 + length], "little")
        if len(body) >= 5 + length:
            self._parts.serial.append(Sent(0, BAUDS.get(baud, baud), body[1 : 1 + length]))

    # What happens

    def alarm(self, kind: int) -> None:
        """Tell everybody that an alarm begins, or that it is over."""
        for session in tuple(self.sessions):
            session.alarm(kind)

    def setting(self, name: str) -> None:
        """Tell everybody that a setting of the picture has changed."""
        if name in SETTINGS:
            for session in tuple(self.sessions):
                session.setting(SETTINGS.index(name), int(self.settings[name]))

    def fault(self) -> None:
        """Be broken from now on."""
        for session in tuple(self.sessions):
            if session.verified is not None:
                session.fault()

    def restarted(self) -> None:
        """Count from zero again."""
        self._started = monotonic()
        self.coder = Coder()
        self.talk = None

    def facts(self) -> dict[str, object]:
        """Tell what goes on here."""
        return {
            "logins": len(self.controls),
            "talk": self.talk.facts() if self.talk else None,
            "last": [opcode for opcode, _ in self.received[-20:]],
        }
