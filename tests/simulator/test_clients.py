"""Third-party HTTP clients against the simulated cameras."""

import asyncio
from asyncio.subprocess import PIPE
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
import shutil
from urllib.request import HTTPBasicAuthHandler, HTTPDigestAuthHandler, HTTPPasswordMgrWithDefaultRealm, build_opener

import av
from PIL import Image
import pytest

from simulator import HucomsCamera, NetwaveCamera, SimulatedCamera, simulate

LOGIN = ("admin", "secret")
HUCOMS_LOGIN = "id=admin&passwd=secret"
VIDEO = {"netwave": "/videostream.cgi", "hucoms": f"/cgi-bin/image/mjpeg.cgi?{HUCOMS_LOGIN}"}


@dataclass(frozen=True, slots=True)
class Done:
    """The output of a program."""

    code: int | None
    out: bytes
    complaints: str


async def run(name: str, *words: str, folder: Path | None = None) -> Done:
    """Run a program, or skip if it is not installed."""
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not installed here")
    process = await asyncio.create_subprocess_exec(program, *words, cwd=folder, stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(20):
            out, complaints = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return Done(process.returncode, out, complaints.decode(errors="replace"))


def size(jpeg: bytes) -> tuple[int, int]:
    """Decode a picture and return its size."""
    with Image.open(BytesIO(jpeg)) as picture:
        picture.load()
        return picture.size


@pytest.fixture(params=["netwave", "hucoms"])
def camera(request: pytest.FixtureRequest, netwave: NetwaveCamera, hucoms: HucomsCamera) -> SimulatedCamera:
    return netwave if request.param == "netwave" else hucoms


# curl


async def test_curl_basic(netwave: NetwaveCamera) -> None:
    done = await run("curl", "-sS", "--fail", "-u", ":".join(LOGIN), f"{netwave.address}/snapshot.cgi")
    assert size(done.out) == (640, 480)
    assert netwave.requests[-1].login == "basic"
    done = await run("curl", "-sS", "--fail", "-u", "admin:wrong", f"{netwave.address}/snapshot.cgi")
    assert done.code == 22
    assert "401" in done.complaints


async def test_curl_digest() -> None:
    async with simulate("netwave", personality="foscam-digest") as camera:
        done = await run("curl", "-sS", "--fail", "--digest", "-u", ":".join(LOGIN), f"{camera.address}/get_status.cgi")
        assert done.out.startswith(b"var id='")
        assert [each.login for each in camera.requests] == [None, "digest"]
        done = await run("curl", "-sS", "--fail", "--anyauth", "-u", "admin:no", f"{camera.address}/get_status.cgi")
        assert "401" in done.complaints


async def test_curl_query(camera: SimulatedCamera) -> None:
    page = {"netwave": "/snapshot.cgi?user=admin&pwd=secret", "hucoms": f"/cgi-bin/image/jpeg.cgi?{HUCOMS_LOGIN}"}
    done = await run("curl", "-sS", "--fail", camera.address + page[camera.personality.dialect])
    assert size(done.out)
    assert camera.requests[-1].login == "query"


async def test_curl_uses_the_file_name(netwave: NetwaveCamera, tmp_path: Path) -> None:
    done = await run(
        "curl", "-sS", "-J", "-O", "-u", ":".join(LOGIN), f"{netwave.address}/snapshot.cgi", folder=tmp_path
    )
    assert done.code == 0
    (file,) = tmp_path.glob("*")  # noqa: ASYNC240 - it is there already
    _, camera_id, moment = file.stem.split("_")
    assert (camera_id, len(moment), file.suffix) == (netwave.personality.id, 14, ".jpg")
    assert size(file.read_bytes()) == (640, 480)


# wget, Perl, Node, Python


@pytest.mark.parametrize("personality", ["foscam-fi8910w", "foscam-digest"])
async def test_wget(personality: str) -> None:
    """Wget waits for the challenge before it sends the login."""
    async with simulate("netwave", personality=personality) as camera:
        user, password = (f"--{name}={value}" for name, value in zip(("user", "password"), LOGIN, strict=True))
        done = await run("wget", "-q", "-O", "-", "--tries=1", user, password, f"{camera.address}/get_misc.cgi")
        assert done.code == 0
        assert b"var led_mode=" in done.out
        assert camera.requests[-1].login == ("digest" if personality == "foscam-digest" else "basic")


PERL = 'my $r = HTTP::Tiny->new(timeout => 9)->get(shift); print "$r->{status} $r->{reason}\\n$r->{content}";'


async def test_perl(camera: SimulatedCamera) -> None:
    page = {
        "netwave": "/get_camera_params.cgi?user=admin&pwd=secret",
        "hucoms": f"/cgi-bin/control/servername.cgi?{HUCOMS_LOGIN}&action=getservername",
    }
    done = await run("perl", "-MHTTP::Tiny", "-e", PERL, camera.address + page[camera.personality.dialect])
    status, _, body = done.out.decode().partition("\n")
    assert status == "200 OK"
    assert "brightness=" in body or "servername = gate" in body


NODE = """
const [url, insecureHTTPParser] = [process.argv[1], process.argv[2] === "insecure"];
require("http").get(url, { insecureHTTPParser }, answer => answer.pipe(process.stdout))
  .on("error", error => { console.error(error.message); process.exitCode = 1; });
"""


async def test_node_rejects_bare_line_feeds(dome: HucomsCamera) -> None:
    """One page of a real dome has bare LFs in its header, which Node reports with exactly this error."""
    page = f"{dome.address}/cgi-bin/control/capabilityptz.cgi?{HUCOMS_LOGIN}&action=getPTZ"
    done = await run("node", "-e", NODE, page)
    assert "Missing expected CR after header value" in done.complaints
    done = await run("node", "-e", NODE, page, "insecure")
    assert b"PresetSupported = Yes" in done.out
    done = await run(
        "node", "-e", NODE, page.replace("capabilityptz.cgi", "servername.cgi").replace("PTZ", "servername")
    )
    assert b"servername = " in done.out


@pytest.mark.parametrize("personality", ["foscam-fi8910w", "foscam-digest"])
async def test_python(personality: str) -> None:
    async with simulate("netwave", personality=personality) as camera:
        passwords = HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, camera.address, *LOGIN)
        opener = build_opener(HTTPBasicAuthHandler(passwords), HTTPDigestAuthHandler(passwords))
        with await asyncio.to_thread(opener.open, f"{camera.address}/snapshot.cgi", timeout=9) as answer:
            assert answer.headers.get_content_type() == "image/jpeg"
            assert size(await asyncio.to_thread(answer.read))


async def test_python_reads_bare_line_feeds(dome: HucomsCamera) -> None:
    page = f"{dome.address}/cgi-bin/control/capabilityptz.cgi?{HUCOMS_LOGIN}&action=getPTZ"
    with await asyncio.to_thread(build_opener().open, page, timeout=9) as answer:
        assert b"PresetSupported = Yes" in await asyncio.to_thread(answer.read)


# FFmpeg


def film(camera: SimulatedCamera) -> str:
    """Return the URL of the live stream with a login."""
    start = camera.address.replace("//", f"//{':'.join(LOGIN)}@")
    return start + VIDEO[camera.personality.dialect]


async def test_ffmpeg(camera: SimulatedCamera) -> None:
    camera.world.motion = True
    done = await run("ffmpeg", "-v", "error", "-i", film(camera), "-frames:v", "4", "-f", "framemd5", "-")
    assert (done.code, done.complaints) == (0, "")
    pictures = [line.split(b",")[-1] for line in done.out.splitlines() if not line.startswith(b"#")]
    assert len(pictures) == 4
    assert len(set(pictures)) > 1, "the picture changes"


def _decode(url: str) -> tuple[str, list[tuple[int, int]]]:
    with av.open(url, timeout=9) as container:
        frames = [(frame.width, frame.height) for frame, _ in zip(container.decode(video=0), range(4), strict=False)]
        return container.format.name, frames


async def test_ffmpeg_library(camera: SimulatedCamera) -> None:
    """FFmpeg detects the format and decodes the stream."""
    name, frames = await asyncio.to_thread(_decode, film(camera))
    assert name == "mpjpeg"
    assert frames == [size(camera.picture((640, 480)))] * 4
