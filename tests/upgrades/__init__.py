"""Compatibility with data of earlier builds."""
