"""The data-gap list as it may be shown: order, choice and sums follow shown counts."""

import csv
import io
import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from criteria.engine import truth
from criteria.funnel.levers.gaps import Gap, Gaps, gaps
from criteria.funnel.levers.statuses import active_verdicts, statuses
from criteria.output.disclosure import counted
from criteria.output.levers.gaps import disclose_gaps
from criteria.output.levers.known import known
from tests.conftest import DEMO_DATA, REFERENCE
from tests.output.levers.test_groups import highest, lowest

ENGINE = cr.MemoryEngine(cr.read_table(DEMO_DATA / "curated.parquet"))
BASELINE = cr.baseline(REFERENCE)
EXACT, PROTECTED = cr.Mode.EXACT, cr.Mode.PROTECTED
NAMES = ("ecog", "hb", "anc")


def everything(shown):
    drawn = [cr.levers.gaps_chart(each, shown.potential) for each in (shown.visible, shown.pairs)]
    words = [cr.levers.advice(shown), cr.levers.gaps_takeaway(shown.visible, shown.potential), shown.most.text]
    words += [str(shown.expected), cr.levers.gaps_frame(shown).to_csv(), cr.levers.gaps_csv(shown)]
    return [json.dumps(drawn), *words]


def disclosed(potential, decided, missing, expected, mode, eligible=200):
    singles = [Gap((name,), count) for name, count in zip(NAMES, decided, strict=True)]
    pairs = [Gap(("ecog", name), count) for name, count in zip(NAMES[1:], decided[1:], strict=True)]
    blank = dict(zip(NAMES, missing, strict=True))
    found = Gaps(potential, tuple(singles), tuple(pairs), blank, dict.fromkeys(NAMES, 0), expected)
    return disclose_gaps(found, BASELINE, counted(mode)(eligible), mode)


def shown_of(mode, scenario=BASELINE):
    eligible = cr.disclose(cr.evaluate(ENGINE, scenario), mode).eligible
    return cr.levers.shown_gaps(ENGINE, scenario, eligible, mode)


counts = st.one_of(st.integers(0, 30), st.integers(0, 900))
three = st.lists(counts, min_size=3, max_size=3)


@given(counts, three, three, counts, counts)
def test_nothing_but_shown_counts_decides_what_leaves_the_server(potential, decided, missing, expected, eligible):
    low, high = (
        disclosed(at(potential), list(map(at, decided)), list(map(at, missing)), at(expected), PROTECTED, at(eligible))
        for at in (lowest, highest)
    )
    assert everything(low) == everything(high)


def test_the_order_and_the_choice_of_pairs_follow_what_is_shown():
    scenario = cr.scenario(REFERENCE, {"min_prior_lines": 1, "hb_min": 80})
    for found in (gaps(ENGINE, scenario, known(PROTECTED)).pairs, gaps(ENGINE, scenario, known(PROTECTED)).singles):
        seen = [counted(PROTECTED)(each.decided).drawn for each in found]
        assert seen == sorted(seen, reverse=True)
    in_protocol_order = [each.variables[0] for each in gaps(ENGINE, scenario, known(PROTECTED)).singles
                         if each.decided <= 10]  # fmt: skip
    reads = [each.variables[0] for each in gaps(ENGINE, cr.scenario(REFERENCE, {"min_prior_lines": 1}, ()),
             lambda some: some * 0).singles]  # fmt: skip
    assert in_protocol_order == [name for name in reads if name in in_protocol_order]


def test_the_advice_of_the_demonstration_table():
    shown = shown_of(EXACT)
    assert cr.levers.advice(shown) == (
        "Filling in Age of the target specimen alone would decide 33 of 169 potential patients: 6 have no entry, "
        "76 have one that is too old or undecided. "
        "The best pair, Target test + Age of the target specimen, decides 54."
    )
    assert (shown.eligible.text, shown.most.text) == ("61", "230")
    assert 61 < shown.expected.number < 230
    assert "missing at random" in cr.levers.expected_in_words(shown)


def test_hidden_numbers_are_neither_drawn_nor_advised():
    shown = disclosed(60, [9, 4, 0], [50, 9, 0], 7.0, PROTECTED, eligible=3)
    assert cr.levers.advice(shown) == (
        "No single variable visibly decides more than 10 patients of the ~58 potential patients."
    )
    assert (shown.visible, shown.pairs, shown.expected.text, shown.most.text) == ((), (), "≤10", "~68")


def test_nobody_potential_and_nothing_expected():
    shown = disclosed(0, [0, 0, 0], [0, 0, 0], None, EXACT)
    assert cr.levers.advice(shown).startswith("Nobody is potential")
    assert "cannot be worked out" in cr.levers.expected_in_words(shown)
    assert "decides nobody" in cr.levers.advice(disclosed(5, [0, 0, 0], [0, 0, 0], None, EXACT))


def test_bars_are_the_counts_and_the_file_has_every_variable():
    shown = shown_of(EXACT)
    assert cr.levers.gaps_chart(shown.visible, shown.potential)["data"][0]["x"][0] == 33
    rows = list(csv.DictReader(io.StringIO(cr.levers.gaps_csv(shown))))
    assert len(rows) == len(shown.singles) + len(shown.pairs)
    assert rows[0] == {
        "variables": "target_specimen_age_days",
        "decided": "33",
        "potential": "169",
        "no_entry": "6",
        "too_old_or_undecided": "76",
    }


def test_too_old_is_told_from_no_entry():
    for scenario in (BASELINE, cr.scenario(REFERENCE, {"specimen_max_age_days": 730})):
        potential = statuses(active_verdicts(ENGINE, scenario), ENGINE.everyone).potential
        ages = ENGINE.dataset.columns["target_specimen_age_days"].low[truth.unpack(potential, ENGINE.dataset.patients)]
        shown = shown_of(EXACT, scenario)
        age = next(each for each in shown.singles if each.variables == ("target_specimen_age_days",))
        assert age.missing.number == np.isnan(ages).sum() > 0
        assert age.unsettling.number == (ages > scenario.limit("specimen_max_age_days")).sum() > 0
        assert "no entry" in age.lacking
        assert "too old" in age.lacking
