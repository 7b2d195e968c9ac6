"""Processor time, wake-ups and age of live pictures."""
