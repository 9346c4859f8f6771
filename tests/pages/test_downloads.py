"""Files that are made when they are asked for."""

import pytest


@pytest.mark.parametrize("page", ["numbers", "levers", "protocol"])
def test_a_download_does_not_draw_the_page_anew(visit, page):
    """A run at that moment could withdraw the file before it was made."""
    opened = visit()
    opened.test.switch_page(f"pages/{page}.py")
    buttons = opened.run().test.get("download_button")
    assert buttons
    assert all(each.proto.ignore_rerun and each.proto.deferred_file_id for each in buttons)
