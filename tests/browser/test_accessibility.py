"""axe-core finds nothing of ours on any page, in either look."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import NARROW, WIDE, quiet
from tests.browser.test_exports import EXPORTS, choose_files, read

STREAMLITS_OWN = {
    "empty-table-header": "the grid of st.dataframe has a heading without words",
    "presentation-role-conflict": "the drop zone of st.file_uploader",
}
TABS = ("best-changes", "curves", "two-limits", "overlap", "who-is-gained", "missing-data", "sites")
ADDRESSES = [
    "/",
    "/?measure=only&hb_min=100",
    "/?measure=lost_here&criterion=C09c_hb&off=C04_ecog",
    *(f"/levers?tab={tab}&hb_min=100" for tab in TABS),
    "/numbers?hb_min=100",
    "/data",
    "/protocol",
    "/?hb_min=soft",  # a link that cannot be followed
]


def violations(page) -> list[str]:
    quiet(page)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found if each["id"] not in STREAMLITS_OWN]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_of_ours_is_in_anybodys_way(server, visit, address):
    assert violations(visit(server + address)) == []


@pytest.mark.parametrize("address", ["/?hb_min=100", "/levers?tab=curves", "/numbers", "/protocol"])
def test_nor_in_the_dark(server, visit, address):
    assert violations(visit(server + address, WIDE, color_scheme="dark")) == []


@pytest.mark.parametrize("address", ["/?hb_min=100", "/levers?tab=best-changes"])
def test_nor_on_a_phone(server, visit, address):
    assert violations(visit(server + address, NARROW)) == []


def test_nor_while_something_is_open(server, visit):
    page = visit(server)
    page.get_by_text("Readings", exact=True).click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Present").click()
    assert violations(page) == []


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_nor_while_a_table_is_mapped(server, visit, size):
    page = visit(f"{server}/data", size)
    read(page, sorted((EXPORTS / "01_de_lis_wide" / "data").iterdir()))
    page.locator("details.column-words summary").first.click()
    assert violations(page) == []


def test_nor_while_a_file_is_refused(server, visit):
    page = visit(f"{server}/data")
    choose_files(page, [{"name": "scan.csv", "mimeType": "text/csv", "buffer": b"%PDF-1.7"}])
    page.get_by_text("cannot be used").first.wait_for()
    assert violations(page) == []


def test_nor_while_a_criterion_is_edited(server, visit):
    page = visit(f"{server}/protocol")
    page.get_by_role("button", name="Add a criterion").click()
    page.get_by_role("button", name="Keep").wait_for()
    assert violations(page) == []
