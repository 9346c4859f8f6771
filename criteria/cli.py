"""The command line: the same numbers as the dashboard, reproducible and exportable.

Exit status: 0 done, 1 refused with the reasons on standard error, 2 wrong use.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from criteria.data.tables import read_table
from criteria.engine.memory import MemoryEngine
from criteria.funnel.results import evaluate, refuse_unanswerable
from criteria.model.problems import Problem, Refused
from criteria.model.protocol import Protocol
from criteria.model.scenario import Scenario, scenario
from criteria.output import report
from criteria.output.disclosure import Disclosed, Mode, disclose, disclose_notes, mode_for, refuse_small
from criteria.text.protocol_file import read_protocol

HOME = Path(__file__).resolve().parent.parent
PROTOCOL = HOME / "demo_data" / "NCT05616468.yaml"
TABLE = HOME / "demo_data" / "curated.parquet"

_FORMATS: dict[str, Callable[[Disclosed], str]] = {
    "table": report.as_text,
    "json": report.as_json,
    "csv": lambda shown: report.as_csv(shown).rstrip("\n"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="feasibility", description="What each eligibility criterion of a trial costs in patients."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_evaluate(commands)
    _add_verdicts(commands)
    _add_app(commands)
    return parser


def _add_evaluate(commands: Any) -> None:
    command = commands.add_parser("evaluate", help="all numbers of a protocol over a table")
    _add_sources(command)
    _add_scenario(command)
    command.add_argument("--format", choices=tuple(_FORMATS), default="table")
    command.add_argument("--exact", action="store_true", help="true counts, for the owner of the data")
    command.set_defaults(run=_evaluate)


def _add_verdicts(commands: Any) -> None:
    command = commands.add_parser("verdicts", help="the verdict of each patient; exact, for the owner of the data")
    _add_sources(command)
    _add_scenario(command)
    command.add_argument("--out", required=True, metavar="FILE", type=Path, help="a .csv or .parquet file to write")
    command.set_defaults(run=_verdicts)


def _add_app(commands: Any) -> None:
    command = commands.add_parser("app", help="the dashboard in a browser")
    _add_sources(command)
    command.add_argument("--port", type=int, default=8501)
    command.set_defaults(run=_app)


def _add_sources(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data", metavar="PATH", type=Path, help="a .csv or .parquet table (demonstration table)")
    command.add_argument(
        "--protocol", metavar="PATH", type=Path, default=PROTOCOL, help="a YAML file (reference trial)"
    )


def _add_scenario(command: argparse.ArgumentParser) -> None:
    command.add_argument("--set", action="append", default=[], metavar="LIMIT=VALUE", type=_assignment, dest="values")
    command.add_argument("--off", action="append", default=[], metavar="CRITERION", help="switch a criterion off")


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form LIMIT=VALUE")
    return name.strip(), value.strip()


def _scenario(options: argparse.Namespace, protocol: Protocol, *, grid_only: bool = False) -> Scenario:
    return scenario(protocol, dict(options.values), options.off, grid_only=grid_only)


def _evaluate(options: argparse.Namespace) -> None:
    protocol = read_protocol(options.protocol)
    dataset = read_table(options.data or TABLE)
    mode = mode_for(synthetic=dataset.synthetic, deployed=Mode.EXACT if options.exact else Mode.PROTECTED)
    refuse_small(dataset.name, dataset.patients, mode)
    results = evaluate(MemoryEngine(dataset), _scenario(options, protocol, grid_only=mode is Mode.PROTECTED))
    refuse_unanswerable(results, dataset.name)
    for note in disclose_notes(dataset.notes, mode):
        print(f"{note.code}  {note.subject}  {note.count.text}  {note.message}", file=sys.stderr)
    print(_FORMATS[options.format](disclose(results, mode)))


def _verdicts(options: argparse.Namespace) -> None:
    write = {".csv": _write_csv, ".parquet": _write_parquet}.get(options.out.suffix.lower())
    if write is None:
        raise Refused(str(options.out), [Problem("unknown-format", "--out", "give a .csv or .parquet file")])
    protocol = read_protocol(options.protocol)
    dataset = read_table(options.data or TABLE)
    table = report.verdict_table(MemoryEngine(dataset), _scenario(options, protocol))
    try:
        write(table, options.out)
    except OSError as error:
        raise Refused(str(options.out), [Problem("not-written", "--out", str(error.strerror or error))]) from None


def _write_csv(table: Any, path: Path) -> None:
    table.to_csv(path, index=False)


def _write_parquet(table: Any, path: Path) -> None:
    table.to_parquet(path, index=False)


def _app(options: argparse.Namespace) -> None:
    """Check what was given, then become the dashboard's server."""
    read_protocol(options.protocol)
    os.environ["FEASIBILITY_PROTOCOL"] = str(options.protocol.resolve())
    if options.data:
        read_table(options.data)
        os.environ["FEASIBILITY_DATA"] = str(options.data.resolve())
    os.chdir(HOME)  # Streamlit reads .streamlit/config.toml and serves static/ from here
    server = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={options.port}"]
    os.execv(sys.executable, server)
