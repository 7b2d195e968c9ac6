"""Titles of recordings in Home Assistant's language."""

from datetime import date, timedelta
import unicodedata

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from .recording import Recording, State

_PREFIX = f"component.{DOMAIN}"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TWELVE_HOURS = {"US", "CA", "AU", "NZ", "PH", "IN"}


class Texts:
    """Translated words for kinds, days and times, loaded once."""

    def __init__(self, hass: HomeAssistant) -> None:
        language = hass.config.language
        entity = async_get_cached_translations(hass, language, "entity", DOMAIN)
        prefix = f"{_PREFIX}.entity.event.alarm.state_attributes.event_type.state."
        self._kinds = {key.removeprefix(prefix): text for key, text in entity.items() if key.startswith(prefix)}
        selector = async_get_cached_translations(hass, language, "selector", DOMAIN)
        prefix = f"{_PREFIX}.selector.recordings.options."
        self._words = {key.removeprefix(prefix): text for key, text in selector.items() if key.startswith(prefix)}
        self._twelve_hours = language.startswith("en") and hass.config.country in _TWELVE_HOURS

    def word(self, key: str, **values: object) -> str:
        """Return a translated text."""
        return self._words.get(key, key.replace("_", " ")).format(**values)

    def kind(self, kind: str) -> str:
        """Return the name of a kind of alarm."""
        return self._kinds.get(kind, kind)

    def kinds(self, recording: Recording) -> str:
        """Return the recorded kinds of alarm."""
        return ", ".join(self.kind(kind) for kind in recording.kinds)

    def time(self, recording: Recording) -> str:
        """Return the local start time."""
        local = dt_util.as_local(recording.started)
        if self._twelve_hours:
            return f"{local.hour % 12 or 12}:{local:%M:%S} {'AM' if local.hour < 12 else 'PM'}"
        return f"{local:%H:%M:%S}"

    def length(self, recording: Recording) -> str:
        """Return the length of the clip, or an empty string."""
        if recording.state is State.RECORDING:
            return self.word("recording_now")
        if not recording.has_clip:
            return ""
        minutes, seconds = divmod(round(recording.seconds), 60)
        return f"{minutes}:{seconds:02}"

    def title(self, recording: Recording) -> str:
        """Return time, kinds and length."""
        return _joined(recording, self.time(recording), self.kinds(recording), self.length(recording))

    def found(self, recording: Recording, camera: str) -> str:
        """Return the title of a search result: what tells it from the others first, as players cut long titles off."""
        day = self.day(recording.key.day)
        return _joined(recording, self.time(recording), camera, self.kinds(recording), self.length(recording), day)

    def day(self, day: str) -> str:
        """Return the title of a day: today, yesterday or the weekday, and the date, which dashboards parse."""
        when = date.fromisoformat(day)
        today = dt_util.now().date()
        names = {today: "today", today - timedelta(days=1): "yesterday"}
        return f"{self.word(names.get(when, _WEEKDAYS[when.weekday()]))}, {day}"

    def searched(self, recording: Recording, camera: str) -> str:
        """Return all words that a search can match."""
        local = dt_util.as_local(recording.started)
        when = local.date()
        words = [camera, self.day(recording.key.day), self.word(_WEEKDAYS[when.weekday()]), self.title(recording)]
        words += [
            *recording.kinds,
            recording.key.day,
            f"{when.day}.{when.month}.",
            f"{local:%d.%m.%Y}",
            f"{local:%H:%M}",
        ]
        words += [f"{when.day}/{when.month}", f"{when.month}/{when.day}"]
        if recording.keep:
            words.append(self.word("kept"))
        return folded(" ".join(words))


def _joined(recording: Recording, *parts: str) -> str:
    return " · ".join(part for part in parts if part) + (" ★" if recording.keep else "")


def folded(text: str) -> str:
    """Return a text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each))


@callback
def texts(hass: HomeAssistant) -> Texts:
    """Return the texts in Home Assistant's language."""
    return Texts(hass)
