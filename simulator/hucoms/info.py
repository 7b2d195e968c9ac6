"""serverinfo1.cgi to serverinfo3.cgi: several pages at once."""

from collections.abc import Callable, Mapping

from .lines import Lines, of_sections
from .model import HucomsModel
from .store import Store

# title, page, and the fields shown (all if empty)
type Part = tuple[str, str, tuple[str, ...]]

ENCODER = ("enable", "source", "codec", "framerate", "quality", "keyframe", "ratectrl")
VIDEO = (
    "videoflip",
    *(f"capture{capture}.{part}" for capture in (1, 2) for part in ("enable", "size")),
    *(f"encoder{encoder}.{part}" for encoder in (1, 2, 3) for part in ENCODER),
)

INFO: Mapping[str, tuple[Part, ...]] = {
    "serverinfo1": (
        ("ServerName", "servername", ()),
        ("ServerDate", "serverdate", ()),
        ("ServerMac", "servermac", ()),
        ("ColorInfo", "camcolor", ()),
        ("VideoInfo", "videoset", VIDEO),
        ("AudioInfo", "audioset", ("audiocodec", "audioout", "audioin")),
        ("RTSPInfo", "rtspset", ()),
    ),
    "serverinfo2": (
        ("AlarmMotion", "motion", ()),
        # The manual's spelling.
        ("AlarmIput", "alarmin", ()),
        ("AlarmOutput", "alarmout", ()),
        ("EventRecord", "recordevent", ()),
    ),
    "serverinfo3": (
        ("CamDNF", "camdaynight", ("daynightmode", "autolevel", "irlink", "lprdayspeed", "lprnightspeed")),
        ("CamColor", "camcolor", ()),
        ("CamWhiteBalance", "camwhitebal", ()),
        ("CamWDR", "camwdr", ()),
        ("CamEffect", "cameffect", ()),
        ("CamSlowShutter", "camslowshut", ("slowshutter",)),
        ("CamShutterSpeed", "camshutspeed", ()),
    ),
}


class Info:
    """Answers serverinfo1.cgi to serverinfo3.cgi."""

    def __init__(self, model: HucomsModel, store: Store, computed: Mapping[str, Callable[[], list[str]]]) -> None:
        self._model = model
        self._store = store
        self._computed = computed  # values that are not stored in this form

    def obey(self, name: str, action: str) -> Lines:
        """Return the pages that this model has."""
        if action != f"getsysinfo{name[-1]}":
            return None
        return of_sections(
            [(title, tuple(self._part(page, only))) for title, page, only in INFO[name] if self._model.has(page)]
        )

    def _part(self, name: str, only: tuple[str, ...]) -> list[str]:
        if name in self._computed:
            return self._computed[name]()
        fields = self._store.fields(name, self._store.pages[name], info=True)
        return self._store.written([pair for pair in fields if not only or pair[0].name in only])
