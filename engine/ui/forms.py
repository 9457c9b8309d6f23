"""Commands as forms: which fields a command has, what may stand in each, and the command that comes of them.

Fields are read from the commands' own models, so that a verb or a field that is added there is asked for here.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic.fields import FieldInfo

from engine.ui.texts import say, words
from engine.views.directory import Directory, Named
from engine.views.options import Inbox
from sim.commands import COMMANDS, GENERAL, POLICY_VALUES, Command, PlanError, parse_command

Kind = Literal["choice", "many", "number", "text", "flag", "numbers"]
_MOST_NUMBER: Final = {"p50": 130, "p80": 130, "mde": 0.5}  # beyond which nobody asks, though it is allowed
ONE_OF: Final = {  # commands of which one of these fields must be given: the first has a value to begin with
    "audit": ("source", "intervention", "forum"),
    "retire": ("intervention", "forum"),
    "experiment": ("line", "item"),
    "read": ("experiment", "line"),
    "call": ("experiment", "line"),
}


@dataclass(frozen=True)
class Known:
    """What forms choose from.

    Attributes:
        names: of everything in the company.
        week: of the tenure, the coming one.
        tenure: its weeks.
        inbox: cards that wait; None where it is not known.
    """

    names: Directory
    week: int
    tenure: int
    inbox: Inbox | None = None


@dataclass(frozen=True)
class Field:
    """A field of a form.

    Attributes:
        key: of the command's plain data.
        kind: how it is asked for.
        options: values and their names; None among the values is "not given".
        low: the least number.
        high: the most.
        step: between numbers.
        whole: whether numbers are whole.
        default: where nothing was chosen yet.
        most: how many of the options, for "many".
    """

    key: str
    kind: Kind
    options: tuple[tuple[Any, str], ...] = ()
    low: float = 0.0
    high: float = 0.0
    step: float = 1.0
    whole: bool = True
    default: Any = None
    most: int = 32

    @property
    def label(self) -> str:
        """What it is called."""
        return say(f"fields.{self.key}") if self.key in words()["fields"] else self.key.replace("_", " ").capitalize()


def fields(kind: str, given: Mapping[str, Any], known: Known) -> list[Field]:
    """The fields of a command.

    Args:
        kind: of the command.
        given: what was chosen so far: some fields depend on others.
        known: what may be chosen.
    """
    found: list[Field] = []
    so_far = dict(given)
    for name, info in COMMANDS[kind].model_fields.items():
        if name in ("kind", "for_"):
            continue
        if kind == "stop" and name == "items":
            continue  # a rule chooses them here; the board stops items by name
        field = _field(kind, info.alias or name, info, so_far, known)
        if field is None:
            continue
        so_far.setdefault(field.key, field.default)
        found.append(field)
    return found


def values(kind: str, given: Mapping[str, Any], known: Known) -> dict[str, Any]:
    """What stands in each field: what was chosen and still may be, else its default."""
    found: dict[str, Any] = {}
    for field in fields(kind, given, known):
        value = given.get(field.key, field.default)
        if field.kind == "choice" and value not in [option for option, _ in field.options]:
            value = field.default
        found[field.key] = value
    return found


def built(kind: str, given: Mapping[str, Any], known: Known) -> Command | str:
    """The command of a form, or what is missing, in a line."""
    plain = {key: value for key, value in values(kind, given, known).items() if value is not None}
    if kind == "note" and not plain.get("text"):
        return say("act.write")
    empty = [field for field in fields(kind, given, known) if field.kind == "choice" and not _some(field)]
    group = ONE_OF.get(kind, ())
    wanted = [field for field in empty if field.key not in group]
    if wanted or (group and not set(group) & set(plain) and empty):
        return say("act.no_choice", field=(wanted or empty)[0].label.lower())
    try:
        return parse_command({"kind": kind, "for": _about(kind, plain), **plain})
    except PlanError as error:
        _, _, said = str(error).partition(": ")
        return say("act.missing", what=said or str(error))


def _about(kind: str, plain: Mapping[str, Any]) -> str:
    """What a command is for: the intervention it names, so that hours and findings are booked there."""
    return str(plain.get("intervention", GENERAL)) if kind != "experiment" else GENERAL


def _some(field: Field) -> bool:
    """Whether there is anything to choose."""
    return any(value is not None for value, _ in field.options)


# -- From the models ---------------------------------------------------------------------------------------------------


def _peeled(annotation: Any) -> tuple[Any, bool, list[Any]]:
    """An annotation without None and without constraints; whether None was in it; the constraints."""
    optional, found = False, []
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation, *more = typing.get_args(annotation)
            found += more
        elif origin in (typing.Union, types.UnionType):
            rest = [one for one in typing.get_args(annotation) if one is not type(None)]
            optional = optional or len(rest) < len(typing.get_args(annotation))
            if len(rest) != 1:
                return annotation, optional, found
            annotation = rest[0]
        else:
            return annotation, optional, found


def _limits(metadata: list[Any]) -> tuple[float | None, float | None]:
    low: float | None = None
    high: float | None = None
    for one in _flat(metadata):
        for bound in ("ge", "gt"):
            low = getattr(one, bound, low)
        for bound in ("le", "lt"):
            high = getattr(one, bound, high)
    return low, high


def _flat(metadata: list[Any]) -> Iterator[Any]:
    for one in metadata:
        if isinstance(one, FieldInfo):
            yield from one.metadata
        else:
            yield one


def _field(kind: str, key: str, info: FieldInfo, given: Mapping[str, Any], known: Known) -> Field | None:
    base, optional, metadata = _peeled(info.annotation)
    metadata += info.metadata
    default = None if info.is_required() else info.get_default()
    named = _named(kind, key, given, known)
    if key == "teams":
        teams = tuple((team.id, team.name) for team in known.names.teams)
        return Field(key, "many", teams, default="all" if kind == "launch" else None)
    if key == "guardrails":
        own = given.get("metric")
        options = tuple((one.id, one.name) for one in known.names.metrics if one.id != own)
        return Field(key, "many", options, default=[], most=2)
    if named is not None:
        return _choice(kind, key, named, optional=optional, default=default)
    if base is bool:
        return Field(key, "flag", default=bool(default))
    if base in (int, float):
        return _number(key, base, metadata, default, known, optional=optional)
    if typing.get_origin(base) is Literal:
        choices = tuple((value, _said(str(value))) for value in typing.get_args(base))
        unset = say("act.as_it_is") if kind == "adjust" else say("act.not_given")
        empty = ((None, unset),) if optional else ()
        first = default if default is not None or optional else choices[0][0]
        return Field(key, "choice", empty + choices, default=first)
    return Field(key, "text", default=default or "", most=_longest(metadata))


def _choice(kind: str, key: str, named: tuple[tuple[Any, str], ...], *, optional: bool, default: Any) -> Field:
    """One of what there is; of fields of which one must be given, the first that can be is."""
    if not optional:
        values = [value for value, _ in named]
        first = default if default in values else (values[0] if values else None)
        return Field(key, "choice", named, default=first)
    if kind == "launch" and named:  # a way to introduce it and somebody who carries it are always chosen
        return Field(key, "choice", named, default=named[0][0])
    empty = ((None, say("act.not_given")),)
    leads = ONE_OF.get(kind, ())
    begin = named[0][0] if named and leads[:1] == (key,) else None
    return Field(key, "choice", empty + named, default=begin)


def _longest(metadata: list[Any]) -> int:
    return next((one.max_length for one in _flat(metadata) if hasattr(one, "max_length")), 200)


def _number(key: str, base: type, metadata: list[Any], default: Any, known: Known, *, optional: bool) -> Field | None:
    low, high = _limits(metadata)
    if key in ("review_week", "until", "by"):
        first, last = min(known.week + 1, known.tenure), known.tenure
        last = min(last, known.week + 12) if key == "until" else last
        soon = min(last, first + 12 if optional else known.week + 8)
        return Field(key, "number", low=first, high=last, default=soon)
    most = _MOST_NUMBER.get(key, high)
    if most is None:
        return None
    if base is float:
        return Field(key, "number", low=0.01, high=most, step=0.01, whole=False, default=default or 0.05)
    begin = default if default is not None else min(most, {"p50": 30, "p80": 50}.get(key, low or 0))
    return Field(key, "number", low=low or 0, high=most, default=begin)


def _said(value: str) -> str:
    """A value as people read it."""
    return say(f"values.{value}") if value in words()["values"] else value.replace("-", " ")


# -- From the company --------------------------------------------------------------------------------------------------


def _pairs(entries: typing.Iterable[Named], of: bool = False) -> tuple[tuple[Any, str], ...]:
    return tuple((one.id, f"{one.name}, {one.of}" if of and one.of else one.name) for one in entries)


def _named(kind: str, key: str, given: Mapping[str, Any], known: Known) -> tuple[tuple[Any, str], ...] | None:
    """What may stand in a field that names something; None where it names nothing."""
    names = known.names
    if key in ("team", "from", "to"):
        return _pairs(one for one in names.teams if key != "to" or one.id != given.get("from"))
    if key in ("sponsor", "person", "role"):
        return _pairs(names.people, of=True)
    if key == "line":
        every = kind in ("set_policy", "stop")
        return (*((("all", say("act.every_line")),) if every else ()), *_pairs(names.lines))
    if key in ("intervention", "forum"):
        return _pairs(_interventions(kind, names) if key == "intervention" else names.forums)
    if key == "variant":
        return tuple((way, _said(way)) for way in names.ways.get(str(given.get("intervention")), ()))
    if key == "metric":
        wanted = ("cust.activ", "cust.depth") if kind == "experiment" else None
        return _pairs(one for one in names.metrics if wanted is None or one.id in wanted)
    if key == "source":
        metric = given.get("metric")
        return _pairs(one for one in names.sources if metric is None or one.of == metric)
    return _learnt(kind, key, given, known)


def _learnt(kind: str, key: str, given: Mapping[str, Any], known: Known) -> tuple[tuple[Any, str], ...] | None:
    names = known.names
    if key == "experiment":
        return tuple((int(one.id), one.name) for one in names.experiments)
    if key == "value":
        return tuple(
            (value, policy_value(value)) for value in POLICY_VALUES[str(given.get("policy", "release-interval"))]
        )
    if key == "card" and kind == "delegate":
        return _pairs(names.deals)
    cards = known.inbox.cards if known.inbox is not None else ()
    if key == "card":
        return tuple((card.id, f"{card.title}, {card.about}") for card in cards)
    if key == "option":
        card = next((one for one in cards if one.id == given.get("card")), None)
        return tuple((one.id, one.label) for one in card.options) if card is not None else ()
    return None


def policy_value(value: int | str) -> str:
    """A policy's value as people read it."""
    return say("act.days", count=value) if isinstance(value, int) else _said(value)


def _interventions(kind: str, names: Directory) -> list[Named]:
    phases = {
        "launch": ("off", "ended"),
        "adjust": ("live",),
        "retire": ("set-up", "live"),
        "audit": ("live",),
        "coach": ("live",),
    }.get(kind)
    return [one for one in names.interventions if phases is None or one.of in phases]


# -- Nearest -----------------------------------------------------------------------------------------------------------


def readable(text: str, names: Directory) -> str:
    """A sentence in which ids stand, with the names of what they stand for."""
    groups = (names.people, names.teams, names.sources, names.forums, names.interventions, names.lines)
    table = {one.id: one.name for group in groups for one in group}
    for id_ in sorted(table, key=len, reverse=True):
        if "-" in id_ and id_ in text:
            text = text.replace(id_, table[id_])
    return text


def nearest_command(text: str, tried: Command, known: Known) -> Command | None:
    """The command that a refusal says comes nearest; None where it names none that can be asked for now."""
    first, *rest = text.split() or [""]
    plain = {key: value for key, value in tried.arguments().items() if key not in ("kind", "for")}
    kind = str(tried.kind)
    if "sponsor" in rest and ("with" in rest or first == "the"):
        plain["sponsor"] = rest[rest.index("sponsor") + 1]
    elif kind == "launch" and first == "launch" and "of" in rest:  # "launch X light in N of M teams"
        count = int(rest[rest.index("of") - 1])
        chosen = [team.id for team in known.names.teams]
        chosen = chosen if plain.get("teams", "all") == "all" else [one for one in chosen if one in plain["teams"]]
        plain |= {"intensity": "light", "teams": chosen[:count]}
    elif " next week" in text or " in " in text:
        return None
    else:
        kind = next((one for one in COMMANDS if text.startswith(one.replace("_", " "))), "")
        if not kind:
            return None
        plain = _read(kind, text[len(kind) :].split(), known)
    try:
        return parse_command({"kind": kind, "for": _about(kind, plain), **plain})
    except PlanError:
        return None


def _read(kind: str, said: list[str], known: Known) -> dict[str, Any]:
    """Fields of a command as it is printed: some by name, some by what may stand in them."""
    plain: dict[str, Any] = {}
    wanted = fields(kind, {}, known)
    keys = {field.key: field for field in wanted}
    at = 0
    while at < len(said):
        if said[at] in keys and at + 1 < len(said):
            field, word = keys[said[at]], said[at + 1]
            plain[field.key] = int(word) if field.kind == "number" and word.isdecimal() else word
            at += 2
            continue
        for field in wanted:
            options = [value for value, _ in field.options]
            if field.key not in plain and said[at] in options:
                plain[field.key] = said[at]
                break
        at += 1
    return plain
