#!/usr/bin/env bash
# Question: a camera sends 5 pictures a second as multipart/x-mixed-replace over HTTP. How long is what a recorder that
#           uses libav with its defaults takes for five seconds of it?
# Versions: PyAV 18.1.0 (with its own libav), Pillow 13.0.0 for the test pictures
# Behaviour: libav's demuxer for this format ("mpjpeg") reads no time and no rate; it counts each picture as 1/25 s.
#            Twenty-six pictures that took 5 s to arrive get time stamps that span 1.0 s, so a recording runs five
#            times too fast. With the option use_wallclock_as_timestamps the span is the time that they took.
# What follows: an address for players and recorders is handed over with that option, or the clip is written by a
#               program that stamps each picture as it arrives.
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

RATE, PICTURES = 5, 26


def picture(number):
    file = io.BytesIO()
    Image.new("RGB", (320, 240), (number * 9 % 256, 80, 120)).save(file, "JPEG")
    return file.getvalue()


class Camera(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=picture")
        self.end_headers()
        try:
            for number in range(PICTURES + 15):
                jpeg = picture(number)
                head = b"--picture\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(jpeg)
                self.wfile.write(head + jpeg + b"\r\n")
                time.sleep(1 / RATE)
        except OSError:
            pass  # the reader has seen enough

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Camera)
threading.Thread(target=server.serve_forever, daemon=True).start()
for options in ({}, {"use_wallclock_as_timestamps": "1"}):
    times = []
    with av.open(f"http://127.0.0.1:{server.server_port}/", options=options) as container:
        name, stream = container.format.name, container.streams.video[0]
        for packet in container.demux(stream):
            if packet.pts is not None:
                times.append(float(packet.pts * packet.time_base))
            if len(times) == PICTURES:
                break
    print(name, "wall clock" if options else "defaults", f"{times[-1] - times[0]:.0f} s")
server.shutdown()
PYTHON
"$work/venv/bin/python" "$work/ask.py" | tee "$work/seen"
cat >"$work/expected" <<'SEEN'
mpjpeg defaults 1 s
mpjpeg wall clock 5 s
SEEN
diff "$work/expected" "$work/seen" && echo "As seen on 2026-11-29."
