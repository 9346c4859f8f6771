"""A visit in a real browser: reload, back, a second tab, a second browser, a restarted server."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import free_port, quiet, serving, slider, statuses
from tests.pages.test_visit import clinic

SLOWLY = 60_000  # ms: a server that has just been started, on a machine busy with the other tests
UPLOADED = re.compile("/_stcore/upload_file/")
GONE = "asks for something that is not here, or not allowed"


def use_own_table(page, patients=400):
    """Open a table with its map on the Data page and use it; the main page shows it afterwards."""
    content, text = clinic(patients)
    page.get_by_role("link", name="Data").click()
    page.get_by_role("button", name="Open another table").click()
    table, its_map = page.locator("input[type=file]").nth(0), page.locator("input[type=file]").nth(1)
    expect(its_map).to_be_attached()
    quiet(page)  # the choosers are drawn anew when they are shown, and after each file
    with page.expect_response(UPLOADED):
        table.set_input_files({"name": "clinic.csv", "mimeType": "text/csv", "buffer": content})
    quiet(page)
    with page.expect_response(UPLOADED):
        its_map.set_input_files({"name": "map.yaml", "mimeType": "application/yaml", "buffer": text.encode()})
    quiet(page)
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("button", name="Use this table").click()
    quiet(page)
    page.get_by_role("link", name="Feasibility").click()
    expect(page).to_have_url(re.compile("population=own-"), timeout=SLOWLY)
    expect(page.locator(".status-number").first).to_be_visible()
    quiet(page)


@pytest.fixture(scope="module")
def own_server(browser):  # noqa: ARG001 # without a browser no server is needed
    with serving() as address:
        yield address


def test_a_reload_a_second_tab_and_a_second_browser(own_server, visit):
    page = visit(own_server)
    use_own_table(page)
    shown = statuses(page)
    page.reload()
    expect(page.locator(".status-number").first).to_be_visible()
    quiet(page)
    assert statuses(page) == shown

    tab = page.context.new_page()
    tab.goto(page.url)
    expect(tab.locator(".status-number").first).to_be_visible()
    quiet(tab)
    assert statuses(tab) == shown
    slider(tab, "Haemoglobin").focus()
    tab.keyboard.press("ArrowRight")
    expect(tab).to_have_url(re.compile("hb_min="))
    assert "hb_min" not in page.url, "limits are each tab's own"

    other = visit(page.url)
    expect(other.get_by_text(GONE)).to_be_visible()
    assert other.locator(".status-number").count() == 0
    assert "clinic" not in other.content()


def test_back_goes_to_the_page_before_and_undoes_no_limit(server, visit):
    page = visit(server)
    slider(page, "Haemoglobin").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("hb_min=9[0-9]|hb_min=1"))
    quiet(page)
    moved = statuses(page)
    page.get_by_role("link", name="Numbers").click()
    expect(page).to_have_url(re.compile("/numbers.*hb_min"))
    quiet(page)
    page.go_back()
    expect(page.locator(".status-number").first).to_be_visible()
    quiet(page)
    assert "/numbers" not in page.url
    assert statuses(page) == moved


def test_tabs_that_were_opened_as_two_visits_become_one(own_server, visit):
    page = visit(own_server)
    use_own_table(page)
    shown = statuses(page)
    page.context.clear_cookies()  # the next tab sends no token, as one opened in the same moment does
    tab = page.context.new_page()
    tab.goto(own_server)
    expect(tab.locator(".status-number").first).to_be_visible()
    quiet(tab)
    for each in (page, tab):  # the tab that holds nothing is the last to leave its token
        each.get_by_role("link", name="Numbers").click()
        expect(each).to_have_url(re.compile("/numbers"))
        quiet(each)
    for each in (page, tab):
        each.goto(f"{own_server}/{page.url[page.url.index('?') :]}")
        expect(each.locator(".status-number").first).to_be_visible()
        quiet(each)
        assert statuses(each) == shown


def test_a_limit_moved_on_a_table_that_another_tab_has_replaced_shows_no_other(own_server, visit):
    page = visit(own_server)
    use_own_table(page)
    tab = page.context.new_page()
    tab.goto(page.url)
    expect(tab.locator(".status-number").first).to_be_visible()
    quiet(tab)
    url = tab.url
    for patients in (390, 380):  # a visit holds two tables
        use_own_table(page, patients)
    slider(tab, "Haemoglobin").focus()
    tab.keyboard.press("ArrowRight")
    expect(tab.get_by_text(GONE)).to_be_visible()
    quiet(tab)
    assert tab.locator(".status-number").count() == 0
    assert tab.url == url, "the address is not cleaned before the visitor chooses"


BEFORE = "No connection to the server since"


def test_a_server_that_is_away_is_told_in_the_pages_own_words(visit):
    port = free_port()
    with serving(port=port) as address:
        page = visit(f"{address}/?plt_min=100")
        shown = statuses(page)
    bar = page.get_by_role("alert").filter(has_text=BEFORE)
    expect(bar).to_contain_text("nothing can be set until it is back")
    expect(page.get_by_text("Is Streamlit still running?")).to_be_hidden()
    assert statuses(page) == shown
    assert float(page.locator("[data-testid=stMain]").evaluate("e => getComputedStyle(e).opacity")) < 0.6
    assert page.locator(".limits").evaluate("e => e.inert")
    with serving(port=port):
        expect(page.get_by_text("The server is back")).to_be_visible(timeout=30_000)
        quiet(page)
        assert statuses(page) == shown
        assert "plt_min=100" in page.url
        moved = slider(page, "Haemoglobin")
        moved.focus()
        page.keyboard.press("ArrowRight")
        expect(page).to_have_url(re.compile("hb_min=95"))


def test_a_limit_set_in_the_last_moment_of_a_server_is_applied_once_it_is_back(visit):
    port = free_port()
    with serving(port=port) as address:
        page = visit(address)
        moved = slider(page, "Haemoglobin")
        moved.focus()
        page.wait_for_function("feasibilityLive.table?.complete")
        quiet(page)
        page.evaluate("() => { window.sends = WebSocket.prototype.send; WebSocket.prototype.send = () => {}; }")
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(600)  # the server would have been told by now
        page.evaluate("() => { WebSocket.prototype.send = window.sends; }")
    expect(page.get_by_role("alert").filter(has_text=BEFORE)).to_be_visible()
    with serving(port=port):
        expect(page).to_have_url(re.compile("hb_min=95"), timeout=30_000)
        assert moved.input_value() == "95"


def silent(page):
    """A server that hangs: it keeps its connections, and answers nothing."""
    page.route("**/_stcore/health", lambda _: None)


def cut(page):
    page.context.set_offline(True)


@pytest.mark.parametrize(("happens", "within"), [(silent, 14), (cut, 3)])
def test_a_server_that_hangs_and_a_line_that_is_cut_are_told(server, visit, happens, within):
    page = visit(server)
    page.wait_for_timeout(4000)  # by then it was asked whether it is there
    bar = page.get_by_role("alert").filter(has_text=BEFORE)
    expect(bar).to_have_count(0)
    happens(page)
    expect(bar).to_be_visible(timeout=within * 1000)
    assert page.locator(".limits").evaluate("e => e.inert")
    page.context.set_offline(False)
    page.unroute("**/_stcore/health")
    expect(page.get_by_text("The server is back")).to_be_visible(timeout=14_000)
    slider(page, "Haemoglobin").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("hb_min=95"))


def test_a_limit_moved_just_before_a_reload_is_kept(server, visit):
    page = visit(server)
    slider(page, "Haemoglobin").focus()
    page.evaluate("() => { WebSocket.prototype.send = () => {}; }")  # the server does not hear of it any more
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)
    page.reload()
    expect(page.locator(".status-number").first).to_be_visible()
    quiet(page)
    assert slider(page, "Haemoglobin").input_value() == "95"
    page.keyboard.press("Tab")
    slider(page, "Haemoglobin").focus()
    page.evaluate("() => { WebSocket.prototype.send = () => {}; }")
    page.keyboard.press("ArrowLeft")
    expect(page).not_to_have_url(re.compile("hb_min"), timeout=200)


def test_the_tables_of_two_tabs(own_server, visit):
    page = visit(own_server)
    use_own_table(page)
    works_on = page.url[page.url.index("?") :]
    tab = page.context.new_page()
    tab.goto(own_server)
    expect(tab.locator(".status-number").first).to_be_visible()
    quiet(tab)
    assert tab.url.endswith(works_on), "a new tab begins with what the visit works on"
    tab.get_by_role("link", name="Data").click()
    tab.get_by_role("link", name="Feasibility").click()
    expect(tab).to_have_url(re.compile("population=own-"))


def test_after_a_restart_every_page_keeps_what_was_asked(visit):
    with serving() as address:
        page = visit(address)
        use_own_table(page)
        url = page.url
        port = int(url.split(":")[2].split("/")[0])
    with serving(port=port):
        page.goto(url, timeout=SLOWLY)
        expect(page.get_by_text(GONE)).to_be_visible(timeout=SLOWLY)
        expect(page.get_by_text("clinic.csv")).to_be_visible()
        assert page.url == url, "the address is not cleaned before the visitor chooses"
        assert page.locator(".status-number").count() == 0
        for name in ("Levers", "Numbers", "Protocol", "Data"):
            expect(page.get_by_text(GONE)).to_be_visible(timeout=SLOWLY)
            page.get_by_role("link", name=name).click()
            expect(page).to_have_url(re.compile(f"/{name.lower()}.*population=own-"))
        page.reload()
        expect(page.get_by_text("clinic.csv")).to_be_visible()
        assert page.get_by_text("Demonstration").count() == 1, "only among what is offered"
        use_own_table(page)
        assert page.url == url
