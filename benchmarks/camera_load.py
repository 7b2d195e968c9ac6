"""What a camera has to do while nothing happens: python -m benchmarks.camera_load.

Counts what a simulated camera is asked in a minute by an entry with its usual entities. The peer is Home Assistant's
own foscam integration: its cameras are others, so what is compared is how often its source says that they are asked.
"""

import argparse
import asyncio
from pathlib import Path
import re
from time import monotonic

import aiohttp
import homeassistant

from custom_components.ip_camera_cgi.protocol import Account, Address, connect
from simulator import simulate

POLL = 30  # seconds, as the coordinator has it
PEER = Path(homeassistant.__file__).parent / "components" / "foscam" / "coordinator.py"
USER, PASSWORD = "admin", "benchmark"


async def measure(dialect: str, seconds: float, *, armed: bool) -> float:
    """Return how many questions a minute a camera is asked."""
    async with simulate(dialect, user=USER, password=PASSWORD) as simulated, aiohttp.ClientSession() as session:
        camera = await connect(session, Address("127.0.0.1", simulated.port), Account(USER, PASSWORD))
        await camera.change_all({"motion_detection": armed})
        if not armed and camera.setting("alarm_input"):
            await camera.change_all({"alarm_input": False})
        pages = {setting.page for setting in camera.settings if not setting.advanced and not setting.group}
        listening = asyncio.create_task(camera.listen(lambda: None))
        await asyncio.sleep(1)
        asked, started = len(simulated.asked), monotonic()
        while (left := seconds - (monotonic() - started)) > 0:
            await asyncio.sleep(min(POLL, left))
            await camera.update(pages)
        listening.cancel()
        await camera.close()
        return (len(simulated.asked) - asked) * 60 / (monotonic() - started)


def peer_questions() -> float:
    """Return how many questions a minute the peer asks: its commands, and how often they come."""
    source = PEER.read_text("utf-8")
    interval = re.search(r"update_interval=timedelta\(seconds=(\d+)\)", source)
    assert interval is not None  # noqa: S101
    return len(re.findall(r"= self\.session\.\w+\(", source)) * 60 / int(interval[1])


async def main() -> None:
    """Measure all at once, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.camera_load")
    parser.add_argument("--seconds", type=float, default=120, help="how long to count (120)")
    seconds = parser.parse_args().seconds
    cases = [("netwave", True), ("netwave", False), ("hucoms", True)]
    counts = await asyncio.gather(*(measure(dialect, seconds, armed=armed) for dialect, armed in cases))
    peer = peer_questions()
    print(f"core foscam, by its source: {peer:.1f} questions a minute\n")
    print(f"{'':28}{'questions a minute':>20}{'against core foscam':>22}")
    for (dialect, armed), count in zip(cases, counts, strict=True):
        name = f"{dialect}, {'armed' if armed else 'not armed'}"
        print(f"{name:28}{count:20.1f}{count / peer:20.2f} x")


if __name__ == "__main__":
    asyncio.run(main())
