"""The log of a Netwave camera (get_log.cgi)."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic

MAX_LINES = 200
VISIT_SECONDS = 60.0  # seconds in which requests of one client count as one access
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Log:
    """The last log entries, oldest first; lost on restart."""

    def __init__(self, wall_clock: Callable[[], datetime]) -> None:
        self.lines: list[str] = []
        self._wall_clock = wall_clock
        self._visits: dict[tuple[str, str], float] = {}

    def access(self, account: str, sender: str) -> None:
        """Log an access."""
        now = monotonic()
        if now - self._visits.get((account, sender), -VISIT_SECONDS) >= VISIT_SECONDS:
            self._visits[account, sender] = now
            self._write(f"{account:<15}{sender:<18}access")

    def event(self, what: str) -> None:
        """Log an event."""
        self._write(what)

    def clear(self) -> None:
        """Delete all entries."""
        self.lines.clear()
        self._visits.clear()

    def text(self) -> str:
        """Return all entries as one statement; lines end in a backslash and an n."""
        text = "".join(f"{line}\\n" for line in self.lines)
        return f"var log_text='{text}';\n"

    def _write(self, what: str) -> None:
        now = self._wall_clock()
        self.lines.append(f"{DAYS[now.weekday()]}, {now:%Y-%m-%d %H:%M:%S}   {what}")
        del self.lines[:-MAX_LINES]
