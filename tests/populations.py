"""Patients a machine makes up: values at the limits of the reference protocol, on both sides of them, and missing."""

from hypothesis import strategies as st

import criteria as cr

# For each variable, values worth trying: at a limit, on both sides of it, an interval across it, zero.
TRIED = {
    "age": [17, 18, 40, 75, 75.9, 76, "70-79", "90+"],
    "sex": ["M", "F"],
    "life_expectancy_months": [1, 2.9, 3, 12, "<3"],
    "ecog": [0, 1, 2, 3, 4, "1-2", "2-3"],
    "target_result": ["positive", "negative", "indeterminate"],
    "target_specimen_age_days": [0, 365, 366, 1000, "300-400"],
    "disease_status": ["metastatic", "recurrent", "recurrent_and_metastatic", "locally_advanced"],
    "months_rt_to_recurrence": [0, 5.9, 6, 24],
    "prior_systemic_lines": [0, 1, 2, 3],
    "last_line_outcome": ["progression", "intolerance", "stable"],
    "labs_age_days": [0, 14, 15, 300],
    "anc": [0.4, 0.9, 1.0, 1.5, 3, "<1.0", "<0.5"],
    "plt": [45, 75, 80, 100, 300, ">80"],
    "hb": [60, 85, 90, 100, 130],
    "ast": [30, 100, 101, 200, 201, "90-110"],
    "ast_uln": [40, 20],
    "alt": [30, 100, 101, 200, 201],
    "alt_uln": [40, 20],
    "tbil": [10, 15, 17, 20, 21, 40],
    "tbil_uln": [10, 20],
    "creatinine": [60, 100, 150, 160, 176.8, 200, "<100"],
    "weight": [45, 60, 72, 100],
    "height": [150, 170],
    "crcl_measured": [30, 49.99, 50, 90],
    "inr": [0.9, 1.5, 1.8, 1.9, 2.5],
    "inr_uln": [1.2, 1.0],
    "aptt": [30, 60, 61, 90],
    "aptt_uln": [40, 35],
    **{f"{name}_xuln": [1, 1.5, 1.6, 2, 2.5, 3, 6, "<2"] for name in ("ast", "alt", "tbil", "inr", "aptt")},
    "max_residual_tox_grade": [0, 1, 2, 3],
    "pregnancy_test": ["positive", "negative"],
}
TRIED |= {  # of the other laboratory values, the middle and the ends of what is plausible
    name: [variable.plausible[0], sum(variable.plausible) // 2, variable.plausible[1]]
    for name, variable in cr.DICTIONARY.items()
    if variable.kind == "number" and name not in TRIED
}
TRIED |= {name: ["Y", "N"] for name, variable in cr.DICTIONARY.items() if variable.kind == "flag"}

patients = st.fixed_dictionaries({name: st.sampled_from([*values, None]) for name, values in TRIED.items()})
populations = st.lists(patients, min_size=1, max_size=5)


@st.composite
def changes(draw, protocol, most=4):
    """A few limits and settings of a protocol, anywhere on their grids and among their options."""
    names = st.lists(st.sampled_from([*protocol.limits, *protocol.settings]), max_size=most, unique=True)
    return {name: draw(value_of(protocol, name)) for name in draw(names)}


def value_of(protocol, name):
    """A value a limit or a setting may take."""
    if name in protocol.settings:
        setting = protocol.settings[name]
        options = st.sampled_from(list(setting.options))
        return st.lists(options, unique=True).map(tuple) if setting.many else options
    limit = protocol.limits[name]
    steps = st.integers(0, round((limit.max - limit.min) / limit.step)).map(
        lambda step: round(limit.min + step * limit.step, 9)
    )
    return st.one_of(steps, st.none()) if limit.optional else steps


def scenario(data, protocol):
    """Any scenario of a protocol: limits, settings and switches."""
    off = data.draw(st.lists(st.sampled_from([each.id for each in protocol.criteria]), max_size=4, unique=True))
    return cr.scenario(protocol, data.draw(changes(protocol)), off)
