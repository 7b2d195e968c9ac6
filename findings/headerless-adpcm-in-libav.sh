#!/usr/bin/env bash
# Question: Netwave cameras send sound as bare IMA ADPCM: 160 bytes, high half first, no header; the decoder keeps its
#           state from packet to packet, and scales by step * code / 4 + step / 8. libav has some thirty IMA decoders.
#           Which of them decodes a minute of it?
# Versions: PyAV 18.1.0 (with its own libav), numpy 2.4.6
# Behaviour: none decodes it bit for bit; they round the scaled step in other places. adpcm_ima_ssi and adpcm_ima_apm
#            stay within 5 of 32,768 for the whole minute, adpcm_ima_apc within 18. adpcm_ima_ws is as close once the
#            halves of each byte are swapped; as the bytes come it makes noise of them, without an error. The usual ones,
#            adpcm_ima_wav and adpcm_ima_qt, refuse every packet because they look for a header.
# What follows: a recorder can hand these packets to adpcm_ima_ssi and needs no decoder of its own, as long as it loses
#               no packet: without headers nothing resets the state.
# Takes half a minute; installs into a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: av==18.1.0 numpy==2.4.6
cat >"$work/ask.py" <<'PYTHON'
import math

import av
import numpy as np

SECONDS, PACKET = 60, 160
STEPS = [int(each) for each in (
    "7 8 9 10 11 12 13 14 16 17 19 21 23 25 28 31 34 37 41 45 50 55 60 66 73 80 88 97 107 118 130 143 157 173 190 209 "
    "230 253 279 307 337 371 408 449 494 544 598 658 724 796 876 963 1060 1166 1282 1411 1552 1707 1878 2066 2272 2499 "
    "2749 3024 3327 3660 4026 4428 4871 5358 5894 6484 7132 7845 8630 9493 10442 11487 12635 13899 15289 16818 18500 "
    "20350 22385 24623 27086 29794 32767").split()]
MOVES = (-1, -1, -1, -1, 2, 4, 6, 8)


def camera(pcm):
    """Return what a camera sends, and what it should sound like."""
    sample = index = 0
    codes, sound = [], []
    for wanted in pcm:
        step = STEPS[index]
        code, down = min(7, 4 * abs(wanted - sample) // step), wanted < sample
        change = step * code // 4 + step // 8
        sample = max(-32768, min(32767, sample - change if down else sample + change))
        index = max(0, min(88, index + MOVES[code]))
        codes.append(code | 8 if down else code)
        sound.append(sample)
    return bytes(high << 4 | low for high, low in zip(codes[::2], codes[1::2])), np.array(sound)


def swapped(adpcm):
    return bytes((each >> 4) | (each & 15) << 4 for each in adpcm)


adpcm, sound = camera([round(9000 * math.sin(math.tau * 440 * n / 8000)) for n in range(8000 * SECONDS)])
tried = ("adpcm_ima_wav", "adpcm_ima_qt", "adpcm_ima_ssi", "adpcm_ima_apm", "adpcm_ima_apc", "adpcm_ima_ws")
for name, sent in [(name, adpcm) for name in tried] + [("adpcm_ima_ws, halves swapped", swapped(adpcm))]:
    decoder = av.CodecContext.create(name.partition(",")[0], "r")
    decoder.sample_rate, decoder.layout = 8000, "mono"
    try:
        frames = [
            frame.to_ndarray().reshape(-1)
            for at in range(0, len(sent), PACKET)
            for frame in decoder.decode(av.Packet(sent[at : at + PACKET]))
        ]
    except av.error.InvalidDataError:
        print(f"{name}: refused")
        continue
    off = int(np.abs(np.concatenate(frames).astype(int) - sound).max())
    print(f"{name}: {'noise' if off > 5000 else f'within {off}'}")
PYTHON
"$work/venv/bin/python" "$work/ask.py" 2>/dev/null | tee "$work/seen"
cat >"$work/expected" <<'SEEN'
adpcm_ima_wav: refused
adpcm_ima_qt: refused
adpcm_ima_ssi: within 5
adpcm_ima_apm: within 5
adpcm_ima_apc: within 18
adpcm_ima_ws: noise
adpcm_ima_ws, halves swapped: within 18
SEEN
diff "$work/expected" "$work/seen" && echo "As seen on 2026-11-30."
