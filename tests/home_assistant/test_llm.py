"""Tools for language models, used as a conversation agent uses them."""

from pathlib import Path
from typing import Any

from homeassistant.components.homeassistant import exposed_entities
from homeassistant.core import Context, HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers import llm
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from simulator import SimulatedCamera

from .conftest import act
from .test_entities import call, entity_id

ASSISTANT = "conversation"
PREFIX = "ip_camera_cgi__"


@pytest.fixture
def dialect() -> str:
    return "netwave"


@pytest.fixture
async def asked(hass: HomeAssistant, entry: MockConfigEntry) -> list[ServiceCall]:
    """Replace the AI task, which needs a language model; return the calls that it receives."""
    for component in ("homeassistant", "llm"):
        assert await async_setup_component(hass, component, {})
    calls: list[ServiceCall] = []

    async def generate(service: ServiceCall) -> dict[str, Any]:
        calls.append(service)
        return {"data": "A cat sits at the door"}

    hass.services.async_register("ai_task", "generate_data", generate, supports_response=SupportsResponse.ONLY)
    return calls


def expose(hass: HomeAssistant, entry: MockConfigEntry, *, exposed: bool) -> None:
    exposed_entities.async_expose_entity(hass, ASSISTANT, entity_id(hass, entry, "camera"), exposed)


async def api(hass: HomeAssistant, context: Context | None = None) -> llm.APIInstance:
    about = llm.LLMContext(
        platform="test", context=context or Context(), language="en", assistant=ASSISTANT, device_id=None
    )
    return await llm.async_get_api(hass, "assist", about)


def ours(instance: llm.APIInstance) -> set[str]:
    return {tool.name.removeprefix(PREFIX) for tool in instance.tools if tool.name.startswith(PREFIX)}


async def use(instance: llm.APIInstance, tool: str, **data: Any) -> Any:
    (wanted,) = (each for each in instance.tools if each.name == PREFIX + tool)
    given = llm.ToolInput(wanted.name, {"camera": "Driveway", **data})
    answer: Any = await wanted.async_call(instance.api.hass, given, instance.llm_context)
    return answer.data if isinstance(answer, llm.ToolResult) else answer


async def test_only_exposed_cameras(hass: HomeAssistant, entry: MockConfigEntry, asked: list[ServiceCall]) -> None:
    expose(hass, entry, exposed=False)
    assert ours(await api(hass)) == set()
    expose(hass, entry, exposed=True)
    instance = await api(hass)
    assert ours(instance) == {"look", "go_to_preset", "save_clip"}
    expose(hass, entry, exposed=False)
    assert "not exposed" in str(await use(instance, "look", question="Who is there?"))
    assert asked == []


async def test_look(hass: HomeAssistant, entry: MockConfigEntry, asked: list[ServiceCall]) -> None:
    expose(hass, entry, exposed=True)
    instance = await api(hass)
    assert await use(instance, "look", question="Who is there?") == {"answer": "A cat sits at the door"}
    (service,) = asked
    assert service.data["instructions"] == "Who is there?"
    camera = entity_id(hass, entry, "camera")
    assert [each["media_content_id"] for each in service.data["attachments"]] == [f"media-source://camera/{camera}"]
    await call(hass, entry, "privacy_mode", "turn_on")
    with pytest.raises(HomeAssistantError):
        await use(instance, "look", question="Who is there?")
    assert len(asked) == 1


async def test_go_to_preset(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, asked: list[ServiceCall]
) -> None:
    expose(hass, entry, exposed=True)
    instance = await api(hass)
    await act(hass, entry, "ptz_preset", preset="3", task="set", name="Gate")
    await act(hass, entry, "ptz_preset", preset="5", task="set")
    ptz = entry.runtime_data.camera.ptz
    assert ptz.motion.preset == 5
    assert await use(instance, "go_to_preset", preset="gate") == {"done": True}
    assert ptz.motion.preset == 3
    with pytest.raises(HomeAssistantError):
        await use(instance, "go_to_preset", preset="nowhere")


async def test_save_clip(hass: HomeAssistant, entry: MockConfigEntry, asked: list[ServiceCall], tmp_path: Path) -> None:
    hass.config.media_dirs = {"local": str(tmp_path)}
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    expose(hass, entry, exposed=True)
    assert await use(await api(hass), "save_clip", seconds=1) == {"done": True}
    assert await hass.async_add_executor_job(lambda: list(tmp_path.rglob("*.mp4")))


async def test_user_permissions_are_checked(
    hass: HomeAssistant, entry: MockConfigEntry, asked: list[ServiceCall], hass_read_only_user: MockUser
) -> None:
    expose(hass, entry, exposed=True)
    instance = await api(hass, Context(user_id=hass_read_only_user.id))
    assert await use(instance, "look", question="Who is there?")
    for tool, data in (("go_to_preset", {"preset": "1"}), ("save_clip", {})):
        with pytest.raises(Unauthorized):
            await use(instance, tool, **data)
