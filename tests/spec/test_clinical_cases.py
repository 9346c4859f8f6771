"""Every worked patient of the clinical specification, one at a time, through the table reader.

Another file of the same schema is read when the environment variable CLINICAL_CASES names one.
"""

import json
import os
from pathlib import Path

import pandas as pd
import pytest

import criteria as cr

FILE = json.loads(
    Path(os.environ.get("CLINICAL_CASES") or Path(__file__).parents[1] / "clinical_cases.json").read_text()
)


def table_of(case):
    """The case's patient as a one-row table with a unit in every header that has one."""
    patient = FILE["baseline_patient"] | case["set"]
    units = FILE["default_units"] | case["units"]
    headers = {name: units.get(name.removesuffix("_uln")) for name in patient}
    return pd.DataFrame({f"{name} [{unit}]" if unit else name: [patient[name]] for name, unit in headers.items()})


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: f"{case['id']} {case['title']}")
def test_worked_patient(case, reference, engine_of):
    dataset = cr.dataset_of(table_of(case), case["id"])
    scenario = cr.scenario(reference, FILE["default_params"] | case["params"])
    results = cr.evaluate(engine_of(dataset), scenario)

    found = {row.id: verdict_of(row) for row in (*results.rows, *results.groups)}
    expected = case["expect_all"] | case["expect"]
    assert {name: found[name] for name in expected} == expected, case["why"]
    status = {name: getattr(results, name) for name in ("eligible", "potential", "excluded")}
    assert status == {name: int(name == case["overall"]) for name in status}
    assert not dataset.notes


def verdict_of(row):
    counts = {
        "pass": row.passed,
        "fail": row.fails,
        "unknown": row.unknown,
        "not_applicable": row.not_applicable,
        "deferred": row.deferred,
    }
    (verdict,) = (name for name, count in counts.items() if count)
    return verdict
