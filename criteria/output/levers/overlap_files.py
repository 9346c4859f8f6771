"""Overlap as tables: the combinations shown, with all others in one line, and the pairs."""

from __future__ import annotations

import pandas as pd

from criteria.output.disclosure import percent
from criteria.output.levers.overlap import ShownOverlap
from criteria.output.report import spreadsheet

OTHERS = "all other combinations"


def combinations_frame(shown: ShownOverlap) -> pd.DataFrame:
    """One row for each combination, the largest first, and one for all others."""
    named = [
        (" and ".join(shown.criterion(name).title for name in each.criteria), each.patients)
        for each in shown.combinations
    ]
    return pd.DataFrame(
        {"fail exactly": said, "patients": patients.text, "of the excluded": percent(patients, shown.excluded)}
        for said, patients in [*named, (OTHERS, shown.other)]
    )


def pairs_frame(shown: ShownOverlap) -> pd.DataFrame:
    """One row for each criterion: its fails, its *only*, and the share of its fails that fail each other one too."""
    return pd.DataFrame(
        {
            "criterion": each.title,
            "fails": each.fails.text,
            "only": each.only.text,
            **{
                f"also fail {other.title}": "" if row == column else shown.share(row, column)
                for column, other in enumerate(shown.criteria)
            },
        }
        for row, each in enumerate(shown.criteria)
    )


def combinations_csv(shown: ShownOverlap) -> str:
    """One line for each combination, safe to open in a spreadsheet."""
    rows = ([" + ".join(each.criteria), len(each.criteria), each.patients] for each in shown.combinations)
    return spreadsheet(["criteria", "size", "patients"], [*rows, [OTHERS, "", shown.other]])


def pairs_csv(shown: ShownOverlap) -> str:
    """One line for each ordered pair of criteria, safe to open in a spreadsheet."""
    places = range(len(shown.criteria))
    pairs = ((row, column) for row in places for column in places if row != column)
    rows = (
        [
            shown.criteria[row].id,
            shown.criteria[column].id,
            shown.both[row][column],
            shown.criteria[row].fails,
            shown.share(row, column),
        ]
        for row, column in pairs
    )
    return spreadsheet(["criterion", "other", "fail_both", "fail_criterion", "share"], rows)
