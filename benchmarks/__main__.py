"""Run the benchmarks, or those that are named, and print the ratios."""

from __future__ import annotations

import sys

from benchmarks import fill_one, whatif

BENCHMARKS = {"fill_one": fill_one.main, "whatif": whatif.main}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[name]()
