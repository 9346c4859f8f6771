"""Words that stand where an identifier would in a row that sums up others: totals, means and counts, in many languages.

From common knowledge of statistics programs and reports; compared without case, signs and what stands in brackets.
"""

from __future__ import annotations

import re

_WORDS = {
    "totals": """
        total, totals, grand total, subtotal, sub total, sum, sums, overall, all patients, all subjects,
        total patients, summe, gesamt, gesamtsumme, zwischensumme, insgesamt, gesamtergebnis, gesamtzahl,
        total général, total general, sous total, somme, ensemble, suma, suma total, totale, totali,
        totale generale, somma, totaal, eindtotaal, som, subtotaal, subtotal geral, total geral, soma, razem,
        ogółem, łącznie, totalt, i alt, summa, toplam, genel toplam, ara toplam, celkem, součet, összesen,
        yhteensä, итого, всего, сумма, σύνολο, 合计, 总计, 总和, 小计, 共计, 合計, 総計, 総合計, 小計, 計, 總計,
        합계, 총계, 총합, 소계, 총합계
    """,
    "means": """
        mean, means, average, avg, arithmetic mean, mittelwert, mittel, durchschnitt, mw, moyenne, moy, media,
        média, promedio, gemiddelde, gemiddeld, średnia, średnio, medelvärde, medel, gennemsnit, gjennomsnitt,
        keskiarvo, ortalama, průměr, átlag, среднее, μέσος όρος, μεσος ορος, 平均, 平均值, 均值, 平均値, 평균, 평균값, x̄
    """,
    "standard deviations": """
        sd, std, std dev, stddev, stdev, standard deviation, standardabweichung, stabw, s d, écart type,
        écart-type, ecart type, et, desviación estándar, desviación típica, de, deviazione standard, ds,
        standaarddeviatie, standaardafwijking, desvio padrão, dp, odchylenie standardowe, standardavvikelse,
        standardafvigelse, standardavvik, standart sapma, ss, směrodatná odchylka, szórás, стандартное отклонение,
        ско, τυπική απόκλιση, variance, varianz, sem, cv, cv%,
        variationskoeffizient, 标准差, 标准偏差, 標準偏差, 표준편차
    """,
    "medians": """
        median, medians, médiane, mediana, mediaan, medyan, medián, mediaani, медиана, 中位数, 中央値, 中位數,
        중앙값, iqr, q1, q3, 25%, 50%, 75%, quartile 1, quartile 3, p25, p50, p75, interquartile range, 四分位数
    """,
    "smallest and largest values": """
        min, max, minimum, maximum, min max, range, spannweite, mínimo, máximo, minimo, massimo, en küçük,
        en büyük, minimalna, maksymalna, 最小值, 最大值, 最小値, 最大値, 최소값, 최대값, 최솟값, 최댓값
    """,
    "counts": """
        n, count, counts, number, number of patients, n patients, patients, anzahl, anz, anzahl patienten,
        fallzahl, fälle, effectif, nombre, nombre de patients, nb, número, número de pacientes, recuento, conteo,
        conteggio, numero, numero pazienti, aantal, contagem, quantidade, liczba, antal, sayı, adet, hasta sayısı,
        počet, количество, 例数, 总数, 人数, 件数, 症例数, 총 인원, 인원, 건수, 例數, n missing, missing,
        non missing, unique, top, freq
    """,
}
TOTALS = frozenset(_WORDS)
"""What a row may be that sums up others."""

_KINDS = {" ".join(word.split()).casefold(): kind for kind, words in _WORDS.items() for word in words.split(",")}
_SHORT = 4  # letters; a word no longer than this may be an identifier, where others look like it
_BESIDE = re.compile(r"\(.*?\)|\[.*?\]|（.*?）|[:：=.*_#–—-]|±.*|\s\d[\d.,% ]*$")
_COUNTED = re.compile(r"(?:(?:n|anzahl|total|gesamt|count)\s*[:=：]|共|総数|총)\s*\d[\d.,]*\s*\w{0,12}", re.IGNORECASE)

_PARTLY = re.compile(  # of a group that is named after it
    r"(?:sub-?\s?total|grand total|zwischensumme|gesamtsumme|sous-total|ara toplam|小计|小計|소계)[\s:：(（_-]",
    re.IGNORECASE,
)


def total_kind(text: str) -> str | None:
    """What a row is that begins so, such as "totals" or "means"; None where it may be a patient's."""
    text = text.strip().casefold()
    if text in _KINDS:
        return _KINDS[text]
    bare = " ".join(_BESIDE.sub(" ", text).split())
    if bare in _KINDS and bare != text:
        return _KINDS[bare]
    if _PARTLY.match(text):
        return "totals"
    return "counts" if _COUNTED.fullmatch(text) else None


def may_be_identifier(text: str) -> bool:
    """Whether a total's word is so short that it may as well be somebody's identifier."""
    return len(text.strip()) <= _SHORT and text.strip().isascii()
