"""The gate finds what names a person, lets harmless tables through, and never says a value."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines.datasets import load_lung

from criteria.data.files.opening import read
from criteria.data.identifiers import names
from criteria.data.identifiers.findings import REFUSE, WARN
from criteria.data.identifiers.gate import as_problems, find, gate
from criteria.data.table_map import Index, Reading, TableMap
from criteria.data.vocabulary.known import VOCABULARY
from criteria.model.variables import DICTIONARY
from tests.conftest import DEMO_DATA
from tests.published import TRIAL, needs_trial


def refused(frame, ids=None, **more):
    return {(each.code, each.column) for each in find(frame, ids, **more).refuse}


def warned(frame, ids=None, **more):
    return {(each.code, each.column) for each in find(frame, ids, **more).warn}


def column(name, *values):
    return pd.DataFrame({name: list(values)})


# --- by the heading ---------------------------------------------------------------------------------------------------

NAMED = [
    # the rule, and headings that fall under it
    ("name", "name Name firstname first_name FirstName surname initials PatientName patient_name 姓名 患者姓名"),
    (
        "identity-number",
        "mrn MRN ssn nhs NHS_Number passport idcard id_card nationalid national-id 身份证 身份证号 住院号",
    ),
    ("phone", "phone tel mobile fax home_phone mobilePhone 电话 手机号"),
    ("email", "email e_mail E-Mail contactEmail 邮箱"),
    ("address", "address street postcode post_code zip zip5 zip_code ZipCode ADDRESS_1 地址 邮编"),
    ("birth-date", "dob DOB birthdate birth_date dateOfBirth date_of_birth BRTHDTC month_of_birth 出生日期"),
    ("contract-number", "insurance insurance_no policy account licence license plate serial serial_no 医保号"),
    ("link", "url URL profile_url"),
    ("ip-address", "ip IP ipAddress ip_address"),
    ("likeness", "photo fingerprint 照片 指纹"),
]


@pytest.mark.parametrize(("code", "heading"), [(code, each) for code, listed in NAMED for each in listed.split()])
def test_a_heading_says_what_its_column_holds(code, heading):
    """However empty the column is: what is in the next extract nobody knows."""
    (finding,) = find(column(heading, None, None)).refuse
    assert (finding.code, finding.column) == (code, heading)
    assert "unused" in finding.fixes
    assert "`unused`" in finding.remedy


def test_every_word_of_the_specification_is_among_them():
    said = {word for words in names.SAYS.values() for word in words}
    listed = (
        "name firstname surname initials mrn ssn nhs passport idcard nationalid phone tel mobile fax email address "
        "street postcode zip dob birthdate insurance policy account licence plate serial ip url photo fingerprint"
    )
    assert set(listed.split()) <= said
    assert names.identifying("身份证") == "identity-number"
    assert names.identifying("姓名") == "name"


FALSE_FRIENDS = (
    "last_line_outcome site zipper_count dose_address_form zip3 zip_3 drug_name DrugName LabName test_name unnamed "
    "username2x serial_creatinine ip_chemotherapy photo_therapy phototherapy growth_plate mobile_tumour "
    "telomere_length emailed_x nameless streetwise hb_g_dL surnamed ipilimumab ships tell phonation faxitron plt "
    "platelet_count template shipment curl recipient description policyx accounted 药品名称 血小板 肿瘤部位 "
    "initial_dose birth_weight year_of_birth"
)


@pytest.mark.parametrize("heading", FALSE_FRIENDS.split())
def test_a_word_that_only_contains_another_is_let_through(heading):
    assert find(column(heading, 1.5, 2.5)).refuse == ()


def test_no_variable_is_refused_for_any_of_its_names():
    headings = {*DICTIONARY, *(name for known in VOCABULARY.values() for name in (*known.names, *known.sdtm))}
    assert not [each for each in headings if names.identifying(each)]


# --- by the values ----------------------------------------------------------------------------------------------------

HELD = [
    # the rule, a value it knows, and values much like it that it lets through
    ("email", "a.b@example.org", ["5 @ 3", "a@b"]),
    ("link", "see https://example.org/1", ["http", "1:2//3", "wwwx"]),
    ("link", "WWW.example.org", ["awww.b"]),
    ("ip-address", "192.0.2.1", ["1.2.3", "1.2.3.4.5", "999.1.1.1", "192.0.2.1000"]),
    ("ssn", "987-65-4320", ["01-701-1015", "1987-65-4320", "987-65-43201", "12-987-65-4320"]),
    ("chinese-id", "99000019700101019X", ["990000197001010190", "99000019701301019X"]),
    ("phone", "13800138000", ["12800138000", "138001380001", "0.13800138000"]),
    ("phone", "+86 138 0013 8000", ["+5"]),
    ("phone", "+44 20 7946 0000", ["3 + 44"]),
    ("nhs-number", "999 000 0018", ["999 000 0019", "99 000 0018"]),
    ("nhs-number", "9990000018", ["9990000017", "0000000000"]),
    ("date", "2024-03-15", ["2024-13-15", "2024-03", "2024", "12024-03-15"]),
    ("date", "2024-03-15T09:30", []),
    ("date", "2024/3/5", ["2024/3", "3/4"]),
    ("date", "15.03.2024", ["15.03", "55.03.2024"]),
    ("date", "03/15/2024", []),
    ("date", "15/3/24", ["15/33/24", "1.2.3"]),
    ("date", "15-MAR-2024", ["15-MARK", "MAR"]),
    ("date", "15 March 24", []),
    ("date", "March 5, 2024", ["march 5"]),
    ("date", "2024年3月15日", ["2024年"]),
    ("date", "seen 2024-03-15 in the ward", []),
    ("date", "20240315", ["20241315", "99999999"]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "value", "others"), HELD, ids=[f"{h[0]}: {h[1]}" for h in HELD])
def test_one_such_value_is_enough_and_one_much_like_it_is_not(code, value, others):
    assert refused(column("x", None, value)) == {(code, "x")}
    assert refused(column("x", None, "seldom", *others)) == set()
    if len(value) != 8 or not value.isdigit():  # eight digits alone are a date only where all are
        assert refused(column("x", "seldom", value)) == {(code, "x")}


NUMBERS = [
    ("phone", [13800138000, 5], [12800138000, 13800138000.5]),
    ("nhs-number", [9990000018, 5], [9990000017, 9990000018.5]),
    ("chinese-id", [110101190001010018, 5], [110101190001010019]),
    ("date", [20240315, 20231231], [20240315, 5]),
]


def test_identity_numbers_are_known_among_numbers_too():
    for code, held, others in NUMBERS[:2] + NUMBERS[3:]:
        assert (code, "x") in refused(column("x", *held)), code
        assert refused(column("x", *others)) == set(), code
    known = next(n for n in range(110101190001010010, 110101190001010999) if len(refused(column("x", n))) > 0)
    assert refused(column("x", known)) == {("chinese-id", "x")}


@pytest.mark.parametrize("dtype", ["datetime64[s]", "datetime64[ns]", "datetime64[us, UTC]"])
def test_dates_of_any_type_are_refused(dtype):
    assert refused(pd.DataFrame({"seen": pd.Series(["2024-03-15"]).astype(dtype)})) == {("date", "seen")}


def test_days_since_an_epoch_are_dates_where_the_heading_says_so():
    assert refused(column("visit_date", 45366, 45367)) == {("date", "visit_date")}
    assert refused(column("visit_count", 45366, 45367)) == set()


def test_dates_that_are_converted_and_dropped_are_let_through():
    frame = pd.DataFrame({"dob": ["1950-01-01"], "seen": ["2024-01-01"], "other": ["2024-01-01"]})
    assert refused(frame, converted={"dob", "seen"}) == {("date", "other")}


AGES = [
    ("age", [60, 89.9], False),
    ("age", [60, 90], True),
    ("age [a]", [60, 93.0], True),
    ("Age at index (years)", [93], True),
    ("年龄", [93], True),
    ("age", ["93", "60-69"], True),
    ("age", ["91-95", "60-69"], True),
    ("age", ["90+", "80-89", ">=90"], False),
    ("age_days", [89 * 365], False),
    ("age_days", [93 * 365.25], True),
    ("age_months", [93 * 12.0], True),
    ("Alter [Monate]", [12 * 63.0], False),
    ("Alter [Monate]", [12 * 93.0], True),
    ("Edad (meses)", [12 * 63.0], False),
    ("specimen_age_days", [93], False),
    ("labs_age_days [d]", [93], False),
    ("dosage", [93], False),
    ("stage", [93], False),
]


@pytest.mark.parametrize(("heading", "ages", "expected"), AGES)
def test_ages_above_89_are_refused(heading, ages, expected):
    assert refused(column(heading, *ages)) == ({("age-over-89", heading)} if expected else set())


def test_a_column_that_the_map_reads_as_age_is_looked_at_as_one():
    assert refused(column("x", 93)) == set()
    assert refused(column("x", 93), ages={"x": 1.0}) == {("age-over-89", "x")}
    assert refused(column("Wiek [mies.]", 93 * 12), ages={"Wiek [mies.]": 12.0}) == {("age-over-89", "Wiek [mies.]")}
    assert refused(column("Wiek [mies.]", 63 * 12), ages={"Wiek [mies.]": 12.0}) == set()


# --- to be looked at --------------------------------------------------------------------------------------------------

MANY = range(30)
LOOK = [
    # the rule, a heading, its values, and whether it fires
    ("year", "death_date", [2019, 2020], True),
    ("year", "death_dt", ["2019", "2020"], True),
    ("year", "lesions", [2019, 2020], False),
    ("partial-date", "x", ["2024-03", "2023-12"], True),
    ("free-text", "x", ["one two three four five six", "and so on it goes here"], True),
    ("free-text", "x", ["one two three four five", "one"], False),
    ("unique-text", "x", [f"text {chr(97 + i % 26)}{i}" for i in MANY], True),
    ("unique-text", "x", [f"text {i % 4}" for i in MANY], False),
    ("unique-text", "x", [f"<{i / 10}" for i in MANY], False),
    ("unique-text", "x", [f"{210 + i} 000" for i in MANY], False),
    ("unique-text", "x", [f"0,{90 + i}{('', '*', ' H', '↓', ' (L)')[i % 5]}" for i in MANY], False),
    ("unique-text", "x", [f"L{i}" for i in MANY], True),
    ("unique-text", "x", [f"{i}A" for i in MANY], True),
    ("record-number", "x", [100_001 + 7 * i for i in MANY], True),
    ("record-number", "x", [str(100_001 + 7 * i) for i in MANY], True),
    ("record-number", "x", [10_001 + 7 * i for i in MANY], False),
    ("record-number", "x", [100_001 + i % 3 for i in MANY], False),
    ("record-number", "x", [100_000 + 1000 * i for i in MANY], False),
    ("record-number", "plt [/uL]", [100_001 + 7 * i for i in MANY], False),
    ("age-decimals", "age", [50.25, 60], True),
    ("age-decimals", "age", [50.5, 60], False),
    ("place", "city", ["A", "B"], True),
    ("place", "医院", ["A", "B"], True),
    ("place", "hospital_days", [3, 4], False),
    ("place", "site", ["St Example Hospital", "S2"], True),
    ("place", "site", ["S1", "S2"], False),
]


@pytest.mark.parametrize(("code", "heading", "values", "fires"), LOOK)
def test_what_has_to_be_looked_at(code, heading, values, fires):
    assert ((code, heading) in warned(column(heading, *values))) == fires
    assert refused(column(heading, *values)) == set()


def test_small_groups_of_alike_patients_are_told():
    alike = pd.DataFrame({"sex": ["M", "F"] * 5, "age": [41, 51] * 5, "country": "CN"})
    assert warned(alike) == set()
    assert warned(alike.iloc[:-1]) == {("small-groups", "table")}
    assert warned(alike.assign(age=[41, 51] * 4 + [61, 51])) == {("small-groups", "table")}
    assert warned(alike[["sex"]].iloc[:3]) == set()


def test_more_than_15_traits_are_told():
    traits = [
        "race",
        "site",
        "country",
        "region",
        "language",
        "religion",
        "marital",
        "job",
        "income",
        "education",
        "housing",
    ]
    traits += [f"{each}_group" for each in ("height", "weight", "bmi", "eye", "hair", "blood")]
    assert ("many-traits", "table") in warned(pd.DataFrame([dict.fromkeys(traits, 1)]))
    assert ("many-traits", "table") not in warned(pd.DataFrame([dict.fromkeys(traits[:-2], 1)]))


def test_every_rule_is_tested():
    tested = {code for code, _ in NAMED} | {each[0] for each in HELD} | {each[0] for each in LOOK}
    assert {*REFUSE, *WARN} - tested == {"zip3", "age-over-89", "small-groups", "many-traits"}


def test_three_digits_of_a_postal_code_are_let_through_but_for_small_areas():
    assert refused(column("zip3", "100", "000")) == set()
    assert refused(column("zip3", "100", "036")) == {("zip3", "zip3")}


# --- identifiers of patients ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values", [[f"P{i:04}" for i in MANY], [679_436 + 11 * i for i in MANY], [f"01-701-{1000 + i}" for i in MANY]]
)
def test_one_study_identifier_is_let_through(values):
    frame = column("patient_id", *values)
    assert (refused(frame, "patient_id"), warned(frame, "patient_id")) == (set(), set())
    assert warned(frame) != set()  # a second one, or one that nobody named, is not


@pytest.mark.parametrize(
    ("heading", "value"),
    [("patient_id", "a@example.org"), ("patient_id", "987-65-4320"), ("id", 13800138000), ("mrn", 1), ("住院号", "A1")],
)
def test_an_identifier_that_people_have_outside_the_study_can_be_replaced(heading, value):
    frame = column(heading, value)
    (finding,) = find(frame, heading).refuse
    assert finding.fixes == ("replace_ids",)
    assert gate(frame, TableMap(patient_id=heading)).refuse
    assert gate(frame, TableMap(patient_id=heading, replace_ids=True)).refuse == ()


# --- the map mends, and the owner accepts -----------------------------------------------------------------------------


def test_a_map_takes_away_what_it_mends():
    frame = pd.DataFrame(
        {
            "born": ["1950-01-01"],
            "seen": ["2024-01-01"],
            "day": ["2024-02-01"],
            "email": ["a"],
            "alter_x": [93],
            "age": [93],
        }
    )
    columns = {"age": Reading(column="alter_x"), "labs_age_days": Reading(column="seen", dated="event")}
    born = {"months_rt_to_recurrence": Reading(column="born", dated="birth")}
    nothing = TableMap(columns={"age": Reading(column="alter_x")})
    assert {each.column for each in gate(frame, nothing).refuse} == {*frame.columns}
    every = TableMap(columns=columns | born, index=Index(column="day"), unused=("email", "gone"), top_code_age=True)
    assert gate(frame, every).refuse == ()


@pytest.mark.parametrize(("agreed", "left"), [((), 2), (("place",), 0), (("place:city",), 1), (("year:city",), 2)])
def test_a_warning_is_accepted_by_its_code_or_for_one_column(agreed, left):
    frame = pd.DataFrame({"city": ["A"], "town": ["B"]})
    assert len(gate(frame, TableMap(agreed=agreed)).warn) == left


def test_top_coded_ages_excuse_nothing_else():
    frame = pd.DataFrame({"age": [93], "email": ["a"]})
    assert {each.code for each in gate(frame, TableMap(top_code_age=True)).refuse} == {"email"}


def test_nobody_can_accept_what_is_refused():
    frame = column("email", "a@example.org")
    assert gate(frame, TableMap(agreed=("email", "email:email"))).refuse


# --- whole tables -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["curated.parquet", "raw_ehr.parquet", "unit_mistakes.csv"])
def test_the_demonstration_tables_are_not_refused(name):
    assert refused(read(DEMO_DATA / name).frame, "patient_id") == set()


@needs_trial
def test_the_cdisc_pilot_study_is_not_refused():
    found = find(read(TRIAL / "flat_common.csv").frame, "patient_id")
    assert (found.refuse, found.warn) == ((), ())


def test_the_lung_cancer_patients_of_a_library_are_not_refused():
    assert refused(load_lung()) == set()


PLANTED = {
    "age [a]", "name", "姓名", "mrn", "phone", "email", "dob", "address", "postcode", "insurance", "photo", "contact",
    "link", "terminal", "reference_us", "reference_cn", "reference_uk", "callback", "seen", "uploaded",
}  # fmt: skip


def test_the_table_of_identifiers_is_refused_for_every_planted_column_and_no_other():
    found = find(read(DEMO_DATA / "identifiers.csv").frame, "patient_id")
    assert {each.column for each in found.refuse} == PLANTED
    assert {each.column for each in found.warn} == {"table"}
    codes = {(each.column, each.code) for each in found.refuse}
    assert {("contact", "email"), ("terminal", "ip-address"), ("reference_us", "ssn"), ("seen", "date")} <= codes
    assert {("reference_cn", "chinese-id"), ("reference_uk", "nhs-number"), ("callback", "phone")} <= codes


def test_no_finding_says_a_value():
    frame = read(DEMO_DATA / "identifiers.csv").frame
    found = find(frame, "patient_id")
    said = " ".join(f"{each.code} {each.rule} {each.remedy}" for each in (*found.refuse, *found.warn))
    cells = {str(cell) for name in PLANTED for cell in frame[name].dropna()}
    assert not [cell for cell in cells if cell in said]


SECRET = st.text(alphabet="abXY019@.-/ ", min_size=1, max_size=20)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(cells=st.lists(SECRET, min_size=1, max_size=6))
def test_what_is_said_depends_on_the_rule_and_the_heading_alone(cells):
    """The words of a finding are those of its rule, whatever the cells are; and looking twice finds the same."""
    frame = column("x", *cells)
    found = find(frame)
    assert found == find(frame)
    for each in (*found.refuse, *found.warn):
        rule = {**REFUSE, **WARN}[each.code]
        assert (each.rule, each.remedy) == (rule.found, rule.remedy)


def test_rows_in_another_order_find_the_same():
    frame = read(DEMO_DATA / "identifiers.csv").frame
    assert find(frame, "patient_id") == find(frame.iloc[::-1], "patient_id")


def test_findings_become_problems_with_a_stable_code_and_a_remedy():
    (problem,) = as_problems(find(column("email", "a")).refuse)
    assert (problem.code, problem.subject) == ("identifier-email", "email")
    assert problem.message == "e-mail addresses: leave the column out (`unused`)"


def test_of_two_columns_with_one_name_both_are_looked_at():
    frame = pd.DataFrame([["Y", "a@example.org"], ["N", None]], columns=["x", "x"])
    assert refused(frame) == {("email", "x")}
    assert warned(pd.DataFrame([["M", "M", 40]], columns=["sex", "sex", "age"])) == {("small-groups", "table")}
