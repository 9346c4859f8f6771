"""Writing a protocol on its page: opened, begun, changed, seen in numbers, kept, used and taken back."""

import pytest

import criteria as cr


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


def test_opening_a_criterion_changes_nothing_of_it(editor, reference):
    """A form that shows a criterion must give back exactly that criterion."""
    for criterion in reference.criteria:
        change(editor, criterion.id, "Edit")
        now = editor.test.session_state["open"].now
        made = cr.editing.with_criterion(cr.baseline(reference), now)
        assert made.protocol.criterion(criterion.id) == criterion
        assert made.protocol == reference
        press(editor, "Leave as it was")
