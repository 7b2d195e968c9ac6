"""RTSP: sessions that send sound to a camera."""
