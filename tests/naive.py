"""The specification once more, slowly: one patient at a time, in plain Python. What the engine must agree with.

A truth is True, False or None (unknown); a number is an interval (low, high) or None; a word is itself or None.
"""

import math

FALLBACK = {"ast": (40, 35), "alt": (50, 40), "tbil": (26, 21), "inr": (1.2, 1.2), "aptt": (40, 40)}


def patients_of(dataset):
    """Every patient as a mapping of variables to intervals and words."""
    return [{name: _cell(column, at) for name, column in dataset.columns.items()} for at in range(dataset.patients)]


def _cell(column, at):
    if hasattr(column, "codes"):
        return column.values[column.codes[at]] if column.codes[at] >= 0 else None
    low, high = float(column.low[at]), float(column.high[at])
    return None if math.isnan(low) else (low, high)


def verdict(criterion, scenario, patient):
    """The verdict of one criterion on one patient."""
    if criterion.absent == "deferred" and not _variables(criterion.rule) & set(patient):
        return "deferred"
    return _judged(scenario.rule(criterion), patient)


def _variables(node):
    dumped = node.model_dump()

    def walk(part):
        if isinstance(part, dict):
            yield from (item for value in part.values() for item in walk(value))
        elif isinstance(part, list | tuple):
            yield from (item for value in part for item in walk(value))
        elif isinstance(part, str):
            yield part

    return set(walk(dumped))


def status(verdicts):
    """Eligible, potential or excluded, of the verdicts that are on."""
    if "fail" in verdicts:
        return "excluded"
    return "potential" if "unknown" in verdicts else "eligible"


def _judged(rule, patient):
    if rule.kind == "screening":
        known = _judged(rule.documented, patient) if rule.documented else None
        return known if known in ("fail", "not_applicable") else "deferred"
    if rule.kind == "implication":
        return _implied(rule, patient)
    return {True: "pass", False: "fail", None: "unknown"}[truth(rule, patient)]


def _implied(rule, patient):
    applies, met = truth(rule.when, patient), truth(rule.then, patient)
    if applies is False:
        return "not_applicable"
    if met is True:
        return "pass"
    if met is False and (applies or rule.failure_shows_it_applies):
        return "fail"
    return "unknown"


def truth(rule, patient):
    """Whether a patient meets a bound rule: True, False, or None where it cannot be known."""
    return _RULES[rule.kind](rule, patient)


def _threshold(rule, patient):
    found = quantity(rule.value, patient)
    if found is None:
        return None
    low, high = found
    if rule.at_least is not None:
        return _both(low >= _edge(rule.at_least, -1), high >= _edge(rule.at_least, -1))
    return _both(high <= _edge(rule.at_most, 1), low <= _edge(rule.at_most, 1))


def _edge(limit, side):
    return limit + side * 1e-9 * max(1, abs(limit))


def _both(certain, possible):
    return True if certain else None if possible else False


def _range(rule, patient):
    found = quantity(rule.value, patient)
    if found is None:
        return None
    low, high = found
    at_least, at_most = _edge(rule.at_least, -1), _edge(rule.at_most, 1)
    return _and([_both(low >= at_least, high >= at_least), _both(high <= at_most, low <= at_most)])


def _category(rule, patient):
    word = patient.get(rule.variable)
    if word in rule.accept:
        return True
    return None if word is None or word in rule.undecided else False


def _flag(rule, patient):
    word = patient.get(rule.variable)
    if word is None:
        return False if rule.blank_is_no else None
    return word == "Y"


def _and(truths):
    return False if False in truths else None if None in truths else True


def _or(truths):
    return True if True in truths else None if None in truths else False


def _not(rule, patient):
    inner = truth(rule.rule, patient)
    return None if inner is None else not inner


def _conditional(rule, patient):
    condition = truth(rule.when, patient)
    then, otherwise = truth(rule.then, patient), truth(rule.otherwise, patient)
    if condition is None:
        return then if then == otherwise else None
    return then if condition else otherwise


def _recency(rule, patient):
    inner = truth(rule.rule, patient) if rule.rule else True
    if rule.within is None:
        return inner
    age = patient.get(rule.age)
    edge = _edge(rule.within, 1)
    if age is not None and age[1] <= edge:
        return inner
    stale = age is not None and age[0] > edge
    return False if stale and rule.stale == "fail" else None


_RULES = {
    "threshold": _threshold, "range": _range, "category": _category, "flag": _flag, "not": _not,
    "conditional": _conditional, "recency": _recency,
    "all_of": lambda rule, patient: _and([truth(each, patient) for each in rule.rules]),
    "any_of": lambda rule, patient: _or([truth(each, patient) for each in rule.rules]),
}  # fmt: skip


def quantity(value, patient):
    """The interval of what is compared, or None where nothing is known."""
    if isinstance(value, str):
        return patient.get(value)
    if value.kind == "times_uln":
        return _times_uln(value, patient)
    measured = patient.get(value.measured)
    if measured:
        return measured
    sexes = [patient[value.sex]] if patient.get(value.sex) else ["M", "F"]
    found = [_cockcroft_gault(value, patient, sex) for sex in sexes]
    return None if None in found else (min(low for low, _ in found), max(high for _, high in found))


def _times_uln(value, patient):
    measured, uln = patient.get(value.variable), patient.get(value.uln)
    given = patient.get(f"{value.variable}_xuln") if value.uln == f"{value.variable}_uln" else None
    if given and not (measured and uln):
        return given
    if uln is None and value.fallback == "defaults" and value.variable in FALLBACK:
        male, female = FALLBACK[value.variable]
        chosen = {"M": (male,), "F": (female,)}.get(patient.get("sex"), (male, female))
        uln = (min(chosen), max(chosen))
    return measured and uln and (measured[0] / uln[1], measured[1] / uln[0])


def _cockcroft_gault(value, patient, sex):
    age, weight, creatinine = patient.get(value.age), patient.get(value.weight), patient.get(value.creatinine)
    if value.weight_basis != "actual":
        height = patient.get(value.height)
        if height is None:
            return None
        ideal = (50 if sex == "M" else 45.5) + 2.3 * (height[0] / 2.54 - 60)
        weight = _adjusted(ideal, weight) if value.weight_basis == "adjusted" else (ideal, ideal)
    if not (age and weight and creatinine) or age[0] != age[1]:
        return None
    female = 0.85 if sex == "F" else 1
    low, high = (
        (140 - age[0]) * kg * female / (72 * umol / 88.4) if umol else math.inf
        for kg, umol in ((weight[0], creatinine[1]), (weight[1], creatinine[0]))
    )
    return low, high


def _adjusted(ideal, weight):
    return weight and (ideal + 0.4 * (weight[0] - ideal), ideal + 0.4 * (weight[1] - ideal))
