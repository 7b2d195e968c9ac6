"""PTZ in Home Assistant: names of presets, tours and the return to a preset."""
