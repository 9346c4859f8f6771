"""The front door to the levers: results, what may be shown of them, drawings and files.

A part of the front door `criteria`, reached as `cr.levers`, so that its names stay few.
"""

from criteria.funnel.levers.curves import Curve, Surface, curve, curves, surface
from criteria.funnel.levers.lever import Kind, Lever
from criteria.funnel.levers.moves import Move, movable, moved
from criteria.funnel.levers.overlap import Combination, Overlap, overlap
from criteria.funnel.levers.ranking import Ranking, rank
from criteria.funnel.levers.target import Target, cheapest
from criteria.output.levers.curve_chart import curve_chart, taking
from criteria.output.levers.curve_files import curve_frame, curves_csv, curves_frame
from criteria.output.levers.curve_panels import (
    curve_in_words,
    curve_panels,
    near_in_words,
    scale_of,
    shape_in_words,
)
from criteria.output.levers.curves import ShownCurve, ShownPoint, by_gain, disclose_curves, misses
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
from criteria.output.levers.ranked import ShownLever, ShownRanking, ranked
from criteria.output.levers.ranked_chart import levers_chart, levers_takeaway
from criteria.output.levers.ranked_forms import levers_csv, levers_frame, limits_frame, ranking_csv, ranking_dict
from criteria.output.levers.saying import limits_in_words
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
    "Combination",
    "Curve",
    "Kind",
    "Lever",
    "Move",
    "Overlap",
    "Ranking",
    "ShownCurve",
    "ShownLever",
    "ShownOverlap",
    "ShownPoint",
    "ShownRanking",
    "ShownSurface",
    "ShownTarget",
    "Surface",
    "Target",
    "by_gain",
    "cheapest",
    "closest_pair",
    "combinations_chart",
    "combinations_csv",
    "combinations_frame",
    "combinations_height",
    "curve",
    "curve_chart",
    "curve_frame",
    "curve_in_words",
    "curve_panels",
    "curves",
    "curves_csv",
    "curves_frame",
    "disclose_curves",
    "disclose_overlap",
    "disclose_surface",
    "in_words",
    "known",
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
    "redundant_in_words",
    "scale_of",
    "shape_in_words",
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
