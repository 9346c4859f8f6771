"""Draws the synthetic demonstration population, step by step as the clinical specification §5.2 tells it."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator, default_rng

SEED = 2026
SITES = pd.DataFrame({  # one laboratory each: upper limits of normal in U/L, umol/L, 1, s (AST's and aPTT's are ours)
    "chance": [0.26, 0.16, 0.12, 0.10, 0.12, 0.08, 0.08, 0.08],
    "country": ["China", "China", "Hong Kong", "China", "Malaysia", "Singapore", "Vietnam", "China"],
    "ast_uln": [40, 40, 38, 40, 35, 37, 37, 40], "alt_uln": [50, 50, 45, 50, 45, 42, 40, 50],
    "tbil_uln": [26.0, 23.0, 19.0, 26.0, 20.5, 21.0, 17.1, 24.0],
    "inr_uln": [1.20, 1.15, 1.15, 1.20, 1.20, 1.10, 1.20, 1.15], "aptt_uln": [40, 38, 37, 43, 40, 36, 39, 41],
}, index=["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8"])  # fmt: skip
RACES = {"Asian": 0.95, "White": 0.03, "Black": 0.01, "Other": 0.005, "": 0.005}  # "" is a blank text cell
STATUSES = {"recurrent": 0.20, "metastatic": 0.55, "recurrent_and_metastatic": 0.25}
OUTCOMES = {"progression": 0.78, "intolerance": 0.06, "ongoing_response": 0.08, "stable": 0.08}
LINES = {0: 0.12, 1: 0.33, 2: 0.30, 3: 0.16, 4: 0.06, 5: 0.03}
ECOG_CUTS = [-0.55, 0.95, 1.75, 2.65]
SURVIVAL_MONTHS = np.array([14, 11, 7, 3.2, 1.2])  # median by ECOG
PROFILES = ("raw_ehr", "curated")
MISSING = {  # columns blanked together: chance in each profile
    "ecog": (0.35, 0.10),
    "target_result": (0.40, 0.18),
    "target_specimen_age_days": (0.10, 0.05),
    "measurable_disease": (0.10, 0.05),
    "prior_systemic_lines": (0.07, 0.03),
    "last_line_outcome": (0.12, 0.04),
    "anc plt hb": (0.04, 0.02),
    "ast ast_uln alt alt_uln tbil tbil_uln creatinine crcl_measured": (0.06, 0.03),
    "inr inr_uln aptt aptt_uln": (0.32, 0.10),
    "weight": (0.08, 0.03),
    "liver_mets": (0.05, 0.02),
    "max_residual_tox_grade": (0.25, 0.08),
    "life_expectancy_months": (0.45, 0.10),
}
DECIMALS = {  # every column header, in order: decimals a laboratory reports (None: text)
    "patient_id": None, "site": None, "country": None, "race": None, "age [a]": 0, "sex": None,
    "life_expectancy_months [mo]": 1, "ecog": 0, "target_result": None, "target_specimen_age_days [d]": 0,
    "measurable_disease": None, "disease_status": None, "recurrence_path_confirmed": None,
    "months_rt_to_recurrence [mo]": 1, "prior_systemic_lines": 0, "last_line_outcome": None, "labs_age_days [d]": 0,
    "anc [10*9/L]": 2, "plt [10*9/L]": 0, "hb [g/L]": 0, "ast [U/L]": 0, "ast_uln [U/L]": 0, "alt [U/L]": 0,
    "alt_uln [U/L]": 0, "tbil [umol/L]": 1, "tbil_uln [umol/L]": 1, "liver_mets": None, "gilbert": None,
    "creatinine [umol/L]": 0, "weight [kg]": 1, "height [cm]": 0, "crcl_measured [mL/min]": 0,
    "inr": 2, "inr_uln": 2, "aptt [s]": 1, "aptt_uln [s]": 1, "max_residual_tox_grade": 0,
    "childbearing_potential": None, "pregnancy_test": None, "hbv": None, "bone_mets": None, "lung_mets": None,
}  # fmt: skip
HEADER = {header.split(" [")[0]: header for header in DECIMALS}
MISTAKES = {  # factor from the header's unit to the unit of the values, and their decimals; §3.3
    "plt": (1000, 0), "hb": (0.1, 1), "ast": (16.667, 0), "ast_uln": (16.667, 0), "alt": (0.016667, 2),
    "tbil": (1 / 17.1, 2), "tbil_uln": (1 / 17.1, 2), "creatinine": (1 / 88.4, 2), "weight": (1 / 0.45359, 0),
    "height": (0.01, 2), "crcl_measured": (1 / 60, 2), "inr": (12, 1), "aptt": (1 / 30, 2),
}  # fmt: skip
NAMED = {  # refused for the column's name; every row is filled
    "name": "Test Patient {:03d}", "姓名": "测试患者{:03d}", "mrn": "MRN-{:06d}", "phone": "555-0100 ext. {}",
    "email": "patient{:03d}@example.org", "dob": "1900-01-01", "address": "{} Example Street, Sampletown",
    "postcode": "ZZ99 3WZ", "insurance": "POLICY-{:05d}", "photo": "face{:03d}.jpg",
}  # fmt: skip
DISGUISED = {  # refused for one value under a harmless name; reserved or impossible numbers with valid check digits
    "contact": "patient001@example.org", "link": "https://example.org/patient/1", "terminal": "192.0.2.1",
    "reference_us": "987-65-4320", "reference_cn": "99000019700101019X", "reference_uk": "999 000 0018",
    "callback": "13800138000", "seen": "2024-03-15", "uploaded": "2024-03-15 09:30",
}  # fmt: skip


def choose(rng: Generator, n: int, chances: Mapping[Any, float]) -> np.ndarray:
    """Return n values drawn with the given chances."""
    return rng.choice(list(chances), n, p=list(chances.values()))


def around(rng: Generator, n: int, median: Any, sigma: Any) -> np.ndarray:
    """Return n log-normal values from their median (in its unit) and the standard deviation of their logarithm."""
    return np.asarray(median) * np.exp(np.asarray(sigma) * rng.standard_normal(n))


def yes_no(truth: Any) -> np.ndarray:
    """Return Y where true and N where false."""
    return np.where(truth, "Y", "N")


def place(people: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Add site, its country and upper limits of normal, and race; §5.2 step 1."""
    site = choose(rng, len(people), SITES["chance"].to_dict())
    return people.assign(site=site, race=choose(rng, len(people), RACES)).join(SITES, on="site")


def demography(people: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Add sex and age (completed years, 18 to 89); §5.2 step 2."""
    sex = choose(rng, len(people), {"M": 0.77, "F": 0.23})
    age = np.floor(rng.normal(52, 12, len(people)))
    while (outside := (age < 18) | (age > 89)).any():
        age[outside] = np.floor(rng.normal(52, 12, outside.sum()))
    return people.assign(sex=sex, age=age, male=sex == "M")


def disease(people: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Add disease status, the four sites of metastasis and burden (their count); §5.2 step 3."""
    n = len(people)
    status = choose(rng, n, STATUSES)
    spread = status != "recurrent"
    bone = spread & (rng.random(n) < 0.52)
    liver = spread & (rng.random(n) < np.where(bone, 0.58, 0.42))
    lung, nodes = spread & (rng.random(n) < 0.42), spread & (rng.random(n) < 0.30)
    return people.assign(disease_status=status, bone=bone, liver=liver, soft_tissue=liver | lung | nodes,
                         bone_mets=yes_no(bone), liver_mets=yes_no(liver), lung_mets=yes_no(lung),
                         burden=bone.astype(int) + liver + lung + nodes)  # fmt: skip


def treatment(people: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Add prior lines (count), the last one's outcome, and months to recurrence where there is one; §5.2 step 4."""
    n, recurred = len(people), people["disease_status"] != "metastatic"
    lines, outcome, months = choose(rng, n, LINES), choose(rng, n, OUTCOMES), around(rng, n, 20, 0.75)
    return people.assign(prior_systemic_lines=lines, last_line_outcome=np.where(lines > 0, outcome, ""),
                         months_rt_to_recurrence=np.where(recurred, months, np.nan))  # fmt: skip


def performance(people: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Add ECOG (0 to 4) and life expectancy (months); §5.2 step 5."""
    n = len(people)
    frailty = rng.standard_normal(n) + 0.02 * (people["age"] - 52) + 0.18 * people["burden"]
    ecog = np.digitize(frailty + 0.10 * people["prior_systemic_lines"] - 0.35, ECOG_CUTS)
    return people.assign(ecog=ecog, life_expectancy_months=around(rng, n, SURVIVAL_MONTHS[ecog], 0.45))


def liver_background(people: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Add hepatitis B, true Gilbert syndrome and what the record says of it (Y, N or blank); §5.2 step 6."""
    hbv, gilbert, found, denied = rng.random((4, len(people)))
    true_gilbert = gilbert < np.where(people["male"], 0.065, 0.025)
    # "The rest", a quarter of whom are recorded N, is everyone not recorded Y: unrecognised Gilbert included.
    recorded = np.select([true_gilbert & (found < 0.67), denied < 0.25], ["Y", "N"], "")
    return people.assign(hbv=yes_no(hbv < np.where(people["male"], 0.12, 0.08)), true_gilbert=true_gilbert,
                         gilbert=recorded)  # fmt: skip


def marrow(people: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Add neutrophils and platelets (10*9/L) and haemoglobin (g/L), which share a factor f; §5.2 step 7."""
    f, e1, e2, e3 = rng.standard_normal((4, len(people)))
    lines = people["prior_systemic_lines"].clip(upper=4)
    hb = np.where(people["male"], 124, 114) - 2.5 * lines - 2 * people["burden"] - 3 * (people["ecog"] >= 2)
    return people.assign(anc=np.exp(np.log(3.5 - 0.18 * lines) + 0.42 * (0.5 * f + 0.866 * e1)),
                         plt=np.exp(np.log(215 - 9 * lines) + 0.38 * (0.6 * f + 0.8 * e2)),
                         hb=hb + 13.5 * (0.55 * f + 0.835 * e3))  # fmt: skip


def liver_tests(people: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Add AST and ALT (U/L) and bilirubin (umol/L), which share a factor h; §5.2 step 8."""
    h, e1, e2, e3 = rng.standard_normal((4, len(people)))
    mets, hbv = people["liver"], people["hbv"] == "Y"
    # Without metastases the text gives weights of h for bilirubin only: AST and ALT keep those they have with them.
    ast = np.where(mets, 1.00, 0.62) * np.exp(np.where(mets, 0.70, 0.42) * (0.85 * h + 0.53 * e1))
    alt = np.where(mets, 0.80, 0.52) * np.exp(np.where(mets, 0.75, 0.55) * (0.75 * h + 0.66 * e2))
    tbil = np.where(mets, 0.60 * np.exp(0.52 * (0.5 * h + 0.866 * e3)), 0.48 * np.exp(0.40 * (0.3 * h + 0.954 * e3)))
    return people.assign(ast=ast * np.where(hbv, 1.25, 1) * people["ast_uln"],
                         alt=alt * np.where(hbv, 1.35, 1) * people["alt_uln"],
                         tbil=tbil * np.where(people["true_gilbert"], 2.4, 1) * people["tbil_uln"])  # fmt: skip


def kidney(people: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Add weight (kg) and creatinine (umol/L); §5.2 step 9."""
    n, male = len(people), people["male"]
    weight = rng.normal(np.where(male, 63.5, 54), np.where(male, 10, 8.5)).clip(min=35)
    median = np.where(male, 79, 60) * (1 + 0.03 * people["prior_systemic_lines"].clip(upper=3))
    median *= 1 + 0.004 * (people["age"] - 50).clip(lower=0)
    return people.assign(weight=weight, creatinine=around(rng, n, median, 0.22))


def clotting(people: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Add INR (1) and aPTT (s), both prolonged under anticoagulation; §5.2 step 10."""
    n = len(people)
    treated = rng.random(n) < 0.035
    inr = around(rng, n, np.where(treated, 2.2, 1.02), np.where(treated, 0.22, 0.075))
    return people.assign(inr=inr, aptt=around(rng, n, np.where(treated, 42, 30.5), 0.13))


def tumour(people: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Add residual toxicity (CTCAE grade), target result, specimen age (d), measurable disease; §5.2 step 11."""
    n = len(people)
    grade = choose(rng, n, {0: 0.30, 1: 0.49, 2: 0.17, 3: 0.04})
    target, days = choose(rng, n, {"positive": 0.75, "negative": 0.25}), around(rng, n, 230, 0.95)
    # Metastatic patients with none of the four sites are measured like those with local disease only.
    measurable = rng.random(n) < np.select([people["soft_tissue"], people["bone"]], [0.95, 0.55], 0.72)
    return people.assign(max_residual_tox_grade=grade, target_result=target, target_specimen_age_days=days,
                         measurable_disease=yes_no(measurable))  # fmt: skip


def childbearing(people: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Add childbearing potential (women) and pregnancy test (those with potential, mostly blank); §5.2 step 12."""
    n, age, male = len(people), people["age"], people["male"]
    potential = rng.random(n) < np.select([age < 45, age < 50, age < 55], [0.92, 0.75, 0.35], 0)
    tested = ~male & potential & (rng.random(n) < 0.25)
    result = choose(rng, n, {"positive": 0.01, "negative": 0.99})
    return people.assign(childbearing_potential=np.where(male, "", yes_no(potential)),
                         pregnancy_test=np.where(tested, result, ""))  # fmt: skip


def cockcroft_gault(people: pd.DataFrame) -> pd.Series:
    """Return the estimated creatinine clearance (mL/min) from weight (kg) and creatinine (umol/L); §1.2."""
    female = np.where(people["sex"] == "F", 0.85, 1)
    return (140 - people["age"]) * people["weight"] * female / (72 * people["creatinine"] / 88.4)


def unspecified(people: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Add confirmation, age of laboratory values (d), height (cm), measured clearance (mL/min); open in §5.2."""
    n, female, recurred = len(people), ~people["male"], people["disease_status"] != "metastatic"
    confirmed = yes_no(rng.random(n) < 0.98)  # high, so that criterion 7 fails the 57 % of §5.3
    measured = np.where(rng.random(n) < 0.02, cockcroft_gault(people) * rng.uniform(0.88, 1.12, n), np.nan)
    return people.assign(recurrence_path_confirmed=np.where(recurred, confirmed, ""), crcl_measured=measured,
                         labs_age_days=rng.integers(0, 61, n), height=rng.normal(np.where(female, 158, 169), 6),
                         patient_id=[f"P{row:0{max(4, len(str(n)))}d}" for row in range(1, n + 1)])  # fmt: skip


STEPS = (place, demography, disease, treatment, performance, liver_background, marrow, liver_tests, kidney, clotting,
         tumour, childbearing, unspecified)  # fmt: skip


def as_reported(column: pd.Series, decimals: int | None) -> pd.Series:
    """Return text with blanks missing, whole numbers (nullable Int64) or rounded decimals."""
    if decimals is None:
        return column.astype("str").mask(column == "")
    return column.round().astype("Int64") if decimals == 0 else column.round(decimals)


def complete(n: int, seed: int = SEED) -> pd.DataFrame:
    """Return n patients before anything goes missing, one column per header of DECIMALS; §5.2 steps 1 to 12."""
    rng, people = default_rng(seed), pd.DataFrame(index=pd.RangeIndex(n))
    for step in STEPS:
        people = step(people, rng)
    return pd.DataFrame({header: as_reported(people[name], DECIMALS[header]) for name, header in HEADER.items()})


def with_missingness(table: pd.DataFrame, profile: str, seed: int = SEED) -> pd.DataFrame:
    """Return a copy blanked panel by panel as "curated" or "raw_ehr", more at some sites; §5.2 steps 1 and 13."""
    rng, blanked = default_rng((seed, 13)), table.copy()
    site_effect = pd.Series(rng.normal(0, 0.35, len(SITES)), SITES.index)[table["site"]].to_numpy()
    for panel, chances in MISSING.items():
        chance = chances[PROFILES.index(profile)]
        logit = np.log(chance / (1 - chance)) + site_effect
        missing = rng.random(len(table)) < 1 / (1 + np.exp(-logit))
        for header in map(HEADER.get, panel.split()):
            blanked[header] = blanked[header].mask(missing)
    return blanked


def unit_mistakes(n: int = 200) -> pd.DataFrame:
    """Return a curated table whose values belie their headers' units; every 40th row is mixed the other way."""
    table, row = with_missingness(complete(n), "curated"), np.arange(n)
    mixed = row % 40 == 39
    estimate = cockcroft_gault(table.set_axis(list(HEADER), axis="columns")).round()
    table[HEADER["crcl_measured"]] = estimate.where(row % 10 == 0)  # enough measured clearances to show a mistake
    for name, (factor, decimals) in MISTAKES.items():
        values = table[HEADER[name]].astype(float)
        table[HEADER[name]] = values.where(mixed, (values * factor).round(decimals))
    table[HEADER["anc"]] = table[HEADER["anc"]].mask(mixed, table[HEADER["anc"]] * 1000)  # per uL
    return table.assign(ecog=90 - 20 * table["ecog"])  # Karnofsky's index


def identifiers(n: int = 150) -> pd.DataFrame:
    """Return a curated table among invented identifiers, and one age (a) over 89, which a gate must refuse; §4.1."""
    table, rows = with_missingness(complete(n), "curated"), range(1, n + 1)
    table.loc[0, HEADER["age"]] = 93
    named = {column: [text.format(row) for row in rows] for column, text in NAMED.items()}
    disguised = {column: pd.Series([value]) for column, value in DISGUISED.items()}  # in the first row alone
    return table.assign(**named, **disguised)


def tables() -> dict[str, tuple[str, pd.DataFrame]]:
    """Return the title and the rows of every table, by file name."""
    return {
        "curated.parquet": ("curated record", with_missingness(complete(1_200), "curated")),
        "raw_ehr.parquet": ("raw electronic health record", with_missingness(complete(20_000), "raw_ehr")),
        "unit_mistakes.csv": ("curated record with deliberate unit mistakes", unit_mistakes()),
        "identifiers.csv": ("curated record with invented identifiers", identifiers()),
    }


def write(folder: Path) -> None:
    """Write every table into the folder, and their titles, sizes and checksums into its data card."""
    facts = ["tables:"]
    for file, (title, table) in tables().items():
        if file.endswith(".parquet"):
            table.to_parquet(folder / file, compression="zstd", index=False)
        else:
            table.to_csv(folder / file, index=False, lineterminator="\n", float_format="%.10g")
        facts += [f"  {file}:", f"    title: Demonstration population, {title} (synthetic)", "    synthetic: true",
                  f"    patients: {len(table)}",
                  f"    sha256: {sha256((folder / file).read_bytes()).hexdigest()}"]  # fmt: skip
    card = folder / "SOURCE.md"
    prose = card.read_text(encoding="utf-8").split("---\n", 2)[2]
    card.write_text("\n".join(["---", *facts, "---", prose]), encoding="utf-8")


if __name__ == "__main__":
    write(Path(__file__).parent)
