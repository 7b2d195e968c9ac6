"""The connection to one camera."""
