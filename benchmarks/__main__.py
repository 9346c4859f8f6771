"""Run the benchmarks and print their figures: `python -m benchmarks [NAME ...] [--out FILE]`."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from benchmarks.figures import table

NAMES = ("engine", "levers", "loading", "browser")


def main() -> None:
    """Run all benchmarks, or those named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=NAMES, default=NAMES, metavar="NAME", help=" or ".join(NAMES))
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write the table into this file")
    options = parser.parse_args()
    found = [figure for name in options.names for figure in import_module(f"benchmarks.{name}").figures()]
    print(table(found))
    if options.out:
        options.out.write_text(table(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
