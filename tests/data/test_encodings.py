"""The encoding of a text is found, by few letters too; text that looks garbled is asked about."""

import pytest

from criteria.data.files.encodings import encoding_of
from criteria.data.files.opening import read
from criteria.data.files.source import source_of
from criteria.data.table_map import TableMap
from tests.data.test_files import refusal

WRITTEN = [
    # an encoding, and headings or cells that are written in it
    ("cp1252", "Alter;Geschl.;Größe (cm)"),
    ("cp1252", "Thrombozyten (Tsd/µl)"),
    ("cp1252", "Hb;Temperatur (°C)"),
    ("cp1252", "Kreatinin µmol/l;10³/µl"),
    ("cp1252", "Idade;Doença mensurável;Situação"),
    ("cp1252", "Löpnummer;Ålder;Kön"),
    ("cp1252", "Âge;créatinine – µmol/l"),
    ("cp1252", "GRÖSSE;MÄNNLICH"),
    ("cp1252", "São Paulo"),
    ("cp1250", "Wiek;Płeć"),
    ("cp1250", "Płytki (tys/µl);Białe krwinki"),
    ("cp1250", "Pacient;Věk;Pohlaví;ALT horní mez (µkat/l)"),
    ("cp1250", "Magasság;Nő;Életkor"),
    ("cp1250", "PŁEĆ;WIEK"),
    ("iso8859-2", "Mężczyzna;Płytki;wątroby"),
    ("cp1254", "Yaş;Cinsiyet;Kadın"),
    ("cp1254", "Ağırlık (kg)"),
    ("cp1254", "Boy;Kilo;Şehir"),
    ("cp1251", "Возраст;Пол;Гемоглобин"),
    ("cp1251", "Вес (кг)"),
    ("koi8-r", "Возраст;Пол;Гемоглобин"),
    ("cp1253", "Ηλικία;Φύλο;Βάρος"),
    ("gb18030", "编号,年龄(岁),性别"),
    ("gb18030", "体重(kg)"),
    ("big5", "病歷號,年齡,血紅素"),
    ("cp949", "연구번호,나이,혈색소"),
    ("cp949", "성별"),
    ("cp932", "患者ID,年齢,ヘモグロビン(g/dL)"),
    ("cp932", "性別"),
    ("euc_jp", "患者ID,年齢,ヘモグロビン"),
    ("cp850", "Größe;Männlich"),
    ("mac_roman", "âge;créatinine"),
]


@pytest.mark.parametrize(("encoding", "heading"), WRITTEN)
def test_a_heading_alone_tells_the_encoding(encoding, heading):
    text = f"{heading}\n" + "".join(f"{number};1;2;3\n" for number in range(50))
    found = encoding_of(source_of(("a.csv", text.encode(encoding))))
    assert text.encode(encoding).decode(found.name) == text
    assert found.strange == 1
    assert not found.garbled


@pytest.mark.parametrize(("encoding", "cell"), WRITTEN)
def test_the_table_has_its_letters_and_the_encoding_is_said(encoding, cell):
    cell = cell.replace(",", " ").replace(";", " ")
    raw = read(("a.csv", f"site,age\n{cell},50\nx,51\n".encode(encoding)))
    assert raw.frame["site"].tolist() == [cell, "x"]
    assert [(note.code, note.count) for note in raw.notes] == [("encoding", 1)]


@pytest.mark.parametrize("text", ["Größe µmol/l 10³ – “x”", "Ålder", "Âge", "年龄", "나이", "Ђорђе", "naïve café", "Ã"])
def test_unicode_is_left_as_it_is(text):
    assert encoding_of(source_of(("a.csv", f"{text}\n1\n".encode()))) == encoding_of(source_of(("a.csv", b"x\n1\n")))


GARBLED = [
    ("UTF-8 read as Windows-1252", "GrÃ¶ÃŸe"),
    ("the same with a degree sign", "Temp (Â°C)"),
    ("Polish so", "PÅ‚eÄ‡"),
    ("Russian so", "Ð’Ð¾Ð·Ñ€"),
    ("a dash so", "2 â€“ 3"),
    ("letters that were lost", "Gr\ufffd\ufffde"),
    ("lines of a box", "\u2500\u2500\u2524"),
]


@pytest.mark.parametrize("text", [g[1] for g in GARBLED], ids=[g[0] for g in GARBLED])
def test_text_that_looks_garbled_is_asked_about(text):
    data = f"site,age\n{text},50\nx,51\n".encode()
    problem = refusal(data, "a.csv")
    assert (problem.code, problem.subject) == ("garbled", "file")
    assert "agreed: [garbled:file]" in problem.message
    assert "encoding: " in problem.message
    agreed = read(("a.csv", data), said=TableMap(agreed=("garbled:file",)))
    assert agreed.frame["site"].tolist() == [text, "x"]


def test_the_map_names_the_encoding():
    data = "site,age\nMünchen,50\n".encode("cp850")
    assert read(("a.csv", data), said=TableMap(encoding="cp850")).frame["site"].tolist() == ["München"]
    assert refusal(data, "a.csv", said=TableMap(encoding="utf-8")).code == "encoding"
    for wrong in ("cp9999", "", "rot13", "zlib"):
        with pytest.raises(ValueError, match="no encoding of this name"):
            TableMap(encoding=wrong)
