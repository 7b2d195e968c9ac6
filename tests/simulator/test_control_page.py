"""The camera's web page and access to the control interface."""

from aiohttp import ClientSession
import pytest

from simulator import Control, SimulatedCamera, simulate

from .tap import fetch

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(params=["netwave", "hucoms"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_page(dialect: str) -> None:
    """It exists while the control interface is running, and knows its address."""
    async with simulate(dialect) as camera, ClientSession() as session:
        without = (await fetch(camera, "/")).text
        control = Control(camera)
        await control.start()
        at_camera = await fetch(camera, "/")
        async with session.get(control.address, headers=HTML) as answer:
            at_control = await answer.text()
        await control.stop()
        assert at_camera.status == 200
        assert at_camera.header("Content-Type") == "text/html; charset=utf-8"
        assert f'data-control="{control.address}"' in at_camera.text
        assert at_camera.text.replace(control.address, "", 1) == at_control
        assert "http" not in at_control, "it loads no external resources"
        assert (await fetch(camera, "/")).text == without


async def test_page_does_not_bypass_the_login(dialect: str) -> None:
    async with simulate(dialect) as camera:
        control = Control(camera)
        await control.start()
        for page in ("/get_params.cgi", "/snapshot.cgi", "/cgi-bin/image/jpeg.cgi", "/state", "/picture", "/power"):
            assert (await fetch(camera, page)).status in (401, 404), page
        assert (await fetch(camera, "/", method="POST")).status != 200
        await control.stop()


async def test_preview_picture(dialect: str) -> None:
    """It shows the scene despite all faults, and does not count as a viewer."""
    async with simulate(dialect) as camera, ClientSession() as session:
        control = Control(camera)
        await control.start()
        camera.faults.truncated_picture = camera.faults.unauthorized = True
        async with session.get(f"{control.address}/picture") as answer:
            assert (await answer.read()).endswith(b"\xff\xd9")
        assert camera.requests == []
        await control.stop()


async def test_only_from_here(hucoms: SimulatedCamera) -> None:
    control = Control(hucoms)
    await control.start()
    async with ClientSession(control.address) as session:
        for headers in ({"Origin": "http://example.org"}, {"Origin": "null"}, {"Host": "rebound.example.org"}):
            async with session.post("/motion", json={"on": True}, headers=headers) as answer:
                assert answer.status == 403
        assert not hucoms.world.motion
        page = {"Origin": hucoms.address}
        async with session.options("/motion", headers=page) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == hucoms.address
            assert answer.headers["Access-Control-Allow-Headers"] == "content-type"
        async with session.post("/motion", json={"on": True}, headers=page) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == hucoms.address
        assert hucoms.world.motion
        async with session.post("/motion", json={}, headers=page) as answer:
            assert answer.status == 400
            assert answer.headers["Access-Control-Allow-Origin"] == hucoms.address
    await control.stop()


async def test_power_and_faults(hucoms: SimulatedCamera) -> None:
    hucoms.reboot_seconds = 0.01
    control = Control(hucoms)
    await control.start()
    async with ClientSession(control.address) as session:
        async with session.post("/power", json={"on": False}) as answer:
            assert (await answer.json())["faults"] == {"power_cut": True}
        async with session.post("/power", json={"on": True}) as answer:
            assert (await answer.json())["faults"] == {}
        async with session.get("/faults") as answer:
            known = await answer.json()
        assert known["too_many"]["choices"] == ["hang", "refuse"]
        for name, facts in known.items():
            if facts["kind"] == "bool":
                async with session.post("/fault", json={"name": name}) as answer:
                    assert (await answer.json())["faults"][name] is True
                async with session.post("/well", json={}) as answer:
                    assert (await answer.json())["faults"] == {}
        async with session.post("/fault", json={"name": "moved", "value": control.port}) as answer:
            assert answer.status == 409
            assert "in use" in await answer.text()
    assert hucoms.faults.facts() == {}
    await control.stop()
