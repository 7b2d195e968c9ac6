"""One question at a time, and commands first."""

import asyncio

import pytest

from custom_components.ip_camera_cgi.protocol.http.priority_lock import Turn


async def test_who_is_in_a_hurry_goes_first() -> None:
    turn, order = Turn(), []

    async def ask(name: str, *, hurry: bool = False) -> None:
        async with turn.take(hurry=hurry):
            order.append(name)
            await asyncio.sleep(0)
            assert order[-1] == name, "nobody asks meanwhile"

    async with asyncio.TaskGroup() as tasks, turn.take():
        for name in ("first", "second"):
            tasks.create_task(ask(name))
            await asyncio.sleep(0)
        tasks.create_task(ask("command", hurry=True))
        await asyncio.sleep(0)
    assert order == ["command", "first", "second"]


async def test_those_who_give_up_hold_up_nobody() -> None:
    turn = Turn()
    entered = asyncio.Event()

    async def wait() -> None:
        async with turn.take():
            entered.set()

    for give_up in ("early", "at the last moment", "late"):
        entered.clear()
        async with turn.take():
            leaving = asyncio.create_task(wait())
            staying = asyncio.create_task(wait())
            await asyncio.sleep(0)
            if give_up != "late":
                leaving.cancel()  # it has not noticed yet
            if give_up == "early":
                await asyncio.sleep(0)
        leaving.cancel()  # its turn may have come, and it has not noticed yet
        async with asyncio.timeout(1):
            await staying
        assert entered.is_set()
        await asyncio.wait([leaving])
        async with asyncio.timeout(1), turn.take():
            pass


async def test_a_failure_passes_the_turn_on() -> None:
    turn = Turn()
    with pytest.raises(ZeroDivisionError):
        async with turn.take():
            1 / 0  # noqa: B018
    async with asyncio.timeout(1), turn.take():
        pass
