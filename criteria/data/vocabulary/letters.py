"""Letters that are short for a word: M is a man beside F and a woman beside H, so the pair tells what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from criteria.data.vocabulary.spelled import key
from criteria.data.vocabulary.text import EAST, plain
from criteria.model.variables import Flag, Number, Variable

_MEN_AND_WOMEN: Mapping[str, str] = {
    "MF": "MF", "MW": "MF", "HF": "MF", "HM": "MF", "MV": "MF", "EK": "MF", "MK": "MF", "MZ": "MF", "МЖ": "MF",
    "ΑΓ": "MF", "ΑΘ": "MF", "FN": "MF", "MN": "MF", "BF": "MF", "ЧЖ": "MF", "זנ": "MF", "MD": "MF",
}  # fmt: skip
"""The letter of a man, then that of a woman."""
_VARON = "VM"  # in Spanish V is a man and M a woman, in Dutch M is a man and V a woman
_YES_AND_NO = (
    "YN",
    "JN",
    "SN",
    "ON",
    "TN",
    "EH",
    "VY",
    "AN",
    "IN",
    "KE",
    "DN",
    "ДН",
    "ТН",
    "TF",
    "PN",
    "+-",
    "10",
    "XN",
)
"""The letter of yes, then that of no."""


@dataclass
class Found:
    """What the words of a column stand for, while they are gone through; the parts as in `Meanings`."""

    words: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    other: list[dict[str, str]] = field(default_factory=list)


def by_the_pair(words: list[str], variable: Variable, heading: str, found: Found) -> list[str]:
    """Letters whose meaning only all of them together tell; the words that are left."""
    if isinstance(variable, Number):
        return words
    short = {_letter(word): word for word in words if len(key(word)) == 1 and not EAST.search(word)}
    if variable.name == "sex":
        _sexes(short, heading, found, others=len(words) > len(short))
    elif isinstance(variable, Flag) or "positive" in variable.values:
        yes, no = ("Y", "N") if isinstance(variable, Flag) else ("positive", "negative")
        _pair_of_yes_and_no(short, yes, no, found)
    settled = {*found.words, *found.unsure, *found.missing, *found.open}
    settled |= {word for letter, word in short.items() if letter in "MF" and variable.name == "sex"}
    return [word for word in words if word not in settled]


def pair_of_sexes(words: Sequence[str]) -> str | None:
    """The letter of a man and that of a woman, where the words are letters of both."""
    letters = {_letter(word) for word in words if len(key(word)) == 1}
    return next((pair for pair in _MEN_AND_WOMEN if set(pair) <= letters), None)


def _letter(word: str) -> str:
    text = key(word)
    return text.upper() if text.isalnum() else text


def _sexes(short: Mapping[str, str], heading: str, found: Found, *, others: bool) -> None:
    letters = {letter for letter in short if letter.isalpha()}
    pair = pair_of_sexes(tuple(letters))
    extra = letters - set(pair or "")
    if pair is None:
        _one_sex(short, letters, found, others=others)
        return
    man, woman = pair[0], pair[1]
    both = {short[man]: "M", short[woman]: "F"}
    if set(pair) == set(_VARON):
        other = {short["V"]: "M", short["M"]: "F"}
        both, turned = (other, both) if plain(heading).startswith(("sexo", "genero")) else (both, other)
        found.other.append(turned)
    found.missing += [short[letter] for letter in sorted(extra) if letter in "DXUOI?"]
    found.open += [short[letter] for letter in sorted(extra) if letter not in "DXUOI?"]
    if pair == "MF":
        return
    found.words |= both
    found.unsure += list(both)
    if set(pair) != set(_VARON):
        found.other.append({word: "MF"[meant == "M"] for word, meant in both.items()})


def _one_sex(short: Mapping[str, str], letters: set[str], found: Found, *, others: bool) -> None:
    """One letter alone, or letters that are no pair: what each most likely is, to be confirmed."""
    alone = {"M": "M", "F": "F", "H": "M", "W": "F", "K": "F", "V": "F", "E": "M", "Z": "F", "М": "M", "Ж": "F"}
    for letter in sorted(letters):
        word = short[letter]
        if letter == "F" or (letter == "M" and others):
            continue
        if letter in alone:
            found.words[word] = alone[letter]
            found.unsure.append(word)
        elif letter in "DXUO":
            found.missing.append(word)
        else:
            found.open.append(word)
    if found.words:
        found.other.append({word: "MF"[meant == "M"] for word, meant in found.words.items()})


def _pair_of_yes_and_no(short: Mapping[str, str], yes: str, no: str, found: Found) -> None:
    letters = set(short)
    pair = next((each for each in _YES_AND_NO if set(each) <= letters), None)
    if pair is None and yes == "Y" and letters in ({"X"}, {"+"}):
        (word,) = short.values()
        found.words[word] = yes
        found.unsure.append(word)
    if pair is None or (pair == "10" and len(letters) > 2):
        return
    both = {short[pair[0]]: yes, short[pair[1]]: no}
    if pair == "YN" and yes == "Y":
        return
    found.words |= both
    found.unsure += list(both)
    found.other.append({short[pair[0]]: no, short[pair[1]]: yes})
