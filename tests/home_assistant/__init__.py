"""Home Assistant on top of the real protocol package and simulated cameras."""
