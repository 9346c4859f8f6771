"""Every page works for any protocol: one criterion, sixty, variables of its own."""

import csv
import io
import json

import pytest

import criteria as cr

SMALL = """
id: ONE
title: One criterion
variables:
  eosinophils: {kind: number, label: Eosinophils, unit: "%", plausible: [0, 100]}
limits: {eos_max: {label: at most, unit: "%", value: 5, min: 1, max: 20, step: 1}}
criteria:
- id: eos
  number: "1"
  label: Eosinophils
  text: At most 5 % eosinophils
  rule: {kind: threshold, value: eosinophils, at_most: {limit: eos_max}}
"""
DECLARED = """
  eosinophils: {kind: number, label: Eosinophils, unit: "%", plausible: [0, 100]}
  visits: {kind: number, label: Visits, unit: "1", plausible: [0, 5000], whole: true}
  histology: {kind: category, label: Histology, values: [squamous, adeno]}
  smoker: {kind: flag, label: Smoker}
"""


def sixty():
    """Sixty criteria of every kind: on every number, on words and flags, on variables no table has, in groups."""
    protocol = cr.parse_protocol(SMALL.replace('\n  eosinophils: {kind: number, label: Eosinophils, unit: "%", '
                                               "plausible: [0, 100]}\n", DECLARED))  # fmt: skip
    draft = cr.baseline(protocol)
    rules = [{"kind": "threshold", "value": each.value, side: cr.offers.starting_value(each)}
             for each in cr.offers.quantities_offered(protocol) for side in ("at_least", "at_most")]  # fmt: skip
    rules[1::2] = [
        cr.offers.starter(kind, protocol) for _ in range(6) for kind in cr.offers.KINDS if kind != "by_setting"
    ][: len(rules[1::2])]
    rules += [
        {"kind": "category", "variable": "histology", "accept": ["squamous"]},
        {"kind": "flag", "variable": "smoker", "blank_is_no": True},
    ]
    for rule in rules[-59:]:
        now = cr.editing.new_criterion(draft.protocol, rule)
        draft = cr.editing.with_criterion(draft, cr.editing.movable(now, draft.protocol))
    content = json.loads(cr.to_json(draft.protocol))
    content |= {"id": "SIXTY", "groups": [{"id": "G", "number": "50", "label": "Group", "text": "of many"}]}
    for at, each in enumerate(content["criteria"][49:55]):
        each |= {"group": "G", "number": "50", "part": "abcdef"[at]}
    return cr.parse_protocol(json.dumps(content))


SIXTY = sixty()


@pytest.fixture
def deploy(visit, deployed, tmp_path):
    """Opens the dashboard on a protocol."""

    def open_on(protocol, page="", **query):
        path = tmp_path / "protocol.yaml"
        path.write_text(cr.to_yaml(protocol), encoding="utf-8")
        deployed(FEASIBILITY_PROTOCOL=str(path))
        return visit(page, **query)

    return open_on


def own(visit, protocol):
    """The dashboard on a visitor's own protocol: opened as a file and put to use."""
    page = visit("protocol")
    page.test.file_uploader(key="protocol_file").upload("own.yaml", cr.to_yaml(protocol).encode(), "application/yaml")
    page.run()
    next(each for each in page.test.button if each.label == "Use this protocol").click()
    page.run()
    page.test.switch_page("pages/feasibility.py")
    return page.run()


def test_sixty_are_sixty():
    assert len(SIXTY.criteria) == 60
    assert {part["rule"]["kind"] for part in json.loads(cr.to_json(SIXTY))["criteria"]} >= set(cr.offers.KINDS) - {
        "by_setting"
    }


@pytest.mark.parametrize("protocol", [cr.parse_protocol(SMALL), SIXTY], ids=["one", "sixty"])
def test_the_main_page_of_a_visitors_own_protocol(visit, protocol):
    page = own(visit, protocol)
    assert [row["id"] for row in page.panel()["rows"]] == [each.id for each in protocol.criteria]
    ticks = page.chart()["layout"]["yaxis"]["tickvals"]
    assert len(ticks) == len(protocol.criteria) + len(protocol.groups)
    assert page.address() == {"protocol": cr.own_protocol_key(protocol)}
    assert "Your own protocol" in page.says()


def test_every_criterion_of_sixty_opens_its_detail(deploy):
    page = deploy(SIXTY)
    for criterion in SIXTY.criteria:
        page.set(selected=criterion.id)
        assert f"{criterion.number}{criterion.part} {criterion.label}" in page.says()


def test_every_limit_of_sixty_moves_and_its_link_brings_it_back(deploy, visit):
    page = deploy(SIXTY)
    moved = {name: limit.max for name, limit in SIXTY.limits.items() if limit.value != limit.max}
    assert len(moved) > 25
    page.set(limits=moved)
    again = visit(**page.address())
    assert again.statuses() == page.statuses()
    assert again.chart() == page.chart()


@pytest.mark.parametrize("measure", list(cr.Measure))
def test_sixty_in_each_measure(deploy, measure):
    page = deploy(SIXTY, measure=measure.value, sort="size")
    assert page.chart()["data"]


def test_downloads_hold_every_criterion(demonstration_engine):
    for protocol in (cr.parse_protocol(SMALL), SIXTY):
        shown = cr.disclose(cr.evaluate(demonstration_engine, cr.baseline(protocol)), cr.Mode.EXACT)
        rows = list(csv.DictReader(io.StringIO(cr.as_csv(shown))))
        assert {row["id"] for row in rows} >= {each.id for each in protocol.criteria}
        assert len(json.loads(cr.as_json(shown))["criteria"]) >= len(protocol.criteria)


def test_the_numbers_page_and_the_protocols_page_of_sixty(deploy):
    page = deploy(SIXTY, "numbers")
    assert len(page.test.dataframe[1].value) == 61
    page.test.switch_page("pages/protocol.py")
    said = page.run().says()
    assert "Smoker is recorded as yes (a blank means no)." in said
    assert "This table cannot answer it: it has no Smoker." in said


def test_a_variable_of_the_protocols_own_has_its_words_and_its_unit(visit):
    page = own(visit, cr.parse_protocol(SMALL)).set(selected="eos")
    drawn = [each for each in page.components() if "figure" in each][-1]["figure"]
    assert drawn["layout"]["xaxis"]["title"]["text"].startswith("Eosinophils, %")
    assert page.panel()["rows"][0]["limits"][0]["unit"] == "%"
    assert page.statuses() == {"Eligible": "0", "Potential": "1,200", "Excluded": "0"}


def test_a_limit_that_cannot_be_moved_is_drawn_all_the_same(deploy):
    rule = {"kind": "range", "value": "hb", "at_least": 90, "at_most": 160}
    content = {
        "id": "FIXED",
        "title": "f",
        "criteria": [{"id": "HB", "number": "1", "label": "Hb", "text": "", "rule": rule}],
    }
    page = deploy(cr.parse_protocol(json.dumps(content)), criterion="HB")
    drawn = [each for each in page.components() if "figure" in each][-1]["figure"]
    assert [shape["x0"] for shape in drawn["layout"]["shapes"]] == [90, 160]
    assert sum(drawn["data"][0]["y"]) == 1200 - 25
