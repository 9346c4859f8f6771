"""The few journeys that matter, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, bars, quiet, serving, slider, statuses

BASELINE = ["61", "169", "970"]
RELAXED = ["90", "255", "855"]
LINES = "Disease and prior lines lines at least"


def test_move_a_limit_see_it_change_and_take_it_back(server, visit):
    page = visit(server)
    expect(page.locator(".js-plotly-plot .barlayer path").nth(6)).to_be_visible()
    assert statuses(page) == BASELINE
    before = bars(page)

    slider(page, LINES).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".status-number").first).to_have_text("90")
    quiet(page)
    assert statuses(page) == RELAXED
    assert bars(page) != before

    page.get_by_role("button", name="Back to protocol").click()
    expect(page.locator(".status-number").first).to_have_text("61")
    quiet(page)
    assert statuses(page) == BASELINE
    assert bars(page) == before


def test_numbers_follow_a_slider_while_it_is_dragged(server, visit):
    page = visit(server)
    box = slider(page, "Haemoglobin").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.4, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 4, middle, steps=8)
    expect(page.locator(".status-number").first).not_to_have_text("61")  # the button is still held
    page.mouse.up()
    expect(page).to_have_url(re.compile("hb_min=120"))


def test_a_copied_link_reopens_exactly_this_view(server, visit):
    page = visit(server)
    slider(page, LINES).focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("min_prior_lines=1"))
    page.get_by_text("Share", exact=True).click()
    expect(page).to_have_url(re.compile("measure=share"))
    quiet(page)

    again = visit(page.url)
    assert statuses(again) == RELAXED
    assert slider(again, LINES).input_value() == "1"
    expect(again.get_by_role("radio", name="Share")).to_be_checked()


def test_limits_survive_a_reload_and_a_visit_to_another_page(server, visit):
    page = visit(server)
    slider(page, LINES).focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("min_prior_lines=1"))
    page.reload()
    quiet(page)
    assert statuses(page) == RELAXED
    page.get_by_role("link", name="Numbers").click()
    expect(page.get_by_text("90 eligible")).to_be_visible()
    page.get_by_role("link", name="Feasibility").click()
    expect(page.locator(".status-number").first).to_have_text("90")
    assert slider(page, LINES).input_value() == "1"


def test_a_picture_and_a_table_can_be_downloaded(server, visit, tmp_path):
    page = visit(server)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Picture (PNG)").click()
    picture = tmp_path / "picture.png"
    waiting.value.save_as(picture)
    assert waiting.value.suggested_filename == "NCT05616468-fails.png"
    assert picture.read_bytes().startswith(b"\x89PNG")

    page.get_by_role("link", name="Numbers").click()
    expect(page.get_by_role("button", name="Scenario (CSV)")).to_be_visible()
    quiet(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Scenario (CSV)").click()
    table = tmp_path / "table.csv"
    waiting.value.save_as(table)
    assert table.read_text().splitlines()[2] == "C02_age,2,Age,true,1178,22,0,0,0,3,0,22,1178,8.9,0"


def test_a_levers_picture_keeps_its_numbers_beside_the_bars_and_says_what_it_rests_on(server, visit, tmp_path):
    page = visit(f"{server}/levers?tab=sites&hb_min=85")
    quiet(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="SVG").first.click()
    drawn = tmp_path / "sites.svg"
    waiting.value.save_as(drawn)
    picture = page.context.new_page()
    picture.goto(drawn.as_uri())
    bars = [each.bounding_box() for each in picture.locator(".barlayer path").all()]
    numbers = [each.bounding_box() for each in picture.locator(".annotation-text").filter(has_text="? of").all()]
    assert len(numbers) > 3
    assert min(each["x"] for each in numbers) >= max(each["x"] + each["width"] for each in bars)
    words = "".join("".join(picture.locator(".annotation-text").all_text_contents()).split())  # lines have no blank
    for said in ("NCT05616468", "curatedrecord", "Haemoglobin", "exactcounts", "TrialFeasibility"):
        assert said in words


@pytest.mark.parametrize("page_name", ["", "levers", "numbers", "data", "protocol"])
def test_no_page_asks_anybody_else_for_anything(server, visit, page_name):
    page = visit(server)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}/{page_name}")
    expect(page.get_by_role("link", name="Feasibility")).to_be_visible()
    quiet(page)
    page.wait_for_timeout(1000)  # the icon of a page is asked for last
    assert [url for url in asked if not url.startswith((server, "data:", "blob:", server.replace("http", "ws")))] == []


@pytest.mark.parametrize("page_name", ["numbers", "data", "protocol"])
def test_a_deep_link_on_a_fresh_server_lands_inside_the_app(visit, page_name):
    with serving() as address:
        page = visit(f"{address}/{page_name}?protocol=NCT05616468&hb_min=100")
        expect(page.get_by_role("link", name="Feasibility")).to_be_visible()
        expect(page).to_have_url(re.compile(f"/{page_name}.*hb_min=100"))


def test_a_hospitals_table_is_opened_mapped_and_used(server, visit, tmp_path):
    table = tmp_path / "hospital.csv"
    rows = [f"{11 + at % 40 / 10:.1f};A" for at in range(150)]
    table.write_text("Haemoglobin;Ward\n" + "\n".join(rows).replace(".", ",") + "\n")
    page = visit(f"{server}/data")
    page.get_by_role("button", name="Open another table").click()
    page.locator("input[type=file]").first.set_input_files(table)
    quiet(page)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("hospital.csv cannot be used yet: 1 question to answer.")).to_be_visible()
    page.get_by_role("combobox", name="Ward is").focus()
    page.keyboard.type("leave out")
    page.keyboard.press("Enter")
    expect(page.get_by_text("hospital.csv can be used: ~148 patients.")).to_be_visible()
    page.get_by_role("button", name="Use this table").click()
    quiet(page)
    page.get_by_role("link", name="Feasibility").click()
    quiet(page)
    assert statuses(page) == ["≤10", "~148", "≤10"]


def test_a_click_on_a_bar_opens_its_criterion(server, visit):
    page = visit(server)
    box = page.locator(".js-plotly-plot .barlayer path").nth(6).bounding_box()
    page.mouse.click(box["x"] + 4, box["y"] + box["height"] / 2)
    expect(page.get_by_text("Near misses")).to_be_visible()
    expect(page).to_have_url(re.compile("criterion=C07"))


def test_a_value_out_of_range_is_refused_where_it_was_typed(server, visit):
    page = visit(server)
    typed = page.locator('input[type=number][aria-label^="Haemoglobin"]')
    typed.fill("500")
    typed.press("Enter")
    expect(page.get_by_text("Allowed: 70 to 120 g/L")).to_be_visible()
    quiet(page)
    assert typed.input_value() == "90"
    assert statuses(page) == BASELINE


def test_a_decimal_comma_is_a_decimal_point(server, visit):
    """A browser would drop it in silence: 9,5 would be 95, which is within the range."""
    page = visit(server)
    typed = page.locator('input[type=number][aria-label^="Haemoglobin"]')
    typed.press("ControlOrMeta+a")
    page.keyboard.type("9,5")
    assert typed.input_value() == "9.5"
    typed.press("Enter")
    expect(page.get_by_text("Allowed: 70 to 120 g/L")).to_be_visible()
    expect(typed).to_have_value("90")


def test_a_criterion_switched_off_stops_costing_patients(server, visit):
    page = visit(server)
    page.get_by_role("switch", name="Criterion 7 Disease and prior lines on").click()
    expect(page.locator(".status-number").first).to_have_text("143")
    expect(page).to_have_url(re.compile("off=C07_disease_and_lines"))


def test_a_phone_shows_everything_without_scrolling_sideways(server, visit):
    page = visit(server, size=NARROW, is_mobile=True, has_touch=True)
    overflow = page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth - main.clientWidth")
    assert overflow == 0
    slider(page, LINES).scroll_into_view_if_needed()
    expect(page.locator(".status-number").first).to_be_in_viewport()


def test_what_a_status_means_is_reached_by_keyboard(server, visit):
    page = visit(server)
    page.get_by_role("button", name="What potential means").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("data could settle it")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("data could settle it")).to_be_hidden()


def test_the_three_numbers_are_read_out_once_they_stand_still(server, visit):
    page = visit(server)
    spoken = page.locator(".statuses [role=status]")
    expect(spoken).to_have_text("")
    slider(page, LINES).focus()
    page.keyboard.press("ArrowLeft")
    expect(spoken).to_have_text("Eligible 90, Potential 255, Excluded 855")


def test_the_measure_is_changed_by_keyboard_and_keeps_the_focus(server, visit):
    page = visit(server)
    page.get_by_role("radio", name="Fails").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("measure=only"))
    quiet(page)
    expect(page.get_by_role("radio", name="Only")).to_be_focused()
    page.get_by_role("switch", name="Largest first").press("Space")
    expect(page).to_have_url(re.compile("sort=size"))
    expect(page.locator(".chart-label").first).to_have_text(re.compile("Disease and prior lines"))


def test_a_click_on_a_rows_label_opens_its_criterion(server, visit):
    page = visit(server)
    page.locator(".chart-label", has_text="9c Haemoglobin").click()
    expect(page).to_have_url(re.compile("criterion=C09c_hb"))


def test_rows_say_what_the_figure_says_beside_their_bars(server, visit):
    page = visit(server)
    bar = page.locator(".js-plotly-plot .barlayer path").nth(6).bounding_box()
    number = page.locator(".chart-number").nth(6).bounding_box()
    expect(page.locator(".chart-number").nth(6)).to_have_text("655 +54 ?")
    assert abs(bar["y"] + bar["height"] / 2 - number["y"] - number["height"] / 2) < 2


def test_another_population_is_picked_in_its_list(server, visit):
    page = visit(server)
    page.get_by_label("Population").select_option("raw_ehr")
    expect(page.locator(".status-number").first).to_have_text("160")
    expect(page).to_have_url(re.compile("population=raw_ehr"))


def test_the_order_of_the_funnel_is_dragged_and_moved_by_keys(server, visit):
    page = visit(f"{server}/?measure=lost_here")
    label = page.get_by_role("button", name=re.compile("place 1 of"))
    first = label.inner_text().strip()
    one, other = (page.locator(".chart-label").nth(row).bounding_box() for row in (0, 4))
    page.mouse.move(one["x"] + 20, one["y"] + one["height"] / 2)
    page.mouse.down()
    page.mouse.move(other["x"] + 20, other["y"] + other["height"] / 2, steps=6)
    expect(page.locator(".chart-place")).to_be_visible()
    page.mouse.up()
    expect(page.locator(".chart-label").nth(4)).to_have_text(first)
    expect(page).to_have_url(re.compile("order="))
    quiet(page)
    assert statuses(page) == BASELINE
    expect(page.locator(".st-key-detail")).to_have_count(0)  # a drag opens no detail

    page.mouse.move(other["x"] + 20, other["y"] + other["height"] / 2)
    page.mouse.down()
    page.mouse.move(one["x"] + 20, one["y"] + one["height"] / 2, steps=6)
    expect(page.locator(".chart-place")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".chart-place")).to_be_hidden()
    page.mouse.up()
    expect(page.locator(".chart-label").nth(4)).to_have_text(first)

    page.get_by_role("button", name=re.compile("place 5 of")).focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".chart-label").nth(3)).to_have_text(first)
    expect(page.get_by_role("button", name=re.compile("place 4 of"))).to_be_focused()
    quiet(page)
    page.get_by_role("switch", name="Own order").click()
    expect(page.locator(".chart-label").first).to_have_text(first)
    expect(page).not_to_have_url(re.compile("order="))

    page.get_by_role("button", name=re.compile("place 1 of")).click()
    expect(page.locator(".st-key-detail")).to_be_visible()


def test_the_first_visitor_of_a_server_sees_the_frame_and_what_they_wait_for(browser):
    with serving() as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_text("The server has just started")).to_be_visible()
        expect(page.get_by_role("link", name="Levers")).to_be_visible()
        expect(page.locator(".status-number").first).to_be_visible(timeout=60_000)
        expect(page.get_by_text("The server has just started")).to_be_hidden()
