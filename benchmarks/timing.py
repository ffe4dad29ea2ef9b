"""Timing several ways of doing the same thing in turn, so that a slow moment hits them all."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping


def side_by_side(ways: Mapping[str, Callable[[], object]], rounds: Mapping[str, int]) -> dict[str, float]:
    """Median seconds of each way; every way runs once unmeasured, then in turn with the others."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    for number in range(max(rounds.values())):
        for name, way in ways.items():
            if number < rounds[name]:
                start = time.perf_counter()
                way()
                taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def print_ratios(title: str, medians: Mapping[str, float], ours: str) -> None:
    """One line for each way: milliseconds, and how many times ours it takes."""
    print(f"\n{title}")
    for name, median in medians.items():
        ratio = "" if name == ours else f"  = 本工具的 {median / medians[ours]:.2f} 倍"
        print(f"  {name:<48}{median * 1000:10.1f} 毫秒{ratio}")
