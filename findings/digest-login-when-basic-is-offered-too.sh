#!/usr/bin/env bash
# Question: a Hucoms camera offers Basic and Digest at once, in one WWW-Authenticate header or in two. Which Python HTTP
#           clients sign in by Digest, given the right user name and password?
# Versions: aiohttp 3.14.5, httpx 0.28.1, requests 2.34.2
# Behaviour: the three read the challenges differently.
#   - aiohttp (DigestAuthMiddleware) looks at the first header only, and only at its first scheme: where Basic comes
#     first, in the same header or in one of its own, it sends no second request and returns the 401.
#   - httpx (DigestAuth) skips headers that do not begin with Digest: two headers work in either order; one header
#     that begins with Basic does not.
#   - requests (HTTPDigestAuth) searches all headers, joined by a comma, for the word: it signs in every time.
# What follows: a client for such cameras reads every challenge of every header before it chooses one.
# Takes half a minute; installs into a temporary folder; asks a server of its own on the loopback interface.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check aiohttp==3.14.5 httpx==0.28.1 requests==2.34.2
cat >"$work/ask.py" <<'PYTHON'
import asyncio
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import threading

import aiohttp
import httpx
import requests

BASIC = 'Basic realm="camera"'
DIGEST = 'Digest realm="camera", nonce="0123456789abcdef", qop="auth", algorithm=MD5'
OFFERS = {
    "digest alone": [DIGEST],
    "two headers, digest first": [DIGEST, BASIC],
    "two headers, basic first": [BASIC, DIGEST],
    "one header, digest first": [f"{DIGEST}, {BASIC}"],
    "one header, basic first": [f"{BASIC}, {DIGEST}"],
}


class Camera(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    offer: list[str] = []

    def do_GET(self):
        signed = self.headers.get("Authorization", "").startswith("Digest ")
        self.send_response(200 if signed else 401)
        for challenge in () if signed else self.offer:
            self.send_header("WWW-Authenticate", challenge)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


async def by_aiohttp(url):
    login = aiohttp.DigestAuthMiddleware("admin", "secret")
    async with aiohttp.ClientSession(middlewares=(login,)) as session, session.get(url) as response:
        return response.status


server = ThreadingHTTPServer(("127.0.0.1", 0), Camera)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
for name, Camera.offer in OFFERS.items():
    statuses = (
        asyncio.run(by_aiohttp(url)),
        httpx.get(url, auth=httpx.DigestAuth("admin", "secret"), trust_env=False).status_code,
        requests.get(url, auth=requests.auth.HTTPDigestAuth("admin", "secret")).status_code,
    )
    print(f"{name}:", *(f"{client} {status}" for client, status in zip(("aiohttp", "httpx", "requests"), statuses)))
server.shutdown()
PYTHON
NO_PROXY=127.0.0.1 "$work/venv/bin/python" "$work/ask.py" | tee "$work/seen"
cat >"$work/expected" <<'SEEN'
digest alone: aiohttp 200 httpx 200 requests 200
two headers, digest first: aiohttp 200 httpx 200 requests 200
two headers, basic first: aiohttp 401 httpx 200 requests 200
one header, digest first: aiohttp 200 httpx 200 requests 200
one header, basic first: aiohttp 401 httpx 401 requests 200
SEEN
diff "$work/expected" "$work/seen" && echo "As seen on 2026-11-29."
