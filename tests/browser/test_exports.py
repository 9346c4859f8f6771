"""Hospital exports from their files to their counts on the page alone: answered as a data manager would, no YAML."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import quiet, serving, statuses

EXPORTS = Path(__file__).parents[1] / "data" / "exports"
MOST_ANSWERS = 12
TYPED = {"06_it_osp": {"INR: upper limit of normal": "1.2", "aPTT: upper limit of normal": "36"}}
NAMES = [
    "01_de_lis_wide", "06_it_osp", "12_zh_long_gb18030", "15_tr_workbook", "18_redcap_dictionary",
]  # fmt: skip


@pytest.fixture(scope="module")
def exact(browser):  # noqa: ARG001 # without a browser no server is needed
    with serving(FEASIBILITY_DISCLOSURE="exact") as address:
        yield address


def choose_files(page, files):
    """Choose files on the Data page, and let them be read."""
    quiet(page)
    page.get_by_role("button", name="Open another table").click()
    chooser = page.locator("input[type=file]").nth(0)
    expect(chooser).to_be_attached()
    quiet(page)
    chooser.set_input_files(files)
    expect(page.get_by_role("button", name="Read it")).to_be_enabled()
    quiet(page)
    page.get_by_role("button", name="Read it").click()


def read(page, files):
    choose_files(page, files)
    expect(page.get_by_role("button", name="Use this table")).to_be_visible()
    quiet(page)


def answer_all(page):
    """Confirm what is proposed, question by question; how many there were."""
    answered = 0
    asked = page.locator("label.column-open")
    while asked.count():
        left = asked.count()
        asked.first.locator("select").select_option("0")
        expect(asked).to_have_count(left - 1)
        quiet(page)
        answered += 1
    return answered


@pytest.mark.parametrize("name", NAMES)
def test_an_export_goes_from_its_files_to_its_counts(exact, visit, name):
    page = visit(f"{exact}/data")
    read(page, sorted((EXPORTS / name / "data").iterdir()))
    answers = answer_all(page)
    if name in TYPED:
        page.get_by_text("What no column holds").click()
    for label, number in TYPED.get(name, {}).items():
        page.get_by_label(label).fill(number)
        page.get_by_label(label).press("Enter")
        quiet(page)
        answers += 1
    while (accept := page.get_by_role("button", name="I have looked at it")).count():
        accept.first.click()
        quiet(page)
        answers += 1
    assert answers <= MOST_ANSWERS
    truth = json.loads((EXPORTS / name / "truth.json").read_text(encoding="utf-8"))
    would_be = f"{truth['eligible']} eligible, {truth['potential']} potential, {truth['excluded']} excluded"
    expect(page.get_by_text(would_be)).to_be_visible()
    page.get_by_role("button", name="Use this table").click()
    quiet(page)
    page.get_by_role("link", name="Feasibility").click()
    expect(page).to_have_url(re.compile("population=own-"))
    expect(page.locator(".status-number").first).to_have_text(f"{truth['eligible']:,}")
    assert [re.sub(r"\D", "", each) for each in statuses(page)[:3]] == [
        str(truth[each]) for each in ("eligible", "potential", "excluded")
    ]


def test_a_reload_while_a_table_is_read_ends_nothing(exact, visit, tmp_path):
    table = tmp_path / "large.csv"
    table.write_text("age,Ward\n" + "".join(f"{50 + at % 30},A{at % 7}\n" for at in range(1_500_000)))
    page = visit(f"{exact}/data")
    choose_files(page, [table])
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    expect(page.get_by_role("button", name="Use this table")).to_be_visible()
    expect(page.locator(".columns-list")).to_contain_text("Ward")
