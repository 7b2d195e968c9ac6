"""A user who sends commands in masses delays neither Home Assistant nor others, and leaves nothing behind."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.ip_camera_cgi import command_throttle
from custom_components.ip_camera_cgi.card import subscription
from custom_components.ip_camera_cgi.const import DOMAIN
from simulator import SimulatedCamera

from ..loop_lag import LIMIT, loop_lag
from ..protocol.test_camera import until
from .conftest import orders
from .test_card import camera_entity

pytestmark = pytest.mark.parametrize("dialect", ["netwave"])
MANY = 400


async def results(client: Any, count: int) -> list[bool]:
    """Return the success of the next results; events are skipped."""
    found: list[bool] = []
    async with asyncio.timeout(20):
        while len(found) < count:
            message = await client.receive_json()
            if message["type"] == "result":
                found.append(message["success"])
    return found


@pytest.mark.parametrize(
    ("command", "data"),
    [
        ("card/subscribe", {}),
        ("card/name_preset", {"preset": 1, "name": "Gate"}),
        ("recordings/days", {}),
        ("recordings/subscribe", {}),
    ],
)
async def test_flood_does_not_block_the_event_loop(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator, command: str, data: dict[str, Any]
) -> None:
    names = {str(number): f"Name {number}" for number in range(2, 200)}
    hass.config_entries.async_update_entry(entry, options={**entry.options, "presets": names})
    client = await hass_ws_client(hass)
    entity_id = camera_entity(hass, entry)
    async with loop_lag() as lag:
        for number in range(MANY):
            more = {"name": f"Gate {number}"} if "name" in data else {}
            await client.send_json_auto_id({"type": f"{DOMAIN}/{command}", "entity_id": entity_id, **data, **more})
        assert all(await results(client, MANY))
    assert lag.longest < LIMIT


async def test_flood_of_actions_does_not_block_the_event_loop(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client(hass)
    call = {"type": "call_service", "domain": DOMAIN, "service": "get_recordings", "return_response": True}
    target = {"entity_id": camera_entity(hass, entry)}
    async with loop_lag() as lag:
        for _ in range(MANY):
            await client.send_json_auto_id({**call, "service_data": target})
        assert all(await results(client, MANY))
    assert lag.longest < LIMIT


async def test_cards_of_a_page_share_one_description(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All of them receive it, and the last one that goes ends it."""
    client = await hass_ws_client(hass)
    message = {"type": f"{DOMAIN}/card/subscribe", "entity_id": camera_entity(hass, entry)}
    for _ in range(3):
        await client.send_json_auto_id(message)
        assert (await client.receive_json())["success"]
        assert (await client.receive_json())["event"]["name"] == entry.title
    described = 0
    describe = subscription.describe

    def counting(*args: Any) -> Any:
        nonlocal described
        described += 1
        return describe(*args)

    monkeypatch.setattr(subscription, "describe", counting)
    hass.config_entries.async_update_entry(entry, title="Gate")
    assert described == 1
    assert [(await client.receive_json())["event"]["name"] for _ in range(3)] == ["Gate"] * 3
    followers = hass.data[subscription._FOLLOWERS]
    for number in (1, 2, 3):
        assert len(followers) == 1
        await client.send_json_auto_id({"type": "unsubscribe_events", "subscription": number})
        assert (await client.receive_json())["success"]
    assert not followers


async def test_too_many_subscriptions_are_refused(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_throttle, "_MAX_SUBSCRIPTIONS", 3)  # one is the login
    client = await hass_ws_client(hass)
    for expected in (True, True, False):
        command = "card/subscribe" if expected else "recordings/subscribe"
        await client.send_json_auto_id({"type": f"{DOMAIN}/{command}", "entity_id": camera_entity(hass, entry)})
        assert await results(client, 1) == [expected]
    await client.send_json_auto_id({"type": f"{DOMAIN}/card/subscribe", "entity_id": camera_entity(hass, entry)})
    assert await results(client, 1) == [False]


async def test_commands_of_a_lost_connection_are_not_executed(
    hass: HomeAssistant, entry: MockConfigEntry, simulated: SimulatedCamera, hass_ws_client: WebSocketGenerator
) -> None:
    """A button that is held behind many other commands does not move the camera when its page has gone."""
    client = await hass_ws_client(hass)
    entity_id = camera_entity(hass, entry)
    request_count = len(simulated.requests)
    for _ in range(MANY):
        await client.send_json_auto_id({"type": f"{DOMAIN}/recordings/days", "entity_id": entity_id})
    await client.send_json_auto_id({"type": f"{DOMAIN}/ptz/hold", "entity_id": entity_id, "direction": "left"})
    await asyncio.sleep(0)  # all are received, few have begun
    await client.close()
    locks = hass.data.get(command_throttle._LOCKS, {}).values()
    await until(lambda: not any(lock.locked() for lock in locks))
    assert not entry.runtime_data.holds
    assert not orders(simulated, request_count)
