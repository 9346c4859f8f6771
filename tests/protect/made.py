"""What the tests of copies share: protocols of 5, 17 and 40 criteria, tables for them, and copies made quickly."""

import random
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import yaml

import criteria as cr
from criteria.data.dataset import Words
from criteria.model.variables import Flag
from criteria.protect import fit, rows, synthesis
from criteria.protect.copy import prepare, protect
from criteria.protect.declared import Declared
from tests import tables
from tests.conftest import DEMO_DATA

SITES = tuple(f"S{number}" for number in range(1, 9))
DAY = date(2026, 11, 28)
CONTENT = yaml.safe_load((DEMO_DATA / "NCT05616468.yaml").read_text(encoding="utf-8"))
FIVE = ("C02_age", "C04_ecog", "C05_target", "C09c_hb", "C09g_crcl")


def protocol(ids=None, **more):
    """The reference protocol, or some of its criteria and whatever is changed of its content."""
    content = CONTENT | {"criteria": [each for each in CONTENT["criteria"] if ids is None or each["id"] in ids]}
    grouped = {each.get("group") for each in content["criteria"]}
    content["groups"] = [each for each in CONTENT["groups"] if each["id"] in grouped]
    return cr.parse_protocol(yaml.safe_dump(content | more, sort_keys=False))


def forty():
    """The reference protocol with 23 criteria more, each on a flag it declares."""
    flags = {f"excluded_by_{at}": {"kind": "flag", "label": f"excluded {at}"} for at in range(23)}
    more = [
        {"id": f"X{at}", "number": str(100 + at), "label": f"x{at}", "text": "x",
         "rule": {"kind": "not", "rule": {"kind": "flag", "variable": name}}}
        for at, name in enumerate(flags)
    ]  # fmt: skip
    return protocol(variables=flags, criteria=[*CONTENT["criteria"], *more])


def with_an_estimated_clearance():
    """A protocol that compares creatinine, weight, age and sex, and the clearance that these are enough for."""
    more = [
        {"id": f"C_{name}", "number": "90", "label": name, "text": name,
         "rule": {"kind": "threshold", "value": name, "at_least": 50}}
        for name in ("creatinine", "weight")
    ]  # fmt: skip
    kept = [each for each in CONTENT["criteria"] if each["id"] in ("C02_age", "C09g_crcl", "C11_pregnancy")]
    return protocol(criteria=[*kept, *more])


def with_flags(dataset, names, seed=1):
    """A dataset with declared flags, each yes of a few patients."""
    rng = np.random.default_rng(seed)
    flags = {name: Words(rng.choice([-1, 0, 1], dataset.patients, p=[0.03, 0.94, 0.03]), ("N", "Y")) for name in names}
    return replace(
        dataset,
        columns={**dataset.columns, **flags},
        declared={name: Flag(name=name, label=name) for name in names},
    )


def people(rows, name="the table"):
    """A small table that a clinician can read, its patients named P1, P2 and so on."""
    columns = tables.parse(rows) if isinstance(rows, str) else rows
    count = len(next(iter(columns.values())))
    return tables.dataset({"patient_id": [f"P{at}" for at in range(1, count + 1)], **columns}, name)


def copied(dataset, protocol, epsilon=3.0, *, seed=1, pool=4_000, **declared):
    """A copy whose noise and synthesis can be drawn again, made quickly."""
    said = Declared(**({"epsilon": epsilon, "patients": 1_200, "sites": SITES} | declared))
    below, rng = random.Random(seed).randrange, np.random.default_rng(seed)
    with quickly(pool):
        return protect(prepare(dataset, protocol, said), below=below, rng=rng, made=DAY)


@contextmanager
def quickly(pool=3_000):
    """Copies are made from a small pool, with few exchanges: less exact, and otherwise the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(synthesis, "POOL", pool)
        patch.setattr(rows, "TRIED", 100_000)
        patch.setattr(fit, "_MOST_TURNS", 60)
        yield
