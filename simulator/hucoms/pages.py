"""What a Hucoms camera remembers: every page with its fields, their ranges and how they leave the factory."""

from . import event_pages, sensor_pages, stream_pages, system_pages
from .fields import Pages

PAGES: Pages = {**system_pages.PAGES, **event_pages.PAGES, **sensor_pages.PAGES, **stream_pages.PAGES}
