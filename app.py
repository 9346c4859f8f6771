"""Names the pages, nothing else."""

import streamlit as st

page = st.navigation(
    [
        st.Page("pages/protocol.py", title="Protocol", icon=":material/description:", url_path="protocol"),
        st.Page("pages/data.py", title="Data", icon=":material/database:", url_path="data"),
        st.Page("pages/feasibility.py", title="Feasibility", icon=":material/bar_chart:", default=True),
        st.Page("pages/levers.py", title="Levers", icon=":material/tune:", url_path="levers"),
        st.Page("pages/numbers.py", title="Numbers", icon=":material/table:", url_path="numbers"),
    ],
    position="top",
)
with st.spinner("The server has just started and loads the program: a few seconds"):
    from pages import _session  # at once for every visitor but a server's first

_session.open_page(page)
