"""What one criterion can ask: a union of rules, each a frozen node, so that an invalid one cannot be built.

A rule of a protocol may point to a limit (`{limit: anc_min}`) or a setting (`{setting: cg_weight}`).
`scenario.bind` replaces both by their values; the engine only ever sees bound rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from criteria.model.variables import DICTIONARY, MULTIPLE


class Node(BaseModel):
    """A part of a rule: immutable, comparable, and refusing fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    VARIABLES: ClassVar[tuple[str, ...]] = ()
    """The fields that name a variable."""

    def model_post_init(self, _context: Any) -> None:
        """A node's kind is always written, also when the node was built without naming it."""
        if "kind" in type(self).model_fields:
            self.model_fields_set.add("kind")

    def reads(self) -> tuple[str, ...]:
        """Names of the variables this node itself reads (not those of the nodes inside it)."""
        named = (getattr(self, field) for field in self.VARIABLES)
        return tuple(name for name in named if isinstance(name, str))


class LimitRef(Node):
    """The current value of an adjustable limit."""

    limit: str


class SettingRef(Node):
    """The current value of a setting."""

    setting: str


Bound = float | LimitRef
Option = str | SettingRef


# --- the numbers a criterion compares ---------------------------------------------------------------------


class TimesUln(Node):
    """A laboratory value as a multiple of its upper limit of normal (ULN).

    Value and limit come from the table and decide where it has both: they are what the laboratory reported, and each
    with its unit. Of the other patients a multiple that the table gives ready-made is used as it is. With `fallback:
    defaults` a limit that is still missing is taken from the table of specification section 3.2, by sex.
    """

    VARIABLES = ("variable", "uln")
    kind: Literal["times_uln"] = "times_uln"
    variable: str
    uln: str
    fallback: Option = "none"

    @property
    def given(self) -> str | None:
        """The variable that holds the multiple itself; None where the dictionary has none for this pair."""
        name = f"{self.variable}{MULTIPLE}"
        return name if name in DICTIONARY and self.uln == f"{self.variable}_uln" else None

    def reads(self) -> tuple[str, ...]:
        """The value, its limit, and their multiple."""
        return (*super().reads(), *((self.given,) if self.given else ()))


class CreatinineClearance(Node):
    """Measured creatinine clearance where there is one, else Cockcroft-Gault, in mL/min.

    `weight_basis` is `actual`, `ideal` or `adjusted` (specification section 1.2, C09g).
    """

    VARIABLES = ("measured", "creatinine", "age", "weight", "height", "sex")
    kind: Literal["creatinine_clearance"] = "creatinine_clearance"
    measured: str
    creatinine: str
    age: str
    weight: str
    height: str
    sex: str
    weight_basis: Option = "actual"


Value = str | Annotated[TimesUln | CreatinineClearance, Field(discriminator="kind")]


# --- rules ------------------------------------------------------------------------------------------------


class Threshold(Node):
    """A number at least, or at most, a limit. The limit itself is inside."""

    VARIABLES = ("value",)
    kind: Literal["threshold"] = "threshold"
    value: Value
    at_least: Bound | None = None
    at_most: Bound | None = None

    @model_validator(mode="after")
    def _one_side(self) -> Threshold:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give exactly one of at_least and at_most; for both, use kind: range")
        return self


class Range(Node):
    """A number between two limits, both inside."""

    VARIABLES = ("value",)
    kind: Literal["range"] = "range"
    value: Value
    at_least: Bound
    at_most: Bound


class Category(Node):
    """One of the accepted words passes; one of the `undecided` is unknown; any other fails."""

    VARIABLES = ("variable",)
    kind: Literal["category"] = "category"
    variable: str
    accept: tuple[str, ...] = Field(min_length=1)
    undecided: tuple[str, ...] = ()


class Flag(Node):
    """Yes passes. A blank is unknown, or no where the setting `blank_is_no` lists this variable (closed world)."""

    VARIABLES = ("variable",)
    kind: Literal["flag"] = "flag"
    variable: str
    blank_is_no: bool | SettingRef = False


class Not(Node):
    """Passes where the inner rule fails; unknown stays unknown."""

    kind: Literal["not"] = "not"
    rule: Rule


class AllOf(Node):
    """Kleene AND: any fail fails, else any unknown is unknown."""

    kind: Literal["all_of"] = "all_of"
    rules: tuple[Rule, ...] = Field(min_length=1)


class AnyOf(Node):
    """Kleene OR: any pass passes, else any unknown is unknown."""

    kind: Literal["any_of"] = "any_of"
    rules: tuple[Rule, ...] = Field(min_length=1)


class Conditional(Node):
    """If a condition holds one rule applies, else another; where it is unknown both must agree."""

    kind: Literal["conditional"] = "conditional"
    when: Rule
    then: Rule
    otherwise: Rule


class Implication(Node):
    """A rule that applies only under a condition; where the condition fails the verdict is not applicable.

    Where the condition is unknown a met rule passes and a failed one is unknown, unless
    `failure_shows_it_applies`: a positive pregnancy test settles that the rule applies.
    """

    kind: Literal["implication"] = "implication"
    when: Rule
    then: Rule
    failure_shows_it_applies: bool = False


class Recency(Node):
    """Evidence at most so many days old. Older evidence is `unknown` (stale) or, where chosen, `fail`.

    With a `rule`, that rule's verdict holds while the evidence is recent. `within: null` means no window.
    """

    VARIABLES = ("age",)
    kind: Literal["recency"] = "recency"
    age: str
    within: Bound | None
    stale: Option = "unknown"
    rule: Rule | None = None


class Screening(Node):
    """Assessed at screening: deferred, except where `documented` already fails or does not apply."""

    kind: Literal["screening"] = "screening"
    documented: Rule | None = None


class BySetting(Node):
    """A different rule for each choice of a setting."""

    kind: Literal["by_setting"] = "by_setting"
    setting: str
    choices: dict[str, Rule] = Field(min_length=1)


Rule = Annotated[
    Threshold
    | Range
    | Category
    | Flag
    | Not
    | AllOf
    | AnyOf
    | Conditional
    | Implication
    | Recency
    | Screening
    | BySetting,
    Field(discriminator="kind"),
]

for _node in (Not, AllOf, AnyOf, Conditional, Implication, Recency, Screening, BySetting):
    _node.model_rebuild()


class Criterion(Node):
    """One eligibility condition, numbered as the protocol numbers it.

    Attributes:
        part: the letter of a part of a group (`a` of 9a); its number is then the group's.
        text: the protocol's own words.
        reading: how a contradiction or gap of the text was read, where it was.
        absent: the verdict of everyone when the table has none of the variables: `unknown` or `deferred`.
    """

    id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")
    number: str
    part: str = ""
    group: str | None = None
    label: str
    text: str
    reading: str = ""
    absent: Literal["unknown", "deferred"] = "unknown"
    rule: Rule


def parts(node: Any) -> Iterator[Node]:
    """A node and every node inside it, outermost first."""
    if isinstance(node, Node):
        yield node
        for name in type(node).model_fields:
            yield from parts(getattr(node, name))
    elif isinstance(node, tuple | dict):
        for item in node.values() if isinstance(node, dict) else node:
            yield from parts(item)


def variables_read(node: Node) -> tuple[str, ...]:
    """Every variable a rule or criterion reads, once, in order of first use."""
    return tuple(dict.fromkeys(name for part in parts(node) for name in part.reads()))


def limits_used(node: Node) -> tuple[str, ...]:
    """Names of the limits a rule or criterion points to, once, in order."""
    return tuple(dict.fromkeys(part.limit for part in parts(node) if isinstance(part, LimitRef)))


def settings_used(node: Node) -> tuple[str, ...]:
    """Names of the settings a rule or criterion points to, once, in order."""
    return tuple(dict.fromkeys(part.setting for part in parts(node) if isinstance(part, SettingRef | BySetting)))
