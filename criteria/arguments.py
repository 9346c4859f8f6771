"""What several commands are told: the table and its map, the protocol, the scenario, the form of the output."""

from __future__ import annotations

import argparse
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
PROTOCOL = HOME / "demo_data" / "NCT05616468.yaml"
TABLE = HOME / "demo_data" / "curated.parquet"

DATA = (
    "a file (.csv, .parquet, .xlsx, .sav, .dta, .xpt, also packed), a folder, a .duckdb file or a postgresql:// address"
)


def add_sources(command: argparse.ArgumentParser) -> None:
    """The table, its map and the protocol."""
    command.add_argument("--data", metavar="PATH", help=f"{DATA} (demonstration table)")
    add_map(command)
    add_protocol(command)


def add_map(command: argparse.ArgumentParser) -> None:
    """The map of the table."""
    command.add_argument("--map", metavar="FILE", type=Path, help="which column is which variable; see `check`")


def add_protocol(command: argparse.ArgumentParser) -> None:
    """The protocol."""
    command.add_argument(
        "--protocol", metavar="PATH", type=Path, default=PROTOCOL, help="a YAML file (reference trial)"
    )


def add_scenario(command: argparse.ArgumentParser) -> None:
    """What is asked otherwise than the protocol says."""
    command.add_argument("--set", action="append", default=[], metavar="LIMIT=VALUE", type=assignment, dest="values")
    command.add_argument("--off", action="append", default=[], metavar="CRITERION", help="switch a criterion off")


def add_output(command: argparse.ArgumentParser, formats: tuple[str, ...]) -> None:
    """How, and how exactly, the result is written."""
    command.add_argument("--format", choices=formats, default=formats[0])
    command.add_argument("--exact", action="store_true", help="true counts, for the owner of the data")


def add_copy(command: argparse.ArgumentParser) -> None:
    """What the owner of a table declares about a protected copy, and where it goes."""
    command.add_argument("data", metavar="TABLE", help=DATA)
    command.add_argument("--epsilon", type=float, default=3.0, help="what one patient may change at most (3)")
    about = "about how many patients there are, as you would say it to anybody, such as 1200"
    command.add_argument("--patients", type=number_of_patients, required=True, metavar="ABOUT", help=about)
    command.add_argument("--out", required=True, metavar="FILE", type=Path, help="the .parquet file to write")
    command.add_argument("--site", nargs="+", action="extend", default=[], metavar="NAME", help="the words of the site")
    together = "take words that are not declared together as `other`"
    command.add_argument("--together", action="store_true", help=together)
    command.add_argument("--one-row-each", action="store_true", help="without identifiers: each person is one row")
    command.add_argument("--again", action="store_true", help="a further copy, although each tells more of a patient")
    command.add_argument("--ledger", metavar="FILE", type=Path, help="where copies are noted (beside the table)")
    command.add_argument("--report", metavar="FILE", type=Path, help="copy against truth, for the owner alone")


def number_of_patients(text: str) -> int:
    """A number of patients; at least one."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of patients")
    return int(text)


def assignment(text: str) -> tuple[str, str]:
    """A limit and the value it is set to."""
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form LIMIT=VALUE")
    return name.strip(), value.strip()
