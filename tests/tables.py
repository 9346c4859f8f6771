"""Tables as a clinician reads them, and tables as a program makes them, into checked datasets."""

from types import MappingProxyType

import numpy as np
import pandas as pd

import criteria as cr
from criteria.engine import truth

# The unit of a variable whose header names none: the dictionary's own.
STANDARD_UNIT = MappingProxyType(
    {name: variable.unit for name, variable in cr.DICTIONARY.items() if variable.kind == "number"}
)
VERDICTS = ("pass", "fail", "unknown", "not_applicable", "deferred")


def parse(text):
    """The cells of an ASCII table by column, as text; a blank is None. The first column only numbers the rows."""
    lines = [line for line in text.strip("\n").splitlines() if line.strip() and not set(line.strip()) <= set("-+")]
    heading, *body = [[cell.strip() for cell in line.split("|")][1:] for line in lines]
    assert all(len(row) == len(heading) for row in body), "every row needs as many cells as the heading"
    return {name: [row[at] or None for row in body] for at, name in enumerate(heading)}


def header(name):
    """A column's header with the dictionary's unit, unless it names one or needs none."""
    return name if "[" in name or name not in STANDARD_UNIT else f"{name} [{STANDARD_UNIT[name]}]"


def dataset(columns, name="the table"):
    """A checked dataset of columns by variable name, each a list; numbers may be written as text."""
    return cr.dataset_of(pd.DataFrame({header(key): _as_read(values) for key, values in columns.items()}), name)


def of_patients(patients, name="the table"):
    """A checked dataset of patients, each a mapping of variables; a variable that is left out is missing."""
    return dataset({variable: [each.get(variable) for each in patients] for variable in patients[0]}, name)


def _as_read(values):
    """A column as a CSV reader gives it: numbers where every cell is one, else text."""
    try:
        return pd.Series([None if value is None else float(value) for value in values], dtype="float64")
    except (TypeError, ValueError):
        return pd.Series(values, dtype="object")


def verdict_of(row):
    """The one verdict of a criterion over one patient."""
    counts = (row.passed, row.fails, row.unknown, row.not_applicable, row.deferred)
    (verdict,) = (name for name, count in zip(VERDICTS, counts, strict=True) if count)
    return verdict


def verdicts(engine, scenario):
    """The verdict of each patient on each criterion, and the status: `verdict_table` for many small tables."""
    columns, on = {}, {}
    for criterion in scenario.protocol.criteria:
        found = engine.verdicts(criterion, scenario)
        bits = (found.passed, found.failed, found.unknown, found.not_applicable, found.deferred)
        marks = np.array([truth.unpack(each, engine.dataset.patients) for each in bits])
        assert (marks.sum(axis=0) == 1).all(), f"{criterion.id}: one verdict for each patient"
        columns[criterion.id] = np.array(VERDICTS, dtype=object)[marks.argmax(axis=0)]
        if criterion.id not in scenario.off:
            on[criterion.id] = columns[criterion.id]
    words = np.array(list(on.values()) or [["pass"] * engine.dataset.patients], dtype=object)
    status = np.select(
        [(words == "fail").any(axis=0), (words == "unknown").any(axis=0)], ["excluded", "potential"], "eligible"
    )
    return pd.DataFrame(columns | {"status": status.astype(object)})


def protocol(body):
    """A protocol of the given limits, settings, groups and criteria, written in YAML."""
    return cr.parse_protocol(f"id: TEST\ntitle: a protocol of a test\n{body}")
