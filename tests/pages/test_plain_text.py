"""What a protocol or a table calls things is shown as plain text: no markup, no formula, no picture fetched."""

import json

import pytest

import criteria as cr
from tests.pages.test_any_protocol import own

MARK = "*M* $M$ ![](//x/M) `M`"
PROTOCOL = f"""
id: MARKED
title: "{MARK} title"
silent: "{MARK} silent"
limits:
  hb_min: {{label: "{MARK} limit", unit: g/L, value: 90, min: 70, max: 120, step: 5}}
  age_max: {{label: "{MARK} oldest", unit: a, value: 75, min: 60, max: 90, step: 1}}
groups: [{{id: G, number: "2", label: "{MARK} group", text: "{MARK} words of the group"}}]
variables: {{smoker: {{kind: flag, label: "{MARK} smoker"}}}}
criteria:
- {{id: hb, number: "1", label: "{MARK} first", text: "{MARK} words",
    rule: {{kind: threshold, value: hb, at_least: {{limit: hb_min}}}}}}
- {{id: age, number: "2", part: a, group: G, label: "{MARK} second", text: "{MARK} more words",
    rule: {{kind: threshold, value: age, at_most: {{limit: age_max}}}}}}
- {{id: smoker, number: "2", part: b, group: G, label: "{MARK} third", text: "{MARK} words",
    rule: {{kind: flag, variable: smoker}}}}
"""


def shown_as_markdown(page):
    """Every text of the page that Streamlit reads as Markdown: texts, labels, options."""
    test = page.test
    for kind in (test.markdown, test.caption, test.subheader, test.warning, test.info, test.success, test.error):
        yield from (each.value for each in kind)
    for kind in (test.selectbox, test.radio, test.toggle, test.number_input, test.button, test.text_input, test.tabs):
        yield from (each.label for each in kind)
    for each in test.metric:
        yield from (each.label, each.value)


@pytest.mark.parametrize("page_name", ["feasibility", "levers", "numbers", "data", "protocol"])
def test_names_of_a_protocol_are_plain_text_on_every_page(visit, page_name):
    page = own(visit, cr.parse_protocol(PROTOCOL))
    page.set(limits={"hb_min": 95}, selected="hb")
    looks = [None]
    if page_name == "levers":
        looks = ["Best changes", "Curves", "Two limits", "Overlap", "Who is gained", "Missing data", "Sites"]
    for look in looks:
        if look:
            page.test.session_state["lever"] = look
        page.test.switch_page(f"pages/{page_name}.py")
        page.run()
        marked = [text for text in shown_as_markdown(page) if any(sign in text for sign in ("*M*", "$M$", "![]("))]
        assert marked == [], look
    assert "M" in json.dumps(page.says() + str(page.components()))
