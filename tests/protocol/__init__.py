"""The protocol package, without Home Assistant."""
