"""Recordings of alarms: written, found, converted and served."""
