"""CPU time, wake-ups and latency of live pictures."""
