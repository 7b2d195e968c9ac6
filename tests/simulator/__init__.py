"""The simulated cameras against the manuals and docs/sources.md."""
