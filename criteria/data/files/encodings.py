"""The encoding of text that is not UTF-8: the one under which its letters make words, and those that look garbled."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from criteria.data.files.source import Source
from criteria.data.files.spelled import SIGNS, known_terms, known_words

_BLOCK = 2**17  # what a pass over the file makes of it stays in the cache
_TELLING_LINES = 1000  # enough to tell an encoding by
_A_WORD = 6.0  # what a known word weighs beside one letter
_WRONG = -4.0
_CONTROL = -30.0
_NO_TEXT = -8.0  # what scores less is none
_UNITS = frozenset("µμ°²³±–—×·§€…’‘“”„«»≤≥<>½¹º™®ß")
_GARBLED = re.compile(
    r"\ufffd|[ÃÂ][\u0080-\u00bf\u0152\u0160\u0178\u2018-\u2026\u20ac]|â€|ï»¿|[ÄÅ][\u0080-\u00bf\u2018-\u2026\u0178\u201a]"
    r"|(?:[ÐÑ][\u0080-\u00bf\u2018-\u2026°±²³´µ¸º»¼½¾¿]){2}|[\u2500-\u257f]{2}"
)
_GARBLED_BYTES = (
    b"\xef\xbf\xbd",
    b"\xc3\x83",
    b"\xc3\x82\xc2",
    b"\xc3\xa2\xe2\x82\xac",
    b"\xc3\x90\xc2",
    b"\xe2\x94",
    b"\xc3\x85",
    b"\xc3\x84",
)


@dataclass(frozen=True)
class Encoding:
    """How a text's letters are written.

    Attributes:
        name: as Python knows it.
        strange: how many lines are not UTF-8.
        garbled: some of the text, read so, looks as if it had been read wrong before, or is not read right now.
    """

    name: str
    strange: int = 0
    garbled: bool = False

    @property
    def called(self) -> str:
        """What a person calls it."""
        windows = self.name.startswith("cp125")
        return f"Windows-{self.name[2:]}" if windows else self.name.upper().removesuffix("-SIG")


@dataclass(frozen=True)
class _Candidate:
    name: str
    language: str
    plausible: Callable[[str, _Candidate], float] = field(repr=False)


def encoding_of(source: Source) -> Encoding:
    """The encoding of a text file. Raises `Refused` where it holds NUL bytes or is text in none that is known."""
    start = source.start(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding("utf-16")
    if len(start) == 4 and start[1::2] == b"\0\0" and start[0] and start[2]:
        return Encoding("utf-16-le")
    lines, count, garbled = _lines_not_utf8(source)
    if not count:
        return Encoding("utf-8-sig", garbled=garbled)
    name = guessed(lines)
    if name is None:
        message = "neither Unicode nor text in another encoding that is known; save it as UTF-8"
        source.refuse("encoding", "file", message)
    text = b"\n".join(lines).decode(name, "replace")
    return Encoding(name, count, garbled or bool(_GARBLED.search(text)) or _score(text, _BY_NAME[name]) <= 0)


def _lines_not_utf8(source: Source) -> tuple[list[bytes], int, bool]:
    """Some of the lines that are not UTF-8, how many they are, and whether others look garbled.

    A NUL byte is refused.
    """
    some: list[bytes] = []
    count, garbled = 0, False
    with source.open() as file:
        while block := file.read(_BLOCK) + file.readline():
            if b"\0" in block:
                source.refuse("nul-bytes", "file", "holds NUL bytes, which no text has; export the table as CSV again")
            if not block.isascii():
                lines = _not_utf8(block)
                some += lines[: _TELLING_LINES - len(some)]
                count += len(lines)
                garbled = garbled or (
                    not lines and any(each in block for each in _GARBLED_BYTES) and _is_garbled(block)
                )
    return some, count, garbled


def _is_garbled(block: bytes) -> bool:
    return _GARBLED.search(block.decode("utf-8", "replace")) is not None


def _not_utf8(block: bytes) -> list[bytes]:
    if _is_utf8(block):
        return []
    return [line for line in re.split(rb"[\r\n]+", block) if not _is_utf8(line)]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def possible(source: Source) -> list[Encoding]:
    """The encodings under which the beginning of a text is text, UTF-8 first."""
    start = source.start(_BLOCK)
    names = ("utf-8", *(each.name for each in _CANDIDATES))
    return [Encoding(name) for name in names if _begins_in(start, name)]


def _begins_in(start: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(start)  # the last letter may be cut
    except UnicodeDecodeError:
        return False
    return True


def guessed(lines: Sequence[bytes]) -> str | None:
    """The encoding in which the lines make most sense; None where they are text in none of those that are known."""
    data = b"\n".join(lines)
    scores = {each.name: _score(text, each) for each in _CANDIDATES if (text := _decoded(data, each.name)) is not None}
    best = max(scores, key=lambda name: scores[name], default="")
    return best if scores.get(best, _NO_TEXT) > _NO_TEXT else None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _score(text: str, candidate: _Candidate) -> float:
    """How much sense a text makes, by its letters and by the words that are known."""
    wrong = sum(1 for sign in text if _is_control(sign))
    return candidate.plausible(text, candidate) + _CONTROL * wrong


def _is_control(sign: str) -> bool:
    return (
        "\x7f" <= sign <= "\x9f"
        or "\ue000" <= sign <= "\uf8ff"
        or sign in "\ufffd\ufffe"
        or (sign < " " and sign not in "\t\n\r\x0b\x0c")
    )


# --- alphabets ----------------------------------------------------------------------------------------------------

_UNIT = re.compile(r"[µμ](?:mol|kat|[lLgmMU]\b)|°C|10[³⁹⁶]|m[²³]")
_A_UNIT = 3.0
_HANDICAP = {"cp850": -2.0, "cp852": -2.0, "mac_roman": -2.0}  # of programs that are hardly used any more
_STRANGE = re.compile(r"(?P<before>[^\W_])?(?P<signs>[^\x00-\x7f]+)(?P<after>[^\W_])?")


def _alphabetic(text: str, candidate: _Candidate) -> float:
    score = _A_WORD * known_words(text, candidate.language) + _HANDICAP.get(candidate.name, 0.0)
    score += _A_UNIT * len(set(_UNIT.findall(text)))
    for before, signs, after in {match.groups(default="") for match in _STRANGE.finditer(text)}:
        score += _of_signs(before, signs, after, candidate.language)
    return score


def _of_signs(before: str, signs: str, after: str, language: str) -> float:
    letters = SIGNS[language] | _MORE[language]
    foreign = language in ("cyrillic", "greek")
    score = -2.0 * (len(signs) > 3 and not foreign)
    for at, sign in enumerate(signs):
        left = signs[at - 1] if at else before
        right = signs[at + 1] if at + 1 < len(signs) else after
        if sign.isalpha() and sign not in _UNITS:
            score += 1.0 if sign.casefold() in letters else -0.5
            score += _WRONG * (left.islower() and sign.isupper())
            score += _WRONG * (foreign and any(each.isascii() and each.isalpha() for each in (left, right)))
        elif sign in _UNITS or sign.isspace():
            score += _WRONG / 2 if left.isalpha() and right.isalpha() and sign not in "µμß’–—·" else 0.5
        else:
            score += _WRONG if left.isalpha() or right.isalpha() else -1.0
    return score


_MORE = {
    "western": frozenset("äöüßéèêëàâáãåæçñíìîïóòôõøúùûœ"),
    "central": frozenset("ąćęłńóśźżěščřžýáíéúůťďňőűöüľĺŕăâîşţđä"),
    "turkish": frozenset("ğışöüçâî\u0307"),
    "cyrillic": frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ"),
    "greek": frozenset("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"),
}


# --- signs of more than one byte ----------------------------------------------------------------------------------

_WIDE = re.compile(r"[^\x00-\x7f]+")


def _ideographic(text: str, candidate: _Candidate) -> float:
    """By the signs that are common in the encoding, and those of the words that are known."""
    score = _A_WORD * known_terms(text, candidate.language)
    common = SIGNS[candidate.language]
    for run in set(_WIDE.findall(text)):
        for sign in run:
            usual = _is_usual(sign, candidate.name)
            score += 2.0 + 2.0 * (sign in common) if usual else -2.0 if usual is False else 0.5
    mixed = len(set(re.findall(r"[a-z][\u3400-\u9fff\uac00-\ud7af][a-z]|[A-Za-z]{2}[\u3400-\u9fff][a-z]", text)))
    return score + _WRONG * mixed


def _is_usual(sign: str, encoding: str) -> bool | None:
    """Whether a sign is among the usual ones of an encoding; None for punctuation, which all of them have."""
    if not sign.isalpha():
        return None
    try:
        written = sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    if len(written) != 2:
        return False
    return any(low <= written[0] <= high for low, high in _USUAL[encoding]) and written[1] >= _LOWEST.get(encoding, 0)


_USUAL = {  # by encoding, the first bytes of its usual signs
    "gb18030": ((0xB0, 0xD7),),
    "big5": ((0xA4, 0xC6),),
    "cp949": ((0xB0, 0xC8),),
    "cp932": ((0x82, 0x83), (0x88, 0x97)),
    "euc_jp": ((0xA4, 0xA5), (0xB0, 0xCF)),
}
_LOWEST = {"gb18030": 0xA1, "cp949": 0xA1}  # the second byte of its usual signs

_CANDIDATES = (
    _Candidate("cp1252", "western", _alphabetic),
    _Candidate("cp1254", "turkish", _alphabetic),
    _Candidate("cp1250", "central", _alphabetic),
    _Candidate("cp1251", "cyrillic", _alphabetic),
    _Candidate("cp1253", "greek", _alphabetic),
    _Candidate("iso8859-2", "central", _alphabetic),
    _Candidate("iso8859-5", "cyrillic", _alphabetic),
    _Candidate("koi8-r", "cyrillic", _alphabetic),
    _Candidate("iso8859-7", "greek", _alphabetic),
    _Candidate("gb18030", "chinese", _ideographic),
    _Candidate("cp949", "korean", _ideographic),
    _Candidate("cp932", "japanese", _ideographic),
    _Candidate("euc_jp", "japanese", _ideographic),
    _Candidate("big5", "traditional", _ideographic),
    _Candidate("cp850", "western", _alphabetic),
    _Candidate("cp852", "central", _alphabetic),
    _Candidate("mac_roman", "western", _alphabetic),
)
_BY_NAME = {each.name: each for each in _CANDIDATES}
