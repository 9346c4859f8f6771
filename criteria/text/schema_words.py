"""What does not fit the form of a file, in a person's words: the place in the file, and what is allowed there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import ValidationError

from criteria.model.criterion import Rule

KINDS_OF_RULE = ", ".join(
    sorted(get_args(each.model_fields["kind"].annotation)[0] for each in get_args(get_args(Rule)[0]))
)
_KINDS = {
    "rule": KINDS_OF_RULE,
    "value": "times_uln, creatinine_clearance; or the name of a variable",
    "variables": "number, category, flag",
}
_OTHER_FORM = ("float_type", "float_parsing", "string_type", "model_type", "model_attributes_type", "none_required")
_PHRASES = {
    "float_type": "a number",
    "float_parsing": "a number",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "finite_number": "a number that is not infinite",
    "string_type": "text (put a number or a word such as yes into quotes)",
    "string_too_short": "a text that is not empty",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "`name: value` lines",
    "model_type": "`name: value` lines",
    "model_attributes_type": "`name: value` lines",
    "string_pattern_mismatch": "a name of letters, digits and _ that begins with a letter",
}

_REFERENCES = {"LimitRef": "`{limit: NAME}`", "SettingRef": "`{setting: NAME}`"}

Item = Mapping[str, Any]
Place = tuple[int | str, ...]


def misfits(error: ValidationError, content: Any) -> Iterator[tuple[Place, str]]:
    """Each place of the content that does not fit, with what is allowed there; in the order they were found."""
    found: dict[Place, list[Item]] = {}
    for item in error.errors(include_url=False):
        found.setdefault(_place(item, content), []).append(item)
    for place, items in found.items():
        deeper = any(other[: len(place)] == place and other != place for other in found)
        said = [each for each in items if not (deeper and each["type"] in _OTHER_FORM)]
        if said:
            yield place, _sentence(said, place)


def _place(item: Item, content: Any) -> Place:
    """Where it is in the file: without the names that the form itself gives to the choices of a part."""
    at, place = content, []
    *above, last = item["loc"] or ("file",)
    for part in above:
        if _inside(at, part):
            at = at[part]
            place.append(part)
    if _inside(at, last) or item["type"] == "missing":
        place.append(last)
    return tuple(place)


def _inside(at: Any, part: int | str) -> bool:
    if isinstance(at, dict):
        return part in at
    return isinstance(at, Sequence) and not isinstance(at, str) and isinstance(part, int) and part < len(at)


def _sentence(items: Sequence[Item], place: Place) -> str:
    if any(each["type"].startswith("union_tag") for each in items):
        items = [each for each in items if each["type"] not in _OTHER_FORM]
    phrases = list(dict.fromkeys(_phrase(each) for each in items if each["type"] in _PHRASES))
    others = [_other(each, place) for each in items if each["type"] not in _PHRASES]
    return "; ".join(dict.fromkeys([*([f"needs to be {' or '.join(phrases)}"] if phrases else []), *others]))


def _phrase(item: Item) -> str:
    return _REFERENCES.get(str(item["loc"][-1]), _PHRASES[item["type"]])


def _other(item: Item, place: Place) -> str:
    """What is said of one misfit that is more than a wrong form."""
    about = item.get("ctx", {})
    match item["type"]:
        case "missing":
            return "is missing; add it"
        case "extra_forbidden":
            return "is no field here; correct its name or take it out"
        case "union_tag_invalid":
            return f"kind: `{about['tag']}` is none of: {str(about['expected_tags']).replace(chr(39), '')}"
        case "union_tag_not_found":
            return f"needs `kind`, one of: {_kinds(place)}"
        case "literal_error":
            return f"needs to be one of: {_listed(str(about['expected']))}"
        case "too_short":
            return f"needs at least {about['min_length']} of them"
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            (word, number) = next(iter(about.items()))
            words = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}
            return f"needs to be {words[word]} {number:g}"
        case "value_error":
            return str(item["msg"]).removeprefix("Value error, ")
    return "is not as it should be; compare it with the reference protocol"


def _listed(expected: str) -> str:
    return expected.replace(" or ", ", ").replace("'", "")


def _kinds(place: Place) -> str:
    named = [str(part) for part in place if isinstance(part, str)]
    if named and named[0] == "variables":
        return _KINDS["variables"]
    return _KINDS["value" if named and named[-1] == "value" else "rule"]
