"""The `spec` fixture: a table of patients with the verdict each must have, run on every engine."""

import textwrap

import pytest
import yaml

import criteria as cr
from tests import tables

EXPECTED = {"verdict", "status", "note"}


@pytest.fixture
def spec(engine_of, reference):
    """Check every verdict of a table.

    `asked` is the id of a criterion or group of the reference protocol, or a rule in YAML (with `limits` and
    `settings` beside it, or a whole list of `criteria`). `changes` are limits and settings that differ.
    Columns of the table: the dictionary's variables, and what is expected: `verdict`, `status`, or a column named
    after a criterion. `note` is for the reader. A blank is a missing value.
    """

    def check(table, asked, off=(), **changes):
        protocol, target = _asked(asked, reference)
        cells = tables.parse(textwrap.dedent(table))
        outcomes = EXPECTED | {each.id for each in (*protocol.criteria, *protocol.groups)}
        expected = {name: column for name, column in cells.items() if name in outcomes and name != "note"}
        assert expected, "the table expects nothing"
        patients = tables.dataset({name: column for name, column in cells.items() if name not in outcomes})
        scenario = cr.scenario(protocol, changes, off)
        groups = {group.id for group in protocol.groups} & {target, *expected}
        found = _found(engine_of, patients, scenario, target, groups)
        wrong = [
            f"row {at + 1}, {name}: expected {want}, found {got}"
            for name, column in expected.items()
            for at, (want, got) in enumerate(zip(column, found[name], strict=True))
            if want != got
        ]
        assert not wrong, "\n".join(wrong)
        _counts_agree(cr.evaluate(engine_of(patients), scenario), found)

    return check


def _asked(asked, reference):
    """The protocol, and the criterion or group that the column `verdict` is about."""
    if asked in {each.id for each in (*reference.criteria, *reference.groups)}:
        return reference, asked
    content = yaml.safe_load(asked)
    if "kind" in content:
        content = {"rule": content}
    rule = content.pop("rule", None)
    if rule is not None:
        content["criteria"] = [{"id": "ASKED", "number": "1", "label": "asked", "text": "asked", "rule": rule}]
    return tables.protocol(yaml.safe_dump(content, sort_keys=False)), content["criteria"][0]["id"]


def _found(engine_of, patients, scenario, target, groups):
    """Verdict words of all patients, by column: criteria, asked groups, `status`, and `verdict` of the target."""
    table = cr.verdict_table(engine_of(patients), scenario)
    found = {name: list(table[name]) for name in table.columns if name != "patient_id"}
    for group in groups:
        found[group] = [_group_verdict(engine_of, one, scenario, group) for one in _alone(patients)]
    return found | {"verdict": found[target]}


def _group_verdict(engine_of, one, scenario, group):
    return tables.verdict_of(cr.evaluate(engine_of(one), scenario).row(group))


def _alone(patients):
    """Each patient as a dataset of one row."""
    for at in range(patients.patients):
        columns = {}
        for name, column in patients.columns.items():
            fields = {field: getattr(column, field) for field in type(column).__dataclass_fields__}
            columns[name] = type(column)(**{k: v if k == "values" else v[at : at + 1] for k, v in fields.items()})
        yield cr.Dataset(f"row {at + 1}", 1, columns)


def _counts_agree(results, found):
    """The counts are those of the words: verdicts add up to all patients, and so do statuses."""
    for row in (row for row in (*results.rows, *results.groups) if row.id in found):
        counted = (row.passed, row.fails, row.unknown, row.not_applicable, row.deferred)
        assert counted == tuple(found[row.id].count(word) for word in tables.VERDICTS), row.id
    statuses = (results.eligible, results.potential, results.excluded)
    assert statuses == tuple(found["status"].count(word) for word in ("eligible", "potential", "excluded"))
