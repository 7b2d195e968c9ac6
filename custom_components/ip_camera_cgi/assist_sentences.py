"""Sentences for Assist: turn an exposed camera to a named preset, or save a clip with it.

Home Assistant takes sentences from its own package, from files in the user's configuration folder, and from sentence
triggers. Triggers are what an integration can add; they are recognized before everything else, so these name the
cameras and presets instead of matching any words.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
import json
from pathlib import Path
import re
from typing import TYPE_CHECKING, Any, Protocol

from homeassistant.components.homeassistant import async_should_expose
from homeassistant.components.homeassistant.exposed_entities import async_listen_entity_updates
from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.setup import async_when_setup

from .access import camera_of
from .const import DOMAIN, LOGGER
from .exposed_cameras import exposed_cameras

if TYPE_CHECKING:
    from homeassistant.components.conversation import ConversationInput

CONVERSATION, _PIPELINES = "conversation", "assist_pipeline"
_REFRESH_DELAY = 1.0  # seconds in which changes are collected
_EARLY = 2.0  # seconds to wait for an error; a clip takes longer
_CLIP_SECONDS = 10
_FALLBACK_LANGUAGE = "en"
_SYNTAX = re.compile(r"[\[\](){}<>|\\:;@&]")  # characters with a meaning in sentence templates

type Templates = Mapping[str, Mapping[str, list[str]]]
"""Sentence templates by language and intention."""


class _Match(Protocol):
    """What was recognized."""

    @property
    def intent_sentence(self) -> Any:
        """The sentence template, with its text."""


@dataclass(frozen=True, slots=True)
class _Command:
    """The action of a sentence."""

    entity_id: str
    action: str
    data: Mapping[str, Any]


class AssistSentences:
    """Updates the sentences when exposed cameras change."""

    def __init__(self, hass: HomeAssistant, templates: Templates, register: Callable[..., Callable[[], None]]) -> None:
        """Create it; `register` registers a sentence trigger and returns the function that removes it."""
        self._hass = hass
        self._templates = templates
        self._register = register
        self._commands: dict[str, _Command] = {}
        self._unregister: Callable[[], None] | None = None
        self._soon = Debouncer(
            hass, LOGGER, cooldown=_REFRESH_DELAY, immediate=False, function=self._refresh, background=True
        )

    @callback
    def start(self) -> None:
        """Register the sentences, and follow changes of exposure, names, presets and cameras."""
        async_listen_entity_updates(self._hass, CONVERSATION, self._soon.async_schedule_call)
        self._hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, self._schedule)
        async_dispatcher_connect(self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._schedule)
        self._hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._stop)
        self._soon.async_schedule_call()

    @callback
    def _stop(self, _: Event) -> None:
        self._soon.async_shutdown()

    @callback
    def _schedule(self, *_: object) -> None:
        self._soon.async_schedule_call()

    @callback
    def _refresh(self) -> None:
        commands = dict[str, _Command]()
        for name, entity_id in exposed_cameras(self._hass, CONVERSATION).items():
            self._add_camera(commands, name, entity_id)
        if commands == self._commands:
            return
        if self._unregister is not None:
            self._unregister()
            self._unregister = None
        self._commands = commands
        if commands:
            self._unregister = self._register(list(commands), self._run)

    def _add_camera(self, commands: dict[str, _Command], name: str, entity_id: str) -> None:
        coordinator = camera_of(self._hass, entity_id)
        ptz = coordinator.camera.ptz
        presets = coordinator.preset_names.names if ptz.supported and ptz.capabilities.presets else {}
        for language in self._languages():
            texts = self._templates[language]
            for template in texts["save_clip"]:
                sentence = _fill(template, camera=name)
                commands.setdefault(sentence, _Command(entity_id, "save_clip", {"duration": _CLIP_SECONDS}))
            for number, preset in presets.items():
                for template in texts["go_to_preset"]:
                    sentence = _fill(template, camera=name, preset=preset)
                    commands.setdefault(sentence, _Command(entity_id, "ptz_preset", {"preset": str(number)}))

    def _languages(self) -> list[str]:
        """Return the languages that are used in Assist and have sentences."""
        used = [self._hass.config.language]
        if _PIPELINES in self._hass.config.components:
            from homeassistant.components.assist_pipeline import async_get_pipelines  # noqa: PLC0415  needs Assist

            used += [pipeline.conversation_language for pipeline in async_get_pipelines(self._hass)]
        known = {each.casefold(): each for each in self._templates}
        base = {each.partition("-")[0].casefold(): each for each in self._templates}
        found = [known.get(each.casefold()) or base.get(each.partition("-")[0].casefold()) for each in used]
        return list(dict.fromkeys(each for each in found if each)) or [_FALLBACK_LANGUAGE]

    async def _run(self, said: ConversationInput, match: _Match) -> str | None:
        """Run the action of a sentence with the rights of the speaker; return an error, or None for "Done"."""
        command = self._commands.get(match.intent_sentence.text)
        if command is None:
            return None
        try:
            if not async_should_expose(self._hass, CONVERSATION, command.entity_id):
                raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_camera_entity")
            running = self._hass.async_create_task(
                self._hass.services.async_call(
                    DOMAIN,
                    command.action,
                    {"entity_id": command.entity_id, **command.data},
                    blocking=True,
                    context=said.context,
                ),
                f"{DOMAIN} {command.action} by sentence",
            )
            done, _ = await asyncio.wait({running}, timeout=_EARLY)
            if done:
                running.result()
            else:
                running.add_done_callback(_log_failure)
        except HomeAssistantError as err:
            return str(err)
        return None


def _log_failure(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (err := task.exception()) is not None:
        LOGGER.warning("What was said to Assist failed: %s", err)


def _fill(template: str, **names: str) -> str:
    for place, name in names.items():
        template = template.replace(f"{{{place}}}", " ".join(_SYNTAX.sub(" ", name).split()))
    return template


def _load() -> Templates:
    templates: Templates = json.loads(Path(__file__).with_name("sentences.json").read_text("utf-8"))
    return templates


@callback
def async_offer_sentences(hass: HomeAssistant) -> None:
    """Offer sentences as soon as Assist is set up."""

    async def begin(hass: HomeAssistant, _: str) -> None:
        try:
            from homeassistant.components.conversation.agent_manager import (  # noqa: PLC0415  needs Assist
                get_agent_manager,
            )

            register = get_agent_manager(hass).register_trigger
        except (ImportError, AttributeError) as err:
            LOGGER.debug("This Home Assistant takes no sentences from integrations: %s", err)
            return
        AssistSentences(hass, await hass.async_add_executor_job(_load), register).start()

    async_when_setup(hass, CONVERSATION, begin)
