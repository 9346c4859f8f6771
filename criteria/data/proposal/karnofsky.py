"""An ECOG grade from a Karnofsky index: two tables are in use, both are offered by name, neither is taken unasked."""

from __future__ import annotations

from collections.abc import Mapping

from criteria.data.columns.profile import Profile
from criteria.data.columns.signatures import look
from criteria.data.proposal.questions import Choice, Question
from criteria.data.table_map import Reading
from criteria.model.variables import DICTIONARY, Number

# Specification section 1.2, C03 and C04. 0 is death in both scales.
KARNOFSKY_TO_ECOG: Mapping[str, Mapping[str, str]] = {
    "100-90 is 0, 80-70 is 1, 60-50 is 2, 40-30 is 3": {
        "100": "0", "90": "0", "80": "1", "70": "1", "60": "2", "50": "2", "40": "3", "30": "3", "20": "4", "10": "4",
        "0": "5",
    },
    "100 is 0, 90-80 is 1, 70-60 is 2": {
        "100": "0", "90": "1", "80": "1", "70": "2", "60": "2", "50": "3", "40": "3", "30": "4", "20": "4", "10": "4",
        "0": "5",
    },
}  # fmt: skip


def karnofsky_question(column: str, missing: tuple[str, ...] = ()) -> Question:
    """Whether, and by which of the two tables, a Karnofsky index is read as an ECOG grade."""
    alone = Choice("the Karnofsky index alone", "kps", Reading(column=column, missing=missing))
    tables = (
        Choice(f"ECOG from it: {name}", "ecog", Reading(column=column, words=dict(words), missing=missing))
        for name, words in KARNOFSKY_TO_ECOG.items()
    )
    return Question(
        "karnofsky",
        column,
        f"`{column}` is a Karnofsky index, and the table has no ECOG grade. Two tables are in use to read one from the "
        "other; which is meant here, if any?",
        (alone, *tables),
    )


def looks_like_karnofsky(seen: Profile) -> bool:
    """Whether a column called ECOG holds values of another quantity, as a Karnofsky index is."""
    ecog = DICTIONARY["ecog"]
    assert isinstance(ecog, Number)
    stands_for = look(ecog, seen.middle) if seen.kind == "numbers" else None
    return stands_for is not None and bool(stands_for.thing)
