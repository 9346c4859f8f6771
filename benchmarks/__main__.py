"""Run the benchmarks and print their figures: `python -m benchmarks [NAME ...] [--out FILE]`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.figures import table

NAMES = ("engine", "levers", "loading", "apart", "protect", "browser")


def asked(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line asks for: `names`, all of them where none is given, and the file `out`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", type=_name, metavar="NAME", help=" or ".join(NAMES))
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write the table into this file")
    options = parser.parse_args(arguments)
    options.names = options.names or list(NAMES)
    return options


def _name(given: str) -> str:
    """One benchmark; `choices` would refuse the empty list of none on some versions of Python."""
    if given not in NAMES:
        raise argparse.ArgumentTypeError(f"`{given}` is no benchmark; choose from {', '.join(NAMES)}")
    return given


def main() -> None:
    """Run all benchmarks, or those named."""
    options = asked()
    found = [figure for name in options.names for figure in import_module(f"benchmarks.{name}").figures()]
    print(table(found))
    if options.out:
        options.out.write_text(table(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
