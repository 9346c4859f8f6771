"""The page in the room: every word can be read, cause and effect stay in sight, the trial is named, paper has all."""

import re

import pytest
from playwright.sync_api import expect

import criteria as cr
from tests.browser.conftest import NARROW, WIDE, quiet, serving, slider
from tests.pages.test_any_protocol import SIXTY

LAPTOP = {"width": 1280, "height": 720}
PROJECTOR = {"width": 1920, "height": 1080}
SIZES = {"phone": NARROW, "laptop": LAPTOP, "desk": WIDE, "projector": PROJECTOR}
CUT = """() => [...document.querySelectorAll('.limits-name, .limits-which, .limits-unit, .chart-label, .chart-number')]
  .filter(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0).map(each => each.textContent)"""
BOXES = """selector => [...document.querySelectorAll(selector)].map(each => {
  const { left, top, right, bottom } = each.getBoundingClientRect(); return [left, top, right, bottom]; })"""


HIGHER = "height => document.querySelector('.chart-plot').getBoundingClientRect().height > height"


def overlap(one, other):
    return one[0] < other[2] - 1 and other[0] < one[2] - 1 and one[1] < other[3] - 1 and other[1] < one[3] - 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("measure", ["fails", "lost_here"])
def test_no_name_is_cut_and_the_legend_covers_no_row(server, visit, size, measure):
    page = visit(f"{server}/?hb_min=100&plt_min=75&measure={measure}", SIZES[size])
    expect(page.locator(".chart-legend")).to_contain_text("protocol")
    assert page.evaluate(CUT) == []
    (legend,) = page.evaluate(BOXES, ".chart-legend")
    rows = page.evaluate(BOXES, ".chart-label, .chart-number, .barlayer path")
    assert len(rows) > 40
    assert not [row for row in rows if overlap(legend, row)]
    labels = page.evaluate(BOXES, ".chart-label")
    assert all(left >= 0 for left, *_ in labels), "a label begins outside the page"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_numbers_stand_beside_the_bars(server, visit):
    page = visit(server, LAPTOP)
    numbers, bars = page.evaluate(BOXES, ".chart-number"), page.evaluate(BOXES, ".barlayer path")
    assert min(left for left, *_ in numbers) > max(right for _, _, right, _ in bars) - 1


def test_statuses_and_chart_stay_while_the_limits_scroll(server, visit):
    page = visit(server, LAPTOP)
    last = page.get_by_role("button", name="Pregnancy test", exact=True)
    last.scroll_into_view_if_needed()
    for each in (last, page.locator(".status-number").first, page.locator(".chart-plot")):
        expect(each).to_be_in_viewport()


def test_sixty_criteria_keep_their_statuses_in_sight(visit, tmp_path):
    path = tmp_path / "sixty.yaml"
    path.write_text(cr.to_yaml(SIXTY))
    with serving("--protocol", str(path)) as address:
        page = visit(address, LAPTOP)
        page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, main.scrollHeight)")
        expect(page.locator(".status-number").first).to_be_in_viewport()
        expect(page.locator(".limits-row").nth(5)).to_be_in_viewport()


def test_every_page_names_its_trial_in_the_tab_and_above(server, visit):
    page = visit(server)
    for name, title in (("Protocol", "Protocol"), ("Data", "Data"), ("Levers", "Levers"), ("Numbers", "Numbers")):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page).to_have_title(f"{title} · NCT05616468 · Trial Feasibility")
        expect(page.locator(".heading")).to_contain_text(
            "BGT007 cells in relapsed or metastatic nasopharyngeal carcinoma"
        )


def test_the_bar_counts_what_was_changed_while_it_is_changed(server, visit):
    page = visit(server)
    changed = page.locator(".heading-changed")
    expect(changed).to_have_text("As in the protocol")
    moved = slider(page, "Haemoglobin")
    moved.focus()
    page.wait_for_function("feasibilityLive.table?.complete")
    page.keyboard.press("ArrowRight")
    expect(changed).to_have_text("1 changed", timeout=300)  # before the server has been told
    quiet(page)
    changed.click()
    expect(page.locator(".heading-changes")).to_contain_text("9c Haemoglobin, at least 95 g/L, protocol 90 g/L")


def test_the_link_is_copied_or_it_is_said_where_it_stands(server, visit):
    page = visit(f"{server}/?hb_min=100")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".heading-said")).to_have_text(re.compile("Link copied|the address above is the link"))


def test_present_enlarges_and_stays(server, visit):
    page = visit(server, PROJECTOR)

    def height(selector):
        return page.locator(selector).first.bounding_box()["height"]

    before = [height(each) for each in (".status-number", ".limits-row >> nth=3", ".chart-plot")]
    page.get_by_role("button", name="Present").click()
    page.wait_for_function(HIGHER, arg=1.2 * before[2])
    after = [height(each) for each in (".status-number", ".limits-row >> nth=3", ".chart-plot")]
    assert all(large > 1.2 * small for large, small in zip(after, before, strict=True))
    assert page.evaluate(CUT) == []
    page.reload()
    quiet(page)
    expect(page.get_by_role("button", name="Present")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Present").click()
    quiet(page)
    assert height(".status-number") == before[0]


def test_keys_move_by_one_step_and_by_ten(server, visit):
    page = visit(server)
    moved = slider(page, "Target positive within")
    moved.focus()
    for key, value in (("ArrowRight", 370), ("PageUp", 420), ("PageDown", 370), ("Home", 90), ("End", 1825)):
        page.keyboard.press(key)
        assert moved.input_value() == str(value), key


def test_a_long_range_is_dragged_over_round_values_and_finely_with_shift(server, visit):
    page = visit(server)
    moved = slider(page, "Target positive within")
    box = moved.bounding_box()
    middle = box["y"] + box["height"] / 2

    def at(part):
        page.mouse.move(box["x"] + box["width"] * part, middle)
        return int(moved.locator("xpath=../..").locator(".limits-typed").input_value())

    page.mouse.move(box["x"] + box["width"] * 0.17, middle)
    page.mouse.down()
    coarse = [at(0.2 + 0.01 * step) for step in range(60)]
    assert {365, 730, 1095} <= {365, *coarse}
    assert all(value % 30 == 0 or value % 365 == 0 for value in coarse)
    page.keyboard.down("Shift")
    assert any(value % 30 and value % 365 for value in [at(0.3 + 0.01 * step) for step in range(20)])
    page.keyboard.up("Shift")
    page.mouse.up()


SEEN = """() => [...document.querySelectorAll('.status-number')].every(number => {
  const { x, y, width, height } = number.getBoundingClientRect();
  const seen = document.elementFromPoint(x + width / 4, y + height / 2);
  return seen === number && number.scrollWidth <= number.clientWidth;
})"""


@pytest.mark.parametrize(("size", "presenting"), [(LAPTOP, False), (LAPTOP, True), (NARROW, False), (NARROW, True)])
def test_the_three_numbers_are_whole_and_in_sight_however_far_the_page_is_scrolled(server, visit, size, presenting):
    page = visit(f"{server}/?population=raw_ehr&hb_min=80", size)
    if presenting:
        page.get_by_role("button", name="Present").click()
        quiet(page)
    page.get_by_test_id("stMain").evaluate("e => e.scrollTo(0, 99999)")
    page.wait_for_function(SEEN)


@pytest.mark.parametrize("presenting", [False, True])
def test_on_a_phone_the_three_numbers_cover_nothing_of_the_page(server, visit, presenting):
    """What a page says first, such as whose protocol it is or that the table is a copy, begins below them."""
    page = visit(server, NARROW)
    if presenting:
        page.get_by_role("button", name="Present").click()
        quiet(page)
    block = page.get_by_test_id("stMainBlockContainer").get_by_test_id("stVerticalBlock").first
    first, numbers = (each.bounding_box() for each in (block, page.locator(".status-cells")))
    assert first["y"] >= numbers["y"] + numbers["height"]


def test_a_printed_page_is_complete(server, visit):
    page = visit(f"{server}/?hb_min=100", LAPTOP)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".heading-printed")).to_contain_text("hb_min=100")
    expect(page.locator(".heading-changes")).to_be_visible()
    expect(page.get_by_role("button", name="Back to protocol")).to_be_hidden()
    whole = "e => e.scrollHeight <= e.clientHeight + 1 && getComputedStyle(e).overflowY === 'visible'"
    assert page.locator(".limits-list").evaluate(whole)
    assert page.locator("[data-testid=stMain]").evaluate("e => getComputedStyle(e).overflowY") == "visible"


@pytest.mark.parametrize("look", ["light", "dark"])
def test_paper_is_white_and_wide_enough_for_a_table(server, visit, look):
    """A grid keeps the width it had on the screen, on A4 and on Letter; paper is white whatever the look."""
    page = visit(f"{server}/numbers", LAPTOP, color_scheme=look)
    grid = page.get_by_test_id("stDataFrame").first
    expect(grid).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme=look)
    assert grid.evaluate("e => e.getBoundingClientRect().right") <= 970
    painted = "e => [getComputedStyle(e).filter !== 'none', getComputedStyle(e).backgroundColor]"
    inverted, background = page.locator("[data-testid=stMain]").evaluate(painted)
    assert (inverted, background) == ((True, "rgba(0, 0, 0, 0)") if look == "dark" else (False, "rgb(255, 255, 255)"))


@pytest.mark.parametrize(
    "query", ["hb_min=![](http://evil.test/a)", "population=[a](http://evil.test/b) **c**", "![](http://evil.test/d)=1"]
)
def test_a_link_makes_no_browser_ask_for_anything_and_its_words_are_plain(server, visit, query):
    page = visit(server)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}/?{query}")
    table = page.get_by_test_id("stTable")
    expect(table).to_contain_text("evil.test/")
    assert table.locator("a, img, strong").count() == 0
    assert [url for url in asked if url.startswith("http://evil.test")] == []


@pytest.mark.parametrize("page_of", ["data", "numbers"])
def test_on_paper_a_grid_has_all_its_rows(server, visit, page_of):
    page = visit(f"{server}/{page_of}")
    grid, words = page.get_by_test_id("stDataFrame").first, page.locator(".on-paper").first
    expect(grid).to_be_visible()
    expect(words).to_be_hidden()
    page.emulate_media(media="print")
    expect(grid).to_be_hidden()
    expect(words).to_be_visible()
    last = words.get_by_role("row").last
    expect(last).to_contain_text("Pregnancy test")  # on the screen it has to be scrolled to


def test_on_paper_a_table_under_a_chart_of_the_levers_page_has_all_its_rows(server, visit):
    page = visit(f"{server}/levers?tab=curves")
    folded = page.get_by_text("table and download").first
    folded.click()
    grid, words = page.get_by_test_id("stDataFrame").first, page.locator(".on-paper").first
    expect(grid).to_be_visible()
    page.emulate_media(media="print")
    expect(grid).to_be_hidden()
    expect(words).to_be_visible()


def test_only_what_opens_something_looks_as_if_it_could_be_clicked(server, visit):
    page = visit(server)
    cursor = "e => getComputedStyle(e).cursor"
    labels = {name: page.locator(".chart-label").filter(has_text=name).first for name in ("9 Organ", "9c Haemoglobin")}
    assert [each.evaluate(cursor) for each in labels.values()] == ["auto", "pointer"]
    plot = page.locator(".nsewdrag").first
    box = plot.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + 4)  # far from the bars
    expect(plot).to_have_css("cursor", "default")
    longest = max(
        (each.bounding_box() for each in page.locator(".barlayer path").all()), key=lambda each: each["width"]
    )
    page.mouse.move(longest["x"] + longest["width"] / 2, longest["y"] + longest["height"] / 2)
    expect(plot).to_have_css("cursor", "pointer")


@pytest.mark.parametrize("tab", ["overlap", "missing-data", "curves"])
def test_on_a_phone_no_name_is_cut(server, visit, tab):
    page = visit(f"{server}/levers?tab={tab}", NARROW)
    names = page.locator(".ytick text, .y2tick text, .chart-label, .panel-title, .panel-now")
    expect(names.first).to_be_visible()
    assert not [text for text in names.all_text_contents() if "…" in text]
    wider = "e => e instanceof HTMLElement && e.clientWidth && e.scrollWidth > e.clientWidth + 1"
    assert not names.evaluate_all(f"all => all.filter({wider}).map(e => e.textContent)")
