"""Sound for loudspeakers: sources, decoding and PCM."""
