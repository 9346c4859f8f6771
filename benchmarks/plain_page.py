"""The plain page, peer of the browser benchmark: a slider, a metric and 25 stacked bars in stock Streamlit."""

import plotly.graph_objects as go
import streamlit as st

PATIENTS = 1200

limit = st.slider("Limit", 0, 100, 50)
criteria = [f"Criterion {number}" for number in range(1, 26)]
fails = [PATIENTS * (limit + number) // 150 for number in range(1, 26)]
st.metric("Eligible", PATIENTS - max(fails))
st.plotly_chart(
    go.Figure(
        [
            go.Bar(name="fails", y=criteria, x=fails, orientation="h"),
            go.Bar(name="passes", y=criteria, x=[PATIENTS - each for each in fails], orientation="h"),
        ],
        {"barmode": "stack", "height": 600},
    )
)
