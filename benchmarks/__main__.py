"""Run every benchmark and print the ratios."""

from __future__ import annotations

from benchmarks import fill_one

if __name__ == "__main__":
    fill_one.main()
