"""Writing a protocol on its page: opened, begun, changed, seen in numbers, kept, used and taken back."""

import pytest

import criteria as cr
from tests import protocols
from tests.conftest import REFERENCE
from tests.pages.conftest import as_read


@pytest.fixture
def editor(visit):
    """The Protocol page of a new visit."""
    return visit("protocol")


def press(page, label):
    next(each for each in page.test.button if each.label == label).click()
    return page.run()


def change(page, identifier, what):
    page.test.menu_button(key=f"change {identifier}").click(what)
    return page.run()


def field(page, kind, label, at=0):
    return [each for each in page.test.get(kind) if each.label == label][at]


def fill(page, kind, label, value, at=0):
    field(page, kind, label, at).set_value(value)
    return page.run()


def choose(page, label, value, at=0):
    return fill(page, "selectbox", label, value, at)


def quantity(name):
    """A number of the table as the list of quantities holds it."""
    return cr.offers.quantity_of(name, REFERENCE, [name])


def upload(page, text, name="trial.yaml"):
    content = text if isinstance(text, bytes) else text.encode()
    page.test.file_uploader(key="protocol_file").upload(name, content, "application/yaml")
    return page.run()


def go(page, to):
    page.test.switch_page(f"pages/{to}.py")
    return page.run()


def at_hand(page):
    return page.held()["written"]


# --- forms ----------------------------------------------------------------------------------------------------


def test_opening_a_criterion_changes_nothing_of_it(editor, reference):
    """A form that shows a criterion must give back exactly that criterion."""
    for criterion in reference.criteria:
        change(editor, criterion.id, "Edit")
        now = editor.held()["open"].now
        assert cr.editing.with_criterion(cr.baseline(reference), now).protocol == reference
        press(editor, "Leave as it was")


def test_a_limit_is_seen_as_a_sentence_and_in_numbers_while_it_is_written(editor):
    change(editor, "C09c_hb", "Edit")
    assert "Haemoglobin is at least 90 g/L." in editor.says()
    assert "61 fail, 25 unknown, 1,114 pass." in editor.says()
    fill(editor, "number_input", "At least, g/L", 100.0)
    assert "Haemoglobin is at least 100 g/L." in editor.says()
    assert "61 fail" not in editor.says()
    press(editor, "Keep")
    assert at_hand(editor).protocol.id == "NCT05616468-copy"
    assert at_hand(editor).protocol.limits["hb_min"].value == 100
    assert "Haemoglobin is at least 100 g/L." in editor.says()


def test_another_quantity_brings_another_limit(editor):
    press(editor, "Add a criterion")
    choose(editor, "Quantity", quantity("weight"))
    assert "Weight is at least" in editor.says()
    choose(editor, "Side", "at_most")
    press(editor, "Keep")
    added = at_hand(editor).protocol.criteria[-1]
    (name,) = cr.limits_used(added)
    assert at_hand(editor).protocol.limits[name].unit == "kg"
    assert at_hand(editor).protocol.limits[name].label == "at most"


@pytest.mark.parametrize("kind", cr.offers.KINDS)
def test_every_kind_has_a_form_that_is_right_from_the_start(editor, kind):
    press(editor, "Add a criterion")
    choose(editor, "Kind of rule", kind)
    press(editor, "Keep")
    assert at_hand(editor).protocol.criteria[-1].rule.kind == kind


def test_rules_are_added_to_a_rule_and_taken_out(editor):
    press(editor, "Add a criterion")
    choose(editor, "Kind of rule", "all_of")
    before = editor.held()["open"].now.criterion["rule"]["rules"]
    press(editor, "and …")
    assert len(editor.held()["open"].now.criterion["rule"]["rules"]) == 3
    editor.test.button(key=next(each.key for each in editor.test.button if each.label == "Remove this rule")).click()
    editor.run()
    rules = editor.held()["open"].now.criterion["rule"]["rules"]
    assert rules[0] == before[1]
    assert len(rules) == 2


def test_what_is_wrong_is_said_and_cannot_be_kept(editor):
    change(editor, "C09c_hb", "Edit")
    fill(editor, "number_input", "From", 95.0)
    assert "out-of-range" in editor.says()
    assert next(each for each in editor.test.button if each.label == "Keep").disabled


def test_the_reviews_notes_stand_beside_the_form(editor):
    press(editor, "Add a criterion")
    choose(editor, "Quantity", quantity("hb"))
    choose(editor, "Side", "at_most")
    fill(editor, "number_input", "At most, g/L", 50.0)
    fill(editor, "number_input", "From", 30.0)
    assert "no patient can meet this and C09c_hb" in editor.says()


def test_a_deep_rule_can_be_written_as_text_and_is_checked_on_the_spot(editor):
    change(editor, "C07_disease_and_lines", "Edit")
    editor.test.button_group[0].set_value("Text")
    editor.run()
    text = editor.test.text_area[0].value
    editor.test.text_area[0].set_value(text.replace("prior_systemic_lines", "prior_lines"))
    editor.run()
    assert "unknown-variable" in editor.says()
    editor.test.text_area[0].set_value(text.replace("- progression\n", "- progression\n        - stable\n", 1))
    editor.run()
    assert "progression or stable" in editor.says()
    press(editor, "Keep")
    assert "progression or stable" in editor.says()


# --- the protocol ---------------------------------------------------------------------------------------------


def test_criteria_are_moved_switched_numbered_and_removed_and_each_is_undone(editor):
    change(editor, "C02_age", "Move up")
    assert at_hand(editor).protocol.criteria[0].id == "C02_age"
    press(editor, "Number 1, 2, 3 …")
    assert at_hand(editor).protocol.criterion("C02_age").number == "1"
    change(editor, "C02_age", "Remove")
    change(editor, "C04_ecog", "Switch off or on")
    assert "(off)" in editor.says()
    for _ in range(4):
        press(editor, "Undo")
    assert "This is the deployed protocol" in editor.says()
    assert "NCT05616468: " in as_read(editor.test.subheader[0].value)


def test_a_new_protocol_begins_with_one_criterion(editor):
    fill(editor, "text_input", "Title", "Asthma, phase 2")
    press(editor, "Begin")
    press(editor, "Keep")
    assert as_read(editor.test.subheader[0].value) == "Asthma-phase-2: Asthma, phase 2"
    assert len(at_hand(editor).protocol.criteria) == 1
    change(editor, "C1", "Remove")
    assert "at least one criterion" in editor.says()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not-a-protocol"),
        (b"x" * 400_000, "too-large"),
        (b"\xff\xfe\x00", "unreadable"),
        (protocols.changed(("criteria", 4, "id", "SEX")), "duplicate-id"),
        (
            protocols.changed(("limits", "anc_min", "value", 9), ("criteria", 0, "rule", "variable", "x")),
            "out-of-range",
        ),
    ],
    ids=["empty", "huge", "no text", "an id twice", "several"],
)
def test_a_file_that_is_refused_leaves_what_was_there(editor, content, code):
    upload(editor, protocols.SMALL)
    upload(editor, content, "bad.yaml")
    assert code in editor.says()
    assert as_read(editor.test.subheader[0].value) == "SMALL: a small protocol"


@pytest.mark.parametrize("write", [cr.to_yaml, cr.to_json])
def test_a_saved_file_is_opened_again(editor, reference, write):
    copy = cr.editing.copy_of(reference)
    upload(editor, write(copy))
    assert at_hand(editor).protocol == copy


def test_what_the_table_lacks_is_said_and_allowed(editor):
    declared = "variables: {eos: {kind: number, label: Eosinophils, plausible: [0, 9]}}\ncriteria:"
    text = protocols.changed(("criteria", 0, "rule", {"kind": "threshold", "value": "eos", "at_least": 1}))
    upload(editor, text.replace("criteria:", declared))
    assert "This table cannot answer it: it has no Eosinophils." in editor.says()


# --- in use ---------------------------------------------------------------------------------------------------


def test_the_whole_dashboard_works_on_it_and_goes_back_in_one_click(editor):
    change(editor, "C07_disease_and_lines", "Remove")
    press(editor, "Use this protocol")
    page = go(editor, "feasibility")
    assert page.statuses()["Eligible"] == "143"
    assert page.changes()["Eligible"] == ""
    (own,) = page.held()["protocols"]
    assert own.startswith("visit:NCT05616468-copy@")
    assert page.address() == {"protocol": own}
    page.set(limits={"hb_min": 100})
    assert page.address() == {"protocol": own, "hb_min": "100"}
    assert "Your own protocol" in go(page, "numbers").says()
    press(page, "Back to the deployed protocol")
    assert go(page, "feasibility").statuses() == {"Eligible": "61", "Potential": "169", "Excluded": "970"}
    assert page.address() == {"protocol": "NCT05616468"}


def test_a_link_to_somebodys_own_protocol_shows_no_number_and_says_so(visit):
    page = visit(protocol="visit:NCT05616468-copy@1a2b3c4d", hb_min="100")
    assert page.shows() == []
    assert "somebody's own visit" in page.says()


def test_what_is_written_survives_another_page(editor):
    change(editor, "C09c_hb", "Edit")
    fill(editor, "number_input", "At least, g/L", 100.0)
    go(editor, "feasibility")
    go(editor, "protocol")
    assert field(editor, "number_input", "At least, g/L").value == 100
    press(editor, "Keep")
    go(editor, "numbers")
    assert "Haemoglobin is at least 100 g/L." in go(editor, "protocol").says()


def test_another_visitor_sees_nothing_of_it(editor, visit):
    press(change(editor, "C07_disease_and_lines", "Remove"), "Use this protocol")
    other = visit()
    assert other.statuses()["Eligible"] == "61"
    assert "Your own protocol" not in other.says()


# --- variables ------------------------------------------------------------------------------------------------


def declare(page, label, **fields):
    fill(page, "text_input", "What a person calls it", label)
    for kind_and_label, value in fields.items():
        kind, _, name = kind_and_label.partition("__")
        fill(page, kind, name.replace("_", " "), value)
    return press(page, "Declare")


def declared_number(page):
    return declare(
        page,
        "Eosinophils",
        text_input__Unit="10*9/L",
        number_input__Smallest_plausible_value=0.0,
        number_input__Largest_plausible_value=50.0,
    )


def test_a_variable_is_declared_and_a_criterion_reads_it_at_once(editor):
    declared_number(editor)
    assert "nothing reads it yet" in editor.says()
    assert field(editor, "text_input", "What a person calls it").value == "", "the form is ready for the next one"
    press(editor, "Add a criterion")
    protocol = at_hand(editor).protocol
    choose(editor, "Quantity", cr.offers.quantity_of("eosinophils", protocol))
    assert "Eosinophils is at least" in editor.says()
    assert "This table cannot answer it" in editor.says()
    press(editor, "Keep")
    assert "read by C12" in editor.says()
    assert editor.test.button(key="remove_eosinophils").disabled
    saved = cr.to_yaml(at_hand(editor).protocol)
    assert cr.protocol_from(saved.encode(), "saved.yaml") == at_hand(editor).protocol


def test_an_unread_variable_is_taken_back(editor):
    declared_number(editor)
    editor.test.button(key="remove_eosinophils").click()
    editor.run()
    assert "eosinophils" not in at_hand(editor).protocol.variables
    press(editor, "Undo")
    assert "eosinophils" in at_hand(editor).protocol.variables


def test_a_wrong_declaration_tells_everything_and_keeps_what_was_typed(editor):
    declare(editor, "Hb", text_input__Name_in_files="hb")
    assert "in-dictionary" in editor.says()
    assert "plausible" in editor.says()
    assert field(editor, "text_input", "What a person calls it").value == "Hb"
    assert "This is the deployed protocol" in editor.says()


@pytest.mark.parametrize("kind", cr.declaring.KINDS)
def test_every_kind_can_be_declared_while_a_criterion_is_open(editor, kind):
    press(editor, "Add a criterion")
    choose(editor, "Kind", kind)
    if kind == "number":
        declared_number(editor)
    else:
        declare(editor, "Eosinophils")
    assert "eosinophils" in at_hand(editor).protocol.variables
    assert as_read(editor.test.subheader[0].value) == "New criterion"


def test_whether_exclusion_criteria_are_among_them_is_said_by_a_person(editor):
    assert "upper bound" in editor.says()
    fill(editor, "radio", "Which of the trial's criteria are these?", "inclusion and exclusion criteria")
    assert at_hand(editor).protocol.scope == "inclusion and exclusion criteria"
    assert "Inclusion and exclusion criteria." in editor.says()
    press(editor, "Undo")
    assert "Inclusion criteria only" in editor.says()
