"""The limit of live pictures per browser."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from io import BytesIO

from aiohttp import ClientResponse, ClientSession, TCPConnector
from aiohttp.test_utils import TestServer
from homeassistant.core import HomeAssistant
from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ip_camera_cgi.live import browser_views
from simulator import SimulatedCamera

from ..protocol.test_camera import until
from .test_entities import entity_id

CHROMIUM = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
OF_BROWSER = {"User-Agent": CHROMIUM}
SAFARI = (
    "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/604.1"
)
LIVE, STILL = "multipart/x-mixed-replace", "image/jpeg"


class Page:
    """A page with live pictures, one connection for each."""

    def __init__(self, session: ClientSession, path: str) -> None:
        self._session, self._path = session, path
        self.views: list[ClientResponse] = []

    async def show(self, headers: dict[str, str] = OF_BROWSER, query: str = "") -> ClientResponse:
        """Open another view."""
        view = await self._session.get(self._path + query, headers=headers)
        self.views.append(view)
        return view

    async def kinds(self, count: int, headers: dict[str, str] = OF_BROWSER, query: str = "") -> list[str]:
        """Open several views concurrently; return the kind of each response."""
        views = await asyncio.gather(*(self.show(headers, query) for _ in range(count)))
        return sorted(view.content_type for view in views)


@pytest.fixture
async def page(hass: HomeAssistant, entry: MockConfigEntry) -> AsyncGenerator[Page]:
    """A Home Assistant page with a given number of views of one camera."""
    camera = hass.states.get(entity_id(hass, entry, "camera"))
    assert camera is not None
    path = camera.attributes["entity_picture"].replace("camera_proxy", "camera_proxy_stream")
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(TestServer(hass.http.app))
        session = await stack.enter_async_context(ClientSession(server.make_url("/"), connector=TCPConnector(limit=0)))
        page = Page(session, path)
        yield page
        for view in page.views:
            view.close()
        await entry.runtime_data.camera.live.close()


async def test_fifth_view_is_a_still_with_a_note(page: Page, entry: MockConfigEntry) -> None:
    assert await page.kinds(4) == [LIVE] * 4
    fifth = await page.show()
    assert fifth.content_type == STILL
    picture = await fifth.read()
    with Image.open(BytesIO(picture)) as image:
        image.load()
        camera = Image.open(BytesIO(await entry.runtime_data.camera.pictures.still()))
        assert image.size == camera.size
    assert entry.runtime_data.camera.live.viewers == 4, "no connection is left"


async def test_limit_applies_to_concurrent_views(page: Page) -> None:
    assert await page.kinds(7) == [STILL] * 3 + [LIVE] * 4


async def test_still_streams_count_as_views(page: Page) -> None:
    assert await page.kinds(5, query="&interval=1") == [STILL] + [LIVE] * 4


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Lavf/62.3.100"},
        {"User-Agent": "Go-http-client/1.1"},
        {"User-Agent": ""},
        OF_BROWSER | {"X-Forwarded-Proto": "https"},  # its connections end at the proxy
    ],
)
async def test_players_and_proxied_browsers_are_not_limited(page: Page, headers: dict[str, str]) -> None:
    assert await page.kinds(6, headers) == [LIVE] * 6
    assert await page.kinds(4) == [LIVE] * 4


async def test_browsers_are_counted_separately(page: Page) -> None:
    assert await page.kinds(4) == [LIVE] * 4
    assert await page.kinds(4, {"User-Agent": CHROMIUM.replace("156", "157")}) == [LIVE] * 4


async def test_reload_of_page_restores_views(page: Page, simulated: SimulatedCamera) -> None:
    """Even if the camera sends nothing, so that the closed connections of the previous page go unnoticed."""
    views = [await page.show() for _ in range(4)]
    simulated.faults.refuse = True
    simulated.hang_up()
    for view in views:
        view.close()
    assert await page.kinds(5) == [STILL] + [LIVE] * 4


async def test_closed_view_makes_room(page: Page, entry: MockConfigEntry) -> None:
    views = [await page.show() for _ in range(4)]
    views[0].close()
    await until(lambda: entry.runtime_data.camera.live.viewers == 3)
    assert await page.kinds(2) == [STILL, LIVE]


async def test_webkit_connections_of_previous_page_are_closed(
    page: Page, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest page takes precedence; a single page has the same limit as in other browsers."""
    monkeypatch.setattr(browser_views, "_SAME_PAGE", 2)
    webkit = {"User-Agent": SAFARI}
    assert await page.kinds(6, webkit) == [STILL] * 2 + [LIVE] * 4
    await asyncio.sleep(2)
    assert await page.kinds(6, webkit) == [STILL] * 2 + [LIVE] * 4
    await until(lambda: entry.runtime_data.camera.live.viewers == 4)


async def test_views_of_unavailable_camera(
    page: Page, simulated: SimulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_views, "_PICTURE_TIMEOUT", 0.5)
    assert await page.kinds(4) == [LIVE] * 4
    simulated.faults.refuse = True
    simulated.hang_up()
    fifth = await page.show()
    with Image.open(BytesIO(await fifth.read())) as image:
        assert image.size == (640, 480)
