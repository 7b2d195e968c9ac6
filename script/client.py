"""A client of a running Home Assistant, using the API of its frontend."""

import asyncio
from collections.abc import Mapping
from typing import Any, Self

import aiohttp

from .home_assistant import HomeAssistantError

FLOWS = "/api/config/config_entries/flow"


class Client:
    """A signed-in client."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.tokens: dict[str, Any] = {}
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(60))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def sign_in(self, user: str, password: str) -> None:
        """Sign in; in a new Home Assistant, become its owner."""
        who = {"client_id": f"{self.url}/", "username": user, "password": password}
        if await self._welcomes():
            answer = await self.post("/api/onboarding/users", {**who, "name": user.title(), "language": "en"})
            code = answer["auth_code"]
        else:
            start = {"client_id": f"{self.url}/", "handler": ["homeassistant", None], "redirect_uri": f"{self.url}/"}
            step = await self.post("/auth/login_flow", start)
            step = await self.post(f"/auth/login_flow/{step['flow_id']}", who)
            if step["type"] != "create_entry":
                raise HomeAssistantError(f"Home Assistant does not let {user} in with the password {password}")
            code = step["result"]
        form = {"client_id": f"{self.url}/", "grant_type": "authorization_code", "code": code}
        self.tokens = await self._request("POST", "/auth/token", data=form)

    async def _welcomes(self) -> bool:
        async with self._session.get(f"{self.url}/api/onboarding") as response:
            # The page exists only before the first login.
            return response.ok and any(not step["done"] for step in await response.json())

    async def running(self) -> dict[str, Any]:
        """Wait until everything has started; return Home Assistant's configuration."""
        while (config := await self.get("/api/config"))["state"] != "RUNNING":  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.2)
        if config["recovery_mode"]:
            raise HomeAssistantError("Home Assistant could not start and went into its recovery mode")
        return config  # type: ignore[no-any-return]

    async def get(self, path: str) -> Any:
        """Send a GET request."""
        return await self._request("GET", path)

    async def post(self, path: str, data: dict[str, Any]) -> Any:
        """Send a POST request."""
        return await self._request("POST", path, json=data)

    async def _request(self, method: str, path: str, **how: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if (token := self.tokens.get("access_token")) else {}
        async with self._session.request(method, self.url + path, headers=headers, **how) as response:
            if not response.ok:
                raise HomeAssistantError(f"{method} {path}: {response.status} {await response.text()}")
            return await response.json()

    async def call(self, command: str, **data: Any) -> Any:
        """Send a WebSocket command; return its result."""
        async with self._session.ws_connect(f"{self.url}/api/websocket", max_msg_size=0) as socket:
            try:
                await socket.receive_json()
                await socket.send_json({"type": "auth", "access_token": self.tokens["access_token"]})
                if (answer := await socket.receive_json())["type"] == "auth_ok":
                    await socket.send_json({"id": 1, "type": command, **data})
                    answer = await socket.receive_json(timeout=60)
            except aiohttp.WSMessageTypeError:
                raise HomeAssistantError(f"{command}: Home Assistant hung up") from None
        if answer.get("success"):
            return answer["result"]
        raise HomeAssistantError(f"{command}: {answer.get('error') or answer}")

    async def set_up(self, domain: str, choices: Mapping[str, str], data: dict[str, Any]) -> dict[str, Any]:
        """Run the config flow of an integration with a choice per menu and data per form.

        Returns the result of the flow, whose "type" is "create_entry" or "abort".
        """
        step = await self.post(FLOWS, {"handler": domain})
        while step["type"] in {"form", "menu"}:
            if step.get("errors"):
                raise HomeAssistantError(f"{domain} refuses {data}: {step['errors']}")
            answer = data if step["type"] == "form" else {"next_step_id": choices[step["step_id"]]}
            step = await self.post(f"{FLOWS}/{step['flow_id']}", answer)
        return step  # type: ignore[no-any-return]
