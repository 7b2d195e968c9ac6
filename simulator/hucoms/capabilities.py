"""Capability pages of a Hucoms camera."""

from .lines import Section
from .model import HucomsModel
from .sensors import ALL, SENSORS

# Codec name in videoset.cgi, in stream descriptions, and everywhere else.
CODECS = (("h265", "H265", "H.265"), ("h264", "H264", "H.264"), ("mpeg", "MPEG4", "MPEG4"), ("mjpeg", "MJPEG", "MJPEG"))


def video(model: HucomsModel, action: str) -> list[Section] | None:
    """Answer capabilityvideo.cgi; None for an unknown action."""
    sections = _video(model, dotted=action != "getCapabilitiesVideoAll")
    if action == "getCapabilitiesVideoAll":
        return [section for part in sections.values() for section in part]
    return sections.get(action)


def _video(model: HucomsModel, *, dotted: bool) -> dict[str, list[Section]]:
    sensor = SENSORS[model.sensor]
    codecs = [codec for codec in CODECS if codec[0] != "h265" or model.has("h265")]
    # The manual writes H.264 with a dot everywhere but in the full list; version 1.22 never does.
    spelt = {codec: shown if dotted and codec != "h265" else plain for codec, plain, shown in codecs}
    largest = {codec: sensor.mpeg4 if codec == "mpeg" else sensor.sizes[0] for codec in sorted(spelt, key=_shown_late)}
    rates = [f"{rate.words}@{';'.join(rate.sizes)}" for rate in sensor.rates]
    # Fixed rates are listed separately from the range.
    apart = ["", *rates[:-1], "", rates[-1]] if len(rates) > 1 else ["", *rates]
    return {
        "getVideo": [
            ("Capabilities Video", tuple(f"MaxVideosize{spelt[codec]} = {most}" for codec, most in largest.items())),
            (
                "Capabilities Video Stream",
                (
                    "StreamMethod = RTPUDP;RTPTCP;RTPHTTP",
                    "MaxStreamSupported = 3",
                    f"stream1 = {';'.join(f'{plain}@Capture1' for _, plain, _ in codecs[:-2])}",
                    f"stream2 = {_streams(codecs, tuple(range(1, len(sensor.captures) + 1)))}",
                    f"stream3 = {_streams(codecs, sensor.stream3)}",
                    "",
                    "EventStreamSupport = OnvifMetadata",
                ),
            ),
        ],
        "getVideoCodec": [
            (
                "Capabilities VideoCodec",
                (
                    "MaxVideoCodecsize = 3",
                    f"VideoCodecSupported = {';'.join(shown for _, _, shown in codecs)}",
                    "",
                    *(f"Codec{spelt[codec]}Maxuse = {sensor.uses[codec]}" for codec, _, _ in codecs),
                ),
            )
        ],
        "getResolution": [
            (
                "Capabilities Resolution",
                (
                    f"VideoSizeAll = {';'.join(sensor.sizes)}",
                    f"CaptureMaxsize = {len(sensor.captures)}",
                    *(f"Capture{number} = {';'.join(sizes)}" for number, sizes in enumerate(sensor.captures, 1)),
                ),
            )
        ],
        "getFramerate": [
            ("Capabilities Framerate", (f"MaxFramerate = {max(rate.high for rate in sensor.rates)}", *apart)),
            (
                "Capabilities KeyFrame",
                # Slow rates start at one here, whatever the line above says.
                tuple(
                    f"min:5;max:{rate.keyframe}@{rate.words if rate.sizes != (ALL,) else 'min:1fps;max:30fps'}"
                    for rate in sensor.rates
                ),
            ),
        ],
        "getBitrate": [
            (
                "Capabilities Bitrate",
                (
                    f"BitrateAll = min:64kbps;max:{sensor.bitrate}kbps",
                    "JPEGBitrateSupported = Not_Support",
                    "MPEG4BitrateSupported = BitrateAll",
                    *(f"{shown}BitrateSupported = BitrateAll" for _, _, shown in reversed(codecs[:-2])),
                ),
            )
        ],
        "getQuality": [
            (
                "Capabilities Quality",
                (
                    "JPEGQualitySupported = min:5;max:80",
                    "MPEG4QualitySupported = Not_Support",
                    *(f"{shown}QualitySupported = Not_Support" for _, _, shown in reversed(codecs[:-2])),
                ),
            )
        ],
    }


def _shown_late(codec: str) -> bool:
    return codec == "mpeg"


def _streams(codecs: list[tuple[str, str, str]], captures: tuple[int, ...]) -> str:
    return ";".join(f"{plain}@Capture{capture}" for _, plain, _ in codecs for capture in captures)


def audio(model: HucomsModel, action: str) -> list[Section] | None:
    """Answer capabilityaudio.cgi; None for an unknown action."""
    has, stream = ("Yes", "RTSP") if model.audio else ("No", "No")
    codec, channels = ("G.711", 1) if model.audio else ("No", 0)
    general: Section = (
        "Capabilities Audio",
        (
            f"AudioInputSupported = {has}",
            f"AudioOutputSupported = {has}",
            "",
            f"AudioUploadStream = {stream}",
            f"AudioDownloadStream = {stream}",
        ),
    )
    codecs: Section = (
        "Capabilities AudioCodec",
        (
            f"MaxAudioInputChannel = {channels}",
            f"AudioInputCodecSupported = {codec}",
            "",
            f"MaxAudioOutputChannel = {channels}",
            f"AudioOutputCodecSupported = {codec}",
        ),
    )
    details = ("SamplingAll = 8K;16K", "SamplingFreq = min:8K;max:16K", "Compress = ulaw")
    if action == "getCapabilitiesAudioAll":
        return [general, codecs, ("Codec G.711", details)] if model.audio else [general, codecs]
    if action == "getAudioCodec":
        return [codecs, ("CodecInfo G.711", details)] if model.audio else [codecs]
    return [general] if action == "getAudio" else None


def ptz(model: HucomsModel, action: str) -> list[Section] | None:
    """Answer capabilityptz.cgi; None for an unknown action."""
    moves = [("Pan", model.pan_tilt), ("Tilt", model.pan_tilt), ("Zoom", model.zoom), ("Focus", model.zoom)]
    lines = [f"{name}Supported = {_yes(has)}" for name, has in moves]
    numbers = {
        "Preset": model.presets,
        "Autopan": model.autopans,
        "Tour": model.tours if model.has("preset_control/tour") else 0,
    }
    if action == "getCapabilitiesPTZAll":
        lines += [f"{name}Supported = {_yes(numbers[name] > 0)}" for name in ("Autopan", "Preset", "Tour")]
        return [("Capabilities PTZ", tuple(lines))]
    if action != "getPTZ":
        return None
    supported = {
        name: str(most) if most and model.answers_numbers else _yes(most > 0) for name, most in numbers.items()
    }
    lines += ["", f"EndlessPanSupported = {_yes(model.endless_pan)}", f"AutoFocusSupported = {_yes(model.zoom)}", ""]
    lines += [f"PresetSupported = {supported['Preset']}", f"AutopanSupported = {supported['Autopan']}"]
    lines += [f"AutopancwSupported = {_yes(model.autopans > 0)}", f"TourSupported = {supported['Tour']}"]
    return [("Capabilities PTZ", tuple(lines))]


def image(model: HucomsModel) -> list[Section]:
    """Answer getCapabilitiesImage of camcolor.cgi."""
    fields = {"brightness": "bright", "contrast": "contrast", "saturation": "saturation"}
    fields |= {"sharpness": "sharp", "edgeenhance": "edge", "hue": "hue"}
    has = tuple(f"{name} = {_yes(model.has(f'camcolor/{field}'))}" for name, field in fields.items())
    # Ranges are listed even for missing functions.
    ranges = tuple(f"{name} = min:1;max:100;default:50" for name in fields)
    return [("ImageEnhanceSupported", has), ("ImageEnhanceValuerange", ranges)]


def _yes(has: bool) -> str:
    return "Yes" if has else "No"
