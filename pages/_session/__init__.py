"""The one place that touches session state and the address: what this visitor looks at, and what they set."""

from pages._session.asked import (
    another_table,
    another_table_is_known,
    asks_for,
    asks_for_table,
    stopped,
    write_address,
)
from pages._session.drawing import picture, pictured, steps, word
from pages._session.opening import enter, hold_table, keep_to_steps, open_page, use
from pages._session.state import change, ignored, revision, view
from pages._session.tables import (
    deployed_population,
    own_criteria_on,
    population,
    populations,
    results,
    table_name,
)
from pages._session.taking import CHART, PANEL, STATUSES, take_choices, take_click, take_panel

__all__ = [
    "CHART",
    "PANEL",
    "STATUSES",
    "another_table",
    "another_table_is_known",
    "asks_for",
    "asks_for_table",
    "change",
    "deployed_population",
    "enter",
    "hold_table",
    "ignored",
    "keep_to_steps",
    "open_page",
    "own_criteria_on",
    "picture",
    "pictured",
    "population",
    "populations",
    "results",
    "revision",
    "steps",
    "stopped",
    "table_name",
    "take_choices",
    "take_click",
    "take_panel",
    "use",
    "view",
    "word",
    "write_address",
]
