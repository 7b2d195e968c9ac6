"""Run one camera that is not there: python -m simulator netwave --port 8081."""

from argparse import ArgumentParser, Namespace
import asyncio
from collections.abc import Sequence
import signal

from . import DIALECTS, Account, Control, Level, names, simulate


def _arguments(words: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="simulator", description="A camera that is not there.")
    parser.add_argument("dialect", choices=sorted(DIALECTS))
    parser.add_argument("--port", type=int, default=0, help="where it listens; any free port by default")
    parser.add_argument(
        "--personality", help="; ".join(f"{dialect}: {', '.join(names(dialect))}" for dialect in DIALECTS)
    )
    parser.add_argument("--user", default="admin")
    parser.add_argument("--password", default="secret")
    for level in ("operator", "visitor"):
        parser.add_argument(
            f"--{level}-user",
            help=f"the name of another account, with the rights of a{'n' if level[0] == 'o' else ''} {level}",
        )
        parser.add_argument(f"--{level}-password", default="")
    parser.add_argument("--rtsp-port", type=int, help="where the camera says its RTSP server is (hucoms)")
    parser.add_argument("--control-port", type=int, help="where the simulator itself can be told things, as JSON")
    parser.add_argument("--motion", action="store_true", help="somebody walks through the picture from the start")
    return parser.parse_args(words)


async def _run(asked: Namespace) -> None:
    over = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, over.set)
    accounts = [
        Account(name, getattr(asked, f"{level.name.lower()}_password"), level)
        for level in (Level.OPERATOR, Level.VISITOR)
        if (name := getattr(asked, f"{level.name.lower()}_user"))
    ]
    camera = simulate(
        asked.dialect,
        personality=asked.personality,
        user=asked.user,
        password=asked.password,
        accounts=accounts,
        rtsp_port=asked.rtsp_port,
    )
    control = Control(camera)
    camera.world.motion = asked.motion
    await camera.start(port=asked.port)
    try:
        print(f"{camera.personality.name} at {camera.address}", flush=True)
        if asked.control_port is not None:
            await control.start(asked.control_port)
            print(f"control at {control.address}", flush=True)
        await over.wait()
    finally:
        await control.stop()
        await camera.stop()


def main(words: Sequence[str] | None = None) -> None:
    """Run a camera until interrupted."""
    asyncio.run(_run(_arguments(words)))


if __name__ == "__main__":
    main()
