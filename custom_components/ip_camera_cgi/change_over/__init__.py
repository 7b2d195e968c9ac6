"""Takes over the camera entity of another integration."""
