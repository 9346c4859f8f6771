"""A data dictionary beside the data, such as REDCap's: what it says of each column, and of the codes in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from criteria.data.raw import Described
from criteria.data.vocabulary.roles import key

_FIELD = (
    "variablefieldname",
    "fieldname",
    "variablename",
    "variable",
    "feld",
    "champ",
    "campo",
    "変数名",
    "变量名",
    "변수명",
)
_TYPE = ("fieldtype", "type")
_LABEL = ("fieldlabel", "label", "description", "beschreibung", "libelle", "descripcion", "ラベル", "标签")
_CHOICES = ("choicescalculationsorsliderlabels", "choicesorcalculations", "choices", "codes", "valuelabels", "values")
_NOTE = ("fieldnote", "unit", "units", "einheit", "unite")
_CODE = ("code", "value", "wert", "valeur")
_CHOICE = re.compile(r"^\s*([^,=]+?)\s*[,=]\s*(.*?)\s*$")
_UNKNOWN = re.compile(
    r"^(unknown|missing|not (done|known|available|applicable|assessed|recorded|evaluable)|n/?a|no data|unk|declined|"
    r"refused|unbekannt|inconnu|desconocido|sconosciuto|onbekend|desconhecido|nieznan[ey]|okänt|ukendt|bilinmiyor|不明|未知)\b",
    re.IGNORECASE,
)
_CODE_AND_WORD = re.compile(r"(?P<code>-\d+|9{2,4})\s*[=:]?\s*(?P<word>[A-Za-z][\w ]*)")
_YES_NO = {"1": "Yes", "0": "No"}
_BOTH_WAYS = {"yesno": _YES_NO, "truefalse": {"1": "True", "0": "False"}}


def is_dictionary(table: pd.DataFrame) -> bool:
    """Whether a table is a data dictionary: a row for each column of another table, or for each of its codes."""
    keys = {key(str(column)) for column in table.columns}
    if not keys & set(_FIELD):
        return False
    return bool(keys & set(_LABEL)) and bool(keys & {*_TYPE, *_CHOICES, *_CODE, *_NOTE})


def fields_of(table: pd.DataFrame) -> list[str]:
    """The columns that a dictionary speaks of, in its order."""
    return list(dict.fromkeys(_column(table, _FIELD).dropna()))


def described_by(table: pd.DataFrame, columns: Mapping[str, pd.Series]) -> dict[str, Described]:
    """What a dictionary says of these columns; of checkboxes, a column for each choice, also what the choice is.

    Args:
        table: the dictionary.
        columns: the columns of the data by their headings.
    """
    entries = {each.field: each for each in _entries(table)}
    found = {}
    for column in columns:
        field, _, choice = str(column).rpartition("___")
        if choice and field in entries:
            word = entries[field].words.get(choice.replace("_", "-")) or entries[field].words.get(choice, choice)
            found[column] = Described(
                f"{entries[field].label} (choice={word})", words={"1": "Checked", "0": "Unchecked"}
            )
        elif str(column) in entries:
            found[column] = entries[str(column)].described()
    return found


class _Entry:
    """One field of a dictionary while its rows are put together."""

    def __init__(self, field: str) -> None:
        self.field, self.label, self.note = field, "", ""
        self.words: dict[str, str] = {}

    def described(self) -> Described:
        missing = [code for code, word in self.words.items() if _UNKNOWN.match(word)]
        match = _CODE_AND_WORD.search(self.note)
        if match and _UNKNOWN.match(match["word"]):
            missing.append(match["code"])
        words = {code: word for code, word in self.words.items() if code not in missing}
        return Described(self.label, "" if match else self.note, words, tuple(missing))


def _entries(table: pd.DataFrame) -> Iterator[_Entry]:
    parts = {"field": _FIELD, "type": _TYPE, "label": _LABEL, "choices": _CHOICES, "note": _NOTE, "code": _CODE}
    rows = pd.DataFrame({part: _column(table, names) for part, names in parts.items()}).dropna(subset=["field"])
    for field, lines in rows.groupby("field", sort=False):
        entry = _Entry(str(field))
        first = lines.iloc[0].fillna("")
        entry.note = str(first["note"])
        if first["code"] and not first["choices"]:  # a code a row, with its label
            entry.words = dict(lines[["code", "label"]].dropna().astype(str).to_numpy())
        else:
            entry.label = re.sub(r"<[^>]+>", "", str(first["label"]))
            kind = str(first["type"]).casefold()
            entry.words = dict(_BOTH_WAYS.get(kind, {})) or _choices(str(first["choices"]), kind)
        yield entry


def _choices(written: str, kind: str) -> dict[str, str]:
    """`0, Female | 1, Male`; of a calculation or a slider nothing."""
    if kind in ("calc", "slider", "text", "descriptive", "file"):
        return {}
    lines = re.split(r"\s*[|\n]\s*", written) if "|" in written or "\n" in written else written.split(";")
    return {match[1]: match[2] for line in lines if (match := _CHOICE.match(line)) and match[2]}


def _column(table: pd.DataFrame, names: tuple[str, ...]) -> pd.Series:
    """The column of the surest of these names, as text; blank where there is none."""
    by_key = {key(str(column)): column for column in table.columns}
    found = next((by_key[name] for name in names if name in by_key), None)
    if found is None:
        return pd.Series(pd.NA, table.index, "string")
    given = table[found]
    whole = pd.api.types.is_float_dtype(given) and (given.dropna() % 1 == 0).all()
    words = (given.astype("Int64") if whole else given).astype("string").str.strip()
    return words.where(words.ne(""))
