"""Patients who come in groups, and the groups worked out patient by patient."""

from math import inf

from hypothesis import strategies as st

from criteria.funnel.levers.groups import NOT_KNOWN
from tests import naive, populations

BANDS = {"<18": (0, 17), "18–39": (18, 39), "40–49": (40, 49), "50–59": (50, 59), "60–64": (60, 64), "65–69": (65, 69),
         "70–74": (70, 74), "≥75": (75, inf)}  # fmt: skip

patients = st.tuples(
    populations.patients,
    st.fixed_dictionaries(
        {
            "age": st.sampled_from(
                [17, 17.9, 18, 39, 40, 59, 64, 65, 69.5, 70, 74, 75, 90, "60-64", "60-69", "90+", None]
            ),
            "site": st.sampled_from(["north", "south", None]),
            "race": st.sampled_from(["a", "b", None]),
        }
    ),
).map(lambda two: two[0] | two[1])
populations_in_groups = st.lists(patients, min_size=1, max_size=8)


def group_of(dataset, variable):
    """The group of each patient."""
    return [_group(each[variable]) for each in naive.patients_of(dataset)]


def _group(entry):
    if not isinstance(entry, tuple):
        return entry or NOT_KNOWN
    inside = [name for name, (low, high) in BANDS.items() if low <= entry[0] and (entry[1] < high + 1 or high == inf)]
    return inside[0] if inside else NOT_KNOWN
