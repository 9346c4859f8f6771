"""Tables that others published, in a folder beside the repository; tests that are counted by them need it."""

from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
TRIAL, CDM, PATHFINDER = (DATA / name for name in ("cdisc_pilot", "omop_synthea27nj", "trialpathfinder"))


def _needed(folder):
    reason = f"no folder ../shared/data/{folder.name}: CONTRIBUTING.md says what it holds; put it there to run this"
    return pytest.mark.skipif(not folder.is_dir(), reason=reason)


needs_trial, needs_cdm, needs_pathfinder = map(_needed, (TRIAL, CDM, PATHFINDER))
