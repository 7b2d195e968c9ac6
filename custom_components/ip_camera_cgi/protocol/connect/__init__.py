"""Finds out which dialect a camera speaks."""
