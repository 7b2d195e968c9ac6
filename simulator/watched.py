"""Things whose changes are told to whoever listens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import override

type Listener = Callable[[str], None]


class Watched:
    """Plain attributes; setting one to something else tells its name to the listeners."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._held = False

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call the listener with the name of whatever changes; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let nothing change for a moment, whoever sets it."""
        self._held = True
        try:
            yield
        finally:
            self._held = False

    @override
    def __setattr__(self, name: str, value: object) -> None:
        if name.startswith("_"):
            object.__setattr__(self, name, value)
            return
        before = getattr(self, name)  # a name that is not there is a slip of the pen
        if self._held:
            return
        object.__setattr__(self, name, value)
        if before != value:
            for listener in tuple(self._listeners):
                listener(name)
