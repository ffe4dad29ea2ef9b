"""Measurements side by side with what a user would otherwise pick: `python -m benchmarks`."""
