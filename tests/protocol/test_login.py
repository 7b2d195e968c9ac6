"""How the login is sent: only to cameras, as required, once, and never weaker than before."""

import asyncio
from base64 import b64decode, b64encode
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import md5, sha256
from itertools import pairwise
import re
from typing import override
from urllib.parse import parse_qs, urlsplit

import aiohttp
from multidict import CIMultiDict
import pytest

from custom_components.ip_camera_cgi.protocol import (
    Account,
    Address,
    Camera,
    CameraAuthError,
    CameraEncryptedError,
    CameraError,
    CameraLockedError,
    CameraUnknownError,
    connect,
)
from custom_components.ip_camera_cgi.protocol.http import login
from custom_components.ip_camera_cgi.protocol.http.client import CameraHttp
from custom_components.ip_camera_cgi.protocol.http.login import Login, LoginPolicy, challenges, digest_challenge
from custom_components.ip_camera_cgi.protocol.http.request import Request
from simulator import simulate

from ..conftest import PASSWORD, USER
from .stub import BUSY, NOT_FOUND, answer, stub
from .test_firmwares import HUCOMS, NETWAVE, PICTURE

_PART = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')
BASIC = 'Basic realm="camera"'
DIGEST = 'Digest realm="camera", qop="auth", nonce="abc", algorithm=MD5'
STRONG = 'Digest realm="camera", qop="auth", nonce="abc", algorithm=SHA-256'
ODD = 'Digest realm="camera", qop="auth", nonce="abc", algorithm=FOO'


@dataclass
class Locked:
    """A camera that requires a login for some pages and records each one."""

    pages: dict[str, bytes]
    challenges: tuple[str, ...]
    """The headers that request a login."""
    open_pages: tuple[str, ...] = ()
    takes: tuple[str, ...] = ("digest",)
    known: bool = False
    """Whether unknown paths are answered with 404 instead of 401."""
    port: int = 0
    shown: list[tuple[str, str]] = field(default_factory=list)
    """Login methods used, and whether each login was right."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        try:
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
            headers: CIMultiDict[str] = CIMultiDict()
            for line in filter(None, lines):
                name, _, value = line.partition(": ")
                headers.add(name, value)
            writer.write(self.answer(first.split(" ")[1], headers))
            await writer.drain()
        except asyncio.IncompleteReadError, ConnectionError:
            pass
        finally:
            writer.close()

    def answer(self, target: str, headers: CIMultiDict[str]) -> bytes:
        """Return the page, a refusal, or 404."""
        page = urlsplit(target).path.rpartition("/")[2]
        ways = self.logins(target, headers)
        if self.known and page not in self.pages:
            return NOT_FOUND
        if page in self.open_pages or any(way in self.takes and right for way, right in ways.items()):
            return self.pages.get(page, NOT_FOUND)
        self.shown += [(way, "right" if right else "wrong") for way, right in ways.items()]
        return answer("", "401 -", *(f"WWW-Authenticate: {each}" for each in self.challenges))

    def logins(self, target: str, headers: CIMultiDict[str]) -> dict[str, bool]:
        """Return the login methods of a request, and whether each login is right."""
        query = parse_qs(urlsplit(target).query)
        ways = {}
        for name, password in (("user", "pwd"), ("id", "passwd")):
            if password in query:
                ways["query"] = (query.get(name), query[password]) == ([USER], [PASSWORD])
        scheme, _, rest = headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            ways["basic"] = b64decode(rest) == f"{USER}:{PASSWORD}".encode()
        if scheme == "Digest":
            ways["digest"] = self.digest(rest, target)
        return ways

    @staticmethod
    def digest(text: str, target: str) -> bool:
        """Return whether a Digest login is right."""
        parts = {name: quoted or bare for name, quoted, bare in _PART.findall(text)}
        kind = sha256 if parts["algorithm"] == "SHA-256" else md5

        def hashed(*words: str) -> str:
            return kind(":".join(words).encode()).hexdigest()

        secret, deed = hashed(USER, parts["realm"], PASSWORD), hashed("GET", target)
        return bool(
            parts["response"] == hashed(secret, parts["nonce"], parts["nc"], parts["cnonce"], parts["qop"], deed)
        )


@asynccontextmanager
async def locked(
    pages: dict[str, bytes],
    *challenges: str,
    takes: tuple[str, ...] = ("digest",),
    known: bool = False,
    opened: str = "",
) -> AsyncGenerator[Locked]:
    """Serve such a camera on loopback."""
    serving = Locked(pages, challenges, tuple(opened.split()), takes, known)
    server = await asyncio.start_server(serving.serve, "127.0.0.1", 0)
    serving.port = server.sockets[0].getsockname()[1]
    try:
        yield serving
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def connected(port: int, password: str = PASSWORD) -> AsyncGenerator[Camera]:
    """Connect to a camera."""
    async with aiohttp.ClientSession() as session:
        camera = await connect(session, Address("127.0.0.1", port), Account(USER, password), timeout=9)
        yield camera
        await camera.close()


ASKING: dict[str, tuple[str, ...]] = {
    "Basic first, two headers": (BASIC, DIGEST),
    "Basic first, one header": (f"{BASIC}, {DIGEST}",),
    "Digest first": (DIGEST, BASIC),
    "an algorithm that is not known, then MD5": (ODD, DIGEST),
    "SHA-256": (STRONG,),
    "Bearer and a comma in the realm": (f'Bearer, Basic realm="a, Digest b", {DIGEST}',),
}


@pytest.mark.parametrize("asking", ASKING)
@pytest.mark.parametrize("kind", ["netwave", "hucoms"])
async def test_digest_is_preferred(kind: str, asking: str) -> None:
    """Also beside Basic; the password itself is never sent."""
    pages = {"netwave": NETWAVE, "hucoms": HUCOMS}[kind]
    async with locked(pages, *ASKING[asking]) as server, connected(server.port) as camera:
        assert camera.dialect == kind
        assert server.shown == []
        assert {each.login for each in camera.driver.request_log} == {"none", "digest"}


async def test_no_downgrade_from_digest() -> None:
    """Not even if the camera later offers less."""
    async with locked(HUCOMS, DIGEST, takes=("digest", "basic", "query")) as server, connected(server.port) as camera:
        server.challenges, server.takes = (BASIC,), ()
        with pytest.raises(CameraAuthError):
            await camera.refresh({"mac"})
        assert {way for way, _ in server.shown} == {"digest"}


async def test_upgrade_from_basic_to_digest() -> None:
    async with locked(HUCOMS, BASIC, takes=("basic",), known=True) as server, connected(server.port) as camera:
        server.challenges, server.takes = (DIGEST,), ("digest",)
        await camera.refresh({"mac"})
        server.shown.clear()
        await camera.refresh({"mac"})
        assert server.shown == []


@pytest.mark.parametrize("kind", ["netwave", "hucoms"])
@pytest.mark.parametrize(
    ("asking", "takes"), [((BASIC,), "basic"), ((BASIC,), "query"), ((), "query"), ((DIGEST,), "digest")]
)
async def test_wrong_password_is_tried_once(kind: str, asking: tuple[str, ...], takes: str) -> None:
    """Some cameras lock the account after five failures."""
    pages = {"netwave": NETWAVE, "hucoms": HUCOMS}[kind]
    async with locked(pages, *asking, takes=(takes,), known=True) as server:
        with pytest.raises(CameraAuthError):
            async with connected(server.port, "wrong"):
                pass
        assert len({way for way, _ in server.shown}) == len(server.shown) <= 2, "in one request"
        server.shown.clear()
        async with connected(server.port) as camera:
            assert camera.dialect == kind
            await camera.refresh({next(iter(camera.driver.pages))})


@pytest.mark.parametrize("kind", ["netwave", "hucoms"])
async def test_wrong_password_at_simulated_camera(kind: str) -> None:
    async with simulate(kind, user=USER, password=PASSWORD) as simulated:
        with pytest.raises(CameraAuthError):
            async with connected(simulated.port, "wrong"):
                pass
        names = {"user", "id", "pwd", "passwd"}
        assert sum(bool(names & each.params.keys()) for each in simulated.requests) <= 1


def locked_router(page: str, params: dict[str, str]) -> bytes:
    return answer("", "401 Unauthorized", 'WWW-Authenticate: Basic realm="Router"')


STRANGERS: dict[str, Callable[[str, dict[str, str]], bytes | None]] = {
    "empty": lambda *_: answer(""),
    "noise": lambda *_: bytes(range(256)) * 8,
    "ssh": lambda *_: b"SSH-2.0-OpenSSH_9.9\r\n",
    "text": lambda *_: answer("hello = world\n"),
    "web page": lambda *_: answer("<html>Welcome</html>"),
    "vstarcam": lambda page, _: answer('var deviceid="X";\nvar result="0";\n' if page.endswith(".cgi") else ""),
    "locked router": locked_router,
    "locked without a word": lambda *_: answer("", "401 Unauthorized"),
    "forbidden": lambda *_: answer("", "403 Forbidden"),
    "to https": lambda *_: answer("", "302 Found", "Location: https://127.0.0.1/"),
    "busy": lambda *_: BUSY,
    "hangs up": lambda *_: None,
}


@pytest.mark.parametrize("kind", STRANGERS)
async def test_login_is_not_sent_to_other_servers(kind: str) -> None:
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            seen.append(head)
            page = head.split(b" ")[1].decode().partition("?")[0].rpartition("/")[2]
            writer.write(STRANGERS[kind](page, {}) or b"")
            await writer.drain()
        except asyncio.IncompleteReadError, ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        with pytest.raises(CameraError) as refused:
            async with connected(server.sockets[0].getsockname()[1]):
                pass
    secrets = (PASSWORD.encode(), b64encode(f"{USER}:{PASSWORD}".encode()), b"Authorization")
    assert seen
    assert not [head for head in seen if any(secret in head for secret in secrets)]
    expected = {
        "locked router": CameraLockedError,
        "locked without a word": CameraLockedError,
        "forbidden": CameraLockedError,
        "to https": CameraEncryptedError,
    }
    assert isinstance(refused.value, expected.get(kind, CameraError))


async def test_locked_camera_with_onvif() -> None:
    """ONVIF proves that it is a camera, so it receives the login by the required method."""
    onvif = answer("<s:Envelope><s:Body><tds:GetSystemDateAndTimeResponse/></s:Body></s:Envelope>")
    pages = HUCOMS | {"device_service": onvif}
    async with (
        locked(pages, BASIC, takes=("basic",), opened="device_service") as server,
        connected(server.port) as camera,
    ):
        assert camera.dialect == "hucoms"


async def test_refusal_as_html_page() -> None:
    """Some firmware refuses logins with status 200 and an HTML page."""
    refusal = answer("<html><head><title>401 Unauthorized</title></head><body>Unauthorized</body></html>")

    def answering(page: str, params: dict[str, str]) -> bytes:
        right = (params.get("id"), params.get("passwd")) == (USER, PASSWORD)
        return HUCOMS.get(page, NOT_FOUND) if right or page not in HUCOMS else refusal

    async with stub(answering) as served:
        with pytest.raises(CameraAuthError):
            async with connected(served.port, "wrong"):
                pass
        async with connected(served.port) as camera:
            assert camera.dialect == "hucoms"


MACS = {
    "colons": ("00:60:6E:0A:0B:0C", "00:60:6e:0a:0b:0c"),
    "dashes": ("00-60-6e-0a-0b-0c", "00:60:6e:0a:0b:0c"),
    "small": ("00606e0a0b0c", "00:60:6e:0a:0b:0c"),
    "zeros": ("000000000000", "00:00:00:00:00:00"),
    "ones": ("FFFFFFFFFFFF", "00:00:00:00:00:00"),
}


@pytest.mark.parametrize("kind", MACS)
async def test_mac_formats(kind: str) -> None:
    text, mac = MACS[kind]
    status = answer(f"var id='{text}';\nvar sys_ver='11.22.2.38';\nvar alias='Attic';\nvar alarm_status=0;\n")
    async with (
        stub(lambda page, _: (NETWAVE | {"get_status.cgi": status}).get(page, NOT_FOUND)) as served,
        connected(served.port) as camera,
    ):
        assert camera.info.mac == mac
    reported = answer(f"mac = {text}\n")
    async with (
        stub(lambda page, _: (HUCOMS | {"servermac.cgi": reported}).get(page, NOT_FOUND)) as served,
        connected(served.port) as camera,
    ):
        assert camera.info.mac == mac


ODD_PAGES = {
    "byte-order mark": "\ufeffvar id='00606E0A0B0C';\nvar sys_ver='11.22.2.38';\nvar alarm_status=0;\n",
    "comments": "// status\nvar id='00606E0A0B0C'; // who\nvar sys_ver='11.22.2.38';\nvar alarm_status=0; // off\n",
}


@pytest.mark.parametrize("kind", ODD_PAGES)
async def test_nonempty_page_is_required(kind: str) -> None:
    pages = NETWAVE | {"get_status.cgi": answer(ODD_PAGES[kind])}
    async with stub(lambda page, _: pages.get(page, NOT_FOUND)) as served, connected(served.port) as camera:
        assert camera.info.mac == "00:60:6e:0a:0b:0c"
        assert camera.info.firmware == "11.22.2.38"


@pytest.mark.parametrize("pages", [NETWAVE, HUCOMS])
async def test_overlong_content_length(pages: dict[str, bytes]) -> None:
    """Accepted if it is always too long by the same amount and the text is complete."""

    def longer(text: bytes) -> bytes:
        return re.sub(rb"(Content-Length: )(\d+)", lambda found: found[1] + str(int(found[2]) + 2).encode(), text)

    async with (
        stub(lambda page, _: longer(pages[page]) if page in pages else NOT_FOUND) as served,
        connected(served.port) as camera,
    ):
        assert camera.setting("motion_detection") is not None
        assert await camera.pictures.still() == PICTURE.partition(b"\r\n\r\n")[2]


def test_challenges() -> None:
    headers = CIMultiDict([("WWW-Authenticate", f'{BASIC}, Digest nonce="a, Basic realm=x", realm="r"')])
    assert challenges(headers) == [
        ("basic", f"{BASIC}"),
        ("digest", ', Digest nonce="a, Basic realm=x", realm="r"'[2:]),
    ]
    assert digest_challenge(CIMultiDict([("WWW-Authenticate", ODD)])) is None
    assert challenges(CIMultiDict()) == []


def test_hostile_challenges_are_linear() -> None:
    for text in ("Digest " + 'a="' * 100_000, "Basic," * 50_000, " " * 200_000, "a=" * 100_000, '"' * 200_000):
        assert len(challenges(CIMultiDict([("WWW-Authenticate", text)]))) < 5000


def test_colon_in_user_name_excludes_basic() -> None:
    policy = LoginPolicy(Account("a:b", "c"), (Login.BASIC, Login.QUERY, Login.DIGEST), unasked=Login.BOTH)
    policy.learn(CIMultiDict([("WWW-Authenticate", f"{BASIC}, {DIGEST}")]))
    assert policy.first() is Login.QUERY


async def test_lenient_requests_use_the_sessions_resolver() -> None:
    """For example for mDNS names that only Home Assistant's resolver knows."""
    odd = b"HTTP/1.1 200 OK\r\nContent-Type : text/plain\r\n\r\nmac = 1\n"

    class Resolver(aiohttp.abc.AbstractResolver):
        @override
        async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[aiohttp.abc.ResolveResult]:
            assert host == "camera.local"
            return [aiohttp.abc.ResolveResult(hostname=host, host="127.0.0.1", port=port, family=2, proto=6, flags=0)]

        @override
        async def close(self) -> None:
            """Do nothing."""

    connector = aiohttp.TCPConnector(resolver=Resolver())
    async with stub(lambda *_: odd) as served, aiohttp.ClientSession(connector=connector) as session:
        http = CameraHttp(
            session,
            Address("camera.local", served.port),
            Account("", ""),
            logins=(Login.QUERY,),
            query_names=("id", "passwd"),
        )
        assert (await http.send(Request("/x.cgi"))).text == "mac = 1\n"


async def test_locked_unsupported_family_is_named() -> None:
    hd = answer("<CGI_Result>\n<result>-1</result>\n</CGI_Result>")
    async with stub(lambda page, _: hd if page == "CGIProxy.fcgi" else locked_router(page, {})) as served:
        with pytest.raises(CameraUnknownError):
            async with connected(served.port):
                pass


@pytest.mark.parametrize("kind", ["netwave", "hucoms"])
async def test_wrong_password_does_not_lock_the_account(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five wrong logins in a row would lock out the right password, too."""
    monkeypatch.setattr(login, "_PATIENCE", 0)
    monkeypatch.setattr(login, "_FIRST_HOLD", 0.3)
    monkeypatch.setattr(login, "_LONGEST_HOLD", 600)
    pages = {"netwave": NETWAVE, "hucoms": HUCOMS}[kind]
    async with locked(pages, BASIC, takes=("basic",), known=True) as server, connected(server.port) as camera:
        page = next(iter(set(camera.driver.pages) & camera.state.pages.keys() - {"status"}))
        server.shown.clear()
        server.takes = ()
        for _ in range(10):
            with pytest.raises(CameraAuthError):
                await camera.refresh({page})
        assert len(server.shown) == 4
        await asyncio.sleep(0.4)
        server.takes = ("basic",)
        await camera.refresh({page})
        await camera.refresh({page})
        server.takes = ()
        with pytest.raises(CameraAuthError):
            await camera.refresh({page})
        assert len(server.shown) == 6, "one refusal after another success is tried twice"


async def test_login_hold_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(login, "_PATIENCE", 0)
    monkeypatch.setattr(login.time, "monotonic", lambda: now)
    policy, sent = LoginPolicy(Account(USER, PASSWORD), (Login.BASIC,), unasked=Login.BASIC), list[float]()
    while now < 7200:
        try:
            await policy.require_trial("/page")
        except CameraAuthError:
            pass
        else:
            sent.append(now)
            policy.refused("/page")
        now += 10
    pauses = [after - before for before, after in pairwise(sent)]
    assert pauses[:10] == [10, 10, 10, 10, 20, 40, 80, 160, 320, 640]
    assert set(pauses[10:]) == {900}


async def test_missing_right_does_not_hold_the_login() -> None:
    """A page that the account may not read says nothing about its password."""
    policy = LoginPolicy(Account(USER, PASSWORD), (Login.BASIC,), unasked=Login.BASIC)
    policy.worked(Login.BASIC, "/page")
    for _ in range(9):
        await policy.require_trial("/administration")
        policy.refused("/administration")
    await policy.require_trial("/page")


async def test_held_login_is_tried_by_one_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "_PATIENCE", 0)
    monkeypatch.setattr(login, "_FIRST_HOLD", 0)
    policy = LoginPolicy(Account(USER, PASSWORD), (Login.BASIC,), unasked=Login.BASIC)
    for _ in range(3):
        policy.refused("/page")
    await policy.require_trial("/page")
    with pytest.raises(CameraAuthError):
        await policy.require_trial("/stream")
    policy.worked(Login.BASIC, "/page")
    await policy.require_trial("/stream")


async def test_requests_wait_for_short_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A camera that refuses while it starts is used as soon as it accepts the login."""
    monkeypatch.setattr(login, "_FIRST_HOLD", 0.2)
    policy = LoginPolicy(Account(USER, PASSWORD), (Login.BASIC,), unasked=Login.BASIC)
    for _ in range(3):
        policy.refused("/page")
    began = login.time.monotonic()
    await policy.require_trial("/page")
    assert login.time.monotonic() - began >= 0.2
    waiting = asyncio.create_task(policy.require_trial("/stream"))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    policy.worked(Login.BASIC, "/page")
    async with asyncio.timeout(1):
        await waiting
