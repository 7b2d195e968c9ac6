"""The simulated cameras against the manuals and the field guides."""
