"""The front door to the levers: results, what may be shown of them, drawings and files.

A part of the front door `criteria`, reached as `cr.levers`, so that its names stay few.
"""

from criteria.funnel.levers.curves import Curve, Surface, curves, surface
from criteria.funnel.levers.lever import Kind, Lever
from criteria.funnel.levers.moves import Move, movable, moved
from criteria.funnel.levers.overlap import Combination, Overlap, overlap
from criteria.funnel.levers.ranking import Ranking, rank
from criteria.funnel.levers.target import Target, cheapest
from criteria.output.levers.known import known
from criteria.output.levers.ranked import ShownLever, ShownRanking, ranked
from criteria.output.levers.ranked_chart import levers_chart, levers_takeaway
from criteria.output.levers.ranked_forms import levers_csv, levers_frame, limits_frame, ranking_csv, ranking_dict
from criteria.output.levers.saying import limits_in_words
from criteria.output.levers.wanted import ShownTarget, in_words, target_dict, wanted_patients

__all__ = [
    "Combination",
    "Curve",
    "Kind",
    "Lever",
    "Move",
    "Overlap",
    "Ranking",
    "ShownLever",
    "ShownRanking",
    "ShownTarget",
    "Surface",
    "Target",
    "cheapest",
    "curves",
    "in_words",
    "known",
    "levers_chart",
    "levers_csv",
    "levers_frame",
    "levers_takeaway",
    "limits_frame",
    "limits_in_words",
    "movable",
    "moved",
    "overlap",
    "rank",
    "ranked",
    "ranking_csv",
    "ranking_dict",
    "surface",
    "target_dict",
    "wanted_patients",
]
