"""What can be wrong with a camera, to be switched on and off at any moment."""

from .watched import Watched


class Faults(Watched):
    """The faults of one camera; all of them off to begin with."""

    slow: float = 0.0  # seconds before every answer
    silent: bool = False  # accepts, never answers
    refuse: bool = False  # nobody listens at the port
    garbage: bool = False  # answers bytes that are no HTTP
    html: bool = False  # answers 200 and a page for people to everything
    half: bool = False  # hangs up in the middle of the answer
    truncated_picture: bool = False
    error_page_picture: bool = False  # 200 and a text where a picture should be
    unauthorized: bool = False  # 401 to everybody
    stalled_stream: bool = False  # live video stops in the middle of a picture
    event_silence: bool = False  # the event stream stays open and says nothing
    only: str = ""  # a part of a path: everything else stays well

    def concern(self, path: str) -> bool:
        """Whether a request for this path is affected at all."""
        return self.only in path

    def clear(self) -> None:
        """Make the camera well again."""
        for name in NAMES:
            setattr(self, name, getattr(Faults, name))

    def set(self, name: str, value: object) -> None:
        """Set a fault by its name, in the type it has."""
        if name not in NAMES:
            raise ValueError(f"no such fault: {name}")
        kind = type(getattr(Faults, name))
        setattr(self, name, kind(value))

    def facts(self) -> dict[str, object]:
        """Tell what is wrong now."""
        return {name: getattr(self, name) for name in NAMES if getattr(self, name) != getattr(Faults, name)}


NAMES = (
    "slow",
    "silent",
    "refuse",
    "garbage",
    "html",
    "half",
    "truncated_picture",
    "error_page_picture",
    "unauthorized",
    "stalled_stream",
    "event_silence",
    "only",
)
