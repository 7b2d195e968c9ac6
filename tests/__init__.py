"""Tests of the integration, its protocol package and the simulator."""
