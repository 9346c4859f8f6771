"""Words that somebody else wrote stand on a page as they are."""

import re
from pathlib import Path

import pages
from tests.pages.conftest import as_read

HERE = Path(pages.__file__).parent if pages.__file__ else Path(next(iter(pages.__path__)))
LINK = {"hb_min": "![](http://evil.test/a)", "population": "**b** $c$", "off": "`d` :red[e]", "<i>f</i>": "1"}


def cells(page):
    """Every cell of the page's tables as Streamlit gets it."""
    return [text for table in page.test.table for text in table.value.to_numpy().ravel()]


def test_the_words_of_a_link_are_not_read_as_markup(visit):
    found = cells(visit(**LINK))
    said = " ".join(map(as_read, found))
    assert [each for each in (*list(LINK.values())[:3], "<i>f</i>") if each not in said] == []
    assert [text for text in found if re.search(r"(?<!\\)[*`$<!:\[]|://", text)] == []


def test_a_table_of_texts_has_one_way_onto_a_page():
    assert [path.name for path in HERE.rglob("*.py") if "st.table(" in path.read_text(encoding="utf-8")] == [
        "_words.py"
    ]
