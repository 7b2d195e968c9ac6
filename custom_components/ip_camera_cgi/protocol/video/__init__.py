"""Live pictures and clips: hub, multipart parser, JPEG check, ring buffer, encoder."""
