"""Maps the entries of the manuals to their place in Home Assistant."""
