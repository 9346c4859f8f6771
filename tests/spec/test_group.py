"""Item 9 is one criterion with nine parts: joined by AND, over the parts that are on."""

import pytest

TWO_PARTS = """
groups: [{id: G, number: "9", label: both, text: both}]
criteria:
  - {id: A, number: "9", part: a, group: G, label: a, text: a, rule: {kind: flag, variable: hbv}}
  - {id: B, number: "9", part: b, group: G, label: b, text: b, rule: {kind: flag, variable: gilbert}}
"""
NEUTRAL_PARTS = """
groups: [{id: G, number: "9", label: both, text: both}]
criteria:
  - id: A
    number: "9"
    part: a
    group: G
    label: a
    text: a
    rule:
      kind: implication
      when: {kind: category, variable: sex, accept: [F]}
      then: {kind: flag, variable: hbv}
  - id: B
    number: "9"
    part: b
    group: G
    label: b
    text: b
    rule: {kind: screening, documented: {kind: flag, variable: apheresis_ok}}
  - {id: C, number: "9", part: c, group: G, label: c, text: c, rule: {kind: flag, variable: gilbert}}
"""


def test_the_group_is_the_and_of_its_parts(spec):
    spec(
        """
          | hbv | gilbert | G
        --+-----+---------+--------
        1 | Y   | Y       | pass
        2 | Y   | N       | fail
        3 | Y   |         | unknown
        4 | N   | N       | fail
        5 | N   |         | fail
        6 |     | Y       | unknown
        7 |     | N       | fail
        8 |     |         | unknown
        """,
        TWO_PARTS,
    )


def test_parts_that_are_off_do_not_count(spec):
    spec(
        """
          | hbv | gilbert | G       | status
        --+-----+---------+---------+----------
        1 | Y   | N       | pass    | eligible
        2 | N   | Y       | fail    | excluded
        3 |     | N       | unknown | potential
        """,
        TWO_PARTS,
        off=["B"],
    )


def test_a_group_that_is_off_as_a_whole_still_tells_its_verdict_and_excludes_nobody(spec):
    spec(
        """
          | hbv | gilbert | G       | status
        --+-----+---------+---------+---------
        1 | Y   | N       | fail    | eligible
        2 | N   |         | fail    | eligible
        3 |     | Y       | unknown | eligible
        """,
        TWO_PARTS,
        off=["G"],
    )


def test_neutral_parts_are_neutral(spec):
    spec(
        """
          | sex | hbv | apheresis_ok | gilbert | G
        --+-----+-----+--------------+---------+--------
        1 | M   |     |              | Y       | pass
        2 | M   |     |              | N       | fail
        3 | M   |     |              |         | unknown
        4 | F   |     |              | Y       | unknown
        5 | F   | Y   | N            | Y       | fail
        """,
        NEUTRAL_PARTS,
    )
    spec(
        """
          | sex | hbv | apheresis_ok | gilbert | G
        --+-----+-----+--------------+---------+--------------
        1 | M   |     |              | N       | deferred
        2 | F   | Y   |              | N       | pass
        """,
        NEUTRAL_PARTS,
        off=["C"],
    )
    spec(
        """
          | sex | hbv | apheresis_ok | gilbert | G
        --+-----+-----+--------------+---------+---------------
        1 | M   |     |              | N       | not_applicable
        """,
        NEUTRAL_PARTS,
        off=["B", "C"],
    )


# Nine laboratory values that pass, and for each part one that fails.
SOUND = {
    "anc": 2, "plt": 200, "hb": 120, "ast": 30, "ast_uln": 40, "alt": 30, "alt_uln": 40, "tbil": 10, "tbil_uln": 20,
    "liver_mets": "N", "gilbert": "N", "crcl_measured": 90, "inr": 1, "inr_uln": 1.2, "aptt": 30, "aptt_uln": 40,
}  # fmt: skip
FAILING = {
    "C09a_anc": ("anc", 0.5), "C09b_plt": ("plt", 50), "C09c_hb": ("hb", 70), "C09d_ast": ("ast", 120),
    "C09e_alt": ("alt", 120), "C09f_tbil": ("tbil", 50), "C09g_crcl": ("crcl_measured", 30), "C09h_inr": ("inr", 3),
    "C09i_aptt": ("aptt", 90),
}  # fmt: skip


@pytest.mark.parametrize("part", FAILING)
def test_item_9_fails_with_each_of_its_parts_and_misses_each_of_them(spec, part):
    variable, value = FAILING[part]
    failing, missing = SOUND | {variable: value}, SOUND | {variable: ""}

    def line(patient, verdict):
        return " | ".join(map(str, ["1", *patient.values(), verdict, verdict]))

    spec(
        "\n".join(
            [
                " | ".join(["", *SOUND, part, "verdict"]),
                line(SOUND, "pass"),
                line(failing, "fail"),
                line(missing, "unknown"),
            ]
        ),
        "C09_all",
    )
    spec(
        "\n".join([" | ".join(["", *SOUND, "verdict"]), " | ".join(map(str, ["1", *failing.values(), "pass"]))]),
        "C09_all",
        off=[part],
    )
