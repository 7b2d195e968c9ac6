"""Things whose changes are told to whoever listens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import override

type Subscriber = Callable[[str], None]


class Observable:
    """Plain attributes; setting one to something else tells its name to the listeners."""

    def __init__(self) -> None:
        self._subscribers: list[Subscriber] = []
        self._frozen = False

    def subscribe(self, listener: Subscriber) -> Callable[[], None]:
        """Call the listener with the name of whatever changes; returns how to stop that."""
        self._subscribers.append(listener)
        return lambda: self._subscribers.remove(listener)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let nothing change for a moment, whoever sets it."""
        self._frozen = True
        try:
            yield
        finally:
            self._frozen = False

    @override
    def __setattr__(self, name: str, value: object) -> None:
        if name.startswith("_"):
            object.__setattr__(self, name, value)
            return
        before = getattr(self, name)  # a name that is not there is a slip of the pen
        if self._frozen:
            return
        object.__setattr__(self, name, value)
        if before != value:
            for listener in tuple(self._subscribers):
                listener(name)
