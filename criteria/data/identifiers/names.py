"""What a heading says its column holds: whole words of it, however they are put together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from criteria.data.vocabulary.known import VOCABULARY
from criteria.model import units

_UNIT = re.compile(r"\[[^\]]*\]")
_WORD = re.compile(r"[A-Z]+(?![a-zß-ÿ])|[A-Z]?[a-zß-ÿ]+|\d+|[\u3400-\u9fff]+")
_LONGEST = 4  # words that make one: date of birth, medical record number


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Words, or several words written as one, by what they say.
SAYS: dict[str, frozenset[str]] = {
    "name": _set(
        "name names firstname lastname surname forename givenname familyname fullname middlename maidenname "
        "patientname subjectname initials subjinit nickname vorname nachname prenom apellido"
    ),
    "identity-number": _set(
        "mrn medicalrecordnumber medicalrecordno medicalrecordnum ssn socialsecurity nhs nhsno nhsnumber passport "
        "idcard identitycard nationalid citizenid hospitalnumber hospitalno hospitalid hospid healthcard "
        "chartnumber chartno"
    ),
    "phone": _set("phone phones telephone tel mobile fax cellphone phonenumber telefon wechat whatsapp"),
    "email": _set("email emails emailaddress mailbox"),
    "address": _set(
        "address addr street postcode postalcode postcodes zip zipcode zips plz strasse adresse latitude longitude"
    ),
    "birth-date": _set(
        "dob birthdate birthdt birthday birthdatetime dateofbirth brthdtc brthdt monthofbirth birthmonth dayofbirth "
        "geburtsdatum"
    ),
    "contract-number": _set(
        "insurance policy account licence license plate numberplate serial vin imei deviceid vehicle"
    ),
    "link": _set("url urls website webpage homepage"),
    "ip-address": _set("ip ipaddress ipaddr macaddress"),
    "likeness": _set("photo photos photograph fingerprint fingerprints biometric biometrics faceimage"),
}

_CHINESE: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "联系人", "曾用名"),
    "identity-number": ("身份证", "护照", "病历号", "病案号", "住院号", "门诊号", "就诊卡", "社保", "证件号"),
    "phone": ("电话", "手机", "传真", "微信"),
    "email": ("邮箱", "邮件"),
    "address": ("地址", "住址", "邮编", "邮政编码", "门牌"),
    "birth-date": ("出生日期", "生日", "出生年月"),
    "contract-number": ("医保", "保险", "账号", "账户", "车牌", "驾照", "驾驶证", "序列号"),
    "likeness": ("照片", "指纹", "人脸"),
}

# A word that says nothing of persons beside one of these: a drug's name, a serial creatinine.
_FRIENDS: dict[str, frozenset[str]] = {
    "name": _set(
        "drug medication medicine treatment regimen therapy arm study trial protocol test lab analyte parameter "
        "variable gene variant disease diagnosis product brand generic trade compound country unit condition procedure "
        "concept column sheet file allergy symptom event visit form instrument"
    ),
    "serial": _set(
        "creatinine measurement measurements ct mri imaging scan scans ecg biopsy biopsies sampling dilution hcg "
        "troponin labs psa tests"
    ),
    "ip": _set("chemotherapy chemo dose route infusion injection therapy cisplatin paclitaxel catheter"),
    "mobile": _set("tumour tumor lesion lesions mass node nodes"),
    "photo": _set("therapy toxicity dynamic sensitivity allergy"),
    "plate": _set("growth epiphyseal well assay elisa bone agar culture"),
    "address": _set("dose dosage needs unmet"),
    "zip": _set("3 prefix"),
    "account": _set("for taken into"),
}

_DATES = _set("date dates dt dtc datetime datum day timestamp")
_PLACES = _set(
    "city town village county district municipality suburb hospital clinic ward residence birthplace hometown"
)
_CHINESE_PLACES = ("城市", "医院", "区县", "乡镇", "街道", "籍贯", "市县")
_TRAITS = _set(
    "age sex gender race ethnic ethnicity country nationality region state province city county district site hospital "
    "language religion marital occupation profession job education income employment household children parity height "
    "weight bmi smoking smoker alcohol handedness eye hair blood birth born year death deceased veteran immigration "
    "urban rural disability orientation"
)
_AGE = _set("age ages alter edad 年龄")
_OF_A_PERSON = _set(
    "at index baseline screening enrolment enrollment consent diagnosis dx inclusion entry patient subject in years "
    "year yr yrs y a current completed the"
)


@cache
def words(heading: str) -> tuple[str, ...]:
    """The words of a heading without its unit: `dateOfBirth`, `date_of_birth` and `Date of birth` have the same."""
    return tuple(word.casefold() for word in _WORD.findall(_UNIT.sub("", heading).replace("E-Mail", "email")))


def _joined(parts: tuple[str, ...]) -> Iterator[str]:
    for start in range(len(parts)):
        for end in range(start + 1, min(start + _LONGEST, len(parts)) + 1):
            yield "".join(parts[start:end])


def identifying(heading: str) -> str | None:
    """The code of the rule that the heading falls under, or None."""
    parts = words(heading)
    chinese = next((code for code, said in _CHINESE.items() if any(word in heading for word in said)), None)
    return chinese or next((code for word in _joined(parts) for code in _says(word, parts)), None)


def _says(word: str, parts: tuple[str, ...]) -> Iterator[str]:
    if not _FRIENDS.get(word, frozenset()) & set(parts):
        yield from (code for code, said in SAYS.items() if word in said)


def is_zip3(heading: str) -> bool:
    """Whether a heading says that the column holds the first three digits of a postal code."""
    return {"zip", "3"} <= set(words(heading)) or "zip3" in words(heading)


def years_of_age(heading: str) -> float | None:
    """How many of its units make a year where the column holds a person's age, else None; in years it is 1."""
    unit = (_UNIT.findall(heading) or ["[]"])[-1][1:-1].strip()
    parts = {*words(heading), unit.casefold()} - {""}
    rest = parts - _AGE - _OF_A_PERSON
    if not parts & _AGE or len(rest) > 1:
        return None
    return in_a_year(next(iter(rest))) if rest else 1.0


def in_a_year(unit: str) -> float | None:
    """How many of a unit of time make a year, in whatever language it is written; None where it is none."""
    known = units.find("years", unit)
    return 1 / units.factor("years", known) if known else None


def is_date(heading: str) -> bool:
    """Whether a heading says that the column holds dates."""
    return bool(_DATES & set(words(heading))) or "日期" in heading or bool(re.search(r"(?:DTC?|TM)$", heading))


def is_place(heading: str) -> bool:
    """Whether a heading says that the column holds cities or hospitals."""
    return bool(_PLACES & set(words(heading))) or any(word in heading for word in _CHINESE_PLACES)


def is_trait(heading: str) -> bool:
    """Whether a column describes a person rather than an illness: together, such columns single people out."""
    return bool(_TRAITS & set(words(heading)))


def is_variable(heading: str, variable: str) -> bool:
    """Whether a heading is one of a variable's names."""
    known = {variable, *VOCABULARY[variable].names, *(name.casefold() for name in VOCABULARY[variable].sdtm)}
    return "".join(words(heading)) in {re.sub(r"[\W_]", "", name) for name in known}
