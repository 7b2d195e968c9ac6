"""Observable attributes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import override

type Subscriber = Callable[[str], None]


class Observable:
    """Plain attributes; a change is reported to the subscribers by name."""

    def __init__(self) -> None:
        self._subscribers: list[Subscriber] = []
        self._frozen = False

    def subscribe(self, listener: Subscriber) -> Callable[[], None]:
        """Call the subscriber with the name of each changed attribute; return a function that unsubscribes."""
        self._subscribers.append(listener)
        return lambda: self._subscribers.remove(listener)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Ignore all assignments for the duration of the context."""
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
        before = getattr(self, name)  # raises AttributeError for a misspelled name
        if self._frozen:
            return
        object.__setattr__(self, name, value)
        if before != value:
            for listener in tuple(self._subscribers):
                listener(name)
