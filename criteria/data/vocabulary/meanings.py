"""What the words of a column stand for, in many languages; as a whole, since one word may tell another's meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from criteria.data.vocabulary.grades import number_said
from criteria.data.vocabulary.letters import Found, by_the_pair
from criteria.data.vocabulary.phrased import phrased
from criteria.data.vocabulary.spelled import key, known_words, lists, nones, said, says_missing
from criteria.data.vocabulary.text import EAST, bare, plain
from criteria.model.variables import Category, Flag, Number, Variable

_REMARK = re.compile(r"\s*\([^()]*\)$")
_SEPARATORS = re.compile(r"\s*[/+,;&]\s*|\s+-\s+")


@dataclass(frozen=True)
class Meanings:
    """What the words of one column are taken for.

    Attributes:
        words: each word as it is written, and what it stands for; words that are read as they stand are not among them.
        missing: words that stand for a missing value.
        unsure: the words of `words`, or of those read as they stand, that a person is to confirm.
        open: words that nobody knows.
        other: other ways to read the unsure words, each as a whole.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    other: tuple[Mapping[str, str], ...] = ()


def meanings(words: Sequence[str], variable: Variable, heading: str = "") -> Meanings:
    """What the words of a column stand for, if it holds this variable.

    Args:
        words: its different words; of a column of numbers those that are none.
        variable: what the column is taken for.
        heading: what the column is called; its language may tell two readings apart.
    """
    found = Found()
    if isinstance(variable, Category) and not variable.values:
        found.missing += [word for word in words if says_missing(word) and len(plain(word)) > 1]
        return _done(found)
    rest = by_the_pair(list(words), variable, heading, found)
    for word in rest:
        meant, sure = _meaning(word, variable)
        if meant == "missing":
            found.missing.append(word)
        elif meant is not None:
            found.words[word] = meant
            found.unsure += [] if sure else [word]
        else:
            (found.missing if says_missing(word) else found.open).append(word)
    return _done(found)


def meaning_of_label(label: str, variable: Variable) -> str | None:
    """What a label of a code stands for: of a variable, or `missing`; None where it does not say it."""
    found = meanings((label,), variable)
    if label in found.words:
        return found.words[label]
    return "missing" if found.missing else None


def _done(found: Found) -> Meanings:
    missing, unsure, left = tuple(found.missing), tuple(found.unsure), tuple(found.open)
    return Meanings(found.words, missing, unsure, left, tuple(found.other))


def _meaning(word: str, variable: Variable) -> tuple[str | None, bool]:
    """What one word stands for, and whether that is sure."""
    if isinstance(variable, Number):
        return number_said(word, variable)
    if isinstance(variable, Flag):
        return _flag(word, variable)
    section = {"sex": "sex", "disease_status": "disease status", "last_line_outcome": "last line"}.get(
        variable.name, "test"
    )
    meant = said(word, section)
    if meant is None and variable.name in ("disease_status", "last_line_outcome"):
        meant = _together(word, section) or phrased(word, section)
    if meant is not None and meant not in variable.values:
        return "missing", True  # an undetermined sex, a doubtful pregnancy test
    if meant is None:
        return next(((value, True) for value in variable.values if plain(value) == plain(word)), (None, True))
    return meant, not _is_bold(word, variable)


def _is_bold(word: str, variable: Category) -> bool:
    """Whether a word is read by a step that a person should see: signs, a graded reaction, an abbreviation."""
    text = key(word)
    if "positive" in variable.values:
        weak = text.startswith(("weak", "schwach", "faible", "debil")) or "弱" in text or "약양성" in word
        return weak or not any(sign.isalpha() for sign in text) or text in ("y", "n")
    return variable.name == "last_line_outcome" and text in (
        "rp",
        "rc",
        "rp/rc",
        "rc/rp",
        "pe",
        "ee",
        "ph",
        "sh",
        "py",
        "ty",
    )


def _flag(word: str, variable: Flag) -> tuple[str | None, bool]:
    meant = said(word, "yes or no")
    if meant is None and variable.name == "hbv":
        meant = {"positive": "Y", "negative": "N"}.get(said(word, "test") or "")
    if meant is None:
        return ("missing" if said(word, "test") == "indeterminate" else None), True
    if key(word) in ("checked", "unchecked"):
        return meant, False  # a box is also empty where nobody filled in the form
    if key(word) in nones():
        return meant, key(word) not in ("none", "brak", "no data")
    return meant, any(sign.isalpha() for sign in word)


def _together(word: str, section: str) -> str | None:
    """The meaning of a phrase of several: what recurs and has spread is both; anything left over is not guessed."""
    parts = set(_parts(word, section))
    if None in parts or not parts:
        return None
    if parts == {"metastatic", "recurrent"} or "recurrent_and_metastatic" in parts:
        return "recurrent_and_metastatic"
    if parts == {"metastatic", "locally_advanced"}:
        return "metastatic"
    return parts.pop() if len(parts) == 1 else None


def _parts(word: str, section: str) -> Iterator[str | None]:
    """The meanings of the parts of a phrase; None for a part that is in no list."""
    known, ands = known_words(section), {plain(each) for each in lists()["and"]}
    for text in _SEPARATORS.split(_REMARK.sub("", word)):
        left = [bare(each) for each in re.findall(r"[^\W_]+", text)]
        while left:
            size = next((n for n in range(len(left), 0, -1) if " ".join(left[:n]) in known), 0)
            if size:
                yield known[" ".join(left[:size])]
            elif left[0] not in ands:
                yield from _east(left[0], known, ands)
            left = left[max(size, 1) :]


def _east(text: str, known: Mapping[str, str], ands: set[str]) -> Iterator[str | None]:
    """The same in a script that has no blanks between its words."""
    while text:
        size = next((n for n in range(len(text), 1, -1) if EAST.search(text) and text[:n] in known), 0)
        joins = next((n for n in range(3, 0, -1) if text[:n] in ands), 0) if EAST.search(text) else 0
        if size:
            yield known[text[:size]]
        elif not joins:
            yield None
            return
        text = text[size or joins :]
