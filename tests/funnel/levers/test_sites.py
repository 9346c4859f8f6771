"""Each site's numbers are what counting patient by patient gives, and its missing data stand beside them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from criteria.funnel.levers.sites import by_site
from tests import naive, populations, tables
from tests.conftest import REFERENCE
from tests.funnel.levers.made_up import group_of, populations_in_groups
from tests.funnel.levers.test_composition import ANC


def by_hand(engine, scenario, name):
    """What is asked of one site, and the share of each criterion."""
    at = [at for at, group in enumerate(group_of(engine.dataset, "site")) if group == name]
    on = [each for each in scenario.protocol.criteria if each.id not in scenario.off]
    rows = tables.verdicts(engine, scenario).iloc[at].to_dict("records")
    entries = naive.patients_of(engine.dataset)
    cells = [entries[each] for each in at]
    failed = [[each.id for each in on if row[each.id] == "fail"] for row in rows]
    read = [each for each in scenario.protocol.variables_read if each in engine.dataset.columns]
    reads = {each.id: cr.variables_read(each) for each in on}
    open_ = [{n for name in reads if row[name] == "unknown" for n in reads[name]} for row in rows]
    return {
        "patients": len(at),
        **{word: sum(row["status"] == word for row in rows) for word in ("eligible", "potential", "excluded")},
        "decided": sum(all(row[each.id] != "unknown" for each in on) for row in rows),
        "missing": {n: sum(cell[n] is None for cell in cells) for n in read},
        "leaves_unknown": {
            n: sum(cell[n] is None and n in names for cell, names in zip(cells, open_, strict=True)) for n in read
        },
    }, {each.id: sum(1 / len(f) for f in failed if each.id in f) for each in on}


def check(engine, scenario):
    sites = by_site(engine, scenario)
    assert sum(site.patients for site in sites) == engine.dataset.patients
    for site in sites:
        expected, shares = by_hand(engine, scenario, site.value)
        assert {name: getattr(site, name) for name in expected} == expected
        assert site.share == pytest.approx(max(shares.values(), default=0))
        of_each = [blank / site.patients for blank in expected["missing"].values()] if site.patients else []
        assert site.missing_share == (pytest.approx(np.mean(of_each)) if of_each else None)
        assert (site.dominant is None) == (site.excluded == 0)
        assert site.dominant is None or shares[site.dominant] == pytest.approx(site.share)


@given(st.data(), populations_in_groups)
def test_any_scenario(engine_of, data, patients):
    check(engine_of(tables.of_patients(patients)), populations.scenario(data, REFERENCE))


def test_the_demonstration_table(demonstration_engine, reference):
    check(demonstration_engine, cr.scenario(reference, {"anc_min": 0.5}, ["C04_ecog"]))


def test_what_a_site_lacks_is_told_beside_what_it_loses(engine_of):
    columns = {"site": ["north"] * 4 + ["south"] * 2, "anc": [2, 0.5, None, None, 0.5, 0.5]}
    north, south, nowhere = by_site(engine_of(tables.dataset(columns)), cr.baseline(tables.protocol(ANC)))
    assert (north.missing_share, north.missing_most, north.eligible_of_decided) == (0.5, "anc", 0.5)
    assert (south.missing_share, south.missing_most, south.eligible_of_decided) == (0, None, 0)
    assert (nowhere.missing_share, nowhere.missing_most, nowhere.eligible_of_decided) == (None, None, None)
    assert [site.dominant for site in (north, south, nowhere)] == ["ANC", "ANC", None]


def test_a_blank_that_harms_nobody_is_not_what_is_missing_most(engine_of, reference):
    """Men have no pregnancy test; what is missing of them is the neutrophil count."""
    columns = {"site": ["north"] * 3, "sex": ["M"] * 3, "pregnancy_test": [None] * 3, "anc": [None, 2, 2]}
    (north, _) = by_site(engine_of(tables.dataset(columns)), cr.baseline(reference))
    assert (north.missing["pregnancy_test"], north.missing["anc"]) == (3, 1)
    assert north.leaves_unknown["pregnancy_test"] == 0
    assert north.missing_most == "anc"


def test_without_sites_there_is_nothing_to_tell(engine_of, reference):
    engine = engine_of(tables.dataset({"anc": [1], "sex": ["F"]}))
    assert by_site(engine, cr.baseline(reference)) == ()
    assert [site.value for site in by_site(engine, cr.baseline(reference), "sex")] == ["M", "F", "not known"]


def test_all_criteria_off(engine_of):
    engine = engine_of(tables.dataset({"anc": [None, 0.5], "site": ["north", "north"]}))
    (north, _) = by_site(engine, cr.scenario(tables.protocol(ANC), off=["ANC"]))
    assert (north.eligible, north.dominant, north.share, north.eligible_of_decided) == (2, None, 0.0, 1.0)
    assert (north.missing, north.missing_most) == ({"anc": 1}, None)
