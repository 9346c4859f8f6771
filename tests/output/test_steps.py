"""A table of steps gives back every state as it was put in."""

from hypothesis import given
from hypothesis import strategies as st

from criteria.output.steps import StepTable
from tests.steps import state_at

counts = st.integers(0, 3) | st.none() | st.sampled_from(["≤10", "~13", 1.5])
states = st.fixed_dictionaries(
    {
        "number": counts,
        "bars": st.lists(counts, min_size=3, max_size=3),
        "marks": st.lists(st.tuples(counts, counts).map(list), max_size=3),
        "rows": st.lists(st.fixed_dictionaries({"fails": counts, "text": counts}), min_size=2, max_size=2),
    }
)


@given(st.lists(states, min_size=1, max_size=6), st.data())
def test_every_state_comes_back(shown, data):
    now = data.draw(st.integers(0, len(shown) - 1))
    table = StepTable(range(len(shown)), now, shown[now])
    table.fill(shown.__getitem__, seconds=60)
    packed = table.packed()
    assert table.complete
    assert packed["values"] == list(range(len(shown)))
    for value, state in enumerate(shown):
        assert state_at(packed, value) == state


def test_what_is_the_same_at_every_step_is_sent_once():
    table = StepTable([1, 2, 3, 4], 1, {"label": "a long text", "fails": 4})
    table.fill(lambda value: {"label": "a long text", "fails": 4 if value < 3 else 6}, seconds=60)
    assert table.packed()["varies"] == [[["fails"], [0, 2], [4, 6]]]


def test_the_nearest_steps_are_made_first_as_far_as_the_time_allows():
    made = []
    table = StepTable(range(0, 70, 10), 30, 0)
    while not table.complete:
        table.fill(lambda value: made.append(value) or value, seconds=0)
        assert len(table.packed()["values"]) == 1 + len(made)  # and the present one
    assert [abs(value - 30) for value in made] == [10, 10, 20, 20, 30, 30]


def test_of_many_steps_a_coarse_row_comes_before_what_lies_between():
    """An arrow key's steps, then those a drag jumps along: of the specimen's window the months, of thirty days each."""
    made = []
    table = StepTable(range(90, 1826, 5), 365, 0)
    table.fill(lambda value: made.append(value) or value, seconds=60)
    assert {abs(value - 365) for value in made[:10]} == {5, 10, 15, 20, 25}
    months = set(range(90, 1826, 30)) - set(made[:10])
    assert set(made[10 : 10 + len(months)]) == months
    assert sorted(made) == [value for value in range(90, 1826, 5) if value != 365]


def test_a_present_value_between_two_steps_is_a_step_of_its_own():
    table = StepTable([1, 2], 1.5, "now")
    table.fill(lambda _: "then", seconds=60)
    assert table.packed()["values"] == [1, 1.5, 2]
