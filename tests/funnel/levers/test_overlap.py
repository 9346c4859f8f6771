"""Which criteria fail together, against each patient's own list of failed criteria."""

from collections import Counter

from hypothesis import given

import criteria as cr
from criteria.funnel.levers.overlap import overlap
from tests.funnel.levers import by_hand


@given(by_hand.trials)
def test_combinations_pairs_and_only(engine_of, trial):
    dataset, scenario = trial
    names = [each.id for each in scenario.protocol.criteria if each.id not in scenario.off]
    failed = [
        tuple(name for name, verdict in zip(names, each, strict=True) if verdict == "fail")
        for each in by_hand.on(dataset, scenario)
    ]
    expected = Counter(each for each in failed if each)
    found = overlap(engine_of(dataset), scenario)
    assert {each.criteria: each.patients for each in found.combinations} == expected
    assert [each.patients for each in found.combinations] == sorted(expected.values(), reverse=True)
    assert found.excluded == sum(expected.values())
    assert list(found.criteria) == [name for name in names if any(name in each for each in failed)]
    for at, one in enumerate(found.criteria):
        assert found.only[at] == failed.count((one,))
        for other_at, other in enumerate(found.criteria):
            assert found.both[at, other_at] == sum(one in each and other in each for each in failed)


def test_nobody_fails(demonstration_engine, reference):
    off = [each.id for each in reference.criteria]
    found = overlap(demonstration_engine, cr.scenario(reference, off=off))
    assert (found.criteria, found.excluded, found.combinations) == ((), 0, ())
    assert found.both.shape == (0, 0)
