#!/usr/bin/env bash
# Question: speech is made while it is sent, as a WAV of 8 kHz or as MP3. How many bytes does a player that is built on
#           libav want before it opens the sound?
# Versions: PyAV 18.1.0 (with its own libav)
# Behaviour: PCM in WAV may hide Dolby or DTS sound ("S/PDIF"), so the demuxer reads 64 KiB behind the header before it
#            says what is in the file; analyzeduration, probesize and max_probe_packets do not change that. At 8 kHz
#            these are four seconds of speech. MP3 opens after a few hundred bytes more than the analysis wants.
# What follows: a loudspeaker that is told to prefer 8 kHz WAV, to save the conversion, begins to speak seconds later
#               than with MP3.
# Takes half a minute; installs into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: av==18.1.0
cat >"$work/ask.py" <<'PYTHON'
import io
import math
import struct
import wave

import av

OPTIONS = {"analyzeduration": "200000", "probesize": "4096", "max_probe_packets": "1"}


def wav(seconds):
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8000)
        samples = (round(9000 * math.sin(at / 3)) for at in range(seconds * 8000))
        written.writeframes(b"".join(struct.pack("<h", each) for each in samples))
    return file.getvalue()


def mp3(sound):
    file = io.BytesIO()
    with av.open(io.BytesIO(sound)) as source, av.open(file, "w", format="mp3") as target:
        stream = target.add_stream("mp3", rate=8000)
        for frame in source.decode(audio=0):
            frame.pts = None
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return file.getvalue()


class Trickle:
    """Gives 400 bytes at a time."""

    def __init__(self, sound):
        self.sound, self.given = sound, 0

    def read(self, size):
        piece = self.sound[self.given : self.given + min(size, 400)]
        self.given += len(piece)
        return piece


for name, sound in (("wav", wav(20)), ("mp3", mp3(wav(20)))):
    source = Trickle(sound)
    with av.open(source, options=OPTIONS):
        print(name, "64 KiB or more" if source.given >= 65536 else "less than 8 KiB" if source.given < 8192 else source.given)
PYTHON
"$work/venv/bin/python" "$work/ask.py" | tee "$work/seen"
cat >"$work/expected" <<'SEEN'
wav 64 KiB or more
mp3 less than 8 KiB
SEEN
diff "$work/expected" "$work/seen" && echo "As seen on 2026-11-30."
