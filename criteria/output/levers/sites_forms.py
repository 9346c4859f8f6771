"""Sites in words, as charts, as a table and as a file."""

from __future__ import annotations

from typing import Any

import pandas as pd

from criteria.output.charts import PROTOCOL, REMAINING, Figure
from criteria.output.disclosure import percent
from criteria.output.labels import escaped
from criteria.output.levers.groups_chart import HATCHED
from criteria.output.levers.groups_words import csv_of
from criteria.output.levers.row_charts import bars, layout, numbers
from criteria.output.levers.shares import Share, criterion_name
from criteria.output.levers.sites import ShownSite, ShownSites
from criteria.text import wording

_MOST_NAMED = 3
EXCLUDED = "#E1E6EB|#2B3642"


def care_in_words(shown: ShownSites) -> str:
    """Which sites are not to be blamed for their data, in a sentence; or that none is to be read with care."""
    found = shown.with_care
    if not shown.total.eligible.number:
        return f"Eligible at all sites: {shown.total.eligible.text}, so that sites cannot be compared."
    if not found:
        return "No site combines few eligible patients with clearly more missing data than elsewhere."
    names = ", ".join(each.value for each in found[:_MOST_NAMED])
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return f"Read {names}{more} with care: few eligible patients there go with much missing data."


def care_in_figures(shown: ShownSites) -> str:
    """The figures of the sites to be read with care; empty where there is none."""
    return " ".join(_warning(each, shown) for each in shown.with_care[:_MOST_NAMED])


def _warning(site: ShownSite, shown: ShownSites) -> str:
    lacking = f", most for want of {_variable(site, shown)}" if site.missing_most else ""
    return (
        f"{site.value} has {site.eligible.text} eligible of {site.patients.text}, but only {site.decided.text} have "
        f"nothing unknown{lacking}; of those {site.eligible_of_decided.text} are eligible, at all sites "
        f"{shown.total.eligible_of_decided.text}."
    )


def sites_left_out(shown: ShownSites) -> str:
    """How many sites are too small to be shown; empty where none is."""
    if not shown.left_out:
        return ""
    return f"Sites of fewer than 30 patients are not shown: {shown.left_out}, patients of no known site among them."


def _criterion(site: ShownSite, shown: ShownSites) -> str:
    return criterion_name(shown.scenario.protocol, site.dominant.name) if site.dominant else "–"


def _variable(site: ShownSite, shown: ShownSites) -> str:
    return wording.label(site.missing_most.name, shown.scenario.protocol) if site.missing_most else "–"


def statuses_chart(shown: ShownSites) -> Figure:
    """One row for each site: eligible, potential and excluded as shares of its patients."""
    hover = [
        f"{each.value}: {each.eligible.text} eligible, {each.potential.text} potential, {each.excluded.text} excluded "
        f"of {each.patients.text}; most excluded by {_criterion(each, shown)}"
        for each in shown.sites
    ]
    parts = {
        name: [100 * getattr(each, name).drawn / _drawn(each) for each in shown.sites]
        for name in ("eligible", "potential", "excluded")
    }
    axis = {"range": [0, 100], "title": {"text": "% of the site’s patients"}, "zeroline": False}
    made = layout([each.value for each in shown.sites], axis, room=0.3, column="eligible, potential ?")
    return {
        "data": [
            bars("eligible", parts["eligible"], {"color": REMAINING}, hover),
            bars("potential ?", parts["potential"], HATCHED, hover),
            bars("excluded", parts["excluded"], {"color": EXCLUDED}, hover),
            numbers(
                [f"<b>{s.eligible.text}</b>, {s.potential.text} ? of {s.patients.text}" for s in shown.sites],
                [f"<b>{s.eligible.text}</b> of {s.patients.text}" for s in shown.sites],
            ),
        ],
        "layout": {**made, "barmode": "stack"},
    }


def _drawn(site: ShownSite) -> float:
    """What the three drawn counts add up to, so that rounded ones fill the bar and no more."""
    return (site.eligible.drawn + site.potential.drawn + site.excluded.drawn) or 1.0


def decided_chart(shown: ShownSites) -> Figure:
    """One row for each site: the eligible share of all its patients, and of those with nothing unknown."""
    of_all = [(at, each.share) for at, each in enumerate(shown.sites) if each.share.value is not None]
    decided = [(at, each.eligible_of_decided) for at, each in enumerate(shown.sites)]
    known = [(at, share) for at, share in decided if share.value is not None]
    ends = [share.high or 0 for _, share in (*of_all, *known)]
    axis = {
        "range": [0, 100 * min(1.0, max([0.05, *ends]) * 1.05)],
        "title": {"text": "% eligible"},
        "zeroline": False,
    }
    made = layout([each.value for each in shown.sites], axis, room=0.34, column="% of decided (95 %)")
    texts = [share.text.replace(" %", "") for _, share in decided]
    short = [text.split(" (")[0] for text in texts]
    return {
        "data": [
            _dots("of patients with nothing unknown", known, REMAINING, "circle", shown),
            _dots("of all patients", of_all, PROTOCOL, "diamond-open", shown),
            numbers(texts, short),
        ],
        "layout": made,
    }


def _dots(name: str, shares: list[tuple[int, Share]], colour: str, symbol: str, shown: ShownSites) -> Figure:
    values = [100 * (share.value or 0) for _, share in shares]
    interval = {
        "type": "data",
        "symmetric": False,
        "array": [100 * (share.high or 0) - value for value, (_, share) in zip(values, shares, strict=True)],
        "arrayminus": [value - 100 * (share.low or 0) for value, (_, share) in zip(values, shares, strict=True)],
        "color": colour,
        "thickness": 3,
        "width": 0,
    }
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "y": [at for at, _ in shares],
        "x": values,
        "marker": {"size": 12, "color": colour, "symbol": symbol, "line": {"width": 2}},
        **({"error_x": interval} if symbol == "circle" else {}),
        "meta": {"narrow": {"name": name.replace("patients with nothing unknown", "decided")}},
        "hovertext": [escaped(f"{shown.sites[at].value}: {share.text} {name}") for at, share in shares],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def sites_takeaway(shown: ShownSites) -> str:
    """The message of both charts in words, for people who do not see them."""
    listed = "; ".join(f"{each.value}: {percent(each.eligible, each.patients)}" for each in shown.sites)
    return f"Eligible share by site. {listed or 'No site'}. {care_in_words(shown)}"


def sites_frame(shown: ShownSites) -> pd.DataFrame:
    """One row for each site and one for all, numbers as they are shown."""
    return pd.DataFrame(
        {
            "site": each.value,
            "patients": each.patients.text,
            "eligible": each.eligible.text,
            "share, % (95 %)": each.share.text.replace(" %", ""),
            "potential": each.potential.text,
            "excluded": each.excluded.text,
            "excludes most": _criterion(each, shown),
            "its share": each.dominant.share if each.dominant else "–",
            "blank cells": each.missing,
            "missing most": _variable(each, shown),
            "unknown for": each.missing_most.patients.text if each.missing_most else "–",
            "decided": each.decided.text,
            "eligible of decided, % (95 %)": each.eligible_of_decided.text.replace(" %", ""),
        }
        for each in (*shown.sites, shown.total)
    )


def sites_csv(shown: ShownSites) -> str:
    """The same for a machine: a line for each site and one for all."""
    return csv_of([_line(each) for each in (*shown.sites, shown.total)], ["site"])


def _line(site: ShownSite) -> dict[str, Any]:
    dominant, most = site.dominant, site.missing_most
    return {
        "site": site.value,
        "patients": site.patients,
        "eligible": site.eligible,
        "potential": site.potential,
        "excluded": site.excluded,
        "dominant_criterion": dominant.name if dominant else None,
        "dominant_share_of_excluded": dominant.patients if dominant else None,
        "blank_cells": site.missing,
        "missing_most": most.name if most else None,
        "left_unknown_by_it": most.patients if most else None,
        "decided": site.decided,
        **site.share.columns("eligible_share"),
        **site.eligible_of_decided.columns("eligible_of_decided"),
    }
