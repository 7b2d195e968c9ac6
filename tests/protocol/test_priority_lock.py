"""The priority lock."""

import asyncio

import pytest

from custom_components.ip_camera_cgi.protocol.http.priority_lock import Priority, PriorityLock


async def test_commands_go_first() -> None:
    lock, order = PriorityLock(), []

    async def ask(name: str, priority: Priority = Priority.QUERY) -> None:
        async with lock.acquire(priority):
            order.append(name)
            await asyncio.sleep(0)
            assert order[-1] == name, "nobody asks meanwhile"

    async with asyncio.TaskGroup() as tasks, lock.acquire():
        for name in ("first", "second"):
            tasks.create_task(ask(name))
            await asyncio.sleep(0)
        tasks.create_task(ask("command", Priority.COMMAND))
        await asyncio.sleep(0)
    assert order == ["command", "first", "second"]


async def test_cancelled_waiters_do_not_block() -> None:
    lock = PriorityLock()
    entered = asyncio.Event()

    async def wait() -> None:
        async with lock.acquire():
            entered.set()

    for give_up in ("early", "at the last moment", "late"):
        entered.clear()
        async with lock.acquire():
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
        async with asyncio.timeout(1), lock.acquire():
            pass


async def test_failure_releases_the_lock() -> None:
    lock = PriorityLock()
    with pytest.raises(ZeroDivisionError):
        async with lock.acquire():
            1 / 0  # noqa: B018
    async with asyncio.timeout(1), lock.acquire():
        pass


async def test_alarm_polling_gets_every_other_turn() -> None:
    """Neither alarm polling nor commands are starved."""
    lock, order = PriorityLock(), list[str]()

    async def hold(name: str, priority: Priority) -> None:
        async with lock.acquire(priority):
            order.append(name)
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as tasks, lock.acquire():
        for _ in range(4):
            tasks.create_task(hold("command", Priority.COMMAND))
            tasks.create_task(hold("query", Priority.QUERY))
            tasks.create_task(hold("alarm", Priority.ALARM))
        await asyncio.sleep(0)
    assert order == ["alarm", "command"] * 4 + ["query"] * 4
