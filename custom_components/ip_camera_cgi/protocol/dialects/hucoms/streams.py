"""The RTSP streams of a camera."""

from collections.abc import Iterator

from yarl import URL

from ...model.text import printable
from ...model.values import Page, Stream


def rtsp_streams(page: Page) -> Iterator[Stream]:
    """Yield the RTSP streams (docs/sources.md H18)."""
    for number in range(1, 10):
        address = page.get(f"stream{number}.address", "")
        try:
            url = URL(address)
        except ValueError, IndexError:  # IndexError: yarl raises it for empty brackets
            continue
        # without a host, the path could hold one, which would then receive the login
        if url.scheme != "rtsp" or not url.host:
            continue
        yield Stream(
            name=f"stream{number}",
            codec=printable(page.get(f"stream{number}.codec", "")).lower().replace(".", ""),
            size=printable(page.get(f"stream{number}.size", "")),
            port=url.explicit_port or 554,
            path=url.raw_path_qs,
            codec_setting=f"encoder_{number}_codec",
        )
