"""Sentences for Assist; tests/demo lets Home Assistant recognize them."""

import asyncio
from collections.abc import Callable
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from homeassistant.components.homeassistant import exposed_entities
from homeassistant.core import Context, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.ip_camera_cgi import assist_sentences
from custom_components.ip_camera_cgi.assist_sentences import AssistSentences

from ..protocol.test_camera import until
from .conftest import act
from .test_entities import entity_id
from .test_texts import FOLDER

TEMPLATES = json.loads((FOLDER / "sentences.json").read_text("utf-8"))


@pytest.fixture
def dialect() -> str:
    return "netwave"


class Agent:
    """Stands for Assist, which needs a package that only Home Assistant's voice functions use."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self._run: Callable[..., Any] | None = None

    def register(self, sentences: list[str], run: Callable[..., Any]) -> Callable[[], None]:
        """Take the sentences, and return the function that removes them."""
        self.sentences, self._run = sentences, run
        return self.sentences.clear

    async def hear(self, sentence: str, context: Context | None = None) -> str | None:
        """Recognize a sentence, and return what is answered."""
        assert self._run is not None
        match = SimpleNamespace(intent_sentence=SimpleNamespace(text=sentence))
        answer: str | None = await self._run(SimpleNamespace(context=context or Context()), match)
        return answer


@pytest.fixture
async def agent(hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch) -> Agent:
    monkeypatch.setattr(assist_sentences, "_REFRESH_DELAY", 0.0)
    assert await async_setup_component(hass, "homeassistant", {})
    agent = Agent()
    AssistSentences(hass, TEMPLATES, agent.register).start()
    return agent


def expose(hass: HomeAssistant, entry: MockConfigEntry, *, exposed: bool) -> None:
    exposed_entities.async_expose_entity(hass, "conversation", entity_id(hass, entry, "camera"), exposed)


async def test_only_exposed_cameras(hass: HomeAssistant, entry: MockConfigEntry, agent: Agent) -> None:
    """Sentences follow exposure and the names of presets."""
    await asyncio.sleep(0.1)
    assert agent.sentences == []
    expose(hass, entry, exposed=True)
    await until(lambda: agent.sentences)
    assert all("Driveway" in each and "{" not in each for each in agent.sentences)
    assert len(agent.sentences) == len(TEMPLATES["en"]["save_clip"])
    await act(hass, entry, "ptz_preset", preset="3", task="set", name="Letter (box)")
    await until(lambda: any("Letter box" in each for each in agent.sentences))
    expose(hass, entry, exposed=False)
    await until(lambda: not agent.sentences)


async def test_commands(
    hass: HomeAssistant, entry: MockConfigEntry, agent: Agent, hass_read_only_user: MockUser
) -> None:
    """A sentence has the rights of the speaker, and errors are answered."""
    await act(hass, entry, "ptz_preset", preset="3", task="set", name="Gate")
    await act(hass, entry, "ptz_preset", preset="5", task="set")
    expose(hass, entry, exposed=True)
    await until(lambda: any("Gate" in each for each in agent.sentences))
    (turn, *_), motion = [each for each in agent.sentences if "Gate" in each], entry.runtime_data.camera.ptz.motion
    assert await agent.hear(turn, Context(user_id=hass_read_only_user.id))
    assert motion.preset == 5
    assert await agent.hear(turn) is None
    assert motion.preset == 3
    (clip,) = [each for each in agent.sentences if "clip" in each]
    hass.config.media_dirs = {}
    assert await agent.hear(clip), "there is no folder for it"


async def test_language(hass: HomeAssistant, entry: MockConfigEntry, agent: Agent) -> None:
    """The sentences are those of Home Assistant's language, or English."""
    for language, word in (("de-CH", "Kamera"), ("zh-Hans", "摄像头"), ("cy", "camera")):
        hass.config.language = language
        expose(hass, entry, exposed=True)
        await until(lambda: any(word in each for each in agent.sentences))  # noqa: B023
        expose(hass, entry, exposed=False)
        await until(lambda: not agent.sentences)


def test_every_language_has_sentences() -> None:
    assert set(TEMPLATES) == {path.stem for path in Path(FOLDER / "translations").glob("*.json")}
    for texts in TEMPLATES.values():
        assert all(texts[key] for key in ("go_to_preset", "save_clip"))
        assert all("{camera}" in each for key in texts for each in texts[key])
        assert all("{preset}" in each for each in texts["go_to_preset"])
