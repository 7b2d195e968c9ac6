"""Runs Home Assistant with simulated cameras; called by `script/demo`."""

from argparse import ArgumentParser, Namespace
import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
import fcntl
import json
from pathlib import Path
import shutil
import signal
import socket
import sys
from time import monotonic
from typing import TextIO

from aiohttp import ClientError

from simulator.house import Station

from .client import Client
from .demo_cameras import (
    NAMES,
    PASSWORD as CAMERA_PASSWORD,
    USER as CAMERA_USER,
    cameras,
    dialect,
    login,
    rest_commands,
)
from .demo_dashboard import show_dashboard
from .demo_history import write_history
from .home_assistant import ROOT, HomeAssistant, HomeAssistantError

DOMAIN = "ip_camera_cgi"
MENUS = {"user": "address", "confirm_administrator": "add"}
USER = PASSWORD = "demo"  # noqa: S105 - and printed on every start
STARTED = monotonic()


class DemoError(Exception):
    """The demo cannot continue; the message has instructions for the user."""


def arguments() -> Namespace:
    """Parse the command line."""
    parser = ArgumentParser(prog="script/demo", description="Home Assistant with simulated cameras.")
    parser.add_argument("--port", type=int, default=8123, help="where Home Assistant listens (8123)")
    parser.add_argument("--fresh", action="store_true", help="throw away what earlier starts left behind")
    parser.add_argument("--state", type=Path, default=ROOT / ".local/state", help="where that is kept (.local/state)")
    parser.add_argument("--json", action="store_true", help="when ready, also print a line READY {…} for programs")
    return parser.parse_args()


def say(text: str) -> None:
    """Print a progress message."""
    print(f"[{monotonic() - STARTED:5.1f} s] {text}", flush=True)


def claim(state: Path, *, fresh: bool) -> TextIO:
    """Lock the state folder while the returned file is open, and empty it on request."""
    mark = state / "demo.lock"
    if state.exists() and not mark.exists() and any(state.iterdir()):
        raise DemoError(f"{state} is not empty and not a folder of the demo")
    state.mkdir(parents=True, exist_ok=True)
    lock = mark.open("a", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise DemoError(f"Another demo is running in {state}. End it, or take another folder with --state.") from None
    if fresh:
        for path in state.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path != mark:
                path.unlink()
    return lock


def check(port: int) -> None:
    """Raise an error if a port is in use."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise DemoError(f"Port {port} cannot be had ({error}). Choose another one with --port") from None


@asynccontextmanager
async def patience() -> AsyncIterator[None]:
    """Limit the duration of a step and print progress."""

    async def comfort() -> None:
        while True:
            await asyncio.sleep(10)
            say("…")

    task = asyncio.create_task(comfort())
    try:
        async with asyncio.timeout(300):
            yield
    except TimeoutError:
        raise HomeAssistantError("Home Assistant takes too long") from None
    finally:
        task.cancel()


async def add_cameras(client: Client, running: list[Station]) -> None:
    """Set up the cameras like a user, and wait until they work."""
    for each in running:
        end = await client.set_up(DOMAIN, MENUS, login(each))
        if end["type"] == "create_entry":
            say(f"Added the {dialect(each).title()} camera “{end['title']}”")
        elif end["reason"] != "already_configured":
            raise HomeAssistantError(f"{each.camera.address} was not added: {end['reason']}")
    troubles: list[str] = []
    for _ in range(300):
        entries = await client.call("config_entries/get", domain=DOMAIN)
        troubles = [f"“{entry['title']}”: {entry['reason']}" for entry in entries if entry["state"] != "loaded"]
        if len(entries) - len(troubles) >= len(running):
            return
        await asyncio.sleep(0.1)
    raise HomeAssistantError(f"These cameras do not work: {', '.join(troubles)}. Try script/demo --fresh")


async def walk_past(client: Client, running: list[Station]) -> None:
    """Raise an alarm at each camera, so that the entities of the last alarm have a state."""
    for each in running:
        each.camera.world.motion = True
    try:
        for _ in range(100):
            states = await client.get("/api/states")
            alarms = [each["state"] for each in states if "motion" in each["attributes"].get("event_types", ())]
            if "unknown" not in alarms:
                break
            await asyncio.sleep(0.1)
    finally:
        for each in running:
            each.camera.world.motion = False


def announce(client: Client, version: str, running: list[Station]) -> None:
    """Print addresses and logins for the user."""
    print(f"\nHome Assistant {version} with simulated cameras is ready.\n")
    print(f"    {client.url}/    user {USER}, password {PASSWORD}\n")
    print("The cameras have pages of their own, with buttons for what happens around them:\n")
    for each, name in zip(running, NAMES.values(), strict=True):
        print(f"    {each.camera.address}/    {name} ({each.camera.personality.model})")
    print(f"\n“{list(NAMES.values())[-1]}” waits under Settings > Devices & services > Discovered; sign in with")
    print(f"user {CAMERA_USER}, password {CAMERA_PASSWORD}.")
    print("\nCtrl-C ends it.", flush=True)


def report(client: Client, version: str, state: Path, running: list[Station]) -> str:
    """Print addresses and logins for programs."""
    facts = {
        "url": client.url,
        "user": USER,
        "password": PASSWORD,
        "version": version,
        "log": str(state / "home-assistant.log"),
        "cameras": [
            {
                "dialect": dialect(each),
                "model": each.camera.personality.model,
                "address": each.camera.address,
                "control": each.control.address,
            }
            for each in running[:-1]
        ],
    }
    return f"READY {json.dumps(facts)}"


async def demo(options: Namespace) -> None:
    """Run everything until cancelled."""
    async with AsyncExitStack() as stack:
        state = options.state.resolve()
        stack.enter_context(claim(state, fresh=options.fresh))
        check(options.port)
        running = await stack.enter_async_context(cameras(state / "port"))
        say("Simulated cameras are running; starting Home Assistant")
        owned = running[:-1]
        recorded = asyncio.to_thread(
            write_history,
            state / "media",
            {name: each.camera for name, each in zip(NAMES.values(), owned, strict=False)},
        )
        history = asyncio.create_task(recorded)
        home_assistant = await stack.enter_async_context(
            HomeAssistant(state, options.port, {"rest_command": rest_commands(running)})
        )
        stack.callback(say, "Stopping; press Ctrl-C again to make short work of it")
        try:
            async with patience(), Client(home_assistant.url) as client:
                await home_assistant.answering()
                say("It answers; signing in")
                await client.sign_in(USER, PASSWORD)
                version = (await client.running())["version"]
                say("It is started; setting up the cameras")
                await history
                await add_cameras(client, owned)
                await walk_past(client, owned)
                await show_dashboard(client, list(NAMES.values())[:-1], state / "dashboard.json")
            say("Done")
            announce(client, version, running)
            if options.json:
                print(report(client, version, state, running), flush=True)
            await home_assistant.ended()
        except (HomeAssistantError, ClientError) as error:
            raise DemoError(f"{error}\n{home_assistant.last_lines()}The whole log: {home_assistant.log}") from error


async def run(options: Namespace) -> int:
    """Run the demo until it fails or is interrupted; return the exit code."""
    task = asyncio.create_task(demo(options))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        await task
    except (DemoError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except asyncio.CancelledError:
        say("Stopped")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(run(arguments())))
