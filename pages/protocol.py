"""The protocol as it is read and written: its text, each criterion as a sentence and in numbers, and its editor."""

import streamlit as st

from pages import _above, _own_protocol, _session, _together
from pages._criterion import criterion_editor
from pages._protocol import draft, opened
from pages._protocol.files import open_again
from pages._protocol.overview import overview

view = _session.enter("protocol")
if _session.stopped():
    open_again()
else:
    _above.above(view)
    _session.write_address()
    st.html(_own_protocol.CSS)
    found = opened.shared()
    _together.tell()
    if found is None:
        overview()
    else:
        criterion_editor(found)
_together.drawn(draft.WRITTEN)
_together.drawn(opened.OPEN)
