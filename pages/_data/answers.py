"""Which criteria of the protocol a table can answer, and what the others lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

import criteria as cr
from pages import _session
from pages._data.tall import height
from pages._grid import grid

ORDER = (cr.Extent.FULLY, cr.Extent.PARTLY, cr.Extent.NOT, cr.Extent.SCREENING)
WORDS = {
    cr.Extent.FULLY: "fully",
    cr.Extent.PARTLY: "partly",
    cr.Extent.NOT: "not",
    cr.Extent.SCREENING: "at screening only",
}


def answered_criteria(answers: Sequence[cr.Answer]) -> None:
    """Every criterion with how far the table answers it."""
    st.markdown(f"**Which criteria it can answer** – {extents_in_words(answers)}")
    rows = [
        {
            "": each.number,
            "criterion": each.label,
            "answered": WORDS[each.extent],
            "lacking": "; ".join([*_labels(each.absent), *(f"{it} (mostly)" for it in _labels(each.mostly_unknown))]),
        }
        for each in answers
    ]
    widths = {"": 40, "criterion": 170, "answered": 110}
    config = {name: st.column_config.TextColumn(width=width) for name, width in widths.items()}
    alt = "Which criteria the table can answer"
    grid(rows, height=height(rows), column_config=config, alt=alt)
    st.caption("Partly: a variable it reads is absent or unknown for more than half of the patients.")


def extents_in_words(answers: Sequence[cr.Answer]) -> str:
    """How many criteria are answered how far."""
    counts = Counter(each.extent for each in answers)
    return ", ".join(f"{counts[extent]} {WORDS[extent]}" for extent in ORDER if counts[extent]) or "none"


def _labels(names: Sequence[str]) -> list[str]:
    """What a person calls these variables."""
    protocol = _session.view().scenario.protocol
    return [cr.label(name, protocol) for name in names]
