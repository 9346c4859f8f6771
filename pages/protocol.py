"""The protocol as it is read and written: its text, each criterion as a sentence and in numbers, and its editor."""

from pathlib import Path

import streamlit as st

from pages import _session
from pages._criterion import criterion_editor
from pages._protocol import opened
from pages._protocol.overview import overview

_session.enter("protocol")
_session.write_address()
st.html(Path(__file__).parent / "_protocol" / "protocol.css")
found = opened.found()
if found is None:
    overview()
else:
    criterion_editor(found)
