"""The front door to the levers: results, what may be shown of them, drawings and files.

A part of the front door `criteria`, reached as `cr.levers`, so that its names stay few.
"""

from criteria.funnel.levers.curves import Curve, Surface, curves, surface
from criteria.funnel.levers.lever import Kind, Lever
from criteria.funnel.levers.moves import Move, movable, moved
from criteria.funnel.levers.overlap import Combination, Overlap, overlap
from criteria.funnel.levers.ranking import Ranking, rank

__all__ = [
    "Combination",
    "Curve",
    "Kind",
    "Lever",
    "Move",
    "Overlap",
    "Ranking",
    "Surface",
    "curves",
    "movable",
    "moved",
    "overlap",
    "rank",
    "surface",
]
