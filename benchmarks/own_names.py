"""Tables as hospitals have them: own names, units in headings, words to map; also with decimal commas."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

import criteria as cr
from benchmarks.figures import Figure, milliseconds, ratios
from demo_data.generate import complete, with_missingness

PATIENTS, COLUMNS, ROUNDS = 200_000, 30, 7
NAMES = {
    "patient_id": "Study ID", "site": "Centre", "race": "Ethnic group", "age [a]": "Age (years)", "sex": "Gender",
    "life_expectancy_months [mo]": "Life expectancy (months)", "ecog": "ECOG PS",
    "target_specimen_age_days [d]": "Specimen age (days)", "measurable_disease": "Measurable disease",
    "disease_status": "Disease status", "recurrence_path_confirmed": "Recurrence confirmed",
    "months_rt_to_recurrence [mo]": "Months RT to recurrence", "prior_systemic_lines": "Prior lines",
    "labs_age_days [d]": "Age of labs (days)", "anc [10*9/L]": "Neutrophils (10^9/L)",
    "plt [10*9/L]": "Platelets (10^9/L)", "hb [g/L]": "Haemoglobin (g/L)", "ast [U/L]": "AST (U/L)",
    "ast_uln [U/L]": "AST ULN", "alt [U/L]": "ALT (U/L)", "alt_uln [U/L]": "ALT ULN",
    "tbil [umol/L]": "Bilirubin total (µmol/L)", "tbil_uln [umol/L]": "Bilirubin ULN",
    "liver_mets": "Liver metastases", "creatinine [umol/L]": "Creatinine (µmol/L)", "weight [kg]": "Weight (kg)",
}  # fmt: skip
OWN = "own names, units in headings, words to map"
WORDS = {"Y": "ja", "N": "nein", "M": "männlich", "F": "weiblich"}


def figures(folder: Path) -> Iterator[Figure]:
    """The check of each file, read anew, beside that of the same table under the dictionary's headings."""
    paths = _written(folder)
    taken: dict[str, list[float]] = {name: [] for name in paths}
    for _ in range(ROUNDS):
        for name, path in paths.items():
            taken[name].append(milliseconds(partial(_check, path)))
    plain = taken.pop("the dictionary's headings")
    for name, times in taken.items():
        told = f"check of a file of {PATIENTS:,} patients × {COLUMNS} (peer: with the dictionary's headings): {name}"
        required = 1.5 if name == OWN else None
        yield Figure(told, median(times), "ms", median(plain), at_most=required, note=ratios(times, plain))


def _check(path: Path) -> None:
    found = cr.check(cr.read_raw(path))
    read = (found.proposal.table_map if found.proposal else found.table_map).columns
    if len(read) != COLUMNS - 1:
        raise SystemExit(f"{len(read)} of {COLUMNS - 1} columns are read")


def _written(folder: Path) -> dict[str, Path]:
    table = with_missingness(complete(PATIENTS), "curated").iloc[:, :COLUMNS]
    own = table.rename(columns=NAMES)
    worded = [name for name in own.columns if set(own[name].dropna().unique()) <= set(WORDS)]
    own = own.assign(**{name: own[name].map(WORDS) for name in worded})
    numbers = own.select_dtypes("number").columns
    commas = own.assign(**{name: own[name].astype("string").str.replace(".", ",") for name in numbers})
    return {
        "the dictionary's headings": _write(table, folder / "plain.csv", ","),
        OWN: _write(own, folder / "own.csv", ","),
        "the same with decimal commas": _write(commas, folder / "commas.csv", ";"),
    }


def _write(table: pd.DataFrame, path: Path, delimiter: str) -> Path:
    pacsv.write_csv(pa.Table.from_pandas(table, preserve_index=False), path, pacsv.WriteOptions(delimiter=delimiter))
    return path
