"""A visit is the browser's: a reload finds its table and protocol, another browser does not, a restart is said."""

from urllib.parse import parse_qsl, quote

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import criteria as cr
from pages import _session, _visit
from pages._remembered import Remembered
from pages._visit import Visits
from tests.conftest import DEMO_DATA
from tests.pages.conftest import APP, FIRST_RUN, Visit, as_read
from tests.pages.test_any_protocol import SMALL, own
from tests.pages.test_data import open_file
from tests.pages.test_protocol_editor import change, field, fill, press


def clinic(patients=400):
    """A table of a visitor's own, and a map in which its owner accepts what is doubtful."""
    columns = ["age [a]", "sex", "hb [g/L]", "plt [10*9/L]", "ecog"]
    content = pd.read_parquet(DEMO_DATA / "curated.parquet")[columns].head(patients).to_csv(index=False).encode()
    found = cr.check(cr.read_raw(("clinic.csv", content)))
    agreed = tuple(each.agreement for each in found.to_accept)
    return content, cr.map_to_yaml(found.table_map.model_copy(update={"agreed": agreed}))


def read_own_table(page, patients=400):
    """Open the table on the Data page."""
    content, text = clinic(patients)
    page.test.switch_page("pages/data.py")
    page.run()
    return open_file(page, content, "clinic.csv", text)


def use_own_table(page, patients=400):
    """Open the table on the Data page, use it, and look at the main page."""
    read_own_table(page, patients)
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
    assert other.shows() == []
    assert "asks for something that is not here" in other.says()
    assert "clinic" not in other.says(), "nor what it is called"
    assert other.address() == first.address()


def test_after_a_restart_what_is_gone_is_asked_for_by_name(visit):
    first = opened(visit).set(limits={"hb_min": 100})
    _visit.visits.clear()
    again = visit(browser=first, **first.address())
    assert again.shows() == []
    assert "clinic.csv" in again.says()
    again.choose("go_on")
    assert again.address() == {"protocol": "NCT05616468", "hb_min": "100"}, "the limits come back from the address"


def test_the_same_table_opened_again_needs_no_word_and_another_one_is_named(visit):
    first = opened(visit)
    _visit.visits.clear()
    again = visit("data", browser=first, **first.address())
    assert "not the table that the link asks for" in use_own_table(again, 300).says()
    for page in ("levers", "numbers", "feasibility"):
        again.test.switch_page(f"pages/{page}.py")
        assert "not the table that the link asks for" in again.run().says(), "on every page until it was read"
    again.choose("another_table_known")
    assert "not the table" not in again.says()
    again.test.switch_page("pages/data.py")
    assert "not the table" not in use_own_table(again.run()).says()


def test_that_a_table_is_another_one_is_said_before_it_is_used(visit):
    first = opened(visit)
    _visit.visits.clear()
    again = visit("data", browser=first, **first.address())
    read_own_table(again, 300)
    assert "not the table that the link asks for" in again.says()
    assert again.test.button(key="use_table").label == "Use this table instead"
    read_own_table(again)
    assert "not the table" not in again.says()


def test_an_address_that_is_emptied_while_a_restarted_server_begins_loses_no_limit(visit):
    visit()
    page = Visit(AppTest.from_file(str(APP), default_timeout=FIRST_RUN))
    page.test.session_state["wanted"] = ("feasibility", {"protocol": ["NCT05616468"], "hb_min": ["85"]})
    assert page.run().address()["hb_min"] == "85"


def test_a_reload_finds_the_own_protocol_and_its_limits(visit):
    protocol = cr.parse_protocol(SMALL)
    first = own(visit, protocol)
    name, limit = next(iter(protocol.limits.items()))
    first.set(limits={name: limit.max})
    again = visit(browser=first, **first.address())
    assert again.address() == first.address()
    assert again.statuses() == first.statuses()


def moved(visit):
    """A visit with a table and a protocol of its own in use, one of whose limits is moved."""
    protocol = cr.parse_protocol(SMALL)
    name, limit = next(iter(protocol.limits.items()))
    return use_own_table(own(visit, protocol)).set(limits={name: limit.max}), protocol


def open_protocol(page, protocol):
    """Give a protocol's file to the page that asks for it."""
    page.test.switch_page("pages/protocol.py")
    page.run()
    page.test.file_uploader(key="protocol_file").upload("own.yaml", cr.to_yaml(protocol).encode(), "application/yaml")
    return page.run()


def main(page):
    page.test.switch_page("pages/feasibility.py")
    return page.run()


def test_after_a_restart_the_protocol_opened_again_takes_the_limits_of_the_link(visit):
    protocol = cr.parse_protocol(SMALL)
    first = own(visit, protocol)
    name, limit = next(iter(protocol.limits.items()))
    first.set(limits={name: limit.max})
    _visit.visits.clear()
    again = visit(browser=first, **first.address())
    assert protocol.id in again.says()
    open_protocol(again.choose("open_on_protocol"), protocol)
    assert main(again).address() == first.address()


@pytest.mark.parametrize("table_first", [True, False])
def test_after_a_restart_what_is_opened_again_leaves_the_question_about_the_other(visit, table_first):
    first, protocol = moved(visit)
    _visit.visits.clear()
    again = visit(browser=first, **first.address())
    assert again.shows() == []
    assert "clinic.csv" in again.says(), "both are named at once"
    assert protocol.id in again.says()
    use_own_table(again) if table_first else main(open_protocol(again, protocol))
    assert again.shows() == [], "the demonstration is not shown in its place"
    assert again.address() == first.address()
    main(open_protocol(again, protocol)) if table_first else use_own_table(again)
    assert again.address() == first.address()
    assert again.statuses() == first.statuses()


def test_another_protocol_than_the_one_asked_for_is_used_only_when_told(visit):
    first, protocol = moved(visit)
    _visit.visits.clear()
    again = visit(browser=first, **first.address())
    other = protocol.model_copy(update={"title": "Another one"})
    open_protocol(again, other)
    assert "is not the protocol that the link asks for" in again.says()
    assert main(again).shows() == []
    again.test.switch_page("pages/protocol.py")
    again.run().choose("use_instead")
    assert main(again).shows() == [], "the table is still asked for"
    assert use_own_table(again).address()["protocol"] == cr.own_protocol_key(other)
    assert again.address().keys() == {"protocol", "population"}, "limits of the other are not taken"


@pytest.mark.parametrize("page", ["", "levers", "numbers", "data", "protocol"])
def test_what_was_asked_stays_in_the_address_of_every_page(visit, page):
    first, _ = moved(visit)
    _visit.visits.clear()
    again = visit(page, browser=first, **first.address())  # the page is reached by the menu, which asks for nothing
    told = [each["address"] for each in again.components() if "address" in each]
    assert [dict(parse_qsl(each)) for each in told] == [first.address()]
    assert all(not each.keys() & {"statuses", "figure", "rows"} for each in again.components())


def test_the_page_where_a_table_is_opened_again_shows_no_other(visit):
    first = opened(visit)
    _visit.visits.clear()
    again = visit("data", browser=first, **first.address())
    assert "In use" not in again.says()
    assert again.shows() == []


def test_what_is_missing_may_be_opened_in_another_tab(visit):
    first = opened(visit)
    _visit.visits.clear()
    again = visit(browser=first, **first.address())
    use_own_table(visit("data", browser=again))
    assert again.run().statuses() == first.statuses()


# --- several tabs of one browser ----------------------------------------------------------------------------------


def test_a_new_tab_begins_with_the_table_and_protocol_of_the_visit(visit):
    first, _ = moved(visit)
    tab = visit(browser=first)
    works_on = {name: first.address()[name] for name in ("protocol", "population")}
    assert tab.address() == works_on, "limits are each tab's own"
    tab.pick(_session.STATUSES, population="curated")
    assert visit(browser=tab).address() == {"protocol": works_on["protocol"]}


def test_a_tab_on_the_demonstration_stays_there_over_a_reload(visit):
    tab = visit()
    first = use_own_table(visit("data", browser=tab))
    assert visit(browser=first, **tab.run().address()).statuses() == tab.statuses()


def test_after_a_restart_a_bare_address_asks_for_what_was_in_use(visit):
    first, protocol = moved(visit)
    _visit.visits.clear()
    tab = visit(browser=first)
    assert tab.shows() == []
    assert "clinic.csv" in tab.says()
    assert protocol.id in tab.says()
    tab.choose("begin")
    assert tab.address() == {"protocol": "NCT05616468"}
    _visit.visits.clear()
    assert visit(browser=tab).statuses(), "what was given up is asked for no longer"


def test_a_tab_on_the_demonstration_does_not_make_the_browser_forget_names(visit):
    first = opened(visit)
    demonstration = visit(browser=first, protocol="NCT05616468")
    _visit.visits.clear()
    demonstration = visit(browser=demonstration, protocol="NCT05616468")
    assert demonstration.statuses()
    assert "clinic.csv" in visit(browser=demonstration, **first.address()).says()


OVERTAKEN = "Another tab of this browser has changed"


def look(page, patients):
    """Open a table, and leave it opened."""
    content, text = clinic(patients)
    page.test.switch_page("pages/data.py")
    return open_file(page.run(), content, f"clinic {patients}.csv", text)


def test_a_tab_does_not_use_the_table_that_another_has_opened(visit):
    one = visit("data")
    look(one, 400)
    other = visit("data", browser=one)
    other.choose("close_table")
    look(other, 300)
    one.choose("use_table")
    assert OVERTAKEN in one.says()
    assert "clinic 300.csv" in one.says(), "what is opened now is shown"
    assert "tables" not in one.held() or not one.held()["tables"]
    assert main(one.choose("use_table")).address()["population"].startswith("own-")


def test_a_tab_does_not_put_away_unseen_what_another_has_opened(visit):
    one = visit("data")
    content, _ = clinic(300)
    one.test.file_uploader(key="table_file_0").upload("clinic 300.csv", content, "text/csv")
    one.run()
    other = visit("data", browser=one)
    look(other, 400)
    one.choose("read_table")  # chosen before, and pressed while the other tab's table is not shown here
    assert "was opened in another tab of this browser" in one.says()
    assert one.held()["opened"].found.dataset.name == "clinic 400.csv"
    assert as_read(one.test.button("read_table").label) == "Read it, and put clinic 400.csv away"


def test_a_protocol_that_another_tab_has_changed_is_not_used_unseen(visit):
    protocol = cr.parse_protocol(SMALL)
    one = open_protocol(visit("protocol"), protocol)
    other = open_protocol(visit("protocol", browser=one), protocol.model_copy(update={"title": "Another one"}))
    assert OVERTAKEN in press(one, "Use this protocol").says()
    assert "Another one" in one.says()
    assert main(one).address()["protocol"] == "NCT05616468"
    assert main(press(other, "Use this protocol")).address()["protocol"].startswith("visit:")


def test_a_criterion_that_another_tab_writes_is_not_written_over(visit):
    one = change(visit("protocol"), "C09c_hb", "Edit")
    other = visit("protocol", browser=one)
    fill(other, "text_input", "Name", "Written there")
    fill(one, "text_input", "Number", "99")
    assert OVERTAKEN in one.says()
    written = one.held()["open"].now.criterion
    assert (written["label"], written["number"]) == ("Written there", "9")
    assert field(one, "text_input", "Name").value == "Written there", "it is shown here now"
    press(fill(one, "text_input", "Number", "99"), "Keep")
    assert [each.number for each in one.held()["written"].protocol.criteria if each.label == "Written there"] == ["99"]
    press(other, "Leave as it was")
    assert OVERTAKEN in other.says()


# --- what was not used yet ----------------------------------------------------------------------------------------


def test_after_a_restart_what_was_opened_and_written_is_asked_for_too(visit):
    page = open_protocol(visit("protocol"), cr.parse_protocol(SMALL))
    look(page, 400)
    _visit.visits.clear()
    again = visit(browser=page)
    assert "**clinic 400.csv** was opened and not used yet" in again.says()
    assert "**ONE** was written and not used yet" in again.says()
    again.choose("give_up_written")
    assert "**ONE** was written" not in again.says()
    look(again, 400)
    assert "and is gone" not in main(again).says()


def test_of_many_long_names_a_browser_keeps_what_a_cookie_can_hold():
    names = {f"own-{number}": "診療記録" * 30 for number in range(20)}
    works_on = {"protocol": "visit:ONE@12345678", "population": "own-19"}
    text = Remembered(names, works_on).written()
    assert len(quote(text)) < 4096
    kept = Remembered.read(text)
    assert kept.works_on == works_on
    assert list(kept.names)[-1] == "own-19", "the last is the most important"
    assert len(kept.names) > 1


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
    assert first.run().shows() == []
    assert "open its file on the Data page" in first.says()


def test_the_question_of_the_levers_page_is_in_the_address(visit):
    page = visit("levers", tab="overlap")
    assert page.test.session_state["lever"] == "Overlap"
    assert page.address() == {"protocol": "NCT05616468", "tab": "overlap"}
    assert visit(tab="sideways").shows() == []


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


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[1]",
        '"text"',
        "5",
        '{"names": {"b": 1}, "works_on": [2]}',
        '{"names": 3, "works_on": {"protocol": {}}}',
    ],
)
def test_whatever_stands_in_the_cookie_is_only_words(text):
    found = Remembered.read(text)
    assert all(isinstance(name, str) for words in (found.names, found.works_on) for name in [*words, *words.values()])
