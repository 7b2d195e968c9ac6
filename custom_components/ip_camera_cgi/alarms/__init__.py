"""Alarms of a camera: for entities and recordings, across restarts, and by calls of the camera."""
