"""What a heading says, in any language: the variable, its unit, and what makes it another thing."""

import json
from pathlib import Path

import pytest

import criteria as cr
from criteria.data.vocabulary import lexicon
from criteria.data.vocabulary.naming import look_alike, named, unit_column_of, without_limit

NAMES = json.loads((Path(lexicon.__file__).parent / "names.json").read_text(encoding="utf-8"))["variables"]

# A heading, the variable it is read as, the unit in it, and how sure that is. `not`: it is left out.
HEADINGS = """
    Pat.-Nr.                               |                          |          | not
    Alter (J)                              | age                      | a        | sure
    Alter bei Einschluss (Jahre)           | age                      | a        | sure
    Age at MDT                             | age                      |          | sure
    AGE_AT_INDEX                           | age                      |          | sure
    RIDAGEYR                               | age                      |          | sure
    anchor_age                             | age                      |          | sure
    Age (at diagnosis)                     |                          |          | not
    AgeAtDiagnosis                         |                          |          | not
    edad al diagnóstico                    |                          |          | not
    Alter Gewebeprobe (Tage)               | target_specimen_age_days | d        | sure
    Età campione (gg)                      | target_specimen_age_days | d        | sure
    Biopsy age /days                       | target_specimen_age_days | d        | sure
    标本时间（天）                          | target_specimen_age_days | d        | sure
    Edad fértil                            | childbearing_potential   |          | sure
    RT to recurrence (m)                   | months_rt_to_recurrence  | mo       | sure
    Délai RT-récidive (mois)               | months_rt_to_recurrence  | mo       | sure
    Prognosis (months)                     | life_expectancy_months   | mo       | sure
    PS OMS                                 | ecog                     |          | sure
    WHO                                    | ecog                     |          | likely
    ECOG, worst ever                       |                          |          | not
    KPS, before surgery                    |                          |          | not
    Karnofsky (%)                          | kps                      |          | sure
    Hb (g/dl)                              | hb                       | g/dL     | sure
    Hb g/L                                 | hb                       | g/L      | sure
    HGB, mmol/L                            | hb                       | mmol/L   | sure
    hgb_gdl                                | hb                       | g/dL     | sure
    HämoglobinWert [g/dL]                  | hb                       | g/dL     | sure
    Haemoglobin                            | hb                       |          | sure
    Hemoglobin [Mass/volume] in Blood      | hb                       |          | sure
    LBXHGB                                 | hb                       |          | sure
    B-Hb (g/L)                             | hb                       | g/L      | sure
    血红蛋白                                | hb                       |          | sure
    гемоглобин                             | hb                       |          | sure
    המוגלובין                               | hb                       |          | sure
    Hb (A1c)                               |                          |          | not
    HbA1c                                  |                          |          | not
    Hämoglobin im Urin                     |                          |          | not
    MCH                                    |                          |          | not
    NEUT#                                  | anc                      |          | sure
    NEUT%                                  |                          |          | not
    Neutrophile %                          |                          |          | not
    Neutrophils (%)                        |                          |          | not
    neutrophils_pct                        |                          |          | not
    Neutrophils/100 leukocytes in Blood    |                          |          | not
    中性粒细胞百分比                         |                          |          | not
    好中球(%)                              |                          |          | not
    PNN                                    | anc                      |          | sure
    Platelets (MPV)                        |                          |          | not
    P-ASAT (µkat/L)                        | ast                      | ukat/L   | sure
    AST iu/L                               | ast                      | IU/L     | sure
    AST(SGOT)                              | ast                      |          | sure
    GOT/AST                                | ast                      |          | sure
    AST/ALT                                |                          |          | not
    AST ULN                                | ast_uln                  |          | sure
    LSN ASAT                               | ast_uln                  |          | sure
    GOT Obergrenze                         | ast_uln                  |          | sure
    AST 상한치                              | ast_uln                  |          | sure
    AST üst sınır                          | ast_uln                  |          | sure
    谷草转氨酶上限                           | ast_uln                  |          | sure
    GOT Ref.                               | ast_uln                  |          | likely
    VR TGO                                 | ast_uln                  |          | likely
    AST rif.                               | ast_uln                  |          | likely
    P-ASAT ref                             | ast_uln                  |          | likely
    Referenzbereich GOT                    | ast_uln                  |          | likely
    Normal range AST                       | ast_uln                  |          | likely
    AST LLN                                |                          |          | not
    AST ref low                            |                          |          | not
    hb_uln                                 |                          |          | not
    Bilirubin, direct                      |                          |          | not
    Bilirubine conjuguée (µmol/L)          |                          |          | not
    P-Bilirubin konj (µmol/L)              |                          |          | not
    Bili direkt (mg/dl)                    |                          |          | not
    直接胆红素                               |                          |          | not
    Bili ges. (mg/dl)                      | tbil                     | mg/dL    | sure
    Bilirubin, Total                       | tbil                     |          | sure
    Creatinine (urine)                     |                          |          | not
    U-Creatinine (mg/dL)                   |                          |          | not
    Kreatinin i. U.                        |                          |          | not
    尿肌酐                                  |                          |          | not
    Kreatinkinase                          |                          |          | not
    Creatinine [Mass/volume] in Urine      |                          |          | not
    2161-8 creatinine                      |                          |          | not
    eGFR                                   |                          |          | not
    DFG CKD-EPI                            |                          |          | not
    Creatinine (mL/min)                    |                          |          | not
    Creatinine clearance (Cockcroft)       |                          |          | not
    Calcium (ionised)                      |                          |          | not
    iCa                                    |                          |          | not
    Albumin (urine)                        |                          |          | not
    prealbumin                             |                          |          | not
    Weight (loss %)                        |                          |          | not
    Height (sitting)                       |                          |          | not
    Glucose, CSF                           |                          |          | not
    LDH (CSF)                              |                          |          | not
    P-PK(INR)                              | inr                      |          | sure
    PT(INR) 상한치                          | inr_uln                  |          | sure
    INR (target)                           |                          |          | not
    Quick (%)                              |                          |          | not
    PT %                                   |                          |          | not
    aPTT (sec)                             | aptt                     | s        | sure
    aPTT ratio                             |                          |          | not
    TCA témoin                             |                          |          | not
    Liver metastasis (history)             |                          |          | not
    Site of metastases (choice=Liver)      | liver_mets               |          | sure
    Liver mets (Y/N)                       | liver_mets               |          | sure
    Lebermetastasen (ja/nein)              | liver_mets               |          | sure
    Metástasis hepáticas 0/1               | liver_mets               |          | sure
    肝転移(あり/なし)                       | liver_mets               |          | sure
    Liver metastases (0 = yes, 1 = no)     | liver_mets               |          | sure
    Gilbert syndrome, suspected            |                          |          | not
    Prior lines (planned)                  |                          |          | not
    measurable (planned)                   |                          |          | not
    Hepatitis B (vaccinated)               |                          |          | not
    Anti-HBs                               |                          |          | not
    target lesion                          |                          |          | not
    demo_age                               | age                      |          | sure
    lab_hgb                                | hb                       |          | sure
    hb_v1                                  | hb                       |          | likely
    hb_v2                                  |                          |          | not
    Hb (week 4)                            |                          |          | not
"""


@pytest.mark.parametrize("row", list(HEADINGS.strip().splitlines()))
def test_what_a_heading_says(row):
    heading, variable, unit, sure = (cell.strip() for cell in row.split("|"))
    if unit in ("a", "d", "mo") and not cr.DICTIONARY["age"].find_unit("J"):
        pytest.skip("the units of time are known in English alone")
    found = named(heading)
    told = ("", "", "not") if found is None else (found.variable, found.unit or "", found.certainty)
    assert told == (variable, unit if unit != "1" else "", sure)


IN_OTHER_UNITS = [
    ("Age (months)", "age", "mo"), ("Life expectancy (years)", "life_expectancy_months", "a"),
    ("Specimen age (months)", "target_specimen_age_days", "mo"), ("Labs age (weeks)", "labs_age_days", "wk"),
]  # fmt: skip


@pytest.mark.skipif(cr.DICTIONARY["age"].find_unit("months") is None, reason="times are read in one unit alone")
@pytest.mark.parametrize(("heading", "variable", "unit"), IN_OTHER_UNITS)
def test_a_time_in_another_unit_is_read_in_it(heading, variable, unit):
    assert (named(heading).variable, named(heading).unit) == (variable, unit)


@pytest.mark.parametrize("variable", NAMES)
def test_every_name_in_every_language_names_its_variable(variable):
    for names in NAMES[variable].values():
        for name in names:
            found = named(name)
            assert found is not None, name
            assert found.variable == variable, name


NOT_THIS = """
    age: Alter Gewebeprobe; Age du bloc; Idade da amostra; Wiek próbki; Provets ålder; Örnek Yaşı; Età campione
    target_result: Cible mesurable; lésion cible; target lesion
    anc: Neutrophile %; NEUT%; Neutrophils %; 中性粒细胞百分比; 好中球(%); NEU%; Neutrofili %
    hb: MCH; MCHC; HbA1c; 糖化血红蛋白; Hämoglobin im Urin; free haemoglobin
    ast: AST/ALT; AST:ALT ratio; ASAT/ULN; De Ritis; APRI
    tbil: Bili direkt; Bilirubin direkt; conjuguée; libre; directa; diretta; direct
    tbil: D-Bil; DBIL; 直接胆红素; 间接胆红素; konj; BD; BI
    creatinine: Kreatinin i. U.; Urin-Kreatinin; 尿肌酐; urine creatinine; Kreatinkinase; CK; creatine kinase
    crcl_measured: eGFR; GFR; DFG; TFG; VFG; FG; MDRD; CKD-EPI; eGFR (mL/min/1,73 m²)
    albumin: Albumin i. U.; microalbumin; prealbumin
    calcium: ionisiertes Calcium; iCa; calcium corrigé; corrected calcium
    inr: Quick; Quick %; TP %; PT %; PT (s); PT活动度; PT秒; TAP; Protrombinin zamanı
    aptt: TCA témoin; TCA ratio; aPTT ratio; APTT R; APTT比
    hbv: Anti-HBs; anti-HBc; HBV-DNA; 抗-HBs; HBs抗体
"""


@pytest.mark.parametrize("line", NOT_THIS.strip().splitlines())
def test_a_look_alike_is_never_taken_for_the_variable(line):
    variable, _, headings = line.strip().partition(": ")
    for heading in headings.split("; "):
        found = named(heading)
        assert found is None or found.variable != variable, heading


SUFFIXES = ["(urine)", "at diagnosis", "(target)", ", worst ever", "change", "(planned)", "comment", "date", "week 12"]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("variable", cr.DICTIONARY)
def test_no_qualified_name_is_sure(variable, suffix):
    found = named(f"{variable} {suffix}")
    if (variable, suffix) in (("target_result", "(target)"), ("pregnancy_test", "(urine)")):
        return  # a pregnancy test is made of urine
    assert found is None or (not found.sure) or found.variable != variable


@pytest.mark.parametrize("name", ["haptoglobin", "creatine", "prealbumin", "albuminuria", "urobilinogen", "calcitonin"])
def test_another_quantity_is_no_slip_of_the_pen(name):
    assert named(name) is None


def test_a_ratio_to_the_upper_limit_is_the_multiple_where_the_dictionary_has_one():
    for heading in ("AST/ULN", "AST (x ULN)", "ast_xULN"):
        found = named(heading)
        expected = "ast_xuln" if "ast_xuln" in cr.DICTIONARY else None
        assert (found.variable if found else None) == expected, heading
        assert found is None or not found.sure or heading == "ast_xULN"
        assert look_alike(heading) is not None or found is not None


def test_an_unreadable_unit_is_named():
    found = named("Hb (g/ml)")
    assert (found.variable, found.unit, found.strange_unit, found.sure) == ("hb", None, "g/ml", False)
    assert named("hb_g_ml") is None


def test_a_limit_that_no_variable_has_is_told():
    assert without_limit("hb_uln") == "hb"
    assert without_limit("ast_uln") is without_limit("ward") is None


@pytest.mark.parametrize(("column", "rest"), [
    ("ast unit", "ast"), ("Einheit GOT", "got"), ("unité AST", "ast"), ("ast", None), ("unit", None),
])  # fmt: skip
def test_a_column_of_units_is_known_by_its_name(column, rest):
    assert unit_column_of(column) == rest
