"""Run the benchmarks and print the ratios: all of them, or `python -m benchmarks collect --files 2000`."""

from __future__ import annotations

import argparse

from benchmarks import buttons, collect, commands, fill_one, whatif

NAMES = ("commands", "fill", "whatif", "buttons", "collect")


def main() -> None:
    parser = argparse.ArgumentParser(description="性能测量")
    parser.add_argument("which", nargs="*", choices=[*NAMES, []], metavar="|".join(NAMES), help="默认全部")
    parser.add_argument("--files", type=int, default=2000, help="汇总多少份附表")
    parser.add_argument("--sizes", type=int, nargs="*", default=[500, 2000, 5000], help="测内存的份数")
    parser.add_argument("--rounds", type=int, default=3, help="汇总的各种读法轮流测几遍，取最快的")
    options = parser.parse_args()
    which = options.which or NAMES
    if "commands" in which:
        commands.main()
    if "fill" in which:
        fill_one.main()
    if "whatif" in which:
        whatif.main()
    if "buttons" in which:
        buttons.main()
    if "collect" in which:
        collect.main(options.files, options.sizes, options.rounds)


if __name__ == "__main__":
    main()
