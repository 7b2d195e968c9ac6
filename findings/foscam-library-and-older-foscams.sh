#!/usr/bin/env bash
# Question: owners of older Foscam cameras (FI89xx) try Home Assistant's Foscam integration first. Its library returns
#           error codes, one of them for "disconnected or not a cam". What does it do with such a camera, and with one
#           that is away?
# Versions: libpyfoscamcgi 0.0.9
# Behaviour: neither returns the code. An older Foscam answers 404 to the CGI of newer ones, and the library raises
#            urllib's HTTPError; without a camera it raises URLError, and for a silent one TimeoutError. The code comes
#            only from a server that answers the unknown CGI with a page and status 200.
# What follows: a program that checks codes needs `except OSError` around each call; one that lacks it shows an owner of
#               an older camera an unexpected error instead of "this is no such camera".
# Takes half a minute; installs into a temporary folder; asks a server of its own on the loopback interface.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check libpyfoscamcgi==0.0.9
cat >"$work/ask.py" <<'PYTHON'
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import socket
import threading
import time

from libpyfoscamcgi import FoscamCamera
from libpyfoscamcgi.foscamcgi import ERROR_FOSCAM_UNAVAILABLE

PAGE = b"<html><body>Document not found<br></body></html>"
status = 404


class OlderFoscam(BaseHTTPRequestHandler):
    def do_GET(self):
        if status == 0:
            time.sleep(8)
            return
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *args):
        pass


def outcome(port):
    try:
        code, _ = FoscamCamera("127.0.0.1", port, "admin", "secret").get_dev_info()
    except OSError as err:
        return f"raises {type(err).__name__}"
    return "code for unavailable" if code == ERROR_FOSCAM_UNAVAILABLE else f"code {code}"


server = ThreadingHTTPServer(("127.0.0.1", 0), OlderFoscam)
threading.Thread(target=server.serve_forever, daemon=True).start()
print("older Foscam, 404:", outcome(server.server_port))
status = 200
print("a page with status 200:", outcome(server.server_port))
status = 0
print("silent:", outcome(server.server_port))
server.shutdown()
with socket.socket() as closed:
    closed.bind(("127.0.0.1", 0))
    print("switched off:", outcome(closed.getsockname()[1]))
PYTHON
"$work/venv/bin/python" "$work/ask.py" | tee "$work/seen"
cat >"$work/expected" <<'SEEN'
older Foscam, 404: raises HTTPError
a page with status 200: code for unavailable
silent: raises TimeoutError
switched off: raises URLError
SEEN
diff "$work/expected" "$work/seen" && echo "As seen on 2026-11-30."
