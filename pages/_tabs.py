"""The questions of the Levers page, by the word that stands for each in the address."""

TABS = {
    "best-changes": "Best changes",
    "curves": "Curves",
    "two-limits": "Two limits",
    "overlap": "Overlap",
    "who-is-gained": "Who is gained",
    "missing-data": "Missing data",
    "sites": "Sites",
}
