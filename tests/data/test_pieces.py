"""A delimited file is read in pieces, and nothing tells where one ended."""

from pathlib import Path

import pandas as pd
import pytest

import criteria as cr
from criteria.data.files import pieces
from criteria.data.files.opening import read

FEW, MANY = 5, 60


def column(first: str, then: str) -> bytes:
    """A table whose rows are of one kind at first, and of another further down."""
    rows = [f"{at},{first},w{at % 3}" for at in range(MANY)] + [f"{at},{then},w{at % 4}" for at in range(MANY)]
    return "\n".join(["id,value,word", *rows, ""]).encode()


TABLES = {
    "numbers": column("12", "3.5"),
    "decimals first": column("3.5", "12"),
    "missing at first": column("", "12"),
    "missing at last": column("12", "NA"),
    "missing words, then words": column("", "abc"),
    "a word among numbers": column("12", "<0.5"),
    "a number among words": column("abc", "1.50"),
    "a date among numbers": column("12", "2024-05-17"),
    "leading zeros": column("12", "007"),
    "hexadecimal": column("12", "0x1F"),
    "hexadecimal, then decimals": column("0x1F", "0.5"),
    "leading zeros, then decimals": column("007", "0.5"),
    "too long for a double": column("3.5", "9007199254740993"),
    "blanks among words": column('""', "abc"),
    "quoted": column('"a, b"', '"c ""d"""'),
    "other line ends": column("12", "abc").replace(b"\n", b"\r\n"),
    "another encoding": b"id,word\n" + b"1,Orl\xe9ans\n" * MANY + b"2,x\n" * MANY,
    "decimal commas": b"id;value\n" + b"1;12,5\n" * MANY + b"2;3\n" * MANY,
    "one column": b"ecog\n" + b"1\n\n" * MANY,
    "blank lines at the end": column("12", "abc") + b"\n" * 500,
    "blank lines above": b"\n\n" + column("12", "abc"),
    "a byte order mark": b"\xef\xbb\xbf" + column("12", "abc"),
    "cells of several lines": column('"a\nb"', "c"),
    "sixteen bits": column("12", "abc").decode().encode("utf-16"),
}


@pytest.fixture
def in_small_pieces(monkeypatch):
    def read_so(name: str, data: bytes, size: int = 50):
        with monkeypatch.context() as patched:
            patched.setattr(pieces, "SIZE", size)
            return read((name, data))

    return read_so


@pytest.mark.parametrize("data", TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("size", [1, 50, 777])
def test_a_table_is_the_same_however_it_is_cut(in_small_pieces, data, size):
    at_once, cut = read(("t.csv", data)), in_small_pieces("t.csv", data, size)
    assert cut.notes == at_once.notes
    assert list(cut.frame) == list(at_once.frame)
    for name in at_once.frame:
        one, other = cut.frame[name], at_once.frame[name]
        assert pd.api.types.is_numeric_dtype(one) == pd.api.types.is_numeric_dtype(other)
        assert (
            one.astype(object).where(one.notna(), None).tolist()
            == other.astype(object).where(other.notna(), None).tolist()
        )


def test_many_words_are_text_and_few_are_kept_as_positions(in_small_pieces):
    rows = "".join(f"{at},{at % 7},w{at}\n" for at in range(3 * pieces.FEW_WORDS))
    for raw in (
        read(("t.csv", f"id,n,w\n{rows}".encode())),
        in_small_pieces("t.csv", f"id,n,w\n{rows}".encode(), 4000),
    ):
        assert raw.frame["w"].dtype == "str"
        assert raw.frame["w"].tolist() == [f"w{at}" for at in range(3 * pieces.FEW_WORDS)]
    few = read(("t.csv", b"id,w\n" + b"1,a\n2,b\n3,\n" * 400)).frame["w"]
    assert few.dtype == "category"
    assert few.cat.categories.tolist() == ["a", "b"]


def test_uneven_rows_are_counted_over_all_pieces(in_small_pieces):
    data = b"id,age\n" + b"1,50\n" * MANY + b"2,50,60\n" + b"3,50\n" * MANY + b"4\n"
    with pytest.raises(cr.Refused, match=r"2 rows have more or fewer cells .* first in row 62, 123 of the file"):
        in_small_pieces("t.csv", data)


def test_progress_is_told_after_each_piece(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(pieces, "SIZE", 50)
    path, told = tmp_path / "t.csv", []
    path.write_bytes(TABLES["numbers"])
    read(path, progress=told.append)
    assert len(told) > FEW
    assert told == sorted(told)
    assert told[-1] == 1.0
