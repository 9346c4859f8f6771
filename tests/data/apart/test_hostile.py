"""Files made to hurt: each is refused in words, within the limits, and nothing of it stays."""

import contextlib

import pytest

import criteria as cr
from criteria.data.apart.limits import GIB, Limits
from tests.conftest import REFERENCE
from tests.data.apart.hostile import HOSTILE

REFUSED = {
    "row_of_a_thousand_million": "not-a-table",
    "laughing_entities": "not-a-table",
    "texts_in_a_dictionary": "too-large",
    "endless_view": "too-large or too-long",
    "endless_recursion": "too-long",
    "view_of_a_file_of_the_server": "unreadable",
    "line_of_50_mb": "not-a-table",
    "hundred_thousand_columns": "too-many-columns",
    "packed_a_thousand_times": "too-large",
    "map_of_5_mb": "too-large",
    "map_of_aliases": "not-valid",
    "map_of_brackets": "too-deep",
    "nested_columns": "nested-column",
    "damaged_statistics": "not-a-table",
}


@pytest.fixture(scope="module")
def readers():
    found = cr.Readers(Limits(memory=2 * GIB, seconds=10))
    yield found
    found.close()
    assert not found.place.exists(), "nothing of them is left on the disk"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_made_to_hurt_is_refused_in_words(readers, name):
    files = HOSTILE[name]()
    text = files.pop("map.yaml", None)
    given = (text.decode(), "map.yaml") if text else None
    with contextlib.closing(readers.take()) as reader:
        if name not in REFUSED:
            assert reader.open(list(files.items()), REFERENCE, given=given).check.patients == 2
            return
        with pytest.raises(cr.Refused) as caught:
            reader.open(list(files.items()), REFERENCE, given=given)
    assert {each.code for each in caught.value.problems} <= set(REFUSED[name].split(" or "))
    assert all(len(each.message) > 20 for each in caught.value.problems)
