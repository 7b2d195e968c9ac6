#!/usr/bin/env bash
# Question: some cameras leave out the end marker of a JPEG (the last two bytes), others pad it with zeros, and a broken
#           connection cuts it in half. Which decoders that Python programs use for cameras show which of these pictures?
# Versions: PyAV 18.1.0 (with its own libav), Pillow 13.0.0, opencv-python-headless 5.0.0.93, simplejpeg 1.9.0, numpy 2.4.6
# Behaviour: padding disturbs none of them. A complete picture without its end marker is refused by Pillow, OpenCV and
#            simplejpeg, and shown by libav. Half a picture is refused by the same three, and shown by libav, grey from
#            where it ends, unless it is opened with err_detect=explode.
# What follows: only libav with err_detect=explode tells a complete picture without an end marker from half a picture.
# Takes a minute; installs into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: av==18.1.0 pillow==13.0.0 \
  opencv-python-headless==5.0.0.93 simplejpeg==1.9.0 numpy==2.4.6
cat >"$work/decode.py" <<'PYTHON'
import io

import av
import cv2
import numpy
from PIL import Image
import simplejpeg

pixels = numpy.random.default_rng(1).integers(0, 255, (240, 320, 3), numpy.uint8)
file = io.BytesIO()
Image.fromarray(pixels).save(file, "JPEG", quality=85)
whole = file.getvalue()
pictures = {"whole": whole, "no end marker": whole[:-2], "padded": whole + bytes(2000), "half": whole[: len(whole) // 2]}


def by_pillow(jpeg):
    Image.open(io.BytesIO(jpeg)).load()


def by_av(jpeg, **options):
    decoder = av.CodecContext.create("mjpeg", "r")
    decoder.options = options
    if not decoder.decode(av.Packet(jpeg)):
        raise ValueError("no picture")


def by_opencv(jpeg):
    if cv2.imdecode(numpy.frombuffer(jpeg, numpy.uint8), cv2.IMREAD_COLOR) is None:
        raise ValueError("no picture")


DECODERS = {
    "Pillow": by_pillow,
    "libav": by_av,
    "libav, err_detect=explode": lambda jpeg: by_av(jpeg, err_detect="explode"),
    "OpenCV": by_opencv,
    "simplejpeg (libjpeg-turbo)": simplejpeg.decode_jpeg,
}
av.logging.set_level(None)
for name, decode in DECODERS.items():
    shown = []
    for picture, jpeg in pictures.items():
        try:
            decode(jpeg)
        except Exception:
            shown.append(f"{picture} -")
        else:
            shown.append(f"{picture} shown")
    print(f"{name}:", ", ".join(shown))
PYTHON
"$work/venv/bin/python" "$work/decode.py" 2>/dev/null | tee "$work/seen"
cat >"$work/expected" <<'SEEN'
Pillow: whole shown, no end marker -, padded shown, half -
libav: whole shown, no end marker shown, padded shown, half shown
libav, err_detect=explode: whole shown, no end marker shown, padded shown, half -
OpenCV: whole shown, no end marker -, padded shown, half -
simplejpeg (libjpeg-turbo): whole shown, no end marker -, padded shown, half -
SEEN
diff "$work/expected" "$work/seen" && echo "As seen on 2026-11-29."
