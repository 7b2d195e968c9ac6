#!/usr/bin/env bash
# Question: a camera sends 5 pictures a second as multipart/x-mixed-replace. At what speed does a recording play that a
#           program makes with libav and its defaults, as recorders do?
# Versions: PyAV 19.0.0 (libav 8), the demuxer "mpjpeg" that libav chooses by the content type
