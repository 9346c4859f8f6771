"""The command line: the same numbers as the dashboard, reproducible and exportable.

Exit status: 0 done, 1 refused with the reasons on standard error, 2 wrong use.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from criteria.arguments import (
    DATA,
    HOME,
    TABLE,
    add_copy,
    add_map,
    add_output,
    add_protocol,
    add_scenario,
    add_sources,
    number_of_patients,
)
from criteria.data.check import Check, check
from criteria.data.dataset import Dataset, Note
from criteria.data.map_file import map_to_yaml, read_map
from criteria.data.mapped.apply import apply
from criteria.data.proposal.written import proposal_to_yaml
from criteria.data.tables import read_raw
from criteria.engine.memory import MemoryEngine
from criteria.funnel.results import Results, evaluate, not_held, refuse_unanswerable
from criteria.model.problems import Problem, Refused, refuse_if_any
from criteria.model.protocol import Protocol
from criteria.model.scenario import Scenario, scenario
from criteria.output import report
from criteria.output.disclosure import (
    Disclosed,
    Mode,
    disclose,
    disclose_notes,
    mode_for,
    refuse_small,
    words_listed,
)
from criteria.output.levers.questions import QUESTIONS, answer, as_columns, as_records, two_limits
from criteria.output.levers.ranked import ShownRanking, ranked
from criteria.output.levers.report import levers_as_csv, levers_as_json, levers_as_text
from criteria.output.levers.wanted import ShownTarget, wanted_patients
from criteria.output.table_check import ShownCheck, check_as_json, check_as_text, disclose_check, findings_as_csv
from criteria.text.protocol_file import read_protocol

_FORMATS: dict[str, Callable[[Disclosed], str]] = {
    "table": report.as_text,
    "json": report.as_json,
    "csv": lambda shown: report.as_csv(shown).rstrip("\n"),
}


_LEVERS_FORMATS: dict[str, Callable[[ShownRanking, ShownTarget | None], str]] = {
    "table": levers_as_text,
    "json": levers_as_json,
    "csv": lambda ranking, target: levers_as_csv(ranking, target).rstrip("\n"),
}
_CHECK_FORMATS: dict[str, Callable[[ShownCheck], str]] = {
    "text": check_as_text,
    "json": check_as_json,
    "csv": lambda shown: findings_as_csv(shown).rstrip("\n"),
}
_HINT = "`feasibility check {} --propose map.yaml` proposes a map; look at it, then give it with --map."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int | None = options.run(options)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status or 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="feasibility", description="What each eligibility criterion of a trial costs in patients."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_evaluate(commands)
    _add_levers(commands)
    _add_verdicts(commands)
    _add_check(commands)
    _add_protect(commands)
    _add_app(commands)
    return parser


def _add_evaluate(commands: Any) -> None:
    command = commands.add_parser("evaluate", help="all numbers of a protocol over a table")
    add_sources(command)
    add_scenario(command)
    add_output(command, tuple(_FORMATS))
    command.set_defaults(run=_evaluate)


def _add_levers(commands: Any) -> None:
    command = commands.add_parser("levers", help="which change buys the most patients")
    add_sources(command)
    add_scenario(command)
    command.add_argument("--wanted", metavar="N", type=number_of_patients, help="the cheapest change that reaches N")
    command.add_argument("--potential", action="store_true", help="count potential patients towards N too")
    _add_question(command)
    add_output(command, tuple(_LEVERS_FORMATS))
    command.set_defaults(run=_levers)


def _add_question(command: argparse.ArgumentParser) -> None:
    instead = command.add_mutually_exclusive_group()
    listed = "; ".join(f"{name}: {what}" for name, (_, what) in QUESTIONS.items())
    instead.add_argument("--about", choices=tuple(QUESTIONS), metavar="QUESTION", help=f"instead of the list, {listed}")
    instead.add_argument("--pair", nargs=2, metavar="LIMIT", help="instead of the list, patients over two limits")


def _add_check(commands: Any) -> None:
    command = commands.add_parser("check", help="what is wrong with a table, all at once, and what it can answer")
    command.add_argument("data", metavar="PATH", help=DATA)
    add_map(command)
    add_protocol(command)
    command.add_argument("--propose", metavar="FILE", type=Path, help="write the proposed map here, to be looked at")
    add_output(command, tuple(_CHECK_FORMATS))
    command.set_defaults(run=_check)


def _add_verdicts(commands: Any) -> None:
    command = commands.add_parser("verdicts", help="the verdict of each patient; exact, for the owner of the data")
    add_sources(command)
    add_scenario(command)
    command.add_argument("--out", required=True, metavar="FILE", type=Path, help="a .csv or .parquet file to write")
    command.set_defaults(run=_verdicts)


def _add_protect(commands: Any) -> None:
    command = commands.add_parser("protect", help="a differentially private copy, for viewers one does not know")
    add_copy(command)
    add_map(command)
    add_protocol(command)
    command.set_defaults(run=_protect)


def _add_app(commands: Any) -> None:
    command = commands.add_parser("app", help="the dashboard in a browser")
    add_sources(command)
    command.add_argument("--port", type=int, default=8501)
    command.set_defaults(run=_app)


def _scenario(options: argparse.Namespace, protocol: Protocol, *, grid_only: bool = False) -> Scenario:
    return scenario(protocol, dict(options.values), options.off, grid_only=grid_only)


def _dataset(options: argparse.Namespace) -> Dataset:
    table_map = read_map(options.map) if options.map else None
    raw = read_raw(options.data or TABLE, table_map)
    applied = apply(raw, table_map, suspect=True)
    mode = Mode.EXACT if getattr(options, "exact", False) else Mode.PROTECTED
    for each in applied.identifying.warn:
        print(f"identifier-{each.code}  {each.column}  {each.rule}: {each.remedy}", file=sys.stderr)
    if applied.problems and table_map is None:
        print(_HINT.format(options.data), file=sys.stderr)
    if applied.problems:  # how the file was read is often why
        _tell(raw.notes, mode)
    _tell(applied.suspected, mode)
    refuse_if_any(raw.name, applied.problems)
    return applied.dataset


def _tell(notes: Iterable[Note], mode: Mode) -> None:
    """Tell what of a table was not used, or read in a way that somebody should know."""
    for note in disclose_notes(notes, mode):
        print(
            f"{note.code}  {note.subject}  {note.count.text}  {note.message}{words_listed(note.words)}", file=sys.stderr
        )


def _evaluate(options: argparse.Namespace) -> None:
    results, _, mode = _evaluated(options)
    print(_FORMATS[options.format](disclose(results, mode)))


def _evaluated(options: argparse.Namespace) -> tuple[Results, MemoryEngine, Mode]:
    """The results of what was given, the engine they come from, and how they may be shown."""
    protocol = read_protocol(options.protocol)
    dataset = _dataset(options)
    mode = mode_for(synthetic=dataset.synthetic, deployed=Mode.EXACT if options.exact else Mode.PROTECTED)
    refuse_small(dataset.name, dataset.patients, mode)
    asked = _scenario(options, protocol, grid_only=mode is Mode.PROTECTED)
    refuse_if_any(dataset.name, not_held(dataset, asked))
    engine = MemoryEngine(dataset)
    results = evaluate(engine, asked)
    refuse_unanswerable(results, dataset.name)
    _tell(dataset.notes, mode)
    return results, engine, mode


def _levers(options: argparse.Namespace) -> None:
    results, engine, mode = _evaluated(options)
    if options.about or options.pair:
        _answer(options, results, engine, mode)
        return
    ranking = ranked(engine, results.scenario, mode)
    target = wanted_patients(engine, ranking, options.wanted, potential=options.potential) if options.wanted else None
    print(_LEVERS_FORMATS[options.format](ranking, target))


def _answer(options: argparse.Namespace, results: Results, engine: MemoryEngine, mode: Mode) -> None:
    """One question about the levers, answered by a table."""
    if options.pair:
        text = two_limits((options.pair[0], options.pair[1]), results, engine, mode)
    else:
        text = answer(options.about, results, engine, mode)
    match options.format:
        case "csv":
            print(text.rstrip("\n"))
        case "json":
            print(as_records(options.about or "pair", text, results, mode))
        case _:
            print(as_columns(text))


def _verdicts(options: argparse.Namespace) -> None:
    write = {".csv": _write_csv, ".parquet": _write_parquet}.get(options.out.suffix.lower())
    if write is None:
        raise Refused(str(options.out), [Problem("unknown-format", "--out", "give a .csv or .parquet file")])
    protocol = read_protocol(options.protocol)
    dataset = _dataset(options)
    _tell(dataset.notes, Mode.EXACT)
    table = report.verdict_table(MemoryEngine(dataset), _scenario(options, protocol))
    try:
        write(table, options.out)
    except OSError as error:
        raise Refused(str(options.out), [Problem("not-written", "--out", str(error.strerror or error))]) from None


def _protect(options: argparse.Namespace) -> None:
    from criteria.protect.command import protect_table  # its optimiser takes a while to load

    protocol = read_protocol(options.protocol)
    print(protect_table(options, protocol, lambda: _dataset(options)))


def _check(options: argparse.Namespace) -> int:
    """What was found, once: it is the answer, also where it says that the table cannot be used (status 1)."""
    protocol = read_protocol(options.protocol)
    table_map = read_map(options.map) if options.map else None
    found = check(read_raw(options.data, table_map), table_map, protocol)
    if options.propose:
        _propose(found, options.propose)
    shown = disclose_check(found, Mode.EXACT if options.exact else Mode.PROTECTED)
    print(_CHECK_FORMATS[options.format](shown))
    if not found.usable:
        print(f"{shown.verdict} They are listed above.", file=sys.stderr)
    return 0 if found.usable else 1


def _propose(found: Check, path: Path) -> None:
    written = proposal_to_yaml(found.proposal) if found.proposal else map_to_yaml(found.table_map)
    try:
        path.write_text(written, encoding="utf-8")
    except OSError as error:
        raise Refused(str(path), [Problem("not-written", "--propose", str(error.strerror or error))]) from None


def _write_csv(table: Any, path: Path) -> None:
    table.to_csv(path, index=False)


def _write_parquet(table: Any, path: Path) -> None:
    table.to_parquet(path, index=False)


def _app(options: argparse.Namespace) -> None:
    """Check what was given, then become the dashboard's server."""
    read_protocol(options.protocol)
    os.environ["FEASIBILITY_PROTOCOL"] = str(options.protocol.resolve())
    if options.data:
        _dataset(options)
        os.environ["FEASIBILITY_DATA"] = _absolute(options.data)
    if options.map:
        os.environ["FEASIBILITY_MAP"] = str(options.map.resolve())
    os.chdir(HOME)  # Streamlit reads .streamlit/config.toml and serves static/ from here
    server = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={options.port}"]
    os.execv(sys.executable, server)


def _absolute(address: str) -> str:
    """A path from anywhere; the address of a database stays as it is."""
    return address if "://" in address else str(Path(address).resolve())
