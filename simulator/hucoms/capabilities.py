"""What a Hucoms camera says it can do, section by section."""

from collections.abc import Mapping
from dataclasses import dataclass

from .lines import Section
from .model import HucomsModel

SMALL = ("1280x960", "1280x720", "1024x768", "854x480", "640x480", "320x240")
SECOND = ("1024x768", "854x480", "640x480", "320x240")


@dataclass(frozen=True, slots=True)
class Sensor:
    """What a sensor allows."""

    sizes: tuple[str, ...]
    first: tuple[str, ...]
    mpeg4: str
    stream3: str
    h264_uses: int
    framerate: tuple[str, ...]
    keyframe: tuple[str, ...]
    bitrate: int


BOTH = "H264@Capture1;H264@Capture2;MPEG4@Capture1;MPEG4@Capture2;MJPEG@Capture1;MJPEG@Capture2"
ONLY_SECOND = "H264@Capture2;MPEG4@Capture2;MJPEG@Capture2"

SENSORS: Mapping[str, Sensor] = {
    "1M": Sensor(
        ("1280x1024", *SMALL),
        ("1280x1024", "1280x960", "1280x720", "1024x768"),
        "1280x1024",
        BOTH,
        3,
        (
            "MaxFramerate = 60",
            "",
            "fix:60fps@1280x720;1024x768;854x480;640x480;320x240",
            "fix:45fps@1280x1024;1280x960;1280x720;1024x768;854x480;640x480;320x240",
            "",
            "min:5fps;max:30fps@VideoSizeAll",
        ),
        ("min:5;max:120@fix:60fps", "min:5;max:90@fix:45fps", "min:5;max:60@min:1fps;max:30fps"),
        6000,
    ),
    "2M": Sensor(
        ("1920x1080", "1280x1024", *SMALL),
        ("1920x1080", "1280x1024", "1280x960", "1280x720", "1024x768"),
        "1920x1080",
        BOTH,
        3,
        ("MaxFramerate = 30", "", "min:1fps;max:30fps@VideoSizeAll"),
        ("min:5;max:60@min:1fps;max:30fps",),
        9000,
    ),
    "3M": Sensor(
        ("2048x1536", "1600x1200", "1920x1080", "1280x1024", *SMALL),
        ("2048x1536", "1600x1200", "1920x1080", "1280x1024", "1280x960", "1280x720", "1024x768"),
        "1920x1080",
        ONLY_SECOND,
        2,
        ("MaxFramerate = 30", "", "min:1fps;max:30fps@VideoSizeAll"),
        ("min:5;max:60@min:1fps;max:30fps",),
        12000,
    ),
}


def video(model: HucomsModel, action: str) -> list[Section] | None:
    """Answer capabilityvideo.cgi; None if there is no such action."""
    sensor = SENSORS[model.sensor]
    whole = action == "getCapabilitiesVideoAll"
    # The manual writes the codec with a dot everywhere but in the whole list.
    h264 = "H264" if whole else "H.264"
    sections: dict[str, list[Section]] = {
        "getVideo": [
            (
                "Capabilities Video",
                (
                    f"MaxVideosize{h264} = {sensor.sizes[0]}",
                    f"MaxVideosizeMJPEG = {sensor.sizes[0]}",
                    f"MaxVideosizeMPEG4 = {sensor.mpeg4}",
                ),
            ),
            (
                "Capabilities Video Stream",
                (
                    "StreamMethod = RTPUDP;RTPTCP;RTPHTTP",
                    "MaxStreamSupported = 3",
                    "stream1 = H264@Capture1",
                    f"stream2 = {BOTH}",
                    f"stream3 = {sensor.stream3}",
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
                    "VideoCodecSupported = H.264;MPEG4;MJPEG",
                    "",
                    f"Codec{h264}Maxuse = {sensor.h264_uses}",
                    "CodecMPEG4Maxuse = 2",
                    "CodecMJPEGMaxuse = 2",
                ),
            )
        ],
        "getResolution": [
            (
                "Capabilities Resolution",
                (
                    f"VideoSizeAll = {';'.join(sensor.sizes)}",
                    "CaptureMaxsize = 2",
                    f"Capture1 = {';'.join(sensor.first)}",
                    f"Capture2 = {';'.join(SECOND)}",
                ),
            )
        ],
        "getFramerate": [("Capabilities Framerate", sensor.framerate), ("Capabilities KeyFrame", sensor.keyframe)],
        "getBitrate": [
            (
                "Capabilities Bitrate",
                (
                    f"BitrateAll = min:64kbps;max:{sensor.bitrate}kbps",
                    "JPEGBitrateSupported = Not_Support",
                    "MPEG4BitrateSupported = BitrateAll",
                    "H.264BitrateSupported = BitrateAll",
                ),
            )
        ],
        "getQuality": [
            (
                "Capabilities Quality",
                (
                    "JPEGQualitySupported = min:5;max:80",
                    "MPEG4QualitySupported = Not_Support",
                    "H.264QualitySupported = Not_Support",
                ),
            )
        ],
    }
    return [section for part in sections.values() for section in part] if whole else sections.get(action)


def audio(model: HucomsModel, action: str) -> list[Section] | None:
    """Answer capabilityaudio.cgi; None if there is no such action."""
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
    """Answer capabilityptz.cgi; None if there is no such action."""
    moves = [("Pan", model.pan_tilt), ("Tilt", model.pan_tilt), ("Zoom", model.zoom), ("Focus", model.zoom)]
    lines = [f"{name}Supported = {_yes(has)}" for name, has in moves]
    numbers = {"Preset": model.presets, "Autopan": model.autopans, "Tour": model.tours}
    if action == "getCapabilitiesPTZAll":
        lines += [f"{name}Supported = {_yes(numbers[name] > 0)}" for name in ("Autopan", "Preset", "Tour")]
        return [("Capabilities PTZ", tuple(lines))]
    if action != "getPTZ":
        return None
    told = {name: str(most) if most and model.answers_numbers else _yes(most > 0) for name, most in numbers.items()}
    lines += ["", f"EndlessPanSupported = {_yes(model.endless_pan)}", f"AutoFocusSupported = {_yes(model.zoom)}", ""]
    lines += [f"PresetSupported = {told['Preset']}", f"AutopanSupported = {told['Autopan']}"]
    lines += [f"AutopancwSupported = {_yes(model.autopans > 0)}", f"TourSupported = {told['Tour']}"]
    return [("Capabilities PTZ", tuple(lines))]


def image(model: HucomsModel) -> list[Section]:
    """Answer getCapabilitiesImage of camcolor.cgi."""
    fields = {"brightness": "bright", "contrast": "contrast", "saturation": "saturation"}
    fields |= {"sharpness": "sharp", "edgeenhance": "edge", "hue": "hue"}
    has = tuple(f"{name} = {_yes(model.has(f'camcolor/{field}'))}" for name, field in fields.items())
    # A range is listed even for what the camera does not have.
    ranges = tuple(f"{name} = min:1;max:100;default:50" for name in fields)
    return [("ImageEnhanceSupported", has), ("ImageEnhanceValuerange", ranges)]


def _yes(has: bool) -> str:
    return "Yes" if has else "No"
