"""All stored pages of a Hucoms camera, with ranges and factory values."""

from . import event_pages, sensor_pages, stream_pages, system_pages
from .fields import Pages

PAGES: Pages = {**system_pages.PAGES, **event_pages.PAGES, **sensor_pages.PAGES, **stream_pages.PAGES}
