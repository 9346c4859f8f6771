"""Sites as they may be shown, and which are to be read with care."""

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

import criteria as cr
from criteria.funnel.levers.sites import Site
from tests.conftest import DEMO_DATA, REFERENCE
from tests.output.levers.test_groups import highest, lowest

BASELINE = cr.baseline(REFERENCE)
EXACT, PROTECTED = cr.Mode.EXACT, cr.Mode.PROTECTED
IDS, READ = ("C02_age", "C04_ecog"), ("ecog", "hb")


def site(value, patients, eligible, potential, excluded, shares, blank, unknown, decided):
    missing, leaves = (dict(zip(READ, each, strict=True)) for each in (blank, unknown))
    by_criterion = dict(zip(IDS, shares, strict=True))
    return Site(value, patients, eligible, potential, excluded, by_criterion, missing, leaves, decided)


def plain(value, patients, eligible, decided, name="ecog"):
    excluded = patients - eligible
    unknown = (patients - decided, 0) if name == "ecog" else (0, patients - decided)
    return site(value, patients, eligible, 0, excluded, (excluded, 0.0), unknown, unknown, decided)


def disclosed(found, mode=EXACT):
    return cr.levers.disclose_sites(found, BASELINE, mode)


def everything(shown):
    drawn = [cr.levers.statuses_chart(shown), cr.levers.decided_chart(shown)]
    frame = cr.levers.sites_frame(shown).head(len(shown.sites)).to_csv()
    lines = cr.levers.sites_csv(shown).splitlines()[: len(shown.sites) + 1]
    return [json.dumps(drawn), frame, *lines]


counts = st.one_of(st.integers(0, 45), st.integers(0, 900))
two = st.tuples(counts, counts)
sites = st.tuples(counts, counts, counts, counts, two, two, counts)


@given(st.lists(sites, min_size=1, max_size=4))
def test_nothing_but_shown_counts_decides_what_leaves_the_server(found):
    """But for the number of blank cells, which is a count of its own; here they all stand in one variable."""

    def at(place):
        return [
            site(f"S{n}", *map(place, some[:4]), [float(place(each)) for each in some[4]], (place(some[5][0]), 0),
                 [place(each) for each in some[5]], place(some[6]))
            for n, some in enumerate(found)
        ]  # fmt: skip

    assert everything(disclosed(at(lowest), PROTECTED)) == everything(disclosed(at(highest), PROTECTED))


def test_a_small_site_is_left_out_unnamed():
    found = [plain("tiny", 30, 10, 30), plain("large", 31, 15, 31), plain("not known", 0, 0, 0)]
    shown = disclosed(found, PROTECTED)
    assert ([each.value for each in shown.sites], shown.left_out) == (["large"], 2)
    assert "tiny" not in "".join(everything(shown))
    assert [each.value for each in disclosed(found).sites] == ["tiny", "large"]


def test_few_eligible_with_much_missing_is_to_be_read_with_care():
    found = [plain("north", 200, 40, 180), plain("south", 200, 5, 40), plain("west", 200, 5, 190)]
    for mode in (EXACT, PROTECTED):
        shown = disclosed(found, mode)
        assert [each.value for each in shown.with_care] == ["south"]
    shown = disclosed(found)
    assert cr.levers.care_in_words(shown).startswith("Read south with care")
    assert (
        "south has 5 eligible of 200, but only 40 have nothing unknown, most for want of ECOG performance status"
        in cr.levers.care_in_figures(shown)
    )
    calm = disclosed([found[0], found[2]])
    assert (calm.with_care, cr.levers.care_in_figures(calm)) == ((), "")
    assert "No site" in cr.levers.care_in_words(calm)


def test_a_hidden_count_is_low_only_where_ten_would_be():
    found = [plain("north", 900, 300, 800), plain("south", 40, 0, 9), plain("west", 300, 5, 30)]
    assert [each.value for each in disclosed(found, PROTECTED).with_care] == ["west"]


def test_the_criterion_and_the_variable_named_have_the_largest_shown_counts():
    hidden = site("a", 200, 50, 100, 50, (9.0, 8.0), (3, 9), (3, 9), 100)
    (shown,) = disclosed([hidden], PROTECTED).sites
    assert (shown.dominant, shown.missing_most) == (None, None)
    tied = site("a", 200, 50, 50, 100, (46.0, 50.0), (22, 25), (22, 25), 100)
    (shown,) = disclosed([tied], PROTECTED).sites
    assert (shown.dominant.name, shown.missing_most.name) == ("C02_age", "ecog")
    (exact,) = disclosed([tied]).sites
    assert (exact.dominant.name, exact.missing_most.name) == ("C04_ecog", "hb")
    assert (exact.dominant.share, exact.missing) == ("50.0 %", "11.8 %")


def test_the_demonstration_table():
    engine = cr.MemoryEngine(cr.read_table(DEMO_DATA / "curated.parquet"))
    shown = disclosed(cr.levers.by_site(engine, BASELINE))
    assert len(shown.sites) == 8
    assert (shown.total.eligible.number, shown.total.potential.number) == (61, 169)
    rows = list(csv.DictReader(io.StringIO(cr.levers.sites_csv(shown))))
    assert [row["site"] for row in rows][-1] == "all sites"
    assert sum(int(row["eligible"]) for row in rows[:-1]) == 61
    widths = [sum(trace["x"][0] for trace in cr.levers.statuses_chart(shown)["data"][:3])]
    assert widths == [100]
