"""Hospital exports as they really look (synthetic): proposed, answered as a data manager would, and counted right."""

import datetime
import json
from pathlib import Path

import pytest

import criteria as cr
from criteria.data.check import check
from criteria.data.table_map import Index, Reading
from criteria.data.tables import dataset_from

EXPORTS = sorted((Path(__file__).parent / "exports").iterdir())
DAYS = {"20_omop_local": datetime.date(2024, 6, 30)}  # which only a person can know
MOST_ANSWERS = 12


def told(export, name):
    return json.loads((export / name).read_text(encoding="utf-8"))


def raw_of(export):
    files = sorted((export / "data").iterdir())
    return cr.read_raw(files[0] if len(files) == 1 else export / "data")


@pytest.fixture(scope="module", params=EXPORTS, ids=lambda export: export.name)
def proposed(request):
    """An export, its table as it came, and the map that is proposed."""
    raw = raw_of(request.param)
    return request.param, raw, check(raw).proposal


def test_every_column_is_proposed_for_what_it_is(proposed, reference):
    """A column that the trial does not need may be read as another variable, never as one that the trial reads."""
    export, _, proposal = proposed
    found = {each.column: name for name, each in proposal.table_map.columns.items() if each.column}
    for heading, means in told(export, "columns.json")["columns"].items():
        variable = means.get("variable") or (f"{means['limit_of']}_uln" if means.get("limit_of") else None)
        if variable == "patient_id":
            assert proposal.table_map.patient_id == heading
        elif variable is None:
            assert found.get(heading) not in reference.variables_read, heading
        else:
            assert found.get(heading) == variable, heading


def test_its_counts_are_right_after_a_few_answers(proposed, reference):
    """Each question is confirmed as proposed; numbers that no file holds are typed in once."""
    export, raw, proposal = proposed
    typed = {name: Reading(**each) for name, each in told(export, "columns.json")["typed_once"].items()}
    table_map = proposal.table_map.model_copy(update={"columns": proposal.table_map.columns | typed})
    if export.name in DAYS:
        table_map = table_map.model_copy(update={"index": Index(date=DAYS[export.name])})
        files = sorted((export / "data").iterdir())
        raw = cr.read_raw(files[0] if len(files) == 1 else export / "data", table_map)
    assert len(proposal.questions) + len(typed) + (export.name in DAYS) <= MOST_ANSWERS
    results = cr.evaluate(cr.MemoryEngine(dataset_from(raw, table_map)), cr.baseline(reference))
    truth = told(export, "truth.json")
    statuses = (results.patients, results.eligible, results.potential, results.excluded)
    assert statuses == tuple(truth[name] for name in ("patients", "eligible", "potential", "excluded"))
    for row in results.rows:
        expected = truth["criteria"][row.id]
        assert (row.fails, row.unknown) == (expected["fail"], expected["unknown"]), row.id
