"""A check looks at each column once: it takes its values apart once, and applies a map once."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest

import criteria as cr
from criteria.data.columns import looked, parsed, profile
from criteria.data.identifiers import gate
from criteria.data.mapped import apply as applying
from criteria.data.raw import Raw

ROWS = 60
OWN = pd.DataFrame(
    {
        "Study ID": [f"P{at:03}" for at in range(ROWS)],
        "Age (years)": [f"{40 + at % 30}" for at in range(ROWS)],
        "Gender": ["männlich", "weiblich"] * (ROWS // 2),
        "Haemoglobin (g/dL)": [f"{9 + at % 5},{at % 10}" for at in range(ROWS)],
        "Platelets (10^9/L)": [["210", "88 L", "<30"][at % 3] for at in range(ROWS)],
        "Liver metastases": [["ja", "nein", None][at % 3] for at in range(ROWS)],
        "ECOG": [["0", "1", "2", "5"][at % 4] for at in range(ROWS)],
    }
)
NUMBERS = 4
MAP = """
patient_id: Study ID
columns:
  age: {column: Age (years)}
  sex: {column: Gender, words: {männlich: M, weiblich: F}}
  hb: {column: Haemoglobin (g/dL), unit: g/dL}
  plt: {column: Platelets (10^9/L), unit: 10*9/L}
  liver_mets: {column: Liver metastases, words: {ja: Y, nein: N}}
  ecog: {column: ECOG}
"""


@pytest.fixture
def counts(monkeypatch):
    """How often each part of a check was called."""
    found: Counter[str] = Counter()

    def count(module, name):
        work = getattr(module, name)

        def counting(*given, **named):
            found[name] += 1
            return work(*given, **named)

        monkeypatch.setattr(module, name, counting)

    for module, name in (
        (parsed, "_amounts"),
        (looked, "encoded"),
        (profile, "_profile"),
        (gate, "_of_column"),
        (applying, "scanned"),
        (applying, "_column"),
    ):
        count(module, name)
    return found


def test_a_check_that_proposes_looks_at_each_column_once_and_applies_one_map(counts):
    found = cr.check(Raw("t", OWN))
    assert found.proposal.table_map.columns.keys() == cr.parse_map(MAP).columns.keys()
    assert counts["_amounts"] == OWN.shape[1] - 1  # all but the identifiers
    assert OWN.shape[1] <= counts["encoded"] <= OWN.shape[1] + 2  # two threads may come to one column at one moment
    assert counts["_profile"] == OWN.shape[1] - 1
    assert counts["scanned"] == NUMBERS
    assert counts["_column"] == len(found.proposal.table_map.columns)


def test_the_dead_are_dropped_from_what_was_parsed(counts):
    found = cr.check(Raw("t", OWN), cr.parse_map(MAP))
    assert found.patients == ROWS * 3 // 4
    assert counts["_amounts"] == counts["scanned"] == NUMBERS


def test_a_second_check_takes_apart_only_what_another_map_reads_otherwise(counts):
    raw = Raw("t", OWN)
    cr.check(raw, cr.parse_map(MAP))
    counts.clear()
    cr.check(raw, cr.parse_map(MAP.replace("{column: ECOG}", "{column: ECOG, missing: ['2']}")))
    assert counts["_amounts"] == 1
    assert counts["encoded"] == counts["_of_column"] == 0


@pytest.mark.parametrize("table_map", [MAP, MAP.replace("ja: Y", "ja: N"), MAP.replace("unit: g/dL", "unit: g/L")])
def test_what_a_look_remembers_is_what_a_first_look_finds(table_map):
    raw, given = Raw("t", OWN), cr.parse_map(table_map)
    cr.check(raw)
    again, first = cr.check(raw, given), cr.check(Raw("t", OWN), given)
    assert again.findings == first.findings
    assert again.missing == first.missing


def test_a_look_holds_no_more_than_the_table():
    texts = [f"{number:.1f}" for number in np.random.default_rng(0).normal(100, 20, 20_000)]
    raw = Raw("t", pd.DataFrame({"Haemoglobin (g/L)": texts}))
    held = raw.looked.column("Haemoglobin (g/L)")
    assert held.memory_usage(deep=True, index=False) < raw.frame.memory_usage(deep=True, index=False).sum()


def test_the_dead_leave_no_doubt_behind():
    """`1.234` of somebody who has died asks nothing of the others."""
    table = OWN.assign(**{"Haemoglobin (g/dL)": ["1.234" if ecog == "5" else "11" for ecog in OWN["ECOG"]]})
    found = cr.check(Raw("t", table), cr.parse_map(MAP))
    assert "decimal-sign" not in {each.code for each in found.findings}
