"""Sounds for loudspeakers, and push to talk."""
