"""What a player, a plan or a bot can ask: imperative, strict, each with the intervention it is `for`.

A command names things by their ids; whether it can be done, and what it costs, `sim.decide` says. A plan is a list of
commands with the tenure week each is given in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sim.scenario import Id, nearest

Intensity = Literal["light", "standard", "heavy"]
PolicyName = Literal["release-interval", "emergency-path", "approval", "review", "intake"]

INTENSITIES: Final[dict[str, int]] = {"light": 700, "standard": 1000, "heavy": 1500}  # permille, of capital and hours
# What a policy may be set to, in the order in which the world numbers its values (release intervals are days).
POLICY_VALUES: Final[dict[str, tuple[int | str, ...]]] = {
    "release-interval": (60, 28, 14, 7, 2, 1),
    "emergency-path": ("none", "on-call", "team"),
    "approval": ("all", "tiered", "one-way"),
    "review": ("none", "peer", "pair"),
    "intake": ("anyone", "single-door", "quota"),
}
# How to engage somebody, and how to rank a line, in the order in which the world numbers them.
ENGAGEMENTS: Final = ("listen", "brief", "prewire", "bad-news-early", "refresh-sponsor")
RANK_RULES: Final = ("as-is", "value", "cost-of-delay", "oldest")
KPI_WEEKS: Final = 13  # that one figure may be watched
MOST_GUARDRAILS: Final = 2
MOST_FORECAST_DAYS: Final = 1023
MOST_TEST_WEEKS: Final = 26
MOST_STOPPED: Final = 20  # items that one command may stop
LAST_WEEK: Final = 208  # the longest tenure a scenario may have
GENERAL: Final = "general"

CARD_NAME: Final = r"^[a-z0-9-]{1,40}(/[a-z0-9.-]{1,40}/[1-9][0-9]{0,3})?$"  # a type, or type/entity/ordinal
CardName = Annotated[str, Field(pattern=CARD_NAME)]
Teams = Literal["all"] | Annotated[list[Id], Field(min_length=1, max_length=32)]


class PlanError(ValueError):
    """A plan or a command that cannot be read: one line that says where, what, and the nearest valid choice."""


class BaseCommand(BaseModel):
    """What every command carries."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, validate_by_alias=True, validate_by_name=True
    )
    hints: ClassVar[dict[str, str]] = {}

    for_: Annotated[Id, Field(alias="for")] = GENERAL

    def __deepcopy__(self, memo: Any = None) -> Self:
        """The same: nothing in a command changes, and who asks knows it again by its identity."""
        return self

    def arguments(self) -> dict[str, Any]:
        """The command as plain data: `kind`, `for`, and every argument that was given or has a default."""
        return self.model_dump(by_alias=True, exclude_none=True)

    def __str__(self) -> str:
        """The command in one line, as a person would type it."""
        given = self.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
        shown = [str(getattr(self, "kind", "command")).replace("_", " ")]
        for key, value in given.items():
            if isinstance(value, bool):
                shown.append(key if value else f"no {key}")
            elif isinstance(value, str):
                shown.append(value)
            else:
                shown += [key, ", ".join(map(str, value)) if isinstance(value, list) else str(value)]
        return " ".join(shown)


class Launch(BaseCommand):
    """Introduce an intervention in some teams, carried by a sponsor."""

    hints: ClassVar[dict[str, str]] = {"teams": 'teams is "all" or a list of team ids'}

    kind: Literal["launch"] = "launch"
    intervention: Id
    teams: Teams = "all"
    sponsor: Id | None = None
    intensity: Intensity = "standard"
    variant: Id | None = None
    review_week: Annotated[int, Field(ge=1, le=LAST_WEEK)] | None = None


class Adjust(BaseCommand):
    """Change a live intervention, or only let its sponsor be seen; `teams` join its scope."""

    hints: ClassVar[dict[str, str]] = {"teams": 'teams is "all" or a list of team ids'}

    kind: Literal["adjust"] = "adjust"
    intervention: Id
    intensity: Intensity | None = None
    teams: Teams | None = None


class Retire(BaseCommand):
    """End an intervention, or a forum that was there before; quietly costs half."""

    kind: Literal["retire"] = "retire"
    intervention: Id | None = None
    forum: Id | None = None
    announce: bool = True

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.intervention is None) == (self.forum is None):
            raise ValueError("name either an intervention or a forum")
        return self


class SetPolicy(BaseCommand):
    """Set a policy of one line or of all."""

    hints: ClassVar[dict[str, str]] = {"value": "value is a number of days or a name"}

    kind: Literal["set_policy"] = "set_policy"
    policy: PolicyName
    line: Id = "all"
    value: int | str

    @model_validator(mode="after")
    def _legal(self) -> Self:
        values = POLICY_VALUES[self.policy]
        if self.value not in values:
            shown = ", ".join(map(str, values))
            raise ValueError(f"{self.policy} cannot be {str(self.value)[:40]!r}; choose from {shown}")
        return self


class Stop(BaseCommand):
    """Stop unfinished work for good, or park it for a quarter: so many items of a line by a rule, or these items."""

    kind: Literal["stop"] = "stop"
    line: Id = "all"
    count: Annotated[int, Field(ge=1, le=MOST_STOPPED)] = 1
    by: Literal["lowest-estimate", "oldest"] = "lowest-estimate"
    mode: Literal["kill", "park"] = "kill"
    evidence: bool = False
    items: Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=1, max_length=MOST_STOPPED)] | None = None

    def arguments(self) -> dict[str, Any]:
        """As for every command; with items, no rule that would choose them."""
        given = super().arguments()
        return given if self.items is None else {k: v for k, v in given.items() if k not in {"line", "count", "by"}}

    @model_validator(mode="after")
    def _either(self) -> Self:
        if self.items is not None and {"line", "count", "by"} & self.model_fields_set:
            raise ValueError("give either items, or line, count and by")
        return self


class Fund(BaseCommand):
    """Pay for people out of the scenario's envelope."""

    kind: Literal["fund"] = "fund"
    what: Literal["hire"] = "hire"
    team: Id
    count: Annotated[int, Field(ge=1, le=8)] = 1


class Audit(BaseCommand):
    """Look behind a report: a source, a forum or a practice; quick in a week, deep in three."""

    kind: Literal["audit"] = "audit"
    source: Id | None = None
    forum: Id | None = None
    intervention: Id | None = None
    depth: Literal["quick", "deep"] = "quick"

    @model_validator(mode="after")
    def _one(self) -> Self:
        named = [name for name in (self.source, self.forum, self.intervention) if name is not None]
        if len(named) != 1:
            raise ValueError("name one source, forum or intervention")
        if self.depth == "deep" and self.source is None:
            raise ValueError("only a source can be audited deeply")
        return self


class Engage(BaseCommand):
    """Spend hours on one stakeholder."""

    kind: Literal["engage"] = "engage"
    person: Id
    how: Literal["listen", "brief", "prewire", "bad-news-early", "refresh-sponsor"]


class Rank(BaseCommand):
    """Say in which order a line starts what waits."""

    kind: Literal["rank"] = "rank"
    line: Id
    rule: Literal["as-is", "value", "cost-of-delay", "oldest"]


class SetKpi(BaseCommand):
    """Have one figure of one source watched on a line, with guardrails beside it, up to and in a tenure week."""

    kind: Literal["set_kpi"] = "set_kpi"
    line: Id
    metric: Annotated[str, Field(max_length=40)]
    source: Id
    guardrails: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=MOST_GUARDRAILS)] = []
    until: Annotated[int, Field(ge=1, le=LAST_WEEK)]


class Reallocate(BaseCommand):
    """Move people from one team to another, where they ramp up as newcomers do."""

    kind: Literal["reallocate"] = "reallocate"
    from_: Annotated[Id, Field(alias="from")]
    to: Id
    people: Annotated[int, Field(ge=1, le=8)] = 1


class Coach(BaseCommand):
    """Coach one team in one practice, for four weeks of the player's own hours."""

    kind: Literal["coach"] = "coach"
    team: Id
    intervention: Id


class Forecast(BaseCommand):
    """Set the dates that a line promises this quarter, in working days from the first Friday, at the review."""

    kind: Literal["forecast"] = "forecast"
    line: Id
    p50: Annotated[int, Field(ge=1, le=MOST_FORECAST_DAYS)]
    p80: Annotated[int, Field(ge=1, le=MOST_FORECAST_DAYS)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.p80 < self.p50:
            raise ValueError("P80 comes no earlier than P50")
        return self


class Predict(BaseCommand):
    """Say what a source will report; it costs nothing and changes nothing, and is scored when it is due."""

    kind: Literal["predict"] = "predict"
    metric: Annotated[str, Field(max_length=40)]
    source: Id
    direction: Literal["up", "down", "flat"]
    band: Literal["under-5", "5-to-15", "over-15"] = "under-5"
    by: Annotated[int, Field(ge=1, le=LAST_WEEK)]
    because: Annotated[str, Field(max_length=400)] = ""

    @model_validator(mode="after")
    def _one_story(self) -> Self:
        if self.direction == "flat" and self.band != "under-5":
            raise ValueError("flat means under-5")
        return self


class Experiment(BaseCommand):
    """Test an idea before it is built: an item that waits to be started, or a line's most promising one."""

    kind: Literal["experiment"] = "experiment"
    item: Annotated[int, Field(ge=0)] | None = None
    line: Id | None = None
    metric: Literal["cust.activ", "cust.depth"]
    source: Id
    mde: Annotated[float, Field(gt=0, le=5)]
    share: Annotated[int, Field(ge=2, le=100)] = 100
    weeks: Annotated[int, Field(ge=1, le=MOST_TEST_WEEKS)] = 4
    looks: Annotated[int, Field(ge=1, le=MOST_TEST_WEEKS)] = 1
    rule: Literal["horizon", "green", "opinion"] = "horizon"

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.item is None) == (self.line is None):
            raise ValueError("name either an item or a line")
        if self.looks > self.weeks:
            raise ValueError("at most one look a week")
        return self


class Read(BaseCommand):
    """Look at a running experiment this week; it counts as a look."""

    kind: Literal["read"] = "read"
    experiment: Annotated[int, Field(ge=0)] | None = None
    line: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.experiment is None) == (self.line is None):
            raise ValueError("name either an experiment or a line")
        return self


class Call(BaseCommand):
    """Decide about a running experiment on Friday, whatever its rule says; or give it more weeks."""

    kind: Literal["call"] = "call"
    experiment: Annotated[int, Field(ge=0)] | None = None
    line: Id | None = None
    verdict: Literal["ship", "stop", "extend"]
    weeks: Annotated[int, Field(ge=1, le=MOST_TEST_WEEKS)] = 2

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.experiment is None) == (self.line is None):
            raise ValueError("name either an experiment or a line")
        return self


class Note(BaseCommand):
    """Write something down; nothing comes of it."""

    kind: Literal["note"] = "note"
    text: Annotated[str, Field(min_length=1, max_length=400)]


class Save(BaseCommand):
    """Mark this week as one to come back to; nothing comes of it."""

    kind: Literal["save"] = "save"
    label: Annotated[str, Field(max_length=60)] = ""


class Answer(BaseCommand):
    """Answer a decision card before it is due; a type stands for its open card that is due first."""

    hints: ClassVar[dict[str, str]] = {"card": "card is a type, or type/entity/ordinal, as in outage/checkout/1"}

    kind: Literal["answer"] = "answer"
    card: CardName
    option: Id

    def arguments(self) -> dict[str, Any]:
        """As for every command; written out, because most commands of a run are answers."""
        return {"for": self.for_, "kind": self.kind, "card": self.card, "option": self.option}


class Delegate(BaseCommand):
    """Let a stakeholder answer every card of a type; it is honoured where people know that it is theirs."""

    kind: Literal["delegate"] = "delegate"
    card: Id
    role: Id


Learning = Coach | Forecast | Predict | Experiment | Read | Call
Command = (
    Launch
    | Adjust
    | Retire
    | SetPolicy
    | Stop
    | Fund
    | Audit
    | Engage
    | Rank
    | SetKpi
    | Reallocate
    | Learning
    | Note
    | Save
    | Answer
    | Delegate
)
COMMANDS: Final[dict[str, type[Command]]] = {
    "launch": Launch,
    "adjust": Adjust,
    "retire": Retire,
    "set_policy": SetPolicy,
    "stop": Stop,
    "fund": Fund,
    "audit": Audit,
    "engage": Engage,
    "rank": Rank,
    "set_kpi": SetKpi,
    "reallocate": Reallocate,
    "coach": Coach,
    "forecast": Forecast,
    "predict": Predict,
    "experiment": Experiment,
    "read": Read,
    "call": Call,
    "note": Note,
    "save": Save,
    "answer": Answer,
    "delegate": Delegate,
}


def parse_command(raw: Mapping[str, Any], where: str = "command") -> Command:
    """Read a command from plain data.

    Args:
        raw: `kind`, `for` and the arguments.
        where: what to call it in a message.

    Raises:
        PlanError: it is none; one line.
    """
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in COMMANDS:
        said = "lacks its kind" if kind is None else f"unknown kind {str(kind)[:40]!r}"
        raise PlanError(f"{where}: {said}; {nearest(str(kind), list(COMMANDS))}")
    model = COMMANDS[kind]
    try:
        return model.model_validate(dict(raw))
    except ValidationError as error:
        raise PlanError(f"{where} ({kind}): {_in_one_line(error, model)}") from None


def _in_one_line(error: ValidationError, model: type[BaseCommand]) -> str:
    """The first thing wrong, with the nearest valid choice."""
    first = error.errors(include_url=False)[0]
    key = str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "extra_forbidden":
        keys = [field.alias or name for name, field in model.model_fields.items()]
        return f"unknown key {key[:40]!r}; {nearest(key, keys)}"
    if first["type"] == "missing":
        return f"lacks {key!r}"
    if key in model.hints:
        return model.hints[key]
    if first["type"] == "literal_error":
        choices = [str(choice).strip("' ") for choice in first["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        return f"{key} cannot be {str(first['input'])[:40]!r}; {nearest(str(first['input']), choices)}"
    said = first["msg"].removeprefix("Value error, ").replace("\n", " ")
    return f"{key}: {said}" if key else said
