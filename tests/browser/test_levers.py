"""The levers page in a real browser: a change taken and undone by mouse and keyboard; a phone holds every tab."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE, quiet, statuses

BASELINE = ["61", "169", "970"]
RELAXED = ["90", "255", "855"]
TAKEN = re.compile("min_prior_lines=1")
TABS = ["Best changes", "Curves", "Two limits", "Overlap", "Who is gained", "Missing data", "Sites"]


def go(page, name):
    page.get_by_role("link", name=name).click()
    quiet(page)


def open_tab(page, name):
    page.get_by_role("tab", name=name, exact=True).click()
    expect(page.get_by_role("tab", name=name, exact=True)).to_have_attribute("aria-selected", "true")
    quiet(page)


def panel(page, name):
    """A small curve by the beginning of its accessible name."""
    return page.locator(f'.panel[aria-label^="{name}"]')


def enlarged(page):
    """The large chart of one limit, once it is drawn."""
    chart = page.locator(".st-key-lever_curve .js-plotly-plot")
    expect(chart).to_be_visible()
    return chart


def click_value(page, asked):
    """Click the point of the enlarged chart that asks for this."""
    place = enlarged(page).evaluate(
        """(plot, asked) => {
            const { x, y, customdata } = plot.data.at(-1);
            const at = customdata.findIndex((one) => one[0] === asked);
            const { xaxis, yaxis } = plot._fullLayout;
            const box = plot.getBoundingClientRect();
            return [box.x + xaxis._offset + xaxis.d2p(x[at]), box.y + yaxis._offset + yaxis.d2p(y[at])];
        }""",
        asked,
    )
    page.mouse.move(*place)
    expect(page.locator(".hoverlayer .hovertext")).to_be_visible()
    page.mouse.click(*place)


def test_a_change_is_taken_and_undone_by_a_card_by_keyboard_and_by_a_point(server, visit):
    """One visit, as opening a page afresh takes longer than all that is done on it."""
    page = visit(f"{server}/levers")
    expect(page.get_by_role("heading", name="+29 eligible, +86 potential")).to_be_in_viewport()
    page.get_by_role("button", name="Take it").first.click()
    expect(page).to_have_url(TAKEN)
    quiet(page)
    go(page, "Feasibility")
    assert statuses(page) == RELAXED
    go(page, "Levers")
    page.get_by_role("button", name="Back to the protocol’s own limits").click()
    expect(page.get_by_text("Now 61 eligible")).to_be_visible()
    expect(page).not_to_have_url(TAKEN)

    open_tab(page, "Curves")
    panel(page, "9c Haemoglobin").focus()
    page.keyboard.press("Enter")
    expect(enlarged(page)).to_have_accessible_name(re.compile("^9c Haemoglobin"))
    page.get_by_role("button", name="All limits").click()
    panel(page, "7 Disease and prior lines, lines at least").click()
    expect(enlarged(page)).to_have_accessible_name(re.compile("^7 Disease and prior lines, lines at least, now 2"))

    click_value(page, "min_prior_lines=1")
    confirmed = page.locator(".st-key-lever_confirmed")
    expect(confirmed.get_by_text("Eligible 90, potential 255.")).to_be_visible()
    expect(page).to_have_url(TAKEN)
    confirmed.get_by_role("button", name="Take it back").click()
    expect(confirmed).to_be_hidden()
    expect(page).not_to_have_url(TAKEN)
    go(page, "Feasibility")
    assert statuses(page) == BASELINE


def test_no_tab_scrolls_sideways_on_a_phone(server, visit):
    page = visit(f"{server}/levers", size=NARROW, is_mobile=True, has_touch=True)
    assert page.get_by_role("tab").all_inner_texts() == TABS
    too_wide = {}
    for name in TABS:
        open_tab(page, name)
        overflow = page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth - main.clientWidth")
        if overflow:
            too_wide[name] = overflow
    assert too_wide == {}


WORDS_IN_THE_WAY = """() => {
  const boxes = (drawing) => [...drawing.querySelectorAll('.main-svg text, .chart-labels > span')]
    .filter((each) => each.textContent.trim() && each.getClientRects().length)
    .map((each) => ({
      says: each.textContent.trim(),
      slanted: /rotate\\(-?[1-9]/.test(each.getAttribute('transform') ?? ''),
      box: each.getBoundingClientRect(),
    }));
  const common = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
  return [...document.querySelectorAll('.chart-drawing')].filter((each) => each.clientWidth).flatMap((drawing) => {
    const words = boxes(drawing), frame = drawing.getBoundingClientRect();
    const cut = words.filter(({ box }) => box.top < frame.top - 2 || box.bottom > frame.bottom + 2
      || box.left < frame.left - 2 || box.right > frame.right + 2).map(({ says }) => `cut: ${says}`);
    const straight = words.filter(({ slanted }) => !slanted);
    const over = straight.flatMap((one, at) => straight.slice(0, at)
      .filter((other) => common(one.box, other.box)).map((other) => `${one.says} over ${other.says}`));
    return [...cut, ...over];
  });
}"""


def words_in_the_way(page):
    """What is cut or overprinted once the charts have come to rest."""
    for _ in range(20):
        if not (found := page.evaluate(WORDS_IN_THE_WAY)):
            break
        page.wait_for_timeout(250)
    return found


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "phone"])
def test_no_words_of_a_chart_are_cut_or_stand_over_others(server, visit, size):
    """Names of columns too, which have their room above the rows."""
    page = visit(f"{server}/?hb_min=100", size=size)
    expect(page.locator(".chart-label").first).to_be_visible()
    assert words_in_the_way(page) == []
    page.goto(f"{server}/levers?hb_min=100")
    for name in TABS:
        open_tab(page, name)
        if name != "Curves":  # small pictures, without a chart of their own
            expect(page.locator(".chart-drawing .infolayer").first).to_be_attached()
        assert words_in_the_way(page) == [], name
