"""Pages of the options: alarms, live pictures, recordings."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import UnitOfInformation, UnitOfTime
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from ..alarms.alarm_webhook import MAX_BASE_URL, UnusableAddressError, base_url, supports_alarm_webhook
from ..const import (
    CONF_CLIP_BEFORE,
    CONF_DOORBELLS,
    CONF_HOLD,
    CONF_LIVE_RATE,
    CONF_LIVE_SIZE,
    CONF_NATIVE,
    CONF_PUSH,
    CONF_PUSH_ADDRESS,
    CONF_RECORDING_AFTER,
    CONF_RECORDING_BEFORE,
    CONF_RECORDING_CLIP,
    CONF_RECORDING_DAYS,
    CONF_RECORDING_FOLDER,
    CONF_RECORDING_GIGABYTES,
    CONF_RECORDING_KINDS,
    CONF_RECORDING_LONGEST,
)
from ..protocol import FURTHER_INPUTS, Alarm
from .options_page import DEFAULTS, OptionsPage, alarms_of, number_selector, select_selector

_SECONDS = {
    CONF_HOLD: number_selector(300, unit=UnitOfTime.SECONDS),
    CONF_CLIP_BEFORE: number_selector(30, unit=UnitOfTime.SECONDS),
}
_RECORDING = {
    CONF_RECORDING_BEFORE: (DEFAULTS.recording_before, number_selector(30, unit=UnitOfTime.SECONDS)),
    CONF_RECORDING_AFTER: (DEFAULTS.recording_after, number_selector(120, least=5, unit=UnitOfTime.SECONDS)),
    CONF_RECORDING_LONGEST: (DEFAULTS.recording_longest, number_selector(600, least=30, unit=UnitOfTime.SECONDS)),
    CONF_RECORDING_DAYS: (DEFAULTS.recording_days, number_selector(365, least=1, unit=UnitOfTime.DAYS)),
    CONF_RECORDING_GIGABYTES: (
        DEFAULTS.recording_gigabytes,
        number_selector(500, least=1, unit=UnitOfInformation.GIGABYTES),
    ),
}
_ADDRESS_TEXTS = {"example": "http://192.168.1.10:8123", "plain": "http://", "most": str(MAX_BASE_URL)}
_AS_SET = "as_set"
_INPUTS = FURTHER_INPUTS | {Alarm.INPUT}


class AlarmPages(OptionsPage):
    """Alarms and live pictures, and what is recorded."""

    async def async_step_alarms_and_pictures(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the options of alarms and live pictures that the camera supports."""
        errors: dict[str, str] = {}
        if user_input is not None:
            options = {**user_input, **{option: int(user_input[option]) for option in _SECONDS}}
            try:
                if CONF_PUSH in user_input:  # an emptied address field is missing from the input
                    options[CONF_PUSH_ADDRESS] = base_url(user_input.get(CONF_PUSH_ADDRESS, ""))
                return self._store(options)
            except UnusableAddressError as err:
                errors[CONF_PUSH_ADDRESS] = err.reason
        fields: dict[vol.Marker, Any] = {}
        if camera := self._camera:
            if supports_alarm_webhook(camera):
                fields[vol.Required(CONF_PUSH, default=DEFAULTS.push)] = BooleanSelector()
                fields[vol.Optional(CONF_PUSH_ADDRESS)] = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
            if inputs := [alarm.value for alarm in Alarm if alarm in _INPUTS & alarms_of(camera)]:
                fields[vol.Required(CONF_DOORBELLS, default=[])] = select_selector(
                    "alarm_kinds", (), *inputs, multiple=True
                )
            if (source := camera.alarms.sources.optional) is not None:
                fields[vol.Required(CONF_NATIVE, default=source.usually_allowed)] = BooleanSelector()
            if camera.pictures.rates:
                rates = [(rate, f"{rate} fps") for rate in camera.pictures.rates]
                fields[vol.Required(CONF_LIVE_RATE, default=_AS_SET)] = select_selector("live", rates, _AS_SET)
            if camera.pictures.sizes:
                sizes = [(size, size) for size in camera.pictures.sizes]
                fields[vol.Required(CONF_LIVE_SIZE, default=_AS_SET)] = select_selector("live", sizes, _AS_SET)
        fields |= {
            vol.Required(CONF_HOLD, default=DEFAULTS.alarm_hold): _SECONDS[CONF_HOLD],
            vol.Required(CONF_CLIP_BEFORE, default=DEFAULTS.clip_before): _SECONDS[CONF_CLIP_BEFORE],
        }
        return self._show(
            "alarms_and_pictures", fields, user_input or self.config_entry.options, errors, _ADDRESS_TEXTS
        )

    async def async_step_recording(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what is recorded of alarms, and for how long it is kept."""
        camera, stored = self._camera, self.config_entry.options
        kinds = [alarm.value for alarm in Alarm if camera is None or alarm in alarms_of(camera)]
        if user_input is not None:
            numbers = {option: int(user_input[option]) for option in _RECORDING}
            chosen = user_input[CONF_RECORDING_KINDS]
            options = {**stored, **user_input, **numbers, CONF_RECORDING_KINDS: chosen}
            if set(kinds) <= set(chosen):  # those that the camera reports later are recorded as well
                del options[CONF_RECORDING_KINDS]
            return self.async_create_entry(data=options)
        fields: dict[vol.Marker, Any] = {
            vol.Required(CONF_RECORDING_CLIP, default=DEFAULTS.recording_clip): BooleanSelector(),
            vol.Required(CONF_RECORDING_KINDS, default=kinds): select_selector(
                "alarm_kinds", (), *kinds, mode=SelectSelectorMode.LIST, multiple=True
            ),
            **{vol.Required(option, default=default): selector for option, (default, selector) in _RECORDING.items()},
        }
        if len(folders := self.hass.config.media_dirs) > 1:
            usual = "local" if "local" in folders else next(iter(folders))
            fields[vol.Required(CONF_RECORDING_FOLDER, default=usual)] = select_selector(
                "live", [(name, path) for name, path in folders.items()]
            )
        return self._show("recording", fields, stored)
