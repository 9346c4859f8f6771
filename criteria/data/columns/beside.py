"""What may stand beside an amount: comparators, the words of a range, marks of an abnormal value; in many languages."""

from __future__ import annotations

import re


def _listed(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.replace("\n", "|").split("|"))


_BEFORE = {
    "<": """<|kleiner|kleiner als|weniger als|unter|unterhalb|unterhalb von|less than|lower than|below|under|moins de
        inférieur à|inf à|inf|menor que|menor de|menor a|menos de|inferior a|meno di|minore di|inferiore a|sotto
        minder dan|kleiner dan|lager dan|onder|poniżej|mniej niż|mindre än|mindre end|abaixo de
        小于|低于|少于|méně než""",
    "<=": """≤|⩽|≦|<=|=<|bis|bis zu|up to|fino a|até|ate|hasta|jusqu'à|jusqu'a|do|tot|tot en met|upp till|op til
        höchstens|max|maximal|maximum|at most|not more than|不超过|不大于|hoogstens|massimo|máximo|au plus""",
    ">": """>|größer|grösser|groesser|größer als|grösser als|mehr als|über|ueber|oberhalb|oberhalb von|greater than
        more than|higher than|above|over|plus de|supérieur à|sup à|sup|mayor de|mayor que|mayor a|más de|mas de
        superior a|più di|piu di|maggiore di|superiore a|sopra|meer dan|groter dan|hoger dan|boven|powyżej|więcej niż
        mer än|mere end|över|maior que|mais de|acima de|大于|高于|超过|více než""",
    ">=": """≥|⩾|≧|>=|=>|ab|mindestens|min|at least|from|à partir de|a partir de|al menos|almeno|pelo menos|od|vanaf
        från|fra|minstens|minimaal|至少|不小于|co najmniej""",
    "~": """~|≈|∼|ca|circa|about|approx|approximately|around|etwa|ungefähr|environ|env|aprox|około|omkring
        cirka|约|約""",
    "=": "=|==",
}
_BEHIND = {
    "<": "未満|未满|미만|以内",
    "<=": "以下|이하|or less|or lower|oder weniger|et moins",
    ">": "초과|超",
    ">=": """以上|이상|及以上|或以上|or more|and more|or over|and over|or older|and older|oder mehr|und mehr|und älter
        oder älter|et plus|ou plus|y más|o más|e più|o più|en ouder|of meer|i więcej|e mais|ou mais
        och äldre|og derover""",
}
COMPARATORS = {word: sign for sign, words in _BEFORE.items() for word in _listed(words)}
"""A comparator before an amount, in lower case, and its sign; `~` is about, `=` nothing."""
COMPARED = {word: sign for sign, words in _BEHIND.items() for word in _listed(words)}
"""The same behind an amount."""
_BEHIND_A_UNIT = re.compile(rf"^(.+?)\s*({'|'.join(sorted(map(re.escape, COMPARED), key=len, reverse=True))})$", re.I)

_THROUGH = "--|[-~;]|\\.\\.+|bis zu|bis|to|al|a|à|hasta|até|ate|fino a|do|tot|till|til|至|到|から"
RANGE = re.compile(rf"^\s*(?:{_THROUGH})\s*$", re.IGNORECASE)
"""What stands between the two ends of a range."""


def compared_behind(text: str) -> tuple[str, str] | None:
    """What stands before a comparator at the end of a text, and its sign: `歳以上` is `歳`, at least."""
    match = _BEHIND_A_UNIT.match(text)
    return (match[1], COMPARED[match[2].casefold()]) if match else None


MARKS = _listed(
    """l|h|ll|hh|lo|hi|n|a|aa|c|hc|lc|low|high|abnormal|abn|normal|crit|critical|hoch|niedrig|tief|erhöht|erniedrigt
    bas|haut|élevé|abaissé|alto|alta|bajo|baja|basso|bassa|elevato|hoog|laag|wysoki|niski|hög|låg|høj|lav|yüksek|düşük
    高|低|偏高|偏低|높음|낮음"""
)
"""Words that mark a value as abnormal, or as normal, in lower case."""
_SIGNS_OF_MARKS = re.compile(r"^[*#!↑↓⇑⇓⬆⬇▲▼△▽▴▾†‡§¶+\-]+$")


def is_mark(text: str) -> bool:
    """Whether a text beside an amount marks it as abnormal: `L`, `HH`, `*`, `↓`, `(H)`."""
    bare = text.strip(" ()[]").rstrip(".").casefold()
    return bool(bare) and (bare.strip("*#!↑↓") in MARKS or _SIGNS_OF_MARKS.match(bare) is not None)
