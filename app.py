"""Names the pages, nothing else."""

import streamlit as st

# No icons: a browser would ask the makers of the symbols for that of the page, and so tell them of the visit.
page = st.navigation(
    [
        st.Page("pages/protocol.py", title="Protocol", url_path="protocol"),
        st.Page("pages/data.py", title="Data", url_path="data"),
        st.Page("pages/feasibility.py", title="Feasibility", default=True),
        st.Page("pages/levers.py", title="Levers", url_path="levers"),
        st.Page("pages/numbers.py", title="Numbers", url_path="numbers"),
    ],
    position="top",
)
with st.spinner("The server has just started and loads the program: a few seconds"):
    from pages import _session  # at once for every visitor but a server's first

_session.open_page(page)
