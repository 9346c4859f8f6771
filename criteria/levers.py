"""The front door to the levers: results, what may be shown of them, drawings and files.

A part of the front door `criteria`, reached as `cr.levers`, so that its names stay few.
"""

from criteria.funnel.levers.composition import composition
from criteria.funnel.levers.curves import Curve, Surface, curves, surface
from criteria.funnel.levers.groups import PEOPLE, group_variables
from criteria.funnel.levers.lever import Kind, Lever
from criteria.funnel.levers.moves import Move, movable, moved
from criteria.funnel.levers.overlap import Combination, Overlap, overlap
from criteria.funnel.levers.ranking import Ranking, rank
from criteria.funnel.levers.sites import by_site
from criteria.output.levers.gaps import (
    ShownGap,
    ShownGaps,
    advice,
    expected_in_words,
    gaps_chart,
    gaps_csv,
    gaps_frame,
    gaps_takeaway,
    shown_gaps,
)
from criteria.output.levers.groups import ShownComposition, ShownGroup, disclose_composition
from criteria.output.levers.groups_chart import (
    gained_chart,
    gained_takeaway,
    ratio_chart,
    ratio_takeaway,
    steps_chart,
)
from criteria.output.levers.groups_words import (
    NET,
    drivers_in_words,
    gained_in_words,
    gap_in_words,
    groups_csv,
    groups_frame,
    left_out_in_words,
    steps_csv,
    steps_frame,
    steps_in_words,
)
from criteria.output.levers.row_charts import height
from criteria.output.levers.sites import ShownSite, ShownSites, disclose_sites
from criteria.output.levers.sites_forms import (
    care_in_figures,
    care_in_words,
    decided_chart,
    sites_csv,
    sites_frame,
    sites_left_out,
    sites_takeaway,
    statuses_chart,
)

__all__ = [
    "NET",
    "PEOPLE",
    "Combination",
    "Curve",
    "Kind",
    "Lever",
    "Move",
    "Overlap",
    "Ranking",
    "ShownComposition",
    "ShownGap",
    "ShownGaps",
    "ShownGroup",
    "ShownSite",
    "ShownSites",
    "Surface",
    "advice",
    "by_site",
    "care_in_figures",
    "care_in_words",
    "composition",
    "curves",
    "decided_chart",
    "disclose_composition",
    "disclose_sites",
    "drivers_in_words",
    "expected_in_words",
    "gained_chart",
    "gained_in_words",
    "gained_takeaway",
    "gap_in_words",
    "gaps_chart",
    "gaps_csv",
    "gaps_frame",
    "gaps_takeaway",
    "group_variables",
    "groups_csv",
    "groups_frame",
    "height",
    "left_out_in_words",
    "movable",
    "moved",
    "overlap",
    "rank",
    "ratio_chart",
    "ratio_takeaway",
    "shown_gaps",
    "sites_csv",
    "sites_frame",
    "sites_left_out",
    "sites_takeaway",
    "statuses_chart",
    "steps_chart",
    "steps_csv",
    "steps_frame",
    "steps_in_words",
    "surface",
]
