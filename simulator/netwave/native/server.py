"""The native server of a camera: its sessions and what they share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import randbytes
from time import monotonic
from typing import Protocol

from ...account import Account, AccountRole
from ...faults import Faults
from ...talk import Talk
from ...world import World
from ..model import NetwaveModel
from ..serial import BAUDS, Sent
from .frame import Frame, text
from .sound import Coder

SETTINGS = ("resolution", "brightness", "contrast", "mode", "", "flip", "fps", "")
"""Picture settings by number."""


class Carrier(Protocol):
    """The connection that carries the media."""

    @property
    def backlog(self) -> int:
        """Unsent bytes."""
        ...

    def send(self, frame: Frame) -> None:
        """Send a frame."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class ClientMedia(Protocol):
    """Pictures and sound of one login."""

    number: bytes

    def join(self, carrier: Carrier) -> bool:
        """Use a connection for the media; False if there already is one."""
        ...

    def lost(self, carrier: Carrier) -> None:
        """Continue without the media connection."""
        ...


class Client(Protocol):
    """A control connection."""

    talking: bool

    @property
    def verified(self) -> AccountRole | None:
        """The role of the account, after login."""
        ...

    @property
    def media(self) -> ClientMedia:
        """The media of this login."""
        ...

    def alarm(self, kind: int) -> None:
        """Report the beginning or end of an alarm to all sessions."""
        ...

    def setting(self, number: int, value: int) -> None:
        """Report a changed picture setting to all sessions."""
        ...

    def fault(self) -> None:
        """Start the active fault."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the protocol uses of a camera."""

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
    record_sent: Callable[[bytes], None]


class Native:
    """The native server of one camera."""

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
        self.record_sent = parts.record_sent
        self.sessions: list[Client] = []
        self.received: list[tuple[int, float]] = []  # the opcodes that came, and when
        self.area: dict[int, tuple[int, int, int, int]] = {1: (20, 30, 60, 90)}  # by kind, in per cent
        self.max_controls = self.max_media = 4
        self.keep_alive, self.patience, self.drop_after = 60.0, 120.0, 5.0  # seconds
        self.drops_unprivileged = False
        self.reports_state_on_login = False  # how it stands, after a login
        self.one_coder = False  # for all who listen
        self.speaks = False  # instead of singing
        self.coder = Coder()
        self.talk: Talk | None = None
        self.talk_coder = Coder()
        self._parts = parts
        self._number = 0
        self._started = monotonic()

    @property
    def controls(self) -> list[Client]:
        """Sessions that are logged in."""
        return [each for each in self.sessions if each.verified is not None]

    @property
    def talker(self) -> Client | None:
        """The session that is talking."""
        return next((each for each in self.sessions if each.talking), None)

    def is_full(self, asking: Client) -> bool:
        """Whether no further login is possible."""
        return len([each for each in self.controls if each is not asking]) >= self.max_controls

    def find(self, number: bytes) -> Client | None:
        """Return the session whose media connection has this number."""
        return next((each for each in self.sessions if number and each.media.number == number), None)

    def next_number(self) -> bytes:
        """Return a new number; the clone counts, others choose at random."""
        self._number += 1
        return self._number.to_bytes(4, "little") if self.model.native_clone else randbytes(4)

    def tick(self) -> int:
        """Return hundredths of a second since the start."""
        return int((monotonic() - self._started) * 100)

    def seconds(self) -> int:
        """Return the camera's time."""
        return max(0, int(self._parts.now()))

    def linked(self) -> bytes:
        """Return the cameras shown on its web page, with their passwords."""
        records = b""
        for number in range(2, 2 + self.model.native_linked):
            fields = [self.settings.get(f"dev{number}_{name}", "") for name in ("alias", "host", "port", "user", "pwd")]
            alias, host, port, user, password = fields
            records += bytes(13) + text(alias, 21) + text(host, 65) + int(port or 0).to_bytes(2, "little")
            records += text(user, 13) + text(password, 13) + b"\0"
        return records

    def change(self, number: int, value: int) -> None:
        """Change a picture setting."""
        self._parts.set(str(number), str(value))

    def send_serial(self, body: bytes) -> None:
        """Send bytes to the serial port."""
        length = body[0] if body else 0
        baud = int.from_bytes(body[1 + length : 5 + length], "little")
        if len(body) >= 5 + length:
            self._parts.serial.append(Sent(0, BAUDS.get(baud, baud), body[1 : 1 + length]))

    # What happens

    def alarm(self, kind: int) -> None:
        """Report the beginning or end of an alarm to all sessions."""
        for session in tuple(self.sessions):
            session.alarm(kind)

    def setting(self, name: str) -> None:
        """Report a changed picture setting to all sessions."""
        if name in SETTINGS:
            for session in tuple(self.sessions):
                session.setting(SETTINGS.index(name), int(self.settings[name]))

    def fault(self) -> None:
        """Be broken from now on."""
        for session in tuple(self.sessions):
            if session.verified is not None:
                session.fault()

    def restarted(self) -> None:
        """Reset the clock and the audio state."""
        self._started = monotonic()
        self.coder = Coder()
        self.talk = None

    def facts(self) -> dict[str, object]:
        """Return the state for the control interface."""
        return {
            "logins": len(self.controls),
            "talk": self.talk.facts() if self.talk else None,
            "last": [opcode for opcode, _ in self.received[-20:]],
        }
