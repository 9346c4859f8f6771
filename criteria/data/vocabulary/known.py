"""What the variables are called elsewhere: names in tables, SDTM test codes, LOINC codes, OMOP concepts.

Codes: specification section 1.3 (those it marks as verified, and the pairs it gives from memory where the name agrees).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """Other names of one variable. `names` are compared without case, accents, spaces and signs."""

    names: tuple[str, ...] = ()
    sdtm: tuple[str, ...] = ()
    loinc: tuple[str, ...] = ()
    omop: tuple[int, ...] = ()


VOCABULARY: dict[str, Known] = {
    "site": Known(("site", "site id", "centre", "center", "hospital code"), ("SITEID",)),
    "country": Known(("country",), ("COUNTRY",)),
    "race": Known(("race", "ethnic group"), ("RACE",)),
    "age": Known(("age", "age years", "age at index", "age yr", "alter"), ("AGE",)),
    "sex": Known(("sex", "gender", "sex at birth"), ("SEX",)),
    "life_expectancy_months": Known(("life expectancy", "life expectancy months")),
    "ecog": Known(
        ("ecog", "ecog ps", "ecog pt", "ecog score", "ecog performance status", "ph ecog", "performance status"),
        ("ECOG101", "ECOG"),
        ("89247-1",),
        (36305384,),
    ),
    "kps": Known(("kps", "karnofsky", "karnofsky performance status", "ph karno"), ("KPSS101", "KPS"), ("89243-0",)),
    "target_result": Known(("target result", "target", "target status")),
    "target_specimen_age_days": Known(("target specimen age days", "specimen age", "specimen age days")),
    "measurable_disease": Known(("measurable disease", "measurable lesion", "recist measurable", "measurable")),
    "disease_status": Known(("disease status",)),
    "recurrence_path_confirmed": Known(("recurrence path confirmed", "recurrence confirmed")),
    "months_rt_to_recurrence": Known(("months rt to recurrence",)),
    "prior_systemic_lines": Known(("prior systemic lines", "prior lines", "lines of therapy", "number of prior lines")),
    "last_line_outcome": Known(("last line outcome", "outcome of last line", "best response last line")),
    "apheresis_ok": Known(("apheresis ok", "apheresis possible")),
    "labs_age_days": Known(("labs age days", "lab age days", "labs age")),
    "anc": Known(
        ("anc", "neutrophils", "neutrophil count", "absolute neutrophil count", "neut", "neutrophils absolute"),
        ("NEUT",),
        ("751-8", "26499-4"),
        (3013650, 3017732),
    ),
    "wbc": Known(
        ("wbc", "leukocytes", "leucocytes", "white blood cells", "white cell count", "white blood cell count"),
        ("WBC",),
        ("6690-2", "26464-8"),
        (3000905, 3010813),
    ),
    "plt": Known(
        ("plt", "platelets", "platelet count", "plat", "thrombocytes", "platelet"),
        ("PLAT",),
        ("777-3", "26515-7", "778-1"),
        (3024929, 3007461, 3010834),
    ),
    "hb": Known(
        ("hb", "hgb", "haemoglobin", "hemoglobin"), ("HGB",), ("718-7", "59260-0"), (3000963,)
    ),
    "ast": Known(("ast", "sgot", "got", "aspartate aminotransferase", "asat"), ("AST",), ("1920-8",), (3013721,)),
    "alt": Known(("alt", "sgpt", "gpt", "alanine aminotransferase", "alat"), ("ALT",), ("1742-6",), (3006923,)),
    "alp": Known(
        ("alp", "alkaline phosphatase", "alk phos", "alk phosphatase"), ("ALP",), ("6768-6",), (3035995,)
    ),
    "ggt": Known(
        ("ggt", "gamma gt", "gamma glutamyl transferase", "gammagt"), ("GGT",), ("2324-2",), (3026910,)
    ),
    "ldh": Known(("ldh", "lactate dehydrogenase", "ld"), ("LDH",), ("2532-0",), (3016436,)),
    "tbil": Known(
        ("tbil", "bilirubin", "total bilirubin", "bili", "bilirubin total", "t bili"),
        ("BILI",),
        ("1975-2", "14631-6"),
        (3024128, 3006140),
    ),
    "liver_mets": Known(("liver mets", "liver metastasis", "liver metastases", "hepatic metastasis")),
    "gilbert": Known(("gilbert", "gilbert syndrome", "gilberts syndrome")),
    "creatinine": Known(
        ("creatinine", "creat", "crea", "serum creatinine", "scr"),
        ("CREAT",),
        ("2160-0", "14682-9", "38483-4"),
        (3016723, 3020564, 3051825),
    ),
    "crcl_measured": Known(
        ("crcl measured", "creatinine clearance", "measured creatinine clearance", "ccr"),
        ("CREATCLR",),
        ("2164-2",),
        (3005770,),
    ),
    "albumin": Known(("albumin", "alb", "serum albumin"), ("ALB",), ("1751-7",), (3024561,)),
    "calcium": Known(
        ("calcium", "total calcium", "serum calcium"), ("CA",), ("17861-6", "2000-8"), (3006906,)
    ),
    "glucose": Known(("glucose", "gluc", "serum glucose"), ("GLUC",), ("2345-7", "14749-6"), (3004501,)),
    "urea": Known(
        ("urea", "bun", "blood urea nitrogen", "urea nitrogen"), ("UREAN", "BUN", "UREA"), ("3094-0", "22664-7"),
        (3013682,),
    ),
    "urate": Known(("urate", "uric acid"), ("URATE",), ("3084-1",)),
    "weight": Known(("weight", "body weight", "wt", "wt kg"), ("WEIGHT",), ("29463-7",), (3025315,)),
    "height": Known(("height", "body height", "ht", "stature"), ("HEIGHT",), ("8302-2",), (3036277,)),
    "inr": Known(
        ("inr", "international normalised ratio", "international normalized ratio", "pt inr"),
        ("INR",),
        ("6301-6", "34714-6", "5895-7"),
        (3022217,),
    ),
    "aptt": Known(
        ("aptt", "ptt", "activated partial thromboplastin time", "partial thromboplastin time"),
        ("APTT",),
        ("14979-9", "3173-2"),
        (3018677, 3013466),
    ),
    "max_residual_tox_grade": Known(("max residual tox grade", "residual toxicity grade", "worst toxicity grade")),
    "childbearing_potential": Known(("childbearing potential", "wocbp", "woman of childbearing potential")),
    "pregnancy_test": Known(("pregnancy test", "hcg", "beta hcg"), ("HCG",), ("2118-8", "2106-3", "2119-6")),
    "hbv": Known(("hbv", "hbsag", "hepatitis b", "hepatitis b surface antigen")),
    "bone_mets": Known(("bone mets", "bone metastasis", "bone metastases")),
    "lung_mets": Known(("lung mets", "lung metastasis", "lung metastases")),
}  # fmt: skip
"""By variable of the dictionary. An upper limit of normal (`ast_uln`) is found by the name of its value."""
