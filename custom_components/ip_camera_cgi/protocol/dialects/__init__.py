"""The contracts that each dialect implements, and one folder per dialect."""
