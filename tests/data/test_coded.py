"""Codes that the file declares, and that are no words of the variable, are never read as these."""

import pandas as pd
import pytest

from criteria.data.mapped.apply import apply
from criteria.data.raw import Described, Raw
from criteria.data.table_map import Reading, TableMap

FROM_ONE = {"1": "0 - fully active", "2": "1 - restricted", "3": "2 - in bed half of the day"}
GRADES = {"0": "Grade 0: fully active", "1": "Grade 1", "2": "Grade 2", "9": "unknown"}

CODED = [
    # a variable, its codes with what the file says of them, and whether they are other than its own
    ("ecog", FROM_ONE, True),
    ("ecog", GRADES, False),
    ("ecog", {"0": "fully active", "1": "restricted"}, False),
    ("ecog", {"1": "fully active", "2": "restricted"}, True),
    ("sex", {"1": "Male", "2": "Female"}, True),
    ("sex", {"M": "Male", "F": "Female"}, False),
    ("sex", {"M": "Female", "F": "Male"}, True),
    ("liver_mets", {"Y": "Yes", "N": "No"}, False),
    ("liver_mets", {"1": "No", "2": "Yes"}, True),
    ("site", {"1": "Berlin", "2": "Paris"}, False),
]


def codes(variable, words, table_map=None, missing=()):
    frame = pd.DataFrame({"patient_id": ["P1", "P2"], variable: pd.Series(list(words)[:2], dtype="str")})
    raw = Raw("a.sav", frame, described={variable: Described(words=words, missing=missing)})
    return [each for each in apply(raw, table_map).problems if each.code == "coded-values"]


@pytest.mark.parametrize(("variable", "words", "refused"), CODED)
def test_codes_other_than_the_variables_own_are_refused(variable, words, refused):
    found = codes(variable, words)
    assert [each.subject for each in found] == [variable] * refused
    for each in found:
        code, label = next(iter(words.items()))
        assert f"{code} = {label}" in each.message
        assert f"agreed: [coded-values:{variable}]" in each.message


def test_a_map_settles_what_the_codes_stand_for():
    def read_as(**reading):
        return TableMap(patient_id="patient_id", columns={"ecog": Reading(column="ecog", **reading)})

    assert codes("ecog", FROM_ONE, read_as())
    assert not codes("ecog", FROM_ONE, read_as(words={"1": "0", "2": "1", "3": "2"}))
    assert codes("ecog", FROM_ONE, read_as(words={"1": "0"}))
    assert not codes("ecog", FROM_ONE, read_as().model_copy(update={"agreed": ("coded-values:ecog",)}))


def test_codes_that_stand_for_a_missing_value_are_none_of_the_variables():
    assert not codes("sex", {"M": "Male", "F": "Female", "9": "Refused to say"}, missing=("9",))
