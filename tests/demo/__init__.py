"""The demo, as its user meets it."""
