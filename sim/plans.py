"""A plan: what is asked in which week, what is asked when reports cross a line, and how cards are answered.

Dated commands are given whatever happens. Rules read what is reported and nothing else, so they travel to other worlds.
Answers are found by a card's id, then by its type.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from sim.commands import CARD_NAME, GENERAL, LAST_WEEK, Answer, Command, PlanError, parse_command
from sim.scenario import nearest

DEFAULT: Final = "default"  # an option's name that leaves a card to the organisation
_KEYS: Final = ("title", "note", "command", "rule", "answer", "predict")
_MOST: Final = 1000  # tables of one kind
_TERM: Final = re.compile(
    r"(?:(?P<week>week)|(?P<metric>[a-z][a-z0-9.]{0,39})@(?P<source>[a-z0-9-]{1,40}))\s*(?P<is>[<>]=?)\s*"
    r"(?P<value>-?[0-9]{1,12}(?:\.[0-9]{1,6})?)"
)


class Term(NamedTuple):
    """One comparison of a rule: a reported figure, or the tenure week where `metric` is empty, with a number."""

    metric: str
    source: str
    comparison: str
    value: float

    def holds(self, figure: float | None) -> bool:
        """Whether it does; a figure that nobody has reported crosses no line."""
        if figure is None:
            return False
        if self.comparison == "<":
            return figure < self.value
        if self.comparison == "<=":
            return figure <= self.value
        return figure > self.value if self.comparison == ">" else figure >= self.value


class Dated(BaseModel):
    """A command and the tenure week, from 1, at whose start it is given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    week: Annotated[int, Field(ge=1, le=LAST_WEEK)]
    command: Command


class Rule(BaseModel):
    """A command that is given once, in the first week in which its condition has held for so many.

    Attributes:
        when: comparisons joined by `and`: METRIC@SOURCE < NUMBER, or week >= NUMBER.
        for_weeks: reports in a row in which it must hold.
        command: what is asked then.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: str
    for_weeks: int = 1
    command: Command

    @property
    def terms(self) -> tuple[Term, ...]:
        """The comparisons, all of which must hold."""
        return _terms(self.when, "rule")


class CardAnswer(BaseModel):
    """How cards are answered: those of a type, or one of them.

    Attributes:
        card: a type, or type/entity/ordinal.
        option: its id, or `default` for the organisation's own choice.
        for_: the intervention it belongs to.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    card: str
    option: str
    for_: str = GENERAL

    @property
    def type(self) -> str:
        """The type of card."""
        return self.card.partition("/")[0]


class Plan(BaseModel):
    """Dated commands in the order in which they are given, rules, and answers to cards."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""
    note: str = ""
    commands: list[Dated] = []
    rules: list[Rule] = []
    answers: list[CardAnswer] = []

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Plan:
        """Read a plan from its TOML file: `title`, `note`, and tables `command`, `rule`, `answer`, `predict`.

        A prediction is a dated command of that kind.

        Raises:
            PlanError: it cannot be read; one line.
        """
        for key in raw:
            if key not in _KEYS:
                raise PlanError(f"unknown key {str(key)[:40]!r}; {nearest(str(key), list(_KEYS))}")
        texts: dict[str, str] = {}
        for key, most in (("title", 120), ("note", 2000)):
            text = raw.get(key, "")
            if not isinstance(text, str) or len(text) > most:
                raise PlanError(f"{key}: a text of at most {most} characters")
            texts[key] = text
        dated = [_dated(table, f"command {number}") for number, table in _tables(raw, "command")]
        for number, table in _tables(raw, "predict"):
            dated.append(_dated({"kind": "predict", **table}, f"predict {number}"))
        rules = [_rule(table, f"rule {number}") for number, table in _tables(raw, "rule")]
        answers = [_answer(table, f"answer {number}") for number, table in _tables(raw, "answer")]
        twice = [card for card, n in Counter(answer.card for answer in answers).items() if n > 1]
        if twice:
            raise PlanError(f"answer: '{twice[0]}' is answered twice")
        return cls(commands=sorted(dated, key=lambda entry: entry.week), rules=rules, answers=answers, **texts)

    def raw(self) -> dict[str, Any]:
        """What `parse` reads: the plan as plain data."""
        said: dict[str, Any] = {"title": self.title, "note": self.note}
        said["command"] = [{"week": entry.week, **entry.command.arguments()} for entry in self.commands]
        if self.rules:
            said["rule"] = [
                {"when": rule.when, "for_weeks": rule.for_weeks, "command": rule.command.arguments()}
                for rule in self.rules
            ]
        if self.answers:
            said["answer"] = [{"card": a.card, "option": a.option, "for": a.for_} for a in self.answers]
        return said

    def without(self, for_: str) -> Plan:
        """The plan less every command, rule and answer that is for one intervention."""
        return self.model_copy(
            update={
                "commands": [e for e in self.commands if e.command.for_ != for_],
                "rules": [rule for rule in self.rules if rule.command.for_ != for_],
                "answers": [answer for answer in self.answers if answer.for_ != for_],
            }
        )

    def choices(self) -> Choices:
        """How it answers cards, dated answers included."""
        dated = [e.command for e in self.commands if isinstance(e.command, Answer)]
        return Choices([*(CardAnswer(card=c.card, option=c.option, for_=c.for_) for c in dated), *self.answers])


class Choices:
    """Answers looked up: by id; else for the type; else the commonest of the type, of equals the earliest."""

    def __init__(self, answers: list[CardAnswer]) -> None:
        """Sort answers by what they are for."""
        self.exact: dict[str, CardAnswer] = {}
        exact: dict[str, list[CardAnswer]] = {}
        of_types: dict[str, CardAnswer] = {}
        for answer in answers:
            kind, one, _ = answer.card.partition("/")
            if one:
                self.exact[answer.card] = answer
                exact.setdefault(kind, []).append(answer)
            else:
                of_types[kind] = answer
        self._typical = {kind: _commonest(same) for kind, same in exact.items()} | of_types

    def __deepcopy__(self, memo: Any = None) -> Choices:
        """The same: nothing in it changes."""
        return self

    @property
    def types(self) -> frozenset[str]:
        """Types of cards that it has an answer to."""
        return frozenset(self._typical)

    def find(self, card: str) -> CardAnswer | None:
        """The answer to a card; None for its default."""
        return self.exact.get(card) or self._typical.get(card.partition("/")[0])


def _commonest(answers: list[CardAnswer]) -> CardAnswer:
    """Of answers to one type, the first with the commonest option."""
    often = Counter(answer.option for answer in answers)
    return max(answers, key=lambda answer: often[answer.option])  # of equals, the first


def _tables(raw: Mapping[str, Any], key: str) -> list[tuple[int, Any]]:
    tables = raw.get(key, [])
    if not isinstance(tables, list) or len(tables) > _MOST:
        raise PlanError(f"{key}: up to 1,000 tables, each headed [[{key}]]")
    for number, table in enumerate(tables, start=1):
        if not isinstance(table, Mapping):
            raise PlanError(f"{key} {number}: a table, headed [[{key}]]")
    return list(enumerate(tables, start=1))


def _dated(table: Mapping[str, Any], where: str) -> Dated:
    week = table.get("week")
    if not isinstance(week, int) or isinstance(week, bool) or not 1 <= week <= LAST_WEEK:
        raise PlanError(f"{where}: week is a tenure week, 1 to {LAST_WEEK}, not {str(week)[:40]!r}")
    rest = {key: value for key, value in table.items() if key != "week"}
    return Dated(week=week, command=parse_command(rest, f"{where}, week {week}"))


def _rule(table: Mapping[str, Any], where: str) -> Rule:
    _only(table, ("when", "for_weeks", "command"), where)
    when, weeks, command = table.get("when"), table.get("for_weeks", 1), table.get("command")
    if not isinstance(when, str) or len(when) > 400:
        raise PlanError(f"{where}: when is a text such as 'flow.lead@tracker > 60'")
    _terms(when, where)
    if not isinstance(weeks, int) or isinstance(weeks, bool) or not 1 <= weeks <= LAST_WEEK:
        raise PlanError(f"{where}: for_weeks is a number of weeks, 1 to {LAST_WEEK}, not {str(weeks)[:40]!r}")
    if not isinstance(command, Mapping):
        raise PlanError(f"{where}: command is a table: command = {{ kind = …, … }}")
    return Rule(when=when, for_weeks=weeks, command=parse_command(command, f"{where}, command"))


def _terms(when: str, where: str) -> tuple[Term, ...]:
    """The comparisons of a condition.

    Raises:
        PlanError: it is none; one line.
    """
    terms: list[Term] = []
    for part in re.split(r"\s+and\s+", when.strip()):
        found = _TERM.fullmatch(part)
        if found is None:
            shown = part[:60]
            raise PlanError(f"{where}: cannot read {shown!r}; write METRIC@SOURCE > NUMBER, or week >= NUMBER")
        terms.append(Term(found["metric"] or "", found["source"] or "", found["is"], float(found["value"])))
    return tuple(terms)


def _answer(table: Mapping[str, Any], where: str) -> CardAnswer:
    _only(table, ("card", "option", "for"), where)
    card, option, for_ = table.get("card"), table.get("option"), table.get("for", GENERAL)
    if not isinstance(card, str) or not re.fullmatch(CARD_NAME, card):
        raise PlanError(f"{where}: card is a type, or type/entity/ordinal, not {str(card)[:60]!r}")
    if not isinstance(option, str) or not option:
        raise PlanError(f"{where}: option is the id of one of the card's options, or '{DEFAULT}'")
    if not isinstance(for_, str):
        raise PlanError(f"{where}: for is the id of an intervention")
    return CardAnswer(card=card, option=option[:40], for_=for_[:40])


def _only(table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in keys:
            raise PlanError(f"{where}: unknown key {str(key)[:40]!r}; {nearest(str(key), list(keys))}")
