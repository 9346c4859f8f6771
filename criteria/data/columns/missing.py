"""What stands for a missing value in a table: words that say so, and numbers that may."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from criteria.data.columns.distinct import is_numbers, words_in


def _listed(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.replace("\n", "|").split("|"))


BLANKS = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "."})
"""Cells that hold nothing, whoever wrote them: null for every reader of files. In lower case."""

# Words that say of any value that it is missing (specification section 1.3, and the like in other languages).
_OF_ANYTHING = _listed(
    """nk|nd|unk|unknown|pending|haemolysed|hemolysed|hemolyzed|not done|not recorded|not known|not on file|missing
    not available|not stated|[not available]|[not stated]|no data|clumped|clotted|see comment|qns|tnp|insufficient
    k.a.|keine angabe|keine angaben|nicht bestimmt|nicht durchgeführt|nicht erhoben|nicht gemessen|unbekannt
    hämolytisch|hämol.|mat. fehlt|material fehlt|fehlt|geronnen|gerinnsel|in bearbeitung|folgt|siehe befund
    non renseigné|non fait|inconnu|inconnue|en cours|hémolysé|coagulé|coag.|non dosé|non réalisé|nsp|nr
    s/d|n/d|no consta|no disponible|pendiente|hemolizado|desconocido|no realizado|coagulado
    non pervenuto|non disponibile|non eseguito|emolizzato|in corso|coagulato|sconosciuto|non noto
    onb|onbekend|niet bepaald|niet gedaan|hemolytisch|volgt|stolsel
    ignorado|não informado|não realizado|hemolisado|pendente|amostra coagulada|desconhecido
    b.d.|brak danych|nie oznaczono|nie wykonano|hemoliza|skrzep|w trakcie|nieznany
    uppgift saknas|saknas|ej utfört|ej bedömd|hemolys|inväntar svar|okänt
    ikke oplyst|mangler|ikke udført|hæmolyse|ukendt|afventer
    未查|未检|不详|不詳|未知|未做|缺失|无数据|無數據|标本溶血|溶血|待回报|未測定|未実施|測定不能|検査中|欠測
    미시행|미측정|모름|미상|불명|검사중|용혈|결측
    bilinmiyor|çalışılmadı|yapılmadı|hemolizli|pıhtılı|beklemede|veri yok
    neznámo|neuvedeno|nevyšetřeno|неизвестно|нет данных|не определялось"""
)
# Of a number these say that it is missing; of a flag or a category they may be its no, its negative, or another word.
_OF_A_NUMBER = _listed(
    """-|--|---|–|—|―|/|//|?|??|???|n.b.|n.d.|n.v.|n.p.|n.a.|n.e.|b/d|nc|ni|nf|nvt|n.v.t.|entfällt|不明|該当なし|해당없음
    not applicable|[not applicable]|nicht anwendbar|sans objet|no aplica|não se aplica|nie dotyczy
    cancelled|canceled|storniert"""
)
# Of most numbers these say that it is missing; of a count or a grade they may mean 0.
_NOTHING = _listed(
    "none|nil|kein|keine|aucun|aucune|ninguno|ninguna|nessuno|nessuna|geen|nenhum|nenhuma|brak|yok|ingen|inget|无|無|無し|なし|없음"
)

MISSING_WORDS = BLANKS | _OF_ANYTHING
"""Words that say of any value that it is missing, in lower case, as they are usually written."""

# Numbers that may stand for a missing value (the same section): asked about, never taken for missing unasked.
SENTINELS = (-1.0, -9.0, -99.0, -999.0, -9999.0, 99.0, 999.0, 8888.0, 9999.0)


def _key(word: str) -> str:
    """A word as it is compared: `k. A.` is `k.A.`."""
    return "".join(word.split()).replace(".", "").casefold()


_ANYTHING = frozenset(map(_key, MISSING_WORDS))
_NUMBERS = _ANYTHING | frozenset(map(_key, _OF_A_NUMBER))
_NUMBERS_BUT_COUNTS = _NUMBERS | frozenset(map(_key, _NOTHING))


def is_missing(word: str) -> bool:
    """Whether the word says of anything that there is no value."""
    return _key(word) in _ANYTHING


def is_no_number(word: str, *, counted: bool = False) -> bool:
    """Whether the word says of a number that it is missing; of what is `counted`, `none` may be 0 and does not."""
    return _key(word) in (_NUMBERS if counted else _NUMBERS_BUT_COUNTS)


def as_number(word: object) -> float | None:
    """The number a word stands for, or None."""
    try:
        return float(str(word))
    except ValueError:
        return None


def blank(series: pd.Series, codes: Collection[str]) -> pd.Series:
    """The column with its confirmed missing codes missing. A number is found however it is written (-9, -9.0, -9,0)."""
    if not codes:
        return series
    numbers = [number for number in map(as_number, codes) if number is not None]
    if is_numbers(series):
        return series.mask(series.isin(numbers))
    words = {code.strip().casefold() for code in codes}
    positions, found = words_in(series)
    text = pd.Series(found, dtype="string")
    number = pd.to_numeric(text.str.replace(r",(?=0*$)", ".", regex=True), errors="coerce")
    gone = text.str.casefold().isin(words) | number.isin(numbers)
    return series.mask(np.append(gone.fillna(value=False).to_numpy(dtype=bool), False)[positions])
