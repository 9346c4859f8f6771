"""Charts are plain figures that Plotly accepts; every bar, label and mark says a number that was disclosed."""

import dataclasses
import json
import re
from pathlib import Path

import plotly
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from pages import _chart
from tests import populations, tables
from tests.conftest import DEMO_DATA
from tests.output.made_up import TRUE, made_up

MODES = list(cr.Mode)


def resolved(part, theme=0):
    """A figure with each "light|dark" pair of colours resolved, as the page does it."""
    if isinstance(part, dict):
        return {key: resolved(value, theme) for key, value in part.items()}
    if isinstance(part, list):
        return [resolved(value, theme) for value in part]
    pair = isinstance(part, str) and part.count("|") == 1 and part.startswith("#")
    return part.split("|")[theme] if pair else part


def accepted(figure):
    """Plotly takes the figure in both themes, and it can be sent to a browser."""
    for theme in (0, 1):
        go.Figure(resolved(figure, theme))
    json.dumps(figure, allow_nan=False)
    return figure


def draw(found, before, measure=cr.Measure.FAILS, **more):
    return accepted(cr.criteria_chart(found, before, measure, **more))


def ids(figure):
    return [name for (name,) in words(figure)["customdata"] if name is not None]


def words(figure):
    (trace,) = (trace for trace in figure["data"] if trace.get("mode") == "text")
    return trace


def labels(figure):
    trace = words(figure)
    return dict(zip([*ids(figure), "left"], trace["text"], strict=False))


def marks(figure):
    (trace,) = (trace for trace in figure["data"] if trace.get("mode") == "markers")
    return {row[0]: (at, x, row[1]) for row, at, x in zip(trace["customdata"], trace["y"], trace["x"], strict=True)}


def bars(figure):
    return {trace["name"]: trace for trace in figure["data"] if trace["type"] == "bar"}


@pytest.fixture
def shown(demonstration_engine):
    """Discloses a scenario of the demonstration table."""

    def of(scenario, mode=cr.Mode.EXACT):
        return cr.disclose(cr.evaluate(demonstration_engine, scenario), mode)

    return of


def test_the_browser_draws_with_the_version_that_the_plotly_package_checks():
    def version(script):
        with script.open(encoding="utf-8") as text:
            return re.search(r"plotly\.js .*v(\d+\.\d+\.\d+)$", text.read(80), re.MULTILINE)[1]

    served = DEMO_DATA.parent / _chart.PLOTLY.removeprefix("app/")
    assert version(served) == version(Path(plotly.__file__).parent / "package_data" / "plotly.min.js")
    assert version(served) in served.name


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("measure", list(cr.Measure))
@pytest.mark.parametrize("by_size", [False, True])
def test_plotly_accepts_every_chart(shown, reference, mode, measure, by_size):
    before = shown(cr.baseline(reference), mode)
    found = shown(cr.scenario(reference, {"plt_min": 150}, ["C04_ecog"]), mode)
    draw(found, before, measure, by_size=by_size)


@given(st.data())
def test_plotly_accepts_a_chart_of_any_counts(data):
    before = cr.disclose(TRUE, cr.Mode.PROTECTED)
    found = cr.disclose(made_up(data), data.draw(st.sampled_from(MODES)))
    draw(found, before, data.draw(st.sampled_from(list(cr.Measure))), by_size=data.draw(st.booleans()))


def test_every_criterion_has_its_row_in_protocol_order_and_the_group_stands_above_its_parts(shown, reference):
    found = shown(cr.baseline(reference))
    rows = ids(draw(found, found))
    assert [name for name in rows if name != "C09_all"] == [each.id for each in reference.criteria]
    assert rows.index("C09_all") == rows.index("C09a_anc") - 1
    assert "C09_all" not in ids(draw(found, found, cr.Measure.LOST_HERE))


def test_a_click_opens_a_criterion_and_no_group(shown, reference):
    found = shown(cr.baseline(reference))
    for bar in bars(draw(found, found)).values():
        assert [name for name, _ in bar["customdata"] if name] == [each.id for each in reference.criteria]


def test_by_size_the_largest_is_on_top_but_a_funnel_keeps_its_order(shown, reference):
    found = shown(cr.baseline(reference))
    figure = draw(found, found, by_size=True)
    fails = [found.row(name).fails.drawn for name in ids(figure)]
    assert fails == sorted(fails, reverse=True)
    assert ids(figure)[0] == "C07_disease_and_lines"
    assert ids(draw(found, found, cr.Measure.LOST_HERE, by_size=True)) == [each.id for each in reference.criteria]
    axis = figure["layout"]["yaxis"]["range"]
    assert axis[0] > axis[1], "the first row is on top"


def test_the_bars_of_fails_are_only_and_also_others_and_unknown(shown, reference):
    found = shown(cr.baseline(reference))
    figure = draw(found, found)
    only, others, unknown = bars(figure).values()
    for at, name in enumerate(ids(figure)):
        row = found.row(name)
        assert only["x"][at] + others["x"][at] == row.fails.drawn
        assert (only["x"][at], unknown["x"][at]) == (row.only.drawn, row.unknown.drawn)
    assert figure["layout"]["barmode"] == "stack"
    assert "pattern" in unknown["marker"]
    assert "pattern" not in only["marker"]


@pytest.mark.parametrize("measure", [cr.Measure.ONLY, cr.Measure.SHARE])
def test_other_measures_draw_their_own_number(shown, reference, measure):
    found = shown(cr.baseline(reference))
    figure = draw(found, found, measure)
    drawn = [sum(each) for each in zip(*(bar["x"] for bar in bars(figure).values()), strict=True)]
    rows = [found.row(name) for name in ids(figure)]
    own = [getattr(row, measure.value).drawn for row in rows]
    assert drawn == ([max(row.only.drawn, row.gained.drawn) for row in rows] if measure is cr.Measure.ONLY else own)


@pytest.mark.parametrize("mode", MODES)
def test_only_says_who_would_then_be_eligible_and_who_potential(shown, reference, mode):
    found = shown(cr.baseline(reference), mode)
    figure, row = draw(found, found, cr.Measure.ONLY), found.row("C07_disease_and_lines")
    at = ids(figure).index(row.id)
    eligible, potential = bars(figure).values()
    assert (eligible["x"][at], potential["x"][at]) == (row.gained.drawn, row.opened.drawn)
    assert labels(figure)[row.id] == f"<b>{row.gained.text}</b> +{row.opened.text} ?"
    if mode is cr.Mode.EXACT:
        assert (row.only.number, row.gained.number, row.opened.number) == (276, 82, 194)


def test_only_and_switching_off_say_the_same(shown, reference):
    found = shown(cr.baseline(reference))
    for row in (*found.rows, *found.groups):
        without = shown(cr.scenario(reference, off=[row.id]))
        assert row.gained.number == without.eligible.number - found.eligible.number, row.id
        assert row.opened.number == without.potential.number - found.potential.number, row.id


@pytest.mark.parametrize("mode", MODES)
def test_lost_here_ends_with_the_eligible_and_the_potential_apart(shown, reference, mode):
    found = shown(cr.scenario(reference, {"min_prior_lines": 1}), mode)
    figure = draw(found, found, cr.Measure.LOST_HERE)
    end = len(found.rows)
    assert figure["layout"]["yaxis"]["ticktext"][end] == "<b>Left at the end</b> "
    assert labels(figure)["left"] == f"<b>{found.eligible.text}</b> +{found.potential.text} ?"
    for name, number in (("eligible", found.eligible), ("potential ?", found.potential)):
        assert (bars(figure)[name]["y"], bars(figure)[name]["x"]) == ([end], [number.drawn])


def test_attrition_draws_who_remains_and_who_was_lost(shown, reference):
    found = shown(cr.baseline(reference))
    figure = draw(found, found, cr.Measure.LOST_HERE)
    assert bars(figure)["remaining"]["x"] == [row.remaining.drawn for row in found.rows]
    assert bars(figure)["lost here"]["x"] == [row.lost_here.drawn for row in found.rows]


@pytest.mark.parametrize("mode", MODES)
def test_the_number_beside_each_bar_is_the_one_in_the_table(shown, reference, mode):
    found = shown(cr.scenario(reference, off=["C04_ecog"]), mode)
    for measure in cr.Measure:
        written = labels(draw(found, found, measure))
        assert written["C04_ecog"].strip() == "off"
        row = found.row("C07_disease_and_lines")
        named = {cr.Measure.LOST_HERE: row.remaining, cr.Measure.ONLY: row.gained}
        number = named.get(measure) or getattr(row, measure.value)
        assert f"<b>{number.text}</b>" in written["C07_disease_and_lines"]
    written = labels(draw(found, found))
    assert "screening" in written["C01_consent"]
    assert found.row("C05_target").unknown.text in written["C05_target"]


def test_a_criterion_that_is_off_has_no_bar(shown, reference):
    found = shown(cr.scenario(reference, off=["C07_disease_and_lines"]))
    for measure in cr.Measure:
        figure = draw(found, found, measure)
        at = ids(figure).index("C07_disease_and_lines")
        assert all(trace["x"][at] == 0 for trace in bars(figure).values() if len(trace["x"]) > 1)


def test_the_protocol_is_marked_only_where_its_number_is_another(shown, reference):
    before = shown(cr.baseline(reference))
    assert marks(draw(before, before)) == {}
    found = shown(cr.scenario(reference, {"plt_min": 150}))
    figure = draw(found, before)
    assert set(marks(figure)) == {"C09b_plt", "C09_all"}
    at, x, text = marks(figure)["C09b_plt"]
    assert ids(figure)[at] == "C09b_plt"
    assert (x, text) == (before.row("C09b_plt").fails.drawn, before.row("C09b_plt").fails.text)


def test_in_the_funnel_the_mark_is_who_remained_under_the_protocol(shown, reference):
    before, found = shown(cr.baseline(reference)), shown(cr.scenario(reference, {"ecog_max": 0}))
    marked = marks(draw(found, before, cr.Measure.LOST_HERE))
    assert marked["C04_ecog"][1] == before.row("C04_ecog").remaining.drawn
    assert "C02_age" not in marked


def test_a_switched_off_criterion_keeps_the_protocols_mark(shown, reference):
    before, found = shown(cr.baseline(reference)), shown(cr.scenario(reference, off=["C10_residual_toxicity"]))
    marked = marks(draw(found, before))
    assert marked["C10_residual_toxicity"][1] == before.row("C10_residual_toxicity").fails.drawn
    assert set(marked) == {"C10_residual_toxicity"}


def test_in_protected_mode_a_move_within_a_bin_shows_no_mark():
    """A mark that appears would tell that somebody crossed the limit."""
    before = cr.disclose(TRUE, cr.Mode.PROTECTED)
    rows = tuple(dataclasses.replace(row, fails=11 if row.fails == 0 else row.fails) for row in TRUE.rows)
    one, other = (
        cr.disclose(
            dataclasses.replace(TRUE, rows=tuple(dataclasses.replace(r, fails=n) for r in rows)), cr.Mode.PROTECTED
        )
        for n in (12, 15)
    )
    assert marks(draw(one, other)) == {}
    assert marks(draw(one, before)) != {}


def test_the_axis_holds_the_longest_bar_and_stands_still_while_a_limit_moves(shown, reference):
    before = shown(cr.baseline(reference))
    ends = set()
    for value in (75, 80, 85, 90):
        figure = draw(shown(cr.scenario(reference, {"plt_min": value})), before)
        longest = max(sum(each) for each in zip(*(trace["x"] for trace in bars(figure).values()), strict=True))
        low, high = figure["layout"]["xaxis"]["range"]
        assert low == 0
        assert high >= longest
        ends.add(high)
    assert len(ends) == 1


def changed_counts(mode, **counts):
    rows = tuple(dataclasses.replace(row, **counts) for row in TRUE.rows)
    groups = tuple(dataclasses.replace(row, **counts) for row in TRUE.groups)
    return cr.disclose(dataclasses.replace(TRUE, rows=rows, groups=groups), mode)


NOTHING = dict.fromkeys(("passed", "fails", "unknown", "only", "only_certain", "gained", "lost_here", "share"), 0)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("measure", list(cr.Measure))
def test_nobody_eligible_and_nobody_failing_are_pictures_too(shown, reference, mode, measure):
    before = shown(cr.baseline(reference), mode)
    nobody = cr.disclose(dataclasses.replace(TRUE, eligible=0, potential=0, excluded=1200), mode)
    everyone = changed_counts(mode, **NOTHING, remaining=1200)
    all_off = shown(cr.scenario(reference, off=[each.id for each in reference.criteria]), mode)
    for found in (nobody, everyone, all_off):
        figure = draw(found, before, measure)
        draw(found, found, measure)
        assert figure["layout"]["xaxis"]["range"][1] > 0
        assert cr.takeaway(found, before, measure).endswith(".")
    written = labels(draw(all_off, before, measure))
    assert {text for name, text in written.items() if name != "left"} == {"off"}


def test_the_takeaway_says_what_the_chart_says(shown, reference):
    before = shown(cr.baseline(reference))
    found = shown(cr.scenario(reference, {"min_prior_lines": 1}))
    words = cr.takeaway(found, before, cr.Measure.FAILS)
    gained = found.eligible.number - before.eligible.number
    assert "of 1,200 patients" in words
    assert f"Eligible: {found.eligible.text}, change against the protocol: +{gained}" in words
    assert f"5 Target positive: {found.row('C05_target').fails.text}" in words
    everything_off = shown(cr.scenario(reference, off=[each.id for each in reference.criteria]))
    assert "no criterion is on" in cr.takeaway(everything_off, before, cr.Measure.FAILS)


@given(st.data())
def test_plotly_accepts_the_chart_of_any_scenario(demonstration_engine, data):
    scenario = populations.scenario(data, TRUE.scenario.protocol)
    mode = data.draw(st.sampled_from(MODES))
    found = cr.disclose(cr.evaluate(demonstration_engine, scenario), mode)
    draw(found, cr.disclose(TRUE, mode), data.draw(st.sampled_from(list(cr.Measure))))


# --- distributions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_plotly_accepts_every_distribution(demonstration_engine, reference, mode):
    scenario = cr.scenario(reference, {"plt_min": 100})
    for criterion in reference.criteria:
        for value in cr.quantities(criterion, scenario):
            found = cr.disclose_distribution(cr.distribution(demonstration_engine, scenario, criterion, value), mode)
            lines = [cr.Line(name, scenario.limit(name), reference.limits[name].value)
                     for name in cr.limits_on(criterion, value)]  # fmt: skip
            figure = accepted(cr.distribution_chart(found, lines))
            drawn = figure["data"][0]
            assert sum(drawn["y"]) == sum(bar.patients.drawn for bar in found.bars)
            assert len(drawn["x"]) == len(drawn["y"]) == len(drawn["customdata"])
            if found.bars and found.bars[0].high is not None:
                assert [shape["x0"] for shape in figure["layout"]["shapes"]] == pytest.approx(
                    [line.value for line in lines], abs=0.5
                )
                notes = [note["text"] for note in figure["layout"]["annotations"]]
                assert [note.split()[-1] for note in notes[: len(lines)]] == [f"{line.value:g}" for line in lines]


def around(engine, reference, name, value, mode=cr.Mode.EXACT):
    scenario, criterion = cr.baseline(reference), reference.criterion(name)
    value = value or cr.quantities(criterion, scenario)[0]
    counted = cr.distribution(engine, scenario, criterion, value)
    return accepted(cr.distribution_chart(cr.disclose_distribution(counted, mode), []))


def gathered(figure):
    """The bars beyond the others: what the axis says below them, the hover, and the number over them."""
    (trace,), layout = figure["data"], figure["layout"]
    below = dict(zip(layout["xaxis"]["tickvals"], layout["xaxis"]["ticktext"], strict=True))
    over = {note["x"]: note["text"] for note in layout["annotations"]}
    hatched = trace["marker"]["pattern"]["shape"]
    drawn = zip(trace["x"], trace["customdata"], hatched, strict=True)
    return [(below[x], said, over[x]) for x, (said, _), shape in drawn if shape]


BEYOND = [
    # criterion, values, what is written below, in hover and over the bars that gather
    ("C09c_hb", [30, 90, 90, 240], [("&lt; 55", "below 55, all in this bar", "1"),
                                    ("≥ 170", "170 and more, all in this bar", "1")]),
    ("C09c_hb", [90, 240, 240, 240], [("≥ 170", "170 and more, all in this bar", "↑ 3")]),
    ("C09c_hb", [90], []),
    ("C05_target", [0, 2263, 2264], [("&gt; 2263", "above 2263, all in this bar", "1")]),
    ("C04_ecog", [0, 4], []),
    ("C10_residual_toxicity", [3, 4, 5], [("≥ 4", "4 and more, all in this bar", "↑ 2")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values", "expected"), BEYOND)
def test_values_beyond_the_drawn_range_are_gathered_and_said_to_be(engine_of, reference, name, values, expected):
    value = cr.quantities(reference.criterion(name), cr.baseline(reference))[0]
    figure = around(engine_of(tables.dataset({value: values})), reference, name, value)
    assert gathered(figure) == expected
    assert sum(figure["data"][0]["y"]) == len(values)


def test_a_hidden_number_of_patients_beyond_is_drawn_as_hidden(engine_of, reference):
    """That the bar is there must not tell that somebody is in it."""
    some, nobody = (
        around(engine_of(tables.dataset({"hb": values})), reference, "C09c_hb", "hb", cr.Mode.PROTECTED)
        for values in ([90] * 20 + [30], [90] * 20 + [95])
    )
    assert some == nobody
    assert [over for _, _, over in gathered(some)] == ["≤10", "≤10"]


@pytest.mark.parametrize("mode", MODES)
def test_the_axis_has_no_number_that_cannot_be(demonstration_engine, reference, mode):
    scenario = cr.baseline(reference)
    for criterion in reference.criteria:
        for value in cr.quantities(criterion, scenario):
            figure = around(demonstration_engine, reference, criterion.id, value, mode)
            known = reference.variable(value) if isinstance(value, str) else None
            if known is not None and known.kind != "number":
                continue
            least, most = known.plausible if known else (0, float("inf"))
            axis, (trace,) = figure["layout"]["xaxis"], figure["data"]
            beyond = [x for x, shape in zip(trace["x"], trace["marker"]["pattern"]["shape"], strict=True) if shape]
            assert all(least <= x <= most for x in axis["tickvals"] if x not in beyond), criterion.id
            half = 0.5 if known and known.whole else 0
            if not any(x < trace["x"][len(trace["x"]) // 2] for x in beyond):
                assert axis["range"][0] > least - half - 0.02 * (axis["range"][1] - axis["range"][0])
            assert 3 <= len(axis["tickvals"]) <= 12


def test_a_moved_limit_is_dashed(demonstration_engine, reference):
    scenario, criterion = cr.baseline(reference), reference.criterion("C09c_hb")
    counted = cr.distribution(demonstration_engine, scenario, criterion, "hb")
    found = cr.disclose_distribution(counted, cr.Mode.EXACT)
    figure = cr.distribution_chart(found, [cr.Line("a", 90, 90), cr.Line("b", 95, 90)])
    assert [shape["line"]["dash"] for shape in figure["layout"]["shapes"]] == ["solid", "dash"]


def test_a_distribution_of_nobody_is_a_picture_too(engine_of, reference):
    engine = engine_of(tables.dataset({"hb": [None, None], "target_result": [None, None]}))
    for name, value in (("C09c_hb", "hb"), ("C05_target", "target_result")):
        counted = cr.distribution(engine, cr.baseline(reference), reference.criterion(name), value)
        for mode in MODES:
            accepted(cr.distribution_chart(cr.disclose_distribution(counted, mode), [cr.Line("at least", 90, 90)]))


WHOLE = [("C04_ecog", "ecog", False), ("C10_residual_toxicity", "max_residual_tox_grade", False),
         ("C07_disease_and_lines", "prior_systemic_lines", True)]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "minimum"), WHOLE)
def test_a_whole_number_stands_on_its_place_and_the_limit_outside_it(
    demonstration_engine, reference, name, value, minimum
):
    """ECOG 2 meets the limit of 2: its bar must not stand beyond the line."""
    scenario, criterion = cr.baseline(reference), reference.criterion(name)
    counted = cr.distribution(demonstration_engine, scenario, criterion, value)
    (limit,) = (scenario.limit(each) for each in cr.limits_on(criterion, value))
    figure = cr.distribution_chart(
        cr.disclose_distribution(counted, cr.Mode.EXACT), [cr.Line("limit", limit, limit, minimum)]
    )
    (drawn,) = figure["data"]
    places = {label: x for x, (label, _) in zip(drawn["x"], drawn["customdata"], strict=True)}
    assert all(x == float(label) for label, x in places.items() if label.isdigit())
    (line,) = (shape["x0"] for shape in figure["layout"]["shapes"])
    assert (line < places[f"{limit:g}"]) == minimum
    assert places[f"{limit - 1:g}"] < line < places[f"{limit + 1:g}"]


def test_the_axis_keeps_the_protocols_longer_bars(shown, reference):
    before = shown(cr.baseline(reference))
    loose = {
        "min_prior_lines": 0,
        "recurrence_min_months": 12,
        "specimen_max_age_days": 1825,
        "residual_tox_max_grade": 2,
    }
    found = shown(cr.scenario(reference, loose, off=["C05_target", "C09i_aptt"]))
    alone = draw(found, found)["layout"]["xaxis"]["range"]
    assert draw(found, before)["layout"]["xaxis"]["range"] == draw(before, before)["layout"]["xaxis"]["range"] > alone
