"""Which variables make groups, and that each patient is in one group of each."""

import numpy as np
import pytest
from hypothesis import given

import criteria as cr
from criteria.data.dataset import Words
from criteria.engine import truth
from criteria.funnel.levers.groups import NOT_KNOWN, group_variables, members
from tests import protocols, tables
from tests.conftest import REFERENCE
from tests.funnel.levers.made_up import BANDS, group_of, populations_in_groups

SMALL = cr.parse_protocol(protocols.SMALL)


def test_people_come_first_then_the_features_of_the_table(reference, demonstration):
    assert group_variables(demonstration, reference) == (
        "age", "sex", "race", "country", "site", "target_result", "measurable_disease", "disease_status",
        "recurrence_path_confirmed", "last_line_outcome", "liver_mets", "gilbert", "childbearing_potential",
        "pregnancy_test", "hbv", "bone_mets", "lung_mets",
    )  # fmt: skip


def test_a_table_may_make_no_groups(reference):
    dataset = tables.dataset({"anc": [1, 2]})
    assert group_variables(dataset, reference) == ()
    for variable in ("site", "anc", "age"):
        with pytest.raises(ValueError, match=f"{variable} makes no groups"):
            members(dataset, variable)


@given(populations_in_groups)
def test_each_patient_is_in_the_group_of_their_entry(patients):
    dataset = tables.of_patients(patients)
    for variable in group_variables(dataset, REFERENCE):
        found = {name: truth.unpack(bits, len(patients)) for name, bits in members(dataset, variable).items()}
        assert list(found)[-1] == NOT_KNOWN
        names = [[name for name, bits in found.items() if bits[at]] for at in range(len(patients))]
        assert names == [[name] for name in group_of(dataset, variable)], variable


def test_the_bands_of_age_are_all_there_in_order():
    found = members(tables.dataset({"age": [50, None]}), "age")
    assert list(found) == [*BANDS, NOT_KNOWN]


def test_an_open_end_lies_in_the_last_band_where_its_beginning_does():
    found = members(tables.dataset({"age": ["90+", "70+", "75"]}), "age")
    assert truth.unpack(found["≥75"], 3).tolist() == [True, False, True]
    assert truth.unpack(found[NOT_KNOWN], 3).tolist() == [False, True, False]


def test_a_word_for_not_known_and_a_blank_are_one_group_and_it_is_last():
    found = members(tables.dataset({"site": ["south", NOT_KNOWN, None]}), "site")
    assert list(found) == ["south", NOT_KNOWN]
    assert truth.unpack(found[NOT_KNOWN], 3).tolist() == [False, True, True]


def test_a_variable_of_the_protocol_alone_makes_groups_too():
    protocol = tables.protocol(
        "variables: {histology: {kind: category, label: Histology, values: [squamous, adeno]}}\n"
        "criteria: [{id: H, number: '1', label: h, text: h, "
        "rule: {kind: category, variable: histology, accept: [adeno]}}]"
    )
    dataset = cr.Dataset("made", 2, {"histology": Words(np.array([0, 1], dtype=np.int8), ("squamous", "adeno"))})
    assert group_variables(dataset, protocol) == ("histology",)
    assert group_variables(dataset, SMALL) == ()
