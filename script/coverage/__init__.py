"""Where in Home Assistant everything is that the manuals name."""
