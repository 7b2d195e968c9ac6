#!/usr/bin/env bash
# Question: Hucoms cameras send G.711 (PCMU or PCMA) beside H.264. In which containers can a recording keep this sound as
#           it came, written by PyAV (Home Assistant) and by the ffmpeg program?
# Versions: PyAV 18.1.0 (with its own libav), imageio-ffmpeg 0.8.1 (with ffmpeg 9.0), numpy 2.4.6
# Behaviour: MP4 is refused by both, MOV is written by both. Matroska is where they differ: ffmpeg writes it, PyAV says
#            that "'matroska' format does not support 'pcm_mulaw' codec". MPEG-TS is refused by neither and stays silent:
#            the sound is stored as private data, and a reader finds no audio track in the file.
# What follows: a recording that keeps the sound is MOV, or MP4 with the sound encoded again (AAC). MPEG-TS, a usual choice
#               for files that a crash may cut, has to be tested for an audio track, not for an error.
# Takes half a minute; installs into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: av==18.1.0 \
  imageio-ffmpeg==0.8.1 numpy==2.4.6
cat >"$work/ask.py" <<'PYTHON'
from pathlib import Path
import subprocess
import sys

import av
import imageio_ffmpeg
import numpy as np

FORMATS = {"mp4": "mp4", "mov": "mov", "matroska": "mkv", "mpegts": "ts"}
folder = Path(sys.argv[1])


def with_pyav(name, codec, file):
    with av.open(str(file), "w", format=name) as container:
        stream = container.add_stream(codec, rate=8000)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


def with_ffmpeg(name, codec, file):
    source = ("-f", "lavfi", "-i", "sine=sample_rate=8000:duration=1")
    command = (imageio_ffmpeg.get_ffmpeg_exe(), "-v", "quiet", "-y", *source, "-c:a", codec, "-f", name, str(file))
    subprocess.run(command, check=True)


for name, suffix in FORMATS.items():
    for codec in ("pcm_mulaw", "pcm_alaw"):
        seen = []
        for write in (with_pyav, with_ffmpeg):
            file = folder / f"{write.__name__}-{codec}.{suffix}"
            try:
                write(name, codec, file)
            except (ValueError, subprocess.CalledProcessError):
                seen.append("refused")
                continue
            with av.open(str(file)) as container:
                seen.append("kept" if container.streams.audio else "no audio track")
        print(f"{name} {codec}: PyAV {seen[0]}, ffmpeg {seen[1]}")
PYTHON
"$work/venv/bin/python" "$work/ask.py" "$work" 2>/dev/null | tee "$work/seen"
cat >"$work/expected" <<'SEEN'
mp4 pcm_mulaw: PyAV refused, ffmpeg refused
mp4 pcm_alaw: PyAV refused, ffmpeg refused
mov pcm_mulaw: PyAV kept, ffmpeg kept
mov pcm_alaw: PyAV kept, ffmpeg kept
matroska pcm_mulaw: PyAV refused, ffmpeg kept
matroska pcm_alaw: PyAV refused, ffmpeg kept
mpegts pcm_mulaw: PyAV no audio track, ffmpeg no audio track
mpegts pcm_alaw: PyAV no audio track, ffmpeg no audio track
SEEN
diff "$work/expected" "$work/seen" && echo "As seen on 2026-11-30."
