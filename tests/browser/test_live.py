"""A limit on its way: the browser draws each step by itself, exactly as the server does afterwards."""

import re

import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import quiet, serving, slider, statuses
from tests.conftest import DEMO_DATA

STEPS_ARE_HERE = "limit => feasibilityLive.table?.limit === limit && feasibilityLive.table.complete"
DRAWN = """() => [
  ...[...document.querySelectorAll('.barlayer path')].map(path => path.getAttribute('d')),
  ...[...document.querySelectorAll('.scatterlayer .point')].map(mark => mark.getAttribute('transform')),
  ...[...document.querySelectorAll('.chart-number, .status-number, .status-change, .status-name, .status-basis,'
    + '.limits-fails, .limits-unknown, .limits-sentence')].map(each => each.textContent),
]"""
LIMITS = {
    "hb_min": "Haemoglobin",
    "crcl_min": "Creatinine clearance at least",
    "min_prior_lines": "Disease and prior lines lines",
}


def alike(drawn, ahead):
    """Every text the same; a place in the drawing may differ by the last digit that is written of it."""
    places = [re.findall(r"-?[\d.]+", each) if re.match(r"M|translate", each) else each for each in drawn]
    others = [re.findall(r"-?[\d.]+", each) if re.match(r"M|translate", each) else each for each in ahead]
    return len(places) == len(others) and all(
        here == there
        or (isinstance(here, list) and [*map(float, here)] == pytest.approx([*map(float, there)], abs=0.011))
        for here, there in zip(places, others, strict=True)
    )


def ahead_of_the_server(page, limit):
    """The slider of a limit whose steps are in the page."""
    expect(page.locator(".barlayer path").first).to_be_attached()
    moved = slider(page, LIMITS[limit])
    moved.focus()
    page.wait_for_function(STEPS_ARE_HERE, arg=limit)
    return moved


@pytest.mark.parametrize("measure", ["fails", "only", "lost_here", "share"])
def test_a_step_drawn_ahead_is_what_the_server_then_draws(server, visit, measure):
    page, by_itself = visit(f"{server}/?measure={measure}"), []
    for limit in LIMITS:
        ahead_of_the_server(page, limit)
        for key in ("ArrowRight", "ArrowLeft"):
            for _ in range(3):
                page.keyboard.press(key)
                page.wait_for_timeout(50)
            ahead = page.evaluate(DRAWN)
            by_itself.append(page.evaluate("feasibilityLive.until") == float("inf"))
            page.wait_for_timeout(400)  # the keys are still: it is told now
            quiet(page)
            assert alike(page.evaluate(DRAWN), ahead), (limit, key)
    assert any(by_itself), "the server had been told each time"


def test_a_server_that_does_not_answer_keeps_nobody_from_seeing_a_step(server, visit):
    page = visit(server)
    ahead_of_the_server(page, "hb_min")
    page.evaluate("WebSocket.prototype.send = () => {}")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".status-number").first).not_to_have_text("61", timeout=500)


def test_a_drag_sends_nothing_until_it_ends(server, visit):
    page = visit(server)
    moved = ahead_of_the_server(page, "hb_min")
    page.evaluate(
        "() => { window.sent = 0; const send = WebSocket.prototype.send;"
        " WebSocket.prototype.send = function (data) { window.sent += 1; return send.call(this, data); }; }"
    )
    box = moved.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.4, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 4, middle, steps=20)
    expect(page.locator(".status-number").first).to_have_text("17")
    assert page.evaluate("window.sent") == 0
    page.mouse.up()
    expect(page).to_have_url(re.compile("hb_min=120"))
    assert page.evaluate("window.sent") >= 1
    assert statuses(page)[0] == "17"


def test_the_detail_of_a_criterion_follows_the_drag_too(server, visit):
    page = visit(f"{server}/?criterion=C09c_hb")
    moved = ahead_of_the_server(page, "hb_min")
    box = moved.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2, steps=10)
    fails = page.locator('[role=group][aria-label="Criterion 9c Haemoglobin"] .limits-fails')
    expect(fails).not_to_have_text("25")
    expect(page.locator(".st-key-detail").get_by_text(f"{fails.inner_text()} fail,")).to_be_visible()
    page.mouse.up()


def test_protected_numbers_ahead_are_the_protected_ones(visit, tmp_path):
    table = tmp_path / "patients.csv"
    pd.read_parquet(DEMO_DATA / "curated.parquet").to_csv(table, index=False)
    with serving("--data", str(table)) as address:
        page = visit(address)
        ahead_of_the_server(page, "hb_min")
        for _ in range(3):
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(50)
        ahead = page.evaluate(DRAWN)
        assert statuses(page)[0].startswith("~")
        page.wait_for_timeout(400)
        quiet(page)
        assert alike(page.evaluate(DRAWN), ahead)
