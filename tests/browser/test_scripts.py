"""The small decisions of the components' scripts, each asked on its own in an empty page."""

from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "pages"
LIMIT = {"min": 0.5, "max": 2.0, "step": 0.1, "protocol": 1.03, "unit": "×10⁹/L"}
DAYS = {"min": 90, "max": 1825, "step": 5, "protocol": 365, "unit": "days"}


@pytest.fixture
def script(browser):
    """Runs an expression beside some of the components' files."""
    page = browser.new_page()

    def run(expression, argument=None, files=("_elements.js", "_live.js", "_limits/elements.js", "_chart/moving.js")):
        if page.url == "about:blank" and not page.evaluate("window.loaded ?? false"):
            for file in files:
                page.add_script_tag(content=(PAGES / file).read_text(encoding="utf-8"))
            page.evaluate("window.loaded = true")
        return page.evaluate(expression, argument)

    yield run
    page.close()


@pytest.mark.parametrize(
    ("value", "snapped"),
    [
        (0.74, 0.7),
        (0.76, 0.8),
        (-5, 0.5),
        (99, 2.0),
        (1.04, 1.03),
        (1.0, 1.03),
        (1.12, 1.1),
        (0.30000000000000004, 0.5),
    ],
)
def test_snap_finds_the_nearest_step_and_the_protocols_own_value_between_two(script, value, snapped):
    assert script("([limit, value]) => snap(limit, value)", [LIMIT, value]) == snapped


def test_snap_never_leaves_the_steps_below_the_largest(script):
    limit = {"min": 1, "max": 10, "step": 4}
    assert script("limit => [0, 4, 8, 9.9, 10, 12].map(value => snap(limit, value))", limit) == [1, 5, 9, 9, 9, 9]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [(0.1 + 0.2, 0.3, True), (1, 1.000001, False), ("a", "a", True), (["a"], ["a"], True), (None, 0, False)],
)
def test_same_forgives_the_noise_of_arithmetic_and_nothing_else(script, one, other, alike):
    assert script("([one, other]) => same(one, other)", [one, other]) is alike


@pytest.mark.parametrize(
    ("step", "value", "text"),
    [
        (0.1, 1, "1.0"),
        (0.25, 1.5, "1.50"),
        (5, 90, "90"),
        (5, 91.5, "91.5"),
        (0.1, 0.1 + 0.2, "0.3"),
        (1e-3, 2, "2.000"),
    ],
)
def test_a_limit_is_written_with_the_decimals_of_its_step_or_its_own(script, step, value, text):
    assert script("([step, value]) => limitText({ step }, value)", [step, value]) == text


@pytest.mark.parametrize(
    ("value", "px", "coarse"),
    [(377, 0.5, 365), (700, 0.5, 690), (715, 0.5, 730), (1095, 0.5, 1095), (377, 2.5, 377), (100, 0.1, 90)],
)
def test_a_coarse_drag_over_days_stays_on_months_and_years(script, value, px, coarse):
    assert script("([limit, value, px]) => coarse(limit, value, px)", [DAYS, value, px]) == coarse


def test_a_coarse_drag_over_anything_else_takes_round_steps(script):
    limit = {"min": 0, "max": 1000, "step": 1, "unit": "U/L"}
    assert script("limit => [3, 7, 12, 996].map(value => coarse(limit, value, 0.5))", limit) == [5, 5, 10, 995]
    assert script("limit => [3, 7, 12, 996].map(value => coarse(limit, value, 0.1))", limit) == [0, 0, 20, 1000]


TABLE = {
    "id": "t", "limit": "hb", "complete": True, "values": [1, 2, 3],
    "base": {"chart": {"n": 20, "x": [0, 5]}},
    "varies": [[["chart", "n"], [0, 1], [10, 20]], [["chart", "x", 1], [0, 2], [5, 9]]],
}  # fmt: skip
GIVEN = {"n": 20, "other": "kept", "live": {"steps": "t", "serial": 4}}


def over(script, given):
    return script("given => live.over('chart', given)", given)


def test_a_step_is_laid_over_what_was_given_until_the_server_has_spoken_of_it(script):
    script("table => live.take(table)", TABLE)
    assert over(script, GIVEN) == GIVEN, "nothing is moved yet"
    assert script("() => live.show('hb', 3)") is True
    assert over(script, GIVEN) == {**GIVEN, "n": 20, "x": [0, 9]}
    assert script("() => live.show('hb', 1 + 1e-12)") is True
    assert over(script, GIVEN) == {**GIVEN, "n": 10, "x": [0, 5]}
    script("() => live.settled(5)")
    assert over(script, GIVEN)["n"] == 10, "the server has not heard of it"
    assert over(script, {**GIVEN, "live": {"steps": "t", "serial": 5}})["n"] == 20


@pytest.mark.parametrize("steps", ["", "another"])
def test_a_step_of_other_limits_or_of_another_table_is_never_laid_over(script, steps):
    script("table => { live.take(table); live.show('hb', 1); }", TABLE)
    assert over(script, {**GIVEN, "live": {"steps": steps, "serial": 0}})["n"] == 20
    assert over(script, {"n": 7})["n"] == 7, "what says nothing of steps is left alone"


def test_a_value_that_is_no_step_or_of_another_limit_is_the_servers_to_answer(script):
    script("table => live.take(table)", TABLE)
    assert script("() => [live.show('hb', 1.5), live.show('plt', 1)]") == [False, False]
    script("() => live.take(null)")
    assert script("() => live.show('hb', 1)") is False


def test_bars_are_stacked_by_row_and_the_thin_ones_can_be_seen(script):
    traces = [{"x": [10, 0.1, 0], "y": [0, 1, 2]}, {"x": [5], "y": [1]}]
    assert script("traces => stacked(traces, 2)", traces) == [[[0, 20], [0, 1], [0, 0]], [[0.2, 10.2]]]
