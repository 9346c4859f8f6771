"""The peer: the same numbers by Polars from the same columns, written for its lazy engine.

Polars' null is our unknown and its logic is Kleene's, so a rule is one expression. Booleans are counted as bitmaps
and nothing is computed twice; forms that are shorter but slower were tried and left out (number failed by casting,
lost here by comparing the first failed criterion with each, shares by a product).
"""

from __future__ import annotations

from typing import Any, Literal

import polars as pl

import criteria as cr
from criteria.data.dataset import Numbers

TOLERANCE = 1e-9
Engine = Literal["in-memory", "streaming"]
ENGINES: tuple[Engine, ...] = ("in-memory", "streaming")


def frame(dataset: cr.Dataset) -> pl.DataFrame:
    """The dataset's numbers as columns, missing as null."""
    columns = {name: column.low for name, column in dataset.columns.items() if isinstance(column, Numbers)}
    return pl.DataFrame([pl.Series(name, values, nan_to_null=True) for name, values in columns.items()])


def met(scenario: cr.Scenario) -> dict[str, pl.Expr]:
    """Each criterion as an expression: true, false or null."""
    return {each.id: _met(scenario.rule(each)).alias(each.id) for each in scenario.protocol.criteria}


def _met(rule: Any) -> pl.Expr:
    match rule.kind:
        case "threshold" if rule.at_least is not None:
            return _value(rule.value).ge(rule.at_least - _slack(rule.at_least))
        case "threshold":
            return _value(rule.value).le(rule.at_most + _slack(rule.at_most))
        case "range":
            lower, upper = rule.at_least - _slack(rule.at_least), rule.at_most + _slack(rule.at_most)
            return _value(rule.value).is_between(lower, upper)
        case "conditional":
            when, then, otherwise = _met(rule.when), _met(rule.then), _met(rule.otherwise)
            return (when & then) | (~when & otherwise) | (then & otherwise)
        case kind:
            raise NotImplementedError(kind)


def _slack(limit: float) -> float:
    return TOLERANCE * max(1.0, abs(limit))


def _value(value: Any) -> pl.Expr:
    return pl.col(value) if isinstance(value, str) else pl.col(value.variable) / pl.col(value.uln)


def results(table: pl.LazyFrame, scenario: cr.Scenario, engine: Engine) -> dict[str, Any]:
    """Every number of the scenario, by Polars' optimizer and threads; `table` has a Boolean column per criterion."""
    names = [each.id for each in scenario.protocol.criteria]
    failed = {name: ~pl.col(name) for name in names}
    first = [pl.when(failed[name]).then(pl.lit(at, dtype=pl.UInt8)) for at, name in enumerate(names)]
    parts = {group.id: [each.id for each in scenario.protocol.parts_of(group.id)] for group in scenario.protocol.groups}
    patients = table.with_columns(
        number=pl.sum_horizontal(*failed.values()),
        first=pl.coalesce(*first),
        status=pl.all_horizontal(names),
        undecided=pl.any_horizontal(*(pl.col(name).is_null() for name in names)),
        **{group: pl.all_horizontal(of) for group, of in parts.items()},
        **{f"{group} others": pl.all_horizontal(*(set(names) - set(of))) for group, of in parts.items()},
    ).with_columns(weight=1 / pl.col("number"), one=pl.col("number") == 1)
    counts = patients.select(
        *(failed[name].sum().alias(f"{name} fails") for name in names),
        *(pl.col(name).null_count().alias(f"{name} unknown") for name in names),
        *((failed[name] & pl.col("one")).sum().alias(f"{name} only") for name in names),
        *((failed[name] & pl.col("one") & ~pl.col("undecided")).sum().alias(f"{name} only certain") for name in names),
        *(pl.when(failed[name]).then("weight").sum().alias(f"{name} share") for name in names),
        *((~pl.col(group)).sum().alias(f"{group} fails") for group in parts),
        *(pl.col(group).null_count().alias(f"{group} unknown") for group in parts),
        *(
            (~pl.col(group) & pl.col(f"{group} others").ne_missing(False)).sum().alias(f"{group} only")
            for group in parts
        ),
        pl.col("status").sum().alias("eligible"),
        pl.col("status").null_count().alias("potential"),
        pl.col("first").value_counts().implode().alias("first"),
    )
    return _lost_here(counts.collect(engine=engine).row(0, named=True), names)


def _lost_here(numbers: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """Patients lost at each criterion, from the counts of the first criterion that patients fail."""
    lost = {each["first"]: each["count"] for each in numbers.pop("first")}
    return numbers | {f"{name} lost here": lost.get(at, 0) for at, name in enumerate(names)}


def as_numbers(found: cr.Results) -> dict[str, Any]:
    """Our results under the peer's names, to compare."""
    rows = {
        f"{row.id} {name}": value
        for row in found.rows
        for name, value in (
            ("fails", row.fails), ("unknown", row.unknown), ("only", row.only), ("only certain", row.only_certain),
            ("share", row.share), ("lost here", row.lost_here),
        )
    }  # fmt: skip
    groups = {
        f"{row.id} {name}": value
        for row in found.groups
        for name, value in (("fails", row.fails), ("unknown", row.unknown), ("only", row.only))
    }
    return rows | groups | {"eligible": found.eligible, "potential": found.potential}
