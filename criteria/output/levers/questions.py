"""The other questions of the levers as the command line answers them: the tables that the page offers for download."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pandas as pd

from criteria.engine.memory import MemoryEngine
from criteria.funnel.levers.composition import composition
from criteria.funnel.levers.curves import curves, surface
from criteria.funnel.levers.groups import group_variables
from criteria.funnel.levers.overlap import overlap
from criteria.funnel.levers.sites import by_site
from criteria.funnel.results import Results
from criteria.model.problems import Problem, Refused
from criteria.model.scenario import unknown_name
from criteria.output.disclosure import Mode, counted
from criteria.output.levers.curve_files import curves_csv
from criteria.output.levers.curves import disclose_curves, misses
from criteria.output.levers.gaps import gaps_csv, shown_gaps
from criteria.output.levers.groups import disclose_composition
from criteria.output.levers.groups_words import groups_csv, steps_csv
from criteria.output.levers.known import known
from criteria.output.levers.overlap import disclose_overlap
from criteria.output.levers.overlap_files import combinations_csv, pairs_csv
from criteria.output.levers.sites import disclose_sites
from criteria.output.levers.sites_forms import sites_csv
from criteria.output.levers.surface import disclose_surface, surface_csv

Answer = Callable[[Results, MemoryEngine, Mode], str]


def answer(question: str, results: Results, engine: MemoryEngine, mode: Mode) -> str:
    """The answer to one of `QUESTIONS`, as comma-separated text. Raises `Refused` when the table cannot answer it."""
    return QUESTIONS[question][0](results, engine, mode)


def two_limits(names: tuple[str, str], results: Results, engine: MemoryEngine, mode: Mode) -> str:
    """Patients over the values of two limits, as comma-separated text. Raises `Refused` when there are no such two."""
    limits = results.scenario.protocol.limits
    problems = [unknown_name("limit", name, list(limits)) for name in names if name not in limits]
    if names[0] == names[1]:
        problems.append(Problem("one-limit", names[0], "give two different limits"))
    if problems:
        raise Refused("the pair of limits", problems)
    found = surface(engine, results.scenario, *names)
    return surface_csv(disclose_surface(found, results.scenario, mode))


def as_records(question: str, text: str, results: Results, mode: Mode) -> str:
    """An answer as JSON: its lines under the name of the question."""
    lines = json.loads(_frame(text).to_json(orient="records", force_ascii=False))
    told = {"protocol": results.scenario.protocol.id, "disclosure": mode.value, question: lines}
    return json.dumps(told, ensure_ascii=False, indent=1)


def as_columns(text: str) -> str:
    """An answer for a terminal."""
    return _frame(text).to_string(index=False, na_rep="")


def _frame(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=[""])


def _curves(results: Results, engine: MemoryEngine, mode: Mode) -> str:
    found = curves(engine, results.scenario, known(mode))
    near = misses(engine, results.scenario, [each.limit for each in found])
    return curves_csv(disclose_curves(found, near, results.scenario, mode))


def _overlap(results: Results, engine: MemoryEngine, mode: Mode) -> str:
    return combinations_csv(disclose_overlap(overlap(engine, results.scenario), mode))


def _pairs(results: Results, engine: MemoryEngine, mode: Mode) -> str:
    return pairs_csv(disclose_overlap(overlap(engine, results.scenario), mode))


def _groups(results: Results, engine: MemoryEngine, mode: Mode) -> str:
    return _of_each_variable(groups_csv, results, engine, mode)


def _funnel(results: Results, engine: MemoryEngine, mode: Mode) -> str:
    return _of_each_variable(steps_csv, results, engine, mode)


def _of_each_variable(write: Callable[..., str], results: Results, engine: MemoryEngine, mode: Mode) -> str:
    """The tables of all variables that patients can be grouped by, one below the other under one heading."""
    scenario = results.scenario
    variables = group_variables(engine.dataset, scenario.protocol)
    if not variables:
        message = "has neither age, sex, race, country, site nor a disease feature to group patients by"
        raise Refused(engine.dataset.name, [Problem("no-groups", "columns", message)])
    tables = [write(disclose_composition(composition(engine, scenario, each), scenario, mode)) for each in variables]
    return tables[0] + "".join(each.split("\n", 1)[1] for each in tables[1:])


def _gaps(results: Results, engine: MemoryEngine, mode: Mode) -> str:
    return gaps_csv(shown_gaps(engine, results.scenario, counted(mode)(results.eligible), mode))


def _sites(results: Results, engine: MemoryEngine, mode: Mode) -> str:
    found = by_site(engine, results.scenario)
    if not found:
        raise Refused(engine.dataset.name, [Problem("no-sites", "site", "the table has no column of sites")])
    return sites_csv(disclose_sites(found, results.scenario, mode))


QUESTIONS: dict[str, tuple[Answer, str]] = {
    "curves": (_curves, "patients at each value of each limit"),
    "overlap": (_overlap, "patients by the exact set of criteria they fail"),
    "pairs": (_pairs, "patients who fail both of two criteria"),
    "groups": (_groups, "who is gained and who is lost against the protocol"),
    "funnel": (_funnel, "each group among those remaining after each criterion"),
    "gaps": (_gaps, "which unknowns would decide most patients"),
    "sites": (_sites, "each site, its dominant criterion and what it lacks"),
}
