"""Benchmarks; they measure and have no pass or fail."""
