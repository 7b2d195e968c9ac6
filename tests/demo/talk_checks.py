"""Push to talk in a real browser."""

import asyncio
from io import BytesIO
from typing import Any
import wave

import aiohttp
import numpy as np
from playwright.async_api import Page

from script.client import Client

HERTZ = 1000
MICROPHONE = f"""navigator.mediaDevices.getUserMedia = async () => {{
    const context = new AudioContext(), tone = context.createOscillator();
    const sink = context.createMediaStreamDestination();
    tone.frequency.value = {HERTZ};
    tone.connect(sink);
    tone.start();
    await context.resume();
    return sink.stream;
}};"""
"""A microphone that hears a tone."""


async def check_talk(page: Page, client: Client, camera: dict[str, Any]) -> None:
    """What is said while the button is held arrives at the camera; the button is released when the page loses focus."""
    await page.add_init_script(MICROPHONE)
    async with aiohttp.ClientSession() as session:

        async def talk() -> dict[str, Any] | None:
            async with session.get(f"{camera['control']}/state") as answer:
                found: dict[str, Any] | None = (await answer.json())["talk"]
            return found

        async def over() -> dict[str, Any]:
            async with asyncio.timeout(20):
                while (now := await talk()) is None or not now["over"]:
                    await asyncio.sleep(0.1)
            return now

        await page.goto(f"{client.url}/ip-cameras/gate")
        button = page.locator("ip-camera-cgi-card .talk")
        await button.wait_for(timeout=60_000)
        await asyncio.sleep(2)  # until the card has its final layout
        for release in (page.mouse.up, lambda: page.evaluate("window.dispatchEvent(new Event('blur'))")):
            await button.hover()
            await page.mouse.down()
            async with asyncio.timeout(20):
                while (now := await talk()) is None or now["over"] or now["seconds"] < 1:
                    await asyncio.sleep(0.1)
            await release()
            heard = await over()
            assert heard["gaps"] == 0, heard
            assert heard["seconds"] >= 1, heard
            await page.mouse.up()
        async with session.get(f"{camera['control']}/talk.wav") as answer:
            sound = await answer.read()
    assert pitch(sound) == HERTZ


def pitch(sound: bytes) -> int:
    """Return the strongest frequency of a WAV, in tens of hertz."""
    with wave.open(BytesIO(sound)) as read:
        samples = np.frombuffer(read.readframes(read.getnframes()), "<i2").astype(float)
        strongest = int(np.argmax(np.abs(np.fft.rfft(samples))))
        rate: int = read.getframerate()
    return round(strongest * rate / len(samples) / 10) * 10
