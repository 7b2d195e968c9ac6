#!/usr/bin/env bash
# Question: old cameras write the parts of live MJPEG in many ways. Which of them does libav (players, recorders) show, and
#           how many pictures late?
# Versions: PyAV 18.1.0 (with its own libav), Pillow 13.0.0 for the test pictures
# Behaviour: the boundary is hardly looked at: announced with its dashes or as another word, followed by a blank, or
#            without an empty line before it, every picture is shown at once, also with strict_mime_boundary. The type
#            of each part decides instead: "image/jpg" and parts without a type end the stream before its first
#            picture. Without Content-Length each picture is shown when the next one comes, so a camera at one picture
#            in five seconds is seen five seconds late, and the last picture is lost. The option that is advised against
#            delays, fflags=nobuffer, shortens nothing here: it only loses the first picture.
# What follows: an address for such programs has image/jpeg and Content-Length in every part, whatever the camera sends.
# Takes half a minute; installs into a temporary folder; asks a server of its own on the loopback interface.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: av==18.1.0 pillow==13.0.0
cat >"$work/ask.py" <<'PYTHON'
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import io
import threading
import time

import av
from PIL import Image


def picture(number):
    file = io.BytesIO()
    Image.new("RGB", (320, 240), (number * 20, 80, 120)).save(file, "JPEG", comment=b"number %02d" % number)
    return file.getvalue()


def part(jpeg, *, boundary="--camera", kind="image/jpeg", length=True, end="\r\n"):
    head = [boundary, *([f"Content-Type: {kind}"] if kind else []), *([f"Content-Length: {len(jpeg)}"] if length else [])]
    return "\r\n".join([*head, "", ""]).encode() + jpeg + end.encode()


PAUSE = 0.3  # seconds
PICTURES = [picture(number) for number in range(10)]
WAYS = {
    "as it should be": ("camera", {}),
    "announced with dashes": ("--camera", {}),
    "announced as another word": ("other", {}),
    "a blank behind the boundary": ("camera", {"boundary": "--camera "}),
    "no empty line before the boundary": ("camera", {"end": ""}),
    "no length": ("camera", {"length": False}),
    "image/jpg": ("camera", {"kind": "image/jpg"}),
    "no type": ("camera", {"kind": ""}),
}


sent = {}


class Camera(BaseHTTPRequestHandler):
    def do_GET(self):
        boundary, how = list(WAYS.values())[int(self.path.strip("/"))]
        self.send_response(200)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={boundary}")
        self.end_headers()
        for number, jpeg in enumerate(PICTURES):
            sent[number] = time.monotonic()
            self.wfile.write(part(jpeg, **how))
            time.sleep(PAUSE)

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Camera)
threading.Thread(target=server.serve_forever, daemon=True).start()


def shown(number, **options):
    late = {}
    try:
        with av.open(f"http://127.0.0.1:{server.server_port}/{number}", options=options) as container:
            for packet in container.demux(video=0):
                _, found, behind = bytes(packet).partition(b"number ")
                if found:
                    late[int(behind[:2])] = round((time.monotonic() - sent[int(behind[:2])]) / PAUSE)
    except (OSError, av.error.InvalidDataError):
        pass  # the end of the stream
    if not late:
        return "none"
    return f"{min(late)} to {max(late)}, {sorted(late.values())[len(late) // 2]} late"


for number, way in enumerate(WAYS):
    print(f"{way}: {shown(number)}; strict {shown(number, strict_mime_boundary='1')}")
print(f"as it should be, nobuffer: {shown(0, fflags='nobuffer')}")
server.shutdown()
PYTHON
"$work/venv/bin/python" "$work/ask.py" 2>/dev/null | tee "$work/seen"
cat >"$work/expected" <<'SEEN'
as it should be: 0 to 9, 0 late; strict 0 to 9, 0 late
announced with dashes: 0 to 9, 0 late; strict 0 to 9, 0 late
announced as another word: 0 to 9, 0 late; strict 0 to 9, 0 late
a blank behind the boundary: 0 to 9, 0 late; strict 0 to 9, 0 late
no empty line before the boundary: 0 to 9, 0 late; strict 0 to 9, 0 late
no length: 0 to 8, 1 late; strict 0 to 8, 1 late
image/jpg: none; strict none
no type: none; strict none
as it should be, nobuffer: 1 to 9, 0 late
SEEN
diff "$work/expected" "$work/seen" && echo "As seen on 2026-11-30."
