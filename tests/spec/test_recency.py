"""A recency window: evidence at most so many days old; older evidence is unknown, or fails where chosen."""

SPECIMEN = "{kind: recency, age: target_specimen_age_days, within: 365}"


def test_the_last_day_is_inside_and_stale_evidence_is_unknown(spec):
    spec(
        """
          | target_specimen_age_days | verdict
        --+--------------------------+--------
        1 | 0                        | pass
        2 | 365                      | pass
        3 | 366                      | unknown
        4 |                          | unknown
        """,
        SPECIMEN,
    )


def test_stale_evidence_fails_where_chosen_and_a_missing_date_still_does_not(spec):
    spec(
        """
          | target_specimen_age_days | verdict
        --+--------------------------+--------
        1 | 365                      | pass
        2 | 366                      | fail
        3 |                          | unknown
        """,
        "{kind: recency, age: target_specimen_age_days, within: 365, stale: fail}",
    )


def test_the_specimen_window_moves_potential_to_eligible_and_never_the_fails(spec):
    table = """
          | target_result | target_specimen_age_days | verdict
        --+---------------+--------------------------+--------
        1 | positive      | 365                      | pass
        2 | positive      | 1000                     | {}
        3 | negative      | 1000                     | fail
        """
    spec(table.format("unknown"), "C05_target")
    spec(table.format("pass"), "C05_target", specimen_max_age_days=1095)
    spec(table.format("fail"), "C05_target", stale_specimen="fail")
    spec(table.format("pass"), "C05_target", stale_specimen="fail", specimen_max_age_days=1095)


def test_without_a_window_laboratory_values_hold_however_old(spec):
    spec(
        """
          | anc | labs_age_days | verdict
        --+-----+---------------+--------
        1 | 2   | 3000          | pass
        2 | 0.5 | 3000          | fail
        3 | 2   |               | pass
        """,
        "C09a_anc",
    )


def test_within_a_window_only_recent_laboratory_values_hold(spec):
    spec(
        """
          | anc | labs_age_days | verdict
        --+-----+---------------+--------
        1 | 2   | 14            | pass
        2 | 0.5 | 14            | fail
        3 |     | 14            | unknown
        4 | 2   | 15            | unknown
        5 | 0.5 | 15            | unknown
        6 | 2   |               | unknown
        7 | 0.5 |               | unknown
        """,
        "C09a_anc",
        lab_window_days=14,
    )


def test_the_window_holds_for_every_part_of_item_9(spec):
    table = """
          | labs_age_days | anc | plt | hb  | ast | ast_uln | alt | alt_uln | tbil | tbil_uln | liver_mets | gilbert | \
crcl_measured | inr | inr_uln | aptt | aptt_uln | C09a_anc | C09b_plt | C09c_hb | C09d_ast | C09e_alt | C09f_tbil | \
C09g_crcl | C09h_inr | C09i_aptt
        1 | 14            | 2   | 200 | 120 | 30  | 40      | 30  | 40      | 10   | 20       | N          | N       | \
90            | 1   | 1.2     | 30   | 40       | pass     | pass     | pass    | pass     | pass     | pass      | \
pass      | pass     | pass
        2 | 15            | 2   | 200 | 120 | 30  | 40      | 30  | 40      | 10   | 20       | N          | N       | \
90            | 1   | 1.2     | 30   | 40       | unknown  | unknown  | unknown | unknown  | unknown  | unknown   | \
unknown   | unknown  | unknown
        """
    spec(table, "C09_all", lab_window_days=14)


def test_a_window_around_a_rule_can_fail_stale_evidence(spec):
    spec(
        """
          | anc | labs_age_days | verdict
        --+-----+---------------+--------
        1 | 2   | 14            | pass
        2 | 0.5 | 14            | fail
        3 | 2   | 15            | fail
        4 |     | 15            | fail
        5 | 2   |               | unknown
        """,
        """
        kind: recency
        age: labs_age_days
        within: 14
        stale: fail
        rule: {kind: threshold, value: anc, at_least: 1}
        """,
    )


def test_no_window_and_no_rule_asks_nothing(spec):
    spec(
        """
          | labs_age_days | verdict
        --+---------------+--------
        1 | 3000          | pass
        2 |               | pass
        """,
        "{kind: recency, age: labs_age_days, within: null}",
    )
