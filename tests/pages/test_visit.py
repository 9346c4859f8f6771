"""A visit is the browser's: a reload finds its table and protocol, another browser does not, a restart is said."""

import pandas as pd
import pytest

import criteria as cr
from pages import _session, _visit
from pages._visit import Visits
from tests.conftest import DEMO_DATA
from tests.pages.test_any_protocol import SMALL, own
from tests.pages.test_data import open_file


def clinic(patients=400):
    """A table of a visitor's own, and a map in which its owner accepts what is doubtful."""
    columns = ["age [a]", "sex", "hb [g/L]", "plt [10*9/L]", "ecog"]
    content = pd.read_parquet(DEMO_DATA / "curated.parquet")[columns].head(patients).to_csv(index=False).encode()
    found = cr.check(cr.read_raw(("clinic.csv", content)))
    agreed = tuple(each.agreement for each in found.to_accept)
    return content, cr.map_to_yaml(found.table_map.model_copy(update={"agreed": agreed}))


def use_own_table(page, patients=400):
    """Open the table on the Data page, use it, and look at the main page."""
    content, text = clinic(patients)
    page.test.switch_page("pages/data.py")
    page.run()
    open_file(page, content, "clinic.csv", text)
    page.choose("use_table").test.switch_page("pages/feasibility.py")
    return page.run()


def opened(visit):
    """A visit in which a table was opened and is used."""
    return use_own_table(visit("data"))


@pytest.mark.parametrize("page", ["", "levers", "numbers", "data", "protocol"])
def test_a_reload_finds_the_table_on_every_page(visit, page):
    first = opened(visit)
    assert first.board()["populations"][-1]["name"] == "clinic.csv"
    again = visit(page, browser=first, **first.address())
    assert "asks for something" not in again.says()
    if page == "":
        assert again.statuses() == first.statuses()
    if page in ("levers", "numbers", "data"):
        assert "clinic" in again.says()


@pytest.mark.parametrize("page", ["", "levers", "numbers", "data", "protocol"])
def test_another_browser_sees_no_number_of_any_table_instead(visit, page):
    first = opened(visit)
    other = visit(page, **first.address())
    assert other.components() == []
    assert "asks for something that is not here" in other.says()
    assert "clinic" not in other.says(), "nor what it is called"
    assert other.address() == first.address()


def test_after_a_restart_what_is_gone_is_asked_for_by_name(visit):
    first = opened(visit).set(limits={"hb_min": 100})
    _visit.visits.clear()
    again = visit(browser=first, **first.address())
    assert again.components() == []
    assert "clinic.csv" in again.says()
    again.choose("go_on")
    assert again.address() == {"protocol": "NCT05616468", "hb_min": "100"}, "the limits come back from the address"


def test_the_same_table_opened_again_needs_no_word_and_another_one_is_named(visit):
    first = opened(visit)
    _visit.visits.clear()
    again = visit("data", browser=first, **first.address())
    again.choose("own-table")
    assert "not that of the table which the link asks for" in use_own_table(again, 300).says()
    assert "not that of" not in use_own_table(again).says()


def test_a_reload_finds_the_own_protocol_and_its_limits(visit):
    protocol = cr.parse_protocol(SMALL)
    first = own(visit, protocol)
    name, limit = next(iter(protocol.limits.items()))
    first.set(limits={name: limit.max})
    again = visit(browser=first, **first.address())
    assert again.address() == first.address()
    assert again.statuses() == first.statuses()


def test_after_a_restart_the_protocol_opened_again_takes_the_limits_of_the_link(visit):
    protocol = cr.parse_protocol(SMALL)
    first = own(visit, protocol)
    name, limit = next(iter(protocol.limits.items()))
    first.set(limits={name: limit.max})
    _visit.visits.clear()
    again = visit(browser=first, **first.address())
    assert protocol.id in again.says()
    again.choose("own-protocol")
    again.test.file_uploader(key="protocol_file").upload("own.yaml", cr.to_yaml(protocol).encode(), "application/yaml")
    again.run()
    next(each for each in again.test.button if each.label == "Use this protocol").click()
    again.run()
    again.test.switch_page("pages/feasibility.py")
    assert again.run().address() == first.address()


def test_after_a_restart_the_protocol_opened_again_still_asks_for_the_table_of_the_link(visit):
    protocol = cr.parse_protocol(SMALL)
    first = use_own_table(own(visit, protocol))
    _visit.visits.clear()
    again = visit(browser=first, **first.address())
    assert again.components() == []
    assert "clinic.csv" in again.says(), "both are named at once"
    assert protocol.id in again.says()
    again.choose("own-protocol")
    again.test.file_uploader(key="protocol_file").upload("own.yaml", cr.to_yaml(protocol).encode(), "application/yaml")
    again.run()
    next(each for each in again.test.button if each.label == "Use this protocol").click()
    again.run()
    again.test.switch_page("pages/feasibility.py")
    assert again.run().components() == [], "the demonstration is not shown in its place"
    again.choose("own-table")
    assert use_own_table(again).address() == first.address()


BETWEEN = {"protocol": "NCT05616468", "hb_min": "87.3"}  # allowed where counts are exact


def test_a_limit_between_two_steps_goes_back_when_a_protected_table_is_opened(visit):
    page = visit(**BETWEEN)
    assert page.address() == BETWEEN
    use_own_table(page)
    assert "hb_min" not in page.address()
    assert "87.3 is between two steps" in page.says()


@pytest.mark.parametrize("other", ["levers", "numbers"])
def test_a_limit_between_two_steps_is_asked_of_a_protected_table_on_no_page(visit, other):
    page = visit("data", **BETWEEN)
    content, text = clinic()
    open_file(page, content, "clinic.csv", text)
    page.choose("use_table").test.switch_page(f"pages/{other}.py")
    page.run()
    assert "hb_min" not in page.address()
    assert page.address()["population"].startswith("own-")


def test_a_limit_between_two_steps_goes_back_when_a_protected_table_is_picked(visit):
    page = opened(visit)
    key = page.address()["population"]
    tables = [each["key"] for each in page.board()["populations"]]
    page.pick(_session.STATUSES, population=tables[0]).set(limits={"hb_min": 87.3})
    assert page.address() == BETWEEN
    page.pick(_session.STATUSES, population=key)
    assert page.address() == {"protocol": "NCT05616468", "population": key}
    assert "87.3 is between two steps" in page.says()


def test_a_tab_whose_table_another_tab_has_replaced_shows_no_other(visit):
    first = opened(visit)
    first.held()["tables"].clear()
    assert first.run().components() == []
    assert "open its file again" in first.says()


def test_the_question_of_the_levers_page_is_in_the_address(visit):
    page = visit("levers", tab="overlap")
    assert page.test.session_state["lever"] == "Overlap"
    assert page.address() == {"protocol": "NCT05616468", "tab": "overlap"}
    assert visit(tab="sideways").components() == []


def test_a_visit_is_forgotten_when_nobody_has_looked_at_it_for_long():
    now = [0.0]
    visits = Visits(10, lambda: now[0])
    visit = visits.of(None)
    now[0] = 9
    assert visits.of(visit.token) is visit
    now[0] = 18
    assert visits.of(visit.token) is visit, "it was looked at in between"
    now[0] = 28
    assert visits.of(visit.token) is not visit


@pytest.mark.parametrize("token", [None, "", "guessed", "0"])
def test_a_token_that_the_server_did_not_give_is_none(token):
    visits = Visits(10)
    visit = visits.of(token)
    assert visit.token != token
    assert len(visit.token) > 40
    assert visit.token not in repr(visit)


@pytest.mark.parametrize("text", ["", "no json", "[1]", '"text"', "5", '{"a": {"b": 1}}'])
def test_whatever_stands_in_the_cookie_is_only_words(monkeypatch, text):
    monkeypatch.setattr(_visit, "_cookie", lambda _: text)
    names = _visit.names_held_before()
    assert all(isinstance(name, str) for name in [*names, *names.values()])
