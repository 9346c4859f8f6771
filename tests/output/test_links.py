"""A view as an address comes back as it was; a damaged or foreign link keeps the rest and says what it ignored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from tests import populations
from tests.conftest import REFERENCE

POPULATIONS = ("curated", "raw_ehr")
TEXT = st.text("0123456789.,-+eExfinaNn%<>&=/\\\x00\n µ≥中😀", max_size=12)


IDS = [each.id for each in REFERENCE.criteria]


def read(query, **more):
    view, problems = cr.from_query(REFERENCE, query, POPULATIONS, **more)
    return view, [(problem.code, problem.subject) for problem in problems]


def any_view(data):
    return cr.View(
        populations.scenario(data, REFERENCE),
        data.draw(st.sampled_from(["", *POPULATIONS])),
        data.draw(st.sampled_from(list(cr.Measure))),
        data.draw(st.booleans()),
        data.draw(st.sampled_from([None, *(each.id for each in REFERENCE.criteria)])),
        order=cr.order_of(REFERENCE, data.draw(st.one_of(st.just(IDS), st.permutations(IDS)))),
    )


@given(st.data())
def test_a_copied_link_reopens_exactly_this_view(data):
    view = any_view(data)
    query = cr.to_query(view)
    assert read(query, grid_only=True) == (view, [])
    assert all(isinstance(key, str) and isinstance(value, str) and value for key, value in query.items())


@given(st.data())
def test_a_link_holds_parameters_of_the_view_and_nothing_else(data):
    query = cr.to_query(any_view(data))
    allowed = {
        *REFERENCE.limits,
        *REFERENCE.settings,
        "protocol",
        "population",
        "measure",
        "sort",
        "order",
        "criterion",
        "off",
    }
    assert set(query) <= allowed


@pytest.mark.parametrize("order", ["C02_age", ",".join([*IDS, IDS[0]]), ",".join([*IDS[1:], "C99"]), ","])
def test_an_order_that_has_not_each_criterion_once_is_named_and_not_used(order):
    view, problems = read({"measure": "lost_here", "order": order})
    assert problems == [("unknown-option", "order")]
    assert view == read({"measure": "lost_here"})[0]


def test_the_address_of_the_first_view_names_the_protocol_alone(reference):
    assert cr.to_query(cr.View(cr.baseline(reference))) == {"protocol": reference.id}
    assert read({}) == (cr.View(cr.baseline(reference)), [])


def test_an_address_is_short_and_readable(reference):
    scenario = cr.scenario(
        reference,
        {
            "plt_min": 75,
            "tbil_max_xuln": 1.75,
            "lab_window_days": 14,
            "assume_absent_if_blank": ["gilbert", "liver_mets"],
        },
        ["C04_ecog", "C02_age"],
    )
    view = cr.View(scenario, "raw_ehr", cr.Measure.SHARE, True, "C09b_plt")
    assert cr.to_query(view) == {
        "protocol": "NCT05616468", "plt_min": "75", "tbil_max_xuln": "1.75", "lab_window_days": "14",
        "assume_absent_if_blank": "liver_mets,gilbert", "off": "C02_age,C04_ecog", "population": "raw_ehr",
        "measure": "share", "sort": "size", "criterion": "C09b_plt",
    }  # fmt: skip


def test_no_limit_and_no_choice_survive_the_address():
    """A protocol with a window of its own: a link must be able to say that there is none."""
    text = cr.to_yaml(REFERENCE).replace("    unit: d\n    value: null", "    unit: d\n    value: 90")
    text = text.replace("    value: []", "    value: [gilbert]")
    protocol = cr.parse_protocol(text)
    assert protocol.limits["lab_window_days"].value == 90
    scenario = cr.scenario(protocol, {"lab_window_days": None, "assume_absent_if_blank": []})
    query = cr.to_query(cr.View(scenario))
    assert (query["lab_window_days"], query["assume_absent_if_blank"]) == ("-", "-")
    view, problems = cr.from_query(protocol, query)
    assert (view.scenario, problems) == (scenario, [])


DAMAGED = [
    # one broken part of an address, and the problem it must give
    ({"plt_minimum": "75"}, ("unknown-limit", "plt_minimum")),
    ({"plt_min": "abc"}, ("out-of-range", "plt_min")),
    ({"plt_min": ""}, ("out-of-range", "plt_min")),
    ({"plt_min": "-"}, ("out-of-range", "plt_min")),
    ({"hb_min": "90.00000000001"}, ("out-of-range", "hb_min")),  # would be shown as 90, and patients with 90 fail it
    ({"hb_min": "90,5"}, ("out-of-range", "hb_min")),
    ({"off": ""}, ("unknown-option", "off")),
    ({"off": ","}, ("unknown-option", "off")),
    ({"order": ""}, ("unknown-option", "order")),
    ({"population": ""}, ("unknown-option", "population")),
    ({"plt_min": "1e999"}, ("out-of-range", "plt_min")),
    ({"plt_min": "49"}, ("out-of-range", "plt_min")),
    ({"plt_min": "77"}, ("out-of-range", "plt_min")),
    ({"plt_min": "75<script>"}, ("out-of-range", "plt_min")),
    ({"inr_mode": "both"}, ("unknown-option", "inr_mode")),
    ({"inr_mode": "-"}, ("unknown-option", "inr_mode")),
    ({"assume_absent_if_blank": "gilbert,lungs"}, ("unknown-option", "assume_absent_if_blank")),
    ({"off": "C99"}, ("unknown-criterion", "C99")),
    ({"population": "secret"}, ("unknown-option", "population")),
    ({"measure": "size"}, ("unknown-option", "measure")),
    ({"sort": "up"}, ("unknown-option", "sort")),
    ({"criterion": "C99"}, ("unknown-option", "criterion")),
    ({"criterion": ""}, ("unknown-option", "criterion")),
    ({"utm_source": "mail"}, ("unknown-limit", "utm_source")),
]


@pytest.mark.parametrize(("part", "problem"), DAMAGED)
def test_a_damaged_part_is_told_and_the_rest_is_kept(part, problem):
    sound = {"hb_min": "95", "uln_fallback": "defaults", "off": "C04_ecog", "measure": "only", "criterion": "C02_age"}
    view, problems = read(sound | part, grid_only=True)
    assert problems == [problem]
    kept = {name: value for name, value in sound.items() if name not in part}
    assert view == read(kept)[0]


def test_one_wrong_name_among_the_switches_keeps_the_others():
    view, problems = read({"off": "C04_ecog,C99,,C09_all"})
    assert problems == [("unknown-criterion", "C99")]
    assert len(view.scenario.off) == 10


def test_a_link_to_another_protocol_opens_this_one_and_says_so():
    view, problems = read({"protocol": "NCT00000000", "plt_min": "75", "population": "raw_ehr", "off": "C02_age"})
    assert view == cr.View(cr.baseline(REFERENCE), "raw_ehr")
    assert problems == [("foreign-link", "NCT00000000")]
    assert read({"protocol": ""})[1] == [("foreign-link", "protocol")]


@given(st.dictionaries(TEXT, TEXT, max_size=4))
def test_any_address_at_all_opens_a_view(query):
    view, problems = cr.from_query(REFERENCE, query)
    assert isinstance(view, cr.View)
    assert all(len(problem.subject) <= 40 for problem in problems)


@given(st.sampled_from([*REFERENCE.limits, *REFERENCE.settings, "off", "sort", "measure"]), TEXT)
def test_any_value_at_all_opens_a_view_within_the_ranges(name, value):
    view, _ = cr.from_query(REFERENCE, {name: value}, grid_only=True)
    for key, limit in REFERENCE.limits.items():
        assert limit.holds(view.scenario.limit(key))
        assert limit.on_grid(view.scenario.limit(key))
    for key, setting in REFERENCE.settings.items():
        assert setting.holds(view.scenario.setting(key))


def test_a_long_value_is_cut_in_the_message():
    _, problems = cr.from_query(REFERENCE, {"plt_min": "9" * 5000, "population": "x" * 5000, "y" * 5000: "1"})
    assert len(problems) == 3
    assert all(len(problem.message) < 1000 and "9" * 50 not in problem.message for problem in problems)
