"""A protocol is written in a real browser, by mouse and by keyboard alone, and the dashboard works on it."""

import re

import pytest
from playwright.sync_api import expect

import criteria as cr
from tests.browser.conftest import quiet

MOST_TABS = 80


@pytest.fixture
def editor(server, visit):
    """The Protocol page of a new visitor, once its buttons are drawn."""
    page = visit(f"{server}/protocol")
    expect(page.get_by_role("button", name="Add a criterion")).to_be_visible()
    return page


def names(page):
    """The criteria in their order on the page."""
    return page.locator(".st-key-criteria strong").all_inner_texts()


def preview(page, text):
    expect(page.locator(".st-key-preview").get_by_text(text, exact=True)).to_be_visible()


def tab_to(page, name, role):
    """Press Tab until this is focused."""
    wanted = page.get_by_role(role, name=name)
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.count() and wanted.first.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_a_criterion_is_added_changed_moved_saved_and_used(editor, tmp_path):
    editor.get_by_role("button", name="Add a criterion").click()
    preview(editor, "Age is at least 60 years.")
    preview(editor, "879 fail, 321 pass.")
    number = editor.get_by_role("spinbutton", name="At least, years")
    number.fill("65")
    number.press("Enter")
    preview(editor, "Age is at least 65 years.")
    expect(editor.locator(".st-key-preview").get_by_text("879 fail")).to_be_hidden()
    counted = editor.locator(".st-key-preview").get_by_text(re.compile("fail")).inner_text()
    editor.get_by_label("Name", exact=True).fill("Older people")
    editor.get_by_role("button", name="Keep").click()  # what was typed last is kept without leaving its field first
    expect(editor.get_by_text("This is your own protocol")).to_be_visible()
    quiet(editor)
    assert names(editor)[-1] == "12 Older people"
    expect(editor.get_by_text(counted, exact=True)).to_be_visible()

    editor.get_by_role("button", name="Change").last.click()
    editor.get_by_role("menuitem", name="Move up").or_(editor.get_by_text("Move up", exact=True)).first.click()
    expect(editor.locator(".st-key-criteria strong").last).not_to_have_text("12 Older people")
    quiet(editor)
    assert names(editor)[-2] == "12 Older people"

    editor.get_by_role("button", name="Save").click()
    with editor.expect_download() as waiting:
        editor.get_by_role("button", name="Protocol (YAML)").click()
    waiting.value.save_as(tmp_path / "saved.yaml")
    saved = cr.read_protocol(tmp_path / "saved.yaml")
    assert [each.label for each in saved.criteria][-2] == "Older people"
    editor.keyboard.press("Escape")

    editor.get_by_role("button", name="Use this protocol").click()
    expect(editor.get_by_text("The dashboard works on it.")).to_be_visible()
    editor.get_by_role("link", name="Feasibility").click()
    expect(editor.locator(".st-key-own_protocol")).to_be_visible()
    expect(editor.locator(".chart-label", has_text="12 Older people")).to_be_visible()


def test_a_limit_is_changed_and_kept_by_keyboard_alone(editor):
    tab_to(editor, "Add a criterion", "button")
    editor.keyboard.press("Enter")
    preview(editor, "Age is at least 60 years.")
    expect(editor.get_by_role("spinbutton", name="At least, years")).to_be_visible()
    tab_to(editor, "At least, years", "spinbutton")
    editor.keyboard.press("ArrowUp")
    editor.keyboard.press("Enter")
    preview(editor, "Age is at least 61 years.")
    tab_to(editor, "Keep", "button")
    editor.keyboard.press("Enter")
    expect(editor.get_by_text("This is your own protocol")).to_be_visible()
    expect(editor.get_by_text("Age is at least 61 years.")).to_be_visible()
