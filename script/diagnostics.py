"""Regenerates tests/diagnostics/ from simulated cameras: `python -m script.diagnostics`."""

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp

from custom_components.ip_camera_cgi.protocol import (
    Account,
    Address,
    connect,
    diagnostics_report,
    read_health,
    redaction_for,
)
from simulator import simulate

FOLDER = Path(__file__).parents[1] / "tests" / "diagnostics"
SAMPLES = {"foscam-fi8910w": "netwave", "hucoms-dome": "hucoms"}


async def diagnosed(dialect: str, personality: str) -> dict[str, Any]:
    """Return the diagnostics of a simulated camera."""
    async with simulate(dialect, personality=personality) as simulated, aiohttp.ClientSession() as session:
        address, account = Address(simulated.host, simulated.port), Account("admin", "secret")
        camera = await connect(session, address, account)
        await read_health(camera)
        reported = diagnostics_report(camera, redaction_for(camera))
        await camera.close()
        return reported


async def main() -> None:
    """Write a file for each sample."""
    for personality, dialect in SAMPLES.items():
        reported = {"data": await diagnosed(dialect, personality)}
        text = json.dumps(reported, indent=2, ensure_ascii=False)
        (FOLDER / f"{personality}.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    asyncio.run(main())
