"""The only door out: true counts go in, what may be shown comes out. Everything drawn or written takes only that.

Protected counts (specification section 4.3): 10 and below are hidden, zero included; above, the middle of a bin of
five is shown, the same every time. What can be derived from shown numbers is derived from them, never from true ones.
It stops accidents: very many different questions of rounded counts still add up to what was rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from criteria.data.dataset import Note
from criteria.funnel.results import Results, Row
from criteria.model.problems import Problem, Refused
from criteria.model.scenario import Scenario

HIDDEN = 10
BIN = 5
SMALLEST_TABLE = 100
_SUPPRESSED_TEXT = f"≤{HIDDEN}"
_ROUNDED = "~"


class Mode(StrEnum):
    """How counts are shown. Chosen by the deployment, never by a visitor."""

    EXACT = "exact"
    PROTECTED = "protected"


@dataclass(frozen=True)
class Shown:
    """A count that may be shown. `number` is None where it is hidden."""

    number: float | None
    text: str

    @property
    def drawn(self) -> float:
        """The length of its bar: a hidden count is drawn as none."""
        return self.number or 0.0

    @property
    def written(self) -> float | str:
        """The count as a program reads it, beside the mode: a number, or the text of a hidden one."""
        return self.text if self.number is None else self.number

    @property
    def cell(self) -> float | str:
        """The count as a spreadsheet holds it: a number only where it is exact, else its text, mark and all."""
        rounded = self.text.startswith(_ROUNDED)
        return self.text.replace(",", "") if rounded or self.number is None else self.number


AT_SCREENING = Shown(None, "at screening")
_COUNTED_AT_SCREENING = {"lost_here", "remaining", "deferred", "not_applicable"}


@dataclass(frozen=True)
class ShownRow:
    """A criterion's numbers as they may be shown; see `funnel.results.Row` for what each means.

    Attributes:
        gained, opened: were it dropped, eligible and potential patients more; together they are `only`.
    """

    id: str
    number: str
    label: str
    on: bool
    screening: bool
    passed: Shown
    fails: Shown
    unknown: Shown
    not_applicable: Shown
    deferred: Shown
    only: Shown
    only_certain: Shown
    gained: Shown
    opened: Shown
    also_others: Shown
    lost_here: Shown
    remaining: Shown
    share: Shown

    @property
    def at_screening(self) -> bool:
        """Whether nobody is judged before screening: a count of nought would say that nobody fails."""
        return self.screening and self.fails.drawn == 0

    def count(self, name: str) -> Shown:
        """A number by its name; of a criterion that is only asked at screening there is none, which is not nought."""
        if self.at_screening and name not in _COUNTED_AT_SCREENING:
            return AT_SCREENING
        found: Shown = getattr(self, name)
        return found


@dataclass(frozen=True)
class Disclosed:
    """The results of a scenario as they may be shown."""

    mode: Mode
    scenario: Scenario
    patients: Shown
    eligible: Shown
    potential: Shown
    excluded: Shown
    at_least: str
    at_most: str
    rows: tuple[ShownRow, ...]
    groups: tuple[ShownRow, ...]
    uln_fallback: bool
    uln_assumed: Shown
    clearance_estimated: Shown

    def row(self, identifier: str) -> ShownRow:
        """The row of a criterion or group. KeyError when there is none."""
        for row in (*self.rows, *self.groups):
            if row.id == identifier:
                return row
        raise KeyError(identifier)


@dataclass(frozen=True)
class ShownNote:
    """What of a table could not be used, as it may be shown."""

    code: str
    subject: str
    count: Shown
    message: str
    words: tuple[tuple[str, Shown], ...] = ()


def common_words(values: Iterable[tuple[str, int]], count: Callable[[float], Shown]) -> Iterator[tuple[str, Shown]]:
    """Values with their counts; those of a hidden number of patients together, as each may be one patient's."""
    shown = [(value, patients, count(patients)) for value, patients in values]
    yield from ((value, number) for value, _, number in shown if number.number is not None)
    hidden = [patients for _, patients, number in shown if number.number is None]
    if hidden:
        yield f"{len(hidden)} rare", count(sum(hidden))


def words_listed(words: Iterable[tuple[str, Shown]]) -> str:
    """Words at the end of a message: `: ANC (171), INR (143)`; nothing where there are none."""
    listed = ", ".join(f"{word} ({number.text})" for word, number in words)
    return f": {listed}" if listed else ""


def disclose_notes(notes: Iterable[Note], mode: Mode) -> tuple[ShownNote, ...]:
    """What of a table could not be used, as it may be shown."""
    count = _COUNT[mode]
    return tuple(
        ShownNote(each.code, each.subject, count(each.count), each.message, tuple(common_words(each.words, count)))
        for each in notes
    )


def mode_for(*, synthetic: bool, deployed: Mode) -> Mode:
    """The mode of a table: one that is declared synthetic hides nobody."""
    return Mode.EXACT if synthetic else deployed


def refuse_small(what: str, patients: int, mode: Mode) -> None:
    """Raise `Refused` for a table too small to be protected."""
    if mode is Mode.PROTECTED and patients < SMALLEST_TABLE:
        message = (
            f"fewer than {SMALLEST_TABLE} patients cannot be protected; give a larger table, or let the owner of the "
            "data use exact mode"
        )
        raise Refused(what, [Problem("too-small", "rows", message)])


def disclose(results: Results, mode: Mode) -> Disclosed:
    """Results as they may be shown in this mode."""
    count = _COUNT[mode]
    patients, eligible = count(results.patients), count(results.eligible)
    potential, excluded = count(results.potential), count(results.excluded)
    at_least, at_most = _between(eligible, potential, patients, mode)
    before = patients
    rows = []
    for row in results.rows:
        shown = _row(row, before, mode)
        rows.append(shown)
        before = shown.remaining
    return Disclosed(
        mode,
        results.scenario,
        patients,
        eligible,
        potential,
        excluded,
        at_least=at_least,
        at_most=at_most,
        rows=tuple(rows),
        groups=tuple(_row(row, None, mode) for row in results.groups),
        uln_fallback=results.assumptions.uln_fallback,
        uln_assumed=count(results.assumptions.uln_assumed),
        clearance_estimated=count(results.assumptions.clearance_estimated),
    )


def _between(eligible: Shown, potential: Shown, patients: Shown, mode: Mode) -> tuple[str, str]:
    """The smallest and the largest share that can be eligible: a hidden count may be nothing or ten, and a protected
    one lies anywhere in its bin."""
    slack = BIN // 2 if mode is Mode.PROTECTED else 0
    least = max(eligible.drawn - slack, 0)
    most = sum(HIDDEN if each.number is None else each.number + slack for each in (eligible, potential))
    return _percent(least, patients), _percent(min(most, patients.drawn), patients)


@lru_cache(maxsize=16_384)
def _exact(count: float) -> Shown:
    number = round(count, 6)
    text = (f"{number:,.1f}" if number % 1 else f"{number:,.0f}").replace("-", "−")
    return Shown(int(number) if number % 1 == 0 else number, text)


@lru_cache(maxsize=16_384)
def _protected(count: float) -> Shown:
    whole = round(count)
    if whole <= HIDDEN:
        return Shown(None, _SUPPRESSED_TEXT)
    middle = BIN * -(-whole // BIN) - BIN // 2
    return Shown(middle, f"{_ROUNDED}{middle:,}")


_COUNT: dict[Mode, Callable[[float], Shown]] = {Mode.EXACT: _exact, Mode.PROTECTED: _protected}


def counted(mode: Mode) -> Callable[[float], Shown]:
    """How a count is shown in this mode."""
    return _COUNT[mode]


def _difference(whole: Shown, part: Shown, mode: Mode) -> Shown:
    """What is left of a shown number when another shown number is taken from it."""
    left = whole.drawn - part.drawn
    if mode is Mode.EXACT:
        return _exact(left)
    return Shown(None, _SUPPRESSED_TEXT) if left <= HIDDEN else Shown(left, f"{_ROUNDED}{left:,.0f}")


def _row(row: Row, before: Shown | None, mode: Mode) -> ShownRow:
    """One row. *Lost here* is the difference of the remainders shown before and after it; a group's is counted."""
    count = _COUNT[mode]
    fails, only, remaining = count(row.fails), count(row.only), count(row.remaining)
    gained = count(row.gained)
    lost_here = count(row.lost_here) if before is None else _difference(before, remaining, mode)
    return ShownRow(
        id=row.id,
        number=row.number + row.part,
        label=row.label,
        on=row.on,
        screening=row.screening,
        passed=count(row.passed),
        fails=fails,
        unknown=count(row.unknown),
        not_applicable=count(row.not_applicable),
        deferred=count(row.deferred),
        only=only,
        only_certain=count(row.only_certain),
        gained=gained,
        opened=_difference(only, gained, mode),
        also_others=_difference(fails, only, mode),
        lost_here=lost_here,
        remaining=remaining,
        share=count(row.share),
    )


def percent(part: Shown, whole: Shown) -> str:
    """A percentage of two shown numbers, one decimal; of a hidden one, the largest it can be."""
    return _percent(HIDDEN, whole, "≤") if part.number is None else _percent(part.number, whole)


def _percent(part: float, whole: Shown, sign: str = "") -> str:
    return f"{sign}{100 * part / whole.drawn:.1f} %" if whole.drawn else "–"


def change(now: Shown, before: Shown) -> Shown:
    """How a shown number changed, from the two shown numbers; a change of ten or less is hidden like a count."""
    if now.number is None or before.number is None:
        both = now.number is None and before.number is None
        return Shown(None, "no visible change" if both else "crosses ≤10")
    moved = now.number - before.number
    protected = now.text.startswith(_ROUNDED)
    if protected and 0 < abs(moved) <= HIDDEN:
        return Shown(None, f"within ±{HIDDEN}")
    text = f"{moved:+,.0f}" if moved % 1 == 0 else f"{moved:+,.1f}"
    return Shown(moved, text.replace("-", "−") if moved else "0")
