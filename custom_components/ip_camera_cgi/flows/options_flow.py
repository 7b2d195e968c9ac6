"""Options of a camera that is set up."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import UnitOfInformation, UnitOfTime
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    ObjectSelector,
    ObjectSelectorConfig,
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
    CONF_HOME_PRESET,
    CONF_INFRARED,
    CONF_LIVE_RATE,
    CONF_LIVE_SIZE,
    CONF_MOTORS,
    CONF_MOVE_LIMIT,
    CONF_NATIVE,
    CONF_PRESETS,
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
    CONF_RETURN_MINUTES,
    CONF_RETURN_PRESET,
    CONF_SWAP_PAN,
    CONF_SWAP_TILT,
    CONF_SWAP_ZOOM,
    CONF_TOUR,
)
from ..errors import error_key
from ..options import Options
from ..protocol import FURTHER_INPUTS, Alarm, BadValueError, Camera, CameraError, Move, Wiring
from ..ptz.preset_names import validate_presets
from ..take_over_pages import PAGE, TAKE_OVER, TakeOverPages, select_selector

_CHECKS = {
    "check_pan": (CONF_SWAP_PAN, Move(pan=1)),
    "check_tilt": (CONF_SWAP_TILT, Move(tilt=1)),
    "check_zoom": (CONF_SWAP_ZOOM, Move(zoom=1)),
}
"""The steps of the direction check, with the option that each one sets and the test move."""
_TEST_MOVE_SECONDS = 1.0  # seconds of movement, enough to see the direction
_CORRECT, _REVERSED, _NOT_MOVING, _REPEAT = "right_way", "wrong_way", "not_at_all", "again"


def _number_selector(most: int, *, least: int = 0, unit: str | None = None) -> NumberSelector:
    config = NumberSelectorConfig(min=least, max=most, mode=NumberSelectorMode.SLIDER)
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


_SECONDS = {
    CONF_HOLD: _number_selector(300, unit=UnitOfTime.SECONDS),
    CONF_CLIP_BEFORE: _number_selector(30, unit=UnitOfTime.SECONDS),
}
_DEFAULTS = Options()
_RECORDING = {
    CONF_RECORDING_BEFORE: (_DEFAULTS.recording_before, _number_selector(30, unit=UnitOfTime.SECONDS)),
    CONF_RECORDING_AFTER: (_DEFAULTS.recording_after, _number_selector(120, least=5, unit=UnitOfTime.SECONDS)),
    CONF_RECORDING_LONGEST: (_DEFAULTS.recording_longest, _number_selector(600, least=30, unit=UnitOfTime.SECONDS)),
    CONF_RECORDING_DAYS: (_DEFAULTS.recording_days, _number_selector(365, least=1, unit=UnitOfTime.DAYS)),
    CONF_RECORDING_GIGABYTES: (
        _DEFAULTS.recording_gigabytes,
        _number_selector(500, least=1, unit=UnitOfInformation.GIGABYTES),
    ),
}
_ADDRESS_TEXTS = {"example": "http://192.168.1.10:8123", "plain": "http://", "most": str(MAX_BASE_URL)}
_AS_SET = "as_set"
_INPUTS = FURTHER_INPUTS | {Alarm.INPUT}
_NUMBER, _NAME = "number", "name"
_PRESET, _STAY, _NEVER = "preset", "seconds", "never"


class IpCameraOptionsFlow(TakeOverPages):
    """Options flow: alarms and pictures, PTZ, direction check, names of presets, tour.

    Each page is stored on its own, so going back loses nothing.
    """

    def __init__(self) -> None:
        self._swapped: dict[str, bool] = {}

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the menu, or the page on which a repair begins."""
        camera = self._camera
        if user_input and user_input.get(PAGE) == TAKE_OVER:
            return await self.async_step_take_over()
        pages = ["alarms_and_pictures", "recording"]
        if camera is not None and (camera.ptz.profiles or camera.ptz.supported):
            pages.append("steering")
        if camera is not None and camera.ptz.supported:
            capabilities = camera.ptz.capabilities
            if self._checks():
                pages.append("check")
            if capabilities.presets:
                pages += ["presets", "tour"]
        if await self._can_take_over():
            pages.append(TAKE_OVER)
        return self.async_show_menu(step_id="init", menu_options=pages)

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
                fields[vol.Required(CONF_PUSH, default=_DEFAULTS.push)] = BooleanSelector()
                fields[vol.Optional(CONF_PUSH_ADDRESS)] = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
            if inputs := [alarm.value for alarm in Alarm if alarm in _INPUTS & _alarms_of(camera)]:
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
            vol.Required(CONF_HOLD, default=_DEFAULTS.alarm_hold): _SECONDS[CONF_HOLD],
            vol.Required(CONF_CLIP_BEFORE, default=_DEFAULTS.clip_before): _SECONDS[CONF_CLIP_BEFORE],
        }
        return self._show(
            "alarms_and_pictures", fields, user_input or self.config_entry.options, errors, _ADDRESS_TEXTS
        )

    async def async_step_recording(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what is recorded of alarms, and for how long it is kept."""
        camera, stored = self._camera, self.config_entry.options
        kinds = [alarm.value for alarm in Alarm if camera is None or alarm in _alarms_of(camera)]
        if user_input is not None:
            numbers = {option: int(user_input[option]) for option in _RECORDING}
            chosen = user_input[CONF_RECORDING_KINDS]
            options = {**stored, **user_input, **numbers, CONF_RECORDING_KINDS: chosen}
            if set(kinds) <= set(chosen):  # those that the camera reports later are recorded as well
                del options[CONF_RECORDING_KINDS]
            return self.async_create_entry(data=options)
        fields: dict[vol.Marker, Any] = {
            vol.Required(CONF_RECORDING_CLIP, default=_DEFAULTS.recording_clip): BooleanSelector(),
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

    async def async_step_steering(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show motor type, direction, move timeout and infrared control."""
        if user_input is not None:
            whole = user_input.keys() & {CONF_MOVE_LIMIT, CONF_HOME_PRESET}
            numbers = {option: int(user_input[option]) for option in whole}
            return self._store({**user_input, **numbers})
        camera = self._camera
        if camera is None:
            return self.async_abort(reason="not_there")
        ptz = camera.ptz
        fields: dict[vol.Marker, Any] = {}
        if kinds := ptz.profiles:
            fields[vol.Required(CONF_MOTORS, default=kinds[0])] = select_selector("motors", (), *kinds)
        for option, move in _CHECKS.values():
            if kinds or ptz.capabilities.allows(move):  # another kind may have more motors
                fields[vol.Required(option, default=_swapped(ptz.wiring, option))] = BooleanSelector()
        fields[vol.Required(CONF_MOVE_LIMIT, default=_DEFAULTS.move_timeout)] = _number_selector(
            60, least=1, unit=UnitOfTime.SECONDS
        )
        if presets := ptz.capabilities.presets:
            fields[vol.Required(CONF_HOME_PRESET, default=_DEFAULTS.home_preset)] = _number_selector(presets)
        if camera.infrared is not None:
            lamps = camera.infrared.profiles
            fields[vol.Required(CONF_INFRARED, default=lamps[0])] = select_selector("infrared", (), *lamps)
        return self._show("steering", fields, {**self.config_entry.options, **self._swapped})

    async def async_step_check(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the picture before the first test move."""
        if user_input is not None:
            if not (steps := self._checks()):
                return self.async_abort(reason="not_there" if self._camera is None else "cannot_move")
            return await self._check(steps[0], None)
        return self._show_picture("check", {})

    async def async_step_check_pan(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Move right and show the question about the direction."""
        return await self._check("check_pan", user_input)

    async def async_step_check_tilt(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Move up and show the question about the direction."""
        return await self._check("check_tilt", user_input)

    async def async_step_check_zoom(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Zoom in and show the question about the direction."""
        return await self._check("check_zoom", user_input)

    def _checks(self, after: str | None = None) -> list[str]:
        """Return the steps of the direction check, or those after one, for what the camera can move."""
        if self._camera is None:
            return []
        steps, capabilities = list(_CHECKS), self._camera.ptz.capabilities
        first = 0 if after is None else steps.index(after) + 1
        return [step_id for step_id in steps[first:] if capabilities.allows(_CHECKS[step_id][1])]

    async def _check(self, step_id: str, user_input: dict[str, Any] | None) -> ConfigFlowResult:
        """Move the camera, show the question about the direction, and keep the answer."""
        camera, errors = self._camera, dict[str, str]()
        if camera is None:
            return self.async_abort(reason="not_there")
        option, move = _CHECKS[step_id]
        went = user_input["went"] if user_input else _REPEAT
        if went == _NOT_MOVING and camera.ptz.profiles:
            return await self.async_step_steering()
        if went != _REPEAT:
            if went != _NOT_MOVING:
                self._swapped[option] = _swapped(camera.ptz.wiring, option) != (went == _REVERSED)
            if further := self._checks(after=step_id):
                return await self._check(further[0], None)
            return self._store(self._swapped)
        try:
            await camera.ptz.move(move, seconds=_TEST_MOVE_SECONDS)
        except CameraError as err:
            errors["base"] = error_key(err)
        except BadValueError:
            return self.async_abort(reason="cannot_move")
        ways = select_selector("went", (), _REPEAT, _CORRECT, _REVERSED, _NOT_MOVING, mode=SelectSelectorMode.LIST)
        return self._show_picture(step_id, {vol.Required("went", default=_REPEAT): ways}, errors)

    async def async_step_presets(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the form for the names of presets."""
        if self._camera is None:
            return self.async_abort(reason="not_there")
        errors: dict[str, str] = {}
        names = self.config_entry.runtime_data.preset_names.names
        rows = [{_NUMBER: number, _NAME: name} for number, name in names.items()]
        if user_input is not None:
            rows = user_input.get(CONF_PRESETS, [])
            try:
                validate_presets([(int(row[_NUMBER]), row[_NAME]) for row in rows])
            except BadValueError as err:
                errors["base"] = err.reason
            else:
                return self._store({CONF_PRESETS: {str(int(row[_NUMBER])): row[_NAME].strip() for row in rows}})
        most = self._camera.ptz.capabilities.presets
        config = ObjectSelectorConfig(
            fields={
                _NUMBER: {
                    "selector": NumberSelector(NumberSelectorConfig(min=1, max=most, mode=NumberSelectorMode.BOX)),
                    "required": True,
                },
                _NAME: {"selector": TextSelector(), "required": True},
            },
            multiple=True,
            label_field=_NAME,
            description_field=_NUMBER,
            translation_key="presets",
        )
        fields: dict[vol.Marker, Any] = {vol.Optional(CONF_PRESETS): ObjectSelector(config)}
        return self._show("presets", fields, {CONF_PRESETS: rows}, errors)

    async def async_step_tour(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the tour of presets, and where the camera returns to."""
        if self._camera is None:
            return self.async_abort(reason="not_there")
        errors: dict[str, str] = {}
        stored = Options.from_entry(self.config_entry)
        filled: Mapping[str, Any] = {
            CONF_TOUR: [{_PRESET: str(stop[_PRESET]), _STAY: stop[_STAY]} for stop in stored.tour],
            CONF_RETURN_PRESET: str(stored.return_preset or _NEVER),
            CONF_RETURN_MINUTES: stored.return_minutes,
        }
        if user_input is not None:
            filled, rows = user_input, user_input.get(CONF_TOUR, [])
            if len(rows) == 1:
                errors[CONF_TOUR] = "tour_too_short"
            else:
                chosen = user_input[CONF_RETURN_PRESET]
                return self._store(
                    {
                        CONF_TOUR: [{_PRESET: int(row[_PRESET]), _STAY: int(row[_STAY])} for row in rows],
                        CONF_RETURN_PRESET: 0 if chosen == _NEVER else int(chosen),
                        CONF_RETURN_MINUTES: int(user_input[CONF_RETURN_MINUTES]),
                    }
                )
        names = self.config_entry.runtime_data.preset_names
        most = self._camera.ptz.capabilities.presets
        presets = [(str(names.resolve(label)), label) for label in names.labels(most)]
        config = ObjectSelectorConfig(
            fields={
                _PRESET: {"selector": select_selector("live", presets), "required": True},
                _STAY: {"selector": _number_selector(600, least=5, unit=UnitOfTime.SECONDS), "required": True},
            },
            multiple=True,
            label_field=_PRESET,
            description_field=_STAY,
            translation_key="tour",
        )
        fields: dict[vol.Marker, Any] = {
            vol.Optional(CONF_TOUR): ObjectSelector(config),
            vol.Required(CONF_RETURN_PRESET, default=_NEVER): select_selector("return_preset", presets, _NEVER),
            vol.Required(CONF_RETURN_MINUTES, default=_DEFAULTS.return_minutes): _number_selector(
                60, least=1, unit=UnitOfTime.MINUTES
            ),
        }
        return self._show("tour", fields, filled, errors)

    def _show(
        self,
        step_id: str,
        fields: Mapping[vol.Marker, Any],
        filled: Mapping[str, Any],
        errors: dict[str, str] | None = None,
        placeholders: Mapping[str, str] | None = None,
    ) -> ConfigFlowResult:
        schema = self.add_suggested_values_to_schema(vol.Schema(dict(fields)), filled)
        return self.async_show_form(
            step_id=step_id, data_schema=schema, errors=errors, description_placeholders=placeholders
        )


def _swapped(wiring: Wiring, option: str) -> bool:
    """Return whether the axis of an option is reversed."""
    reversed_axes = {
        CONF_SWAP_PAN: wiring.pan_swapped,
        CONF_SWAP_TILT: wiring.tilt_swapped,
        CONF_SWAP_ZOOM: wiring.zoom_swapped,
    }
    return reversed_axes[option]


def _alarms_of(camera: Camera) -> set[Alarm]:
    """Return the kinds of alarms that a camera has, or has reported."""
    return {*camera.capabilities.alarms, *(alarm for alarm in camera.alarms.alarms if alarm in FURTHER_INPUTS)}
