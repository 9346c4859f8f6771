"""The front door to the levers: results, what may be shown of them, drawings and files.

A part of the front door `criteria`, reached as `cr.levers`, so that its names stay few.
"""

from criteria.funnel.levers.composition import composition
from criteria.funnel.levers.curves import Curve, Surface, curve, curves, surface
from criteria.funnel.levers.groups import PEOPLE, group_variables
from criteria.funnel.levers.lever import Kind, Lever
from criteria.funnel.levers.moves import Move, movable, moved
from criteria.funnel.levers.overlap import Combination, Overlap, overlap
from criteria.funnel.levers.ranking import Ranking, rank
from criteria.funnel.levers.sites import by_site
from criteria.funnel.levers.target import Target, cheapest
from criteria.output.levers.curve_chart import curve_chart, taking
from criteria.output.levers.curve_files import curve_frame, curves_csv, curves_frame
from criteria.output.levers.curve_panels import (
    by_whether_it_gains,
    curve_in_words,
    curve_panels,
    near_in_words,
    scale_of,
    shape_in_words,
)
from criteria.output.levers.curves import ShownCurve, ShownPoint, by_gain, disclose_curves, misses
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
from criteria.output.levers.groups_chart import gained_chart, gained_takeaway, ratio_chart, ratio_takeaway, steps_chart
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
from criteria.output.levers.known import known
from criteria.output.levers.overlap import (
    ShownOverlap,
    closest_pair,
    disclose_overlap,
    overlap_in_words,
    redundant_in_words,
)
from criteria.output.levers.overlap_charts import (
    MOST_PAIRS,
    combinations_chart,
    combinations_height,
    pairs_chart,
    pairs_height,
)
from criteria.output.levers.overlap_files import combinations_csv, combinations_frame, pairs_csv, pairs_frame
from criteria.output.levers.ranked import ShownLever, ShownRanking, ranked, standing
from criteria.output.levers.ranked_chart import levers_chart, levers_takeaway
from criteria.output.levers.ranked_forms import levers_csv, levers_frame, limits_frame, ranking_csv, ranking_dict
from criteria.output.levers.row_charts import height
from criteria.output.levers.saying import limits_in_words
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
from criteria.output.levers.surface import (
    ShownSurface,
    disclose_surface,
    surface_csv,
    surface_frame,
    surface_in_words,
    two_best,
)
from criteria.output.levers.surface_chart import surface_chart
from criteria.output.levers.wanted import ShownTarget, in_words, target_dict, wanted_patients

__all__ = [
    "MOST_PAIRS",
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
    "ShownCurve",
    "ShownGap",
    "ShownGaps",
    "ShownGroup",
    "ShownLever",
    "ShownOverlap",
    "ShownPoint",
    "ShownRanking",
    "ShownSite",
    "ShownSites",
    "ShownSurface",
    "ShownTarget",
    "Surface",
    "Target",
    "advice",
    "by_gain",
    "by_site",
    "by_whether_it_gains",
    "care_in_figures",
    "care_in_words",
    "cheapest",
    "closest_pair",
    "combinations_chart",
    "combinations_csv",
    "combinations_frame",
    "combinations_height",
    "composition",
    "curve",
    "curve_chart",
    "curve_frame",
    "curve_in_words",
    "curve_panels",
    "curves",
    "curves_csv",
    "curves_frame",
    "decided_chart",
    "disclose_composition",
    "disclose_curves",
    "disclose_overlap",
    "disclose_sites",
    "disclose_surface",
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
    "in_words",
    "known",
    "left_out_in_words",
    "levers_chart",
    "levers_csv",
    "levers_frame",
    "levers_takeaway",
    "limits_frame",
    "limits_in_words",
    "misses",
    "movable",
    "moved",
    "near_in_words",
    "overlap",
    "overlap_in_words",
    "pairs_chart",
    "pairs_csv",
    "pairs_frame",
    "pairs_height",
    "rank",
    "ranked",
    "ranking_csv",
    "ranking_dict",
    "ratio_chart",
    "ratio_takeaway",
    "redundant_in_words",
    "scale_of",
    "shape_in_words",
    "shown_gaps",
    "sites_csv",
    "sites_frame",
    "sites_left_out",
    "sites_takeaway",
    "standing",
    "statuses_chart",
    "steps_chart",
    "steps_csv",
    "steps_frame",
    "steps_in_words",
    "surface",
    "surface_chart",
    "surface_csv",
    "surface_frame",
    "surface_in_words",
    "taking",
    "target_dict",
    "two_best",
    "wanted_patients",
]
