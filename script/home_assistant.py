"""Runs Home Assistant in a separate folder."""

import asyncio
from collections import deque
from contextlib import suppress
import json
import os
from pathlib import Path
import shutil
import signal
import sys
from typing import Any, NoReturn, Self

import aiohttp

ROOT = Path(__file__).parent.parent
RESTART = 100  # homeassistant.const.RESTART_EXIT_CODE

# Instead of default_config, half of which searches the network or needs compiled libraries.
# Home Assistant sets up their dependencies itself; script/demo_requirements.py has both.
CONFIGURATION = """\
homeassistant:
  name: IP Camera CGI demo
  country: NL
  internal_url: {url}
  media_dirs:
    local: {media}
automation: !include automations.yaml
config:
frontend:
history:
logbook:
media_source:
my:
scene: !include scenes.yaml
script: !include scripts.yaml
stream:
sun:
logger:
  default: info
"""


class HomeAssistantError(Exception):
    """Home Assistant did not behave as expected."""


class HomeAssistant:
    """A Home Assistant that runs during an `async with` block, with optional extra configuration."""

    def __init__(self, folder: Path, port: int, more: dict[str, Any]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "home-assistant.log"
        self._port = port
        self._config = folder / "config"
        self._more = more
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._prepare()
        self.log.unlink(missing_ok=True)
        await self._launch()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stop()

    async def answering(self) -> None:
        """Wait until the web server answers."""
        async with aiohttp.ClientSession() as session:
            while self._process and self._process.returncode is None:
                with suppress(aiohttp.ClientError):
                    async with session.get(self.url, allow_redirects=False):
                        return
                await asyncio.sleep(0.2)
        await self.ended()

    async def ended(self) -> NoReturn:
        """Raise when Home Assistant ends; a restart from the browser does not count."""
        code: int | None = None
        while self._process and (code := await self._process.wait()) == RESTART:
            await self._launch()
        raise HomeAssistantError(f"Home Assistant ended (exit code {code})")

    def last_lines(self, count: int = 25) -> str:
        """Return the end of the log."""
        with self.log.open(encoding="utf-8", errors="replace") as log:
            return "".join(deque(log, count))

    def _prepare(self) -> None:
        self._config.mkdir(parents=True, exist_ok=True)
        more = "".join(f"{domain}: {json.dumps(settings)}\n" for domain, settings in self._more.items())
        media = self._config.parent / "media"  # otherwise, in a container, it would be /media
        media.mkdir(exist_ok=True)
        configuration = CONFIGURATION.format(url=self.url, media=json.dumps(str(media))) + more
        (self._config / "configuration.yaml").write_text(configuration, encoding="utf-8")
        for name in ("automations", "scenes", "scripts"):  # where the editors save
            (self._config / f"{name}.yaml").touch()
        # A link, so that a restart loads the current code.
        link = self._config / "custom_components"
        link.unlink(missing_ok=True)
        link.symlink_to(ROOT / "custom_components", target_is_directory=True)
        # In the first version of the file, which Home Assistant migrates: configuration.yaml is read only once.
        self._store("http", 1, {"server_host": ["127.0.0.1"], "server_port": self._port})
        # The search for cameras stays on this machine.
        self._store("core.network", 1, {"configured_adapters": ["lo"]})
        shutil.copytree(ROOT / "blueprints", self._config / "blueprints", dirs_exist_ok=True)
        if not (self._config / ".storage/onboarding").exists():
            # All of the onboarding except the user: its other pages set up integrations that need the internet.
            self._store("onboarding", 4, {"done": ["core_config", "analytics", "integration"]})

    def _store(self, key: str, version: int, data: dict[str, Any]) -> None:
        path = self._config / ".storage" / key
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"version": version, "key": key, "data": data}), encoding="utf-8")

    async def _launch(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", str(ROOT / "script/hass.py")),
                *("--config", str(self._config), "--skip-pip", "--log-no-color"),
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**os.environ, "HA_DISABLE_LOG_FILE": "1"},  # the reason is in the log above
                process_group=0,  # only this process receives Ctrl-C, and stops Home Assistant in order
            )

    async def _stop(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(30):
                await process.wait()
        except TimeoutError:
            pass
        finally:  # also when Ctrl-C is pressed again
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
