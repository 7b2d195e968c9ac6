"""The priority lock."""

import asyncio
from contextlib import suppress

import aiohttp
import pytest

from custom_components.ip_camera_cgi.protocol.http.client import CameraHttp, Response
from custom_components.ip_camera_cgi.protocol.http.login import Login
from custom_components.ip_camera_cgi.protocol.http.priority_lock import Priority, PriorityLock
from custom_components.ip_camera_cgi.protocol.http.request import Request
from custom_components.ip_camera_cgi.protocol.http.request_log import LoggedRequest
from custom_components.ip_camera_cgi.protocol.http.request_queue import RequestQueue
from custom_components.ip_camera_cgi.protocol.model.address import Account, Address
from custom_components.ip_camera_cgi.protocol.model.errors import CameraConnectionError


async def test_commands_go_first() -> None:
    lock, order = PriorityLock(), []

    async def ask(name: str, priority: Priority = Priority.QUERY) -> None:
        async with lock.acquire(priority):
            order.append(name)
            await asyncio.sleep(0)
            assert order[-1] == name, "the lock is free meanwhile"

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
                leaving.cancel()  # the cancellation is pending
            if give_up == "early":
                await asyncio.sleep(0)
        leaving.cancel()  # it may have acquired the lock, with the cancellation pending
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


async def test_second_urgent_request_while_a_query_is_ending() -> None:
    """A command to stop must not fail because another urgent request has interrupted the same query."""
    queue = RequestQueue()
    ending = asyncio.Event()

    async def query() -> None:
        limit = asyncio.timeout(5)
        with suppress(TimeoutError):
            async with queue.turn(Request("/page"), limit, retried=False):
                try:
                    await asyncio.sleep(5)
                except asyncio.CancelledError:
                    ending.set()
                    await asyncio.sleep(0.05)
                    raise

    async def stop() -> None:
        async with queue.turn(Request("/stop", urgent=True), asyncio.timeout(5), retried=False):
            await ending.wait()

    async with asyncio.timeout(2), asyncio.TaskGroup() as tasks:
        tasks.create_task(query())
        await asyncio.sleep(0.01)
        tasks.create_task(stop())
        await ending.wait()
        tasks.create_task(stop())


async def test_waiting_queries_of_a_silent_camera_end_together() -> None:
    """After two requests without an answer; a command is tried all the same, and an answer is the end of it."""
    queue, sent = RequestQueue(), list[str]()

    async def send(path: str, *, answered: bool = False, command: bool = False) -> None:
        request = Request(path, timeout=0.2, command=command)
        with suppress(TimeoutError):
            async with queue.turn(request, asyncio.timeout(request.timeout), retried=True):
                sent.append(path)
                await asyncio.sleep(0 if answered else 1)

    async with asyncio.timeout(0.9), asyncio.TaskGroup() as tasks:
        for number in range(8):
            tasks.create_task(send(f"/{number}"))
        await asyncio.sleep(0.05)
        tasks.create_task(send("/command", command=True))
    assert sent == ["/0", "/command"]
    sent.clear()
    await send("/answered", answered=True)
    async with asyncio.timeout(0.9), asyncio.TaskGroup() as tasks:
        for number in range(3):
            tasks.create_task(send(f"/{number}"))
    assert sent == ["/answered", "/0", "/1"]


async def test_camera_is_identified_again_after_an_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    """A query that gave way to an urgent request is retried, even if that has failed and cast doubt on the camera."""
    identified, queries = list[str](), 0

    async def identify(request: Request) -> None:
        identified.append(request.path)

    async def exchange(_: CameraHttp, request: Request, logged: LoggedRequest) -> Response:
        nonlocal queries
        queries += not request.urgent
        await asyncio.sleep(5 if request.urgent or queries == 1 else 0)
        return Response(b"", account)

    monkeypatch.setattr(CameraHttp, "_exchange", exchange)
    account = Account("admin", "secret")
    async with aiohttp.ClientSession() as session, asyncio.timeout(3):
        http = CameraHttp(
            session,
            Address("127.0.0.1", 80),
            account,
            logins=(Login.BASIC,),
            query_names=("user", "pwd"),
            check_identity=identify,
        )
        query = asyncio.create_task(http.send(Request("/page")))
        await asyncio.sleep(0.01)
        with pytest.raises(CameraConnectionError):
            await http.send(Request("/stop", urgent=True, timeout=0.1))
        await query
    assert identified == ["/page"]
    assert queries == 2
