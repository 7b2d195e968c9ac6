"""Tools for language models: look through a camera, go to a preset, save a clip; only with exposed cameras."""

from collections.abc import Mapping
from typing import Any, ClassVar, override

from homeassistant.components.homeassistant import async_should_expose
from homeassistant.components.llm import LLMTools
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.llm import LLM_API_ASSIST, LLMContext, Tool, ToolAnnotations, ToolInput, ToolResult
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from .access import Access, async_caller, camera_of, require
from .const import DOMAIN
from .exposed_cameras import exposed_cameras

_CAMERA, _QUESTION, _PRESET, _SECONDS = "camera", "question", "preset", "seconds"
_MAX_QUESTION = 500  # characters
_MAX_SECONDS = 60
_AI_TASK = "ai_task"


@callback
def async_get_tools(hass: HomeAssistant, llm_context: LLMContext, api_id: str) -> LLMTools | None:
    """Return the tools that the exposed cameras can be used with."""
    if api_id != LLM_API_ASSIST:
        return None
    cameras = exposed_cameras(hass, llm_context.assistant)
    if not cameras:
        return None
    tools: list[Tool] = [_SaveClip(cameras)]
    if hass.services.has_service(_AI_TASK, "generate_data"):
        tools.insert(0, _Look(cameras))
    steerable = {name: each for name, each in cameras.items() if camera_of(hass, each).camera.ptz.capabilities.presets}
    if steerable:
        tools.append(_GoToPreset(steerable))
    return LLMTools(tools=tools)


class _CameraTool(Tool):
    """Base of the tools: finds the camera and checks the rights of the calling user."""

    integration = DOMAIN
    access: ClassVar[Access]

    def __init__(self, cameras: Mapping[str, str], fields: Mapping[vol.Marker, Any]) -> None:
        self._cameras = cameras
        self.parameters = vol.Schema({vol.Required(_CAMERA): vol.In(list(cameras)), **fields})

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult | JsonObjectType:
        """Check exposure and rights again, as both may have changed since the tool was offered."""
        data = self.parameters(tool_input.tool_args)
        entity_id = self._cameras[data[_CAMERA]]
        if not async_should_expose(hass, llm_context.assistant, entity_id):
            return ToolResult(data={"error": "The camera is not exposed"}, error=True)
        require(await async_caller(hass, llm_context.context), self.access, entity_id)
        return ToolResult(data=await self._use(hass, entity_id, data, llm_context))

    async def _use(
        self, hass: HomeAssistant, entity_id: str, data: Mapping[str, Any], llm_context: LLMContext
    ) -> JsonObjectType:
        raise NotImplementedError


class _Look(_CameraTool):
    """Describes what a camera sees, by the model of the preferred AI task entity."""

    name = f"{DOMAIN}__look"
    title = "Look through a camera"
    description = "Take a picture with a camera now, and answer a question about what is to be seen."
    annotations = ToolAnnotations(read_only=True, destructive=False)
    access = Access.READ

    def __init__(self, cameras: Mapping[str, str]) -> None:
        question = vol.All(str, vol.Length(min=1, max=_MAX_QUESTION))
        super().__init__(cameras, {vol.Required(_QUESTION): question})

    @override
    async def _use(
        self, hass: HomeAssistant, entity_id: str, data: Mapping[str, Any], llm_context: LLMContext
    ) -> JsonObjectType:
        with camera_of(hass, entity_id).command():
            camera_of(hass, entity_id).camera.pictures.require()
        picture = {"media_content_id": f"media-source://camera/{entity_id}", "media_content_type": "image/jpeg"}
        answer = await hass.services.async_call(
            _AI_TASK,
            "generate_data",
            {"task_name": "camera", "instructions": data[_QUESTION], "attachments": [picture]},
            blocking=True,
            context=llm_context.context,
            return_response=True,
        )
        return {"answer": (answer or {}).get("data")}


class _GoToPreset(_CameraTool):
    """Turns a camera to a preset."""

    name = f"{DOMAIN}__go_to_preset"
    title = "Turn a camera to a preset"
    description = "Turn a camera to one of its stored views, by name or number."
    annotations = ToolAnnotations(destructive=False, idempotent=True, open_world=False)
    access = Access.CONTROL

    def __init__(self, cameras: Mapping[str, str]) -> None:
        super().__init__(cameras, {vol.Required(_PRESET): vol.All(vol.Any(str, int), vol.Coerce(str))})

    @override
    async def _use(
        self, hass: HomeAssistant, entity_id: str, data: Mapping[str, Any], llm_context: LLMContext
    ) -> JsonObjectType:
        target = {ATTR_ENTITY_ID: entity_id, "preset": data[_PRESET]}
        await hass.services.async_call(DOMAIN, "ptz_preset", target, blocking=True, context=llm_context.context)
        return {"done": True}


class _SaveClip(_CameraTool):
    """Saves a clip of what a camera sees."""

    name = f"{DOMAIN}__save_clip"
    title = "Save a clip"
    description = "Record what a camera sees for some seconds, and save it to the media folder."
    annotations = ToolAnnotations(destructive=False, open_world=False)
    access = Access.CONTROL

    def __init__(self, cameras: Mapping[str, str]) -> None:
        seconds = vol.All(vol.Coerce(int), vol.Range(min=1, max=_MAX_SECONDS))
        super().__init__(cameras, {vol.Optional(_SECONDS, default=10): seconds})

    @override
    async def _use(
        self, hass: HomeAssistant, entity_id: str, data: Mapping[str, Any], llm_context: LLMContext
    ) -> JsonObjectType:
        await hass.services.async_call(
            DOMAIN,
            "save_clip",
            {ATTR_ENTITY_ID: entity_id, "duration": data[_SECONDS]},
            blocking=True,
            context=llm_context.context,
            return_response=True,
        )
        return {"done": True}
