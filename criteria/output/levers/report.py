"""Levers as the command line prints them: for a terminal, for programs, for spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from criteria.output.levers.ranked import ShownRanking
from criteria.output.levers.ranked_forms import levers_csv, ranking_csv, ranking_dict, ranking_text, share_dict
from criteria.output.levers.wanted import ShownTarget, in_words, target_dict
from criteria.text import wording


def levers_as_text(ranking: ShownRanking, target: ShownTarget | None = None) -> str:
    """The first of every list, and the answer to a wanted number."""
    protocol = ranking.scenario.protocol
    heading = (
        f"{protocol.id}  {protocol.title}\n{ranking.patients.text} patients: {ranking.eligible.text} eligible, "
        f"{ranking.share.text}, {ranking.potential.text} potential ({ranking.mode.value})"
    )
    wanted = _wanted(target) if target else ""
    return "\n\n".join(filter(None, [heading, wanted, ranking_text(ranking), _reading(ranking)]))


def _wanted(target: ShownTarget) -> str:
    answers = "\n".join(f"  {each}" for each in in_words(target) if each)
    return f"To reach {target.wanted:,} {target.status} patients\n{answers}"


def _reading(ranking: ShownRanking) -> str:
    return (
        "Gains are against the scenario, eligible and potential apart. In brackets Wilson's 95 % interval.\n"
        f"{wording.scope(ranking.scenario.protocol)}."
    )


def levers_as_json(
    ranking: ShownRanking, target: ShownTarget | None = None, sections: Mapping[str, Any] | None = None
) -> str:
    """The object that `levers --format json` prints; each section of the levers page has its own key."""
    scenario, protocol = ranking.scenario, ranking.scenario.protocol
    told = {
        "protocol": protocol.id,
        "patients": ranking.patients.written,
        "eligible": ranking.eligible.written,
        "potential": ranking.potential.written,
        "eligible_share": share_dict(ranking.share),
        "disclosure": ranking.mode.value,
        "scope": protocol.scope,
        "limits": {name: scenario.limit(name) for name in protocol.limits},
        "settings": {name: scenario.setting(name) for name in protocol.settings},
        "off": [each.id for each in protocol.criteria if each.id in scenario.off],
        "ranking": ranking_dict(ranking),
        "target": target_dict(target) if target else None,
    }
    return json.dumps({**told, **(sections or {})}, ensure_ascii=False, indent=1)


def levers_as_csv(ranking: ShownRanking, target: ShownTarget | None = None) -> str:
    """Every lever, one line each; first those that reach a wanted number."""
    if target is None:
        return ranking_csv(ranking)
    reaching = [each.lever for each in (target.moves, target.off) if each]
    answer = levers_csv([(f"reaches {target.wanted} {target.status}", reaching)])
    return answer + ranking_csv(ranking).split("\n", 1)[1]
