"""The schema of a scenario: strict, tagged, published as a JSON Schema.

A scenario file may leave out any parameter; `scenarios/defaults.toml` fills it in before this schema sees it. Nothing
here reads files: `engine.catalogue` does.
"""

from __future__ import annotations

import difflib
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from sim import world
from sim.parameters import POSITIVE, SECTIONS

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Text = Annotated[str, Field(max_length=600)]
Name = Annotated[str, Field(min_length=1, max_length=60)]


class Strict(BaseModel):
    """No unknown keys, no coercion surprises, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Tagged(Strict):
    """One constant with its plausible range, evidence grade and source."""

    value: float
    range: tuple[float, float]
    grade: Literal["P", "A", "S", "V", "M", "X", "C"]
    source: Text

    @model_validator(mode="after")
    def _inside(self) -> Self:
        if not self.range[0] <= self.value <= self.range[1]:
            raise ValueError(f"value {self.value:g} outside its range {self.range[0]:g} to {self.range[1]:g}")
        return self


class Sourced(Strict):
    """An entry whose numbers share one grade and source."""

    id: Id
    name: Name
    grade: Literal["P", "A", "S", "V", "M", "X", "C"]
    source: Text


class Customers(Strict):
    """Who pays for a product line: accounts, how they come, what they pay, and how they stay."""

    accounts: Annotated[int, Field(ge=1, le=20_000, description="at the start, in fifty-two weekly cohorts")]
    signups_per_week: Annotated[float, Field(ge=0, le=400)]
    growth_yearly: Annotated[float, Field(ge=-0.5, le=2, description="of sign-ups")] = 0.0
    price_cents: Annotated[int, Field(ge=100, le=4_000_000, description="of an account and year")]
    contract_weeks: Annotated[int, Field(ge=4, le=104)] = 52
    users_per_account: Annotated[int, Field(ge=1, le=1000)] = 10
    first_value_days: Annotated[float, Field(gt=0, le=120, description="median time to first value")] = 12.0
    fit: Annotated[float, Field(gt=0, le=1, description="who can reach first value at all")] = 0.5
    login_share: Annotated[float, Field(ge=0, le=1)] = 0.75
    setup_share: Annotated[float, Field(ge=0, le=1)] = 0.5
    involuntary_churn: Annotated[float, Field(ge=0, le=0.3, description="a year: cards that expire")] = 0.03
    elasticity: Annotated[
        float, Field(ge=0, le=30, description="log-odds of renewal lost per share of a higher price")
    ] = 8.0


class Line(Sourced):
    """A product line: where needs arrive and customers are affected."""

    needs_per_week: Annotated[float, Field(ge=0, le=500)]
    users: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    forum: Id | None = None
    board: Id | None = None
    release_interval_days: Annotated[int, Field(ge=0, le=260)] = 0
    emergency_path: Literal["none", "on-call", "team"] = "none"
    approval_tier: Literal["all", "tiered", "one-way"] = "all"
    region: Annotated[Id | None, Field(description="none: at home, where practices begin")] = None
    fit: Annotated[float, Field(ge=0.1, le=1, description="how far what works at home fits here")] = 1.0
    customers: Annotated[Customers | None, Field(description="none: users are a constant and nothing is paid")] = None
    review: Literal["none", "peer", "pair"] = "peer"
    intake: Literal["anyone", "single-door", "quota"] = "anyone"


class Team(Sourced):
    """A team of makers with its habit of starting work."""

    line: Id
    people: Annotated[int, Field(ge=1, le=12)]
    wip_per_maker: Annotated[float, Field(gt=0, le=6)]
    review_desk: Id | None = None
    deploy_desk: Id | None = None


class Desk(Sourced):
    """Servers that review or deploy finished work, one item each at a time."""

    role: Literal["review", "deploy"]
    servers: Annotated[int, Field(ge=1, le=world.SERVERS)]
    mean_minutes: Annotated[float, Field(gt=0, le=100_000)]


class Forum(Sourced):
    """A meeting: when it sits, how much it can take, what it costs.

    A board that no line names as its own approves the releases of all; one of role "status" decides nothing.
    """

    role: Literal["line", "cross", "board", "status"]
    line: Id | None = None
    cadence_days: Annotated[int, Field(ge=1, le=130)]
    slots: Annotated[int, Field(ge=1, le=1000)]
    seats: Annotated[int, Field(ge=1, le=60)]
    sitting_minutes: Annotated[int, Field(ge=0, le=2000)]
    first_day: Annotated[int, Field(ge=0, le=130)] = 0


class Source(Sourced):
    """A place where a metric is reported: its definition, lag, bias and noise."""

    metric: str
    definition: str
    canonical: str | None = None
    team: Id
    lag_weeks: Annotated[int, Field(ge=0, le=3)] = 0
    bias: Annotated[float, Field(ge=-0.9, le=5)] = 0.0
    noise: Annotated[float, Field(ge=0, le=1)] = 0.0
    coverage: Annotated[float, Field(gt=0, le=1, description="share of what happened that it sees")] = 1.0


class Needs(Strict):
    """What somebody cares about, in shares of all they care about."""

    speed: Annotated[float, Field(ge=0, le=1)] = 0.0
    predictability: Annotated[float, Field(ge=0, le=1)] = 0.0
    quality: Annotated[float, Field(ge=0, le=1)] = 0.0
    growth: Annotated[float, Field(ge=0, le=1)] = 0.0
    transparency: Annotated[float, Field(ge=0, le=1)] = 0.0

    @property
    def weights(self) -> tuple[float, ...]:
        """In the order in which the world numbers needs."""
        return tuple(getattr(self, name) for name in NEED_NAMES)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = 0.0
        for weight in self.weights:
            total += weight
        if abs(total - 1.0) > 1e-6:
            raise ValueError(f"needs sum to {total:g}, not to 1")
        return self


NEED_NAMES = tuple(Needs.model_fields)  # in the order in which the world numbers needs


class Sponsor(Sourced):
    """A stakeholder: somebody powerful enough to carry a change, with needs that make them trust, shout or go round.

    Where no sponsor has needs, nobody's trust is followed and the parameter `trust` holds.
    """

    power: Annotated[float, Field(ge=0, le=1)]
    line: Id | None = None
    needs: Needs | None = None
    trust: Annotated[float, Field(ge=0, le=1)] | None = None  # at the start; the parameter of that name unless given
    attention: Annotated[float, Field(ge=0, le=1)] = 0.5  # to what happens on lines that are not theirs
    in_post: bool = True  # False: comes as somebody's successor
    leaves_week: Annotated[int, Field(ge=1, le=312)] | None = None  # tenure week
    successor: Id | None = None


class Objective(Strict):
    """What the tenure is judged by: percent of the outcome that each part of it weighs."""

    value: Annotated[int, Field(ge=0, le=100)] = 35
    harm: Annotated[int, Field(ge=0, le=100)] = 20
    waste: Annotated[int, Field(ge=0, le=100)] = 15
    people: Annotated[int, Field(ge=0, le=100)] = 15
    promises: Annotated[int, Field(ge=0, le=100)] = 15
    revenue: Annotated[int, Field(ge=0, le=100)] = 0

    @model_validator(mode="after")
    def _whole(self) -> Self:
        weighed = self.value + self.harm + self.waste + self.people + self.promises + self.revenue
        if weighed != 100:
            raise ValueError(f"weights add up to 100, not {weighed}")
        return self


class Weeks(Strict):
    """Length of a run: pre-simulated history, the played tenure, and what happens afterwards."""

    history: Annotated[int, Field(ge=0, le=104)]
    tenure: Annotated[int, Field(ge=1, le=208)]
    aftermath: Annotated[int, Field(ge=0, le=104)]

    @property
    def total(self) -> int:
        """Weeks of a whole run."""
        return self.history + self.tenure + self.aftermath


def _section(name: str) -> type[Strict]:
    fields: dict[str, Any] = {p.name: (Tagged, Field(description=f"{p.meaning} [{p.unit}]")) for p in SECTIONS[name]}
    return create_model(f"{name.capitalize()}Parameters", __base__=Strict, **fields)


Parameters: Any = create_model(
    "Parameters",
    __base__=Strict,
    **{name: (_section(name), ...) for name in SECTIONS},  # type: ignore[call-overload]
)


class Scenario(Strict):
    """A company before anybody governs it, and what its people say is wrong."""

    id: Id
    version: Annotated[int, Field(ge=1)]
    title: Name
    symptom: Text
    briefing: Text
    weeks: Weeks
    lines: Annotated[list[Line], Field(min_length=1, max_length=world.LINES)]
    teams: Annotated[list[Team], Field(min_length=1, max_length=world.TEAMS)]
    desks: Annotated[list[Desk], Field(max_length=world.DESKS)] = []
    forums: Annotated[list[Forum], Field(max_length=12)] = []
    sources: Annotated[list[Source], Field(max_length=world.SOURCES)] = []
    sponsors: Annotated[list[Sponsor], Field(max_length=12)] = []
    shelf: list[Id] = []
    cards: list[Id] = []  # types of decision cards that it deals
    objective: Objective = Objective()
    parameters: Parameters

    @model_validator(mode="after")
    def _refers(self) -> Self:
        """Every id is unique in its list, and every reference leads somewhere."""
        for name in ("lines", "teams", "desks", "forums", "sources", "sponsors"):
            ids = [entry.id for entry in getattr(self, name)]
            twice = sorted({i for i in ids if ids.count(i) > 1})
            if twice:
                raise ValueError(f"{name}: two entries are called '{twice[0]}'")
        lines = [line.id for line in self.lines]
        forums, desks = [f.id for f in self.forums], [d.id for d in self.desks]
        for line in self.lines:
            _known(f"line '{line.id}': forum", line.forum, forums)
            _known(f"line '{line.id}': board", line.board, forums)
        for team in self.teams:
            _known(f"team '{team.id}': line", team.line, lines)
            _known(f"team '{team.id}': review_desk", team.review_desk, desks)
            _known(f"team '{team.id}': deploy_desk", team.deploy_desk, desks)
        for forum in self.forums:
            _known(f"forum '{forum.id}': line", forum.line, lines)
        self._check_sponsors(lines)
        for source in self.sources:
            _known(f"source '{source.id}': team", source.team, [t.id for t in self.teams])
        for name in POSITIVE:
            if self.parameter(name) <= 0:
                raise ValueError(f"parameter '{name}' must be above 0")
        for team in self.teams:
            if self.lines[lines.index(team.line)].release_interval_days == 0 and team.deploy_desk is None:
                raise ValueError(
                    f"team '{team.id}' can never release: set its deploy_desk or its line's release_interval_days"
                )
        empty = [line for line in lines if all(team.line != line for team in self.teams)]
        if empty:
            raise ValueError(f"line '{empty[0]}' has no team")
        self._check_customers()
        return self

    def _check_sponsors(self, lines: list[str]) -> None:
        """Needs for everybody or for nobody, lines and successors that exist."""
        names = [sponsor.id for sponsor in self.sponsors]
        without = [sponsor.id for sponsor in self.sponsors if sponsor.needs is None]
        if without and len(without) < len(names):
            raise ValueError(f"sponsor '{without[0]}' has no needs, and others have; give needs to all or to none")
        for sponsor in self.sponsors:
            _known(f"sponsor '{sponsor.id}': line", sponsor.line, lines)
            _known(f"sponsor '{sponsor.id}': successor", sponsor.successor, names)
            if sponsor.successor == sponsor.id:
                raise ValueError(f"sponsor '{sponsor.id}' cannot succeed themselves")

    def _check_customers(self) -> None:
        """Places for every cohort that can be at once, however long the run: a week of youth or of a contract each."""
        contracts = [line.customers.contract_weeks for line in self.lines if line.customers is not None]
        needed = sum(weeks + world.YOUNG_WEEKS + 2 for weeks in contracts)  # exact: integers
        if needed > world.COHORTS:
            raise ValueError(
                f"customers of {len(contracts)} lines need {needed} weekly cohorts and a world holds {world.COHORTS}; "
                "shorten contracts (contract_weeks), or give fewer lines customers"
            )

    def parameter(self, name: str) -> float:
        """The value of a parameter, whichever section it is in."""
        for section in SECTIONS:
            found = getattr(getattr(self.parameters, section), name, None)
            if found is not None:
                return float(found.value)
        raise KeyError(name)


def nearest(name: str, choices: list[str]) -> str:
    """A clause that names the closest valid choice, or all of a short list."""
    close = difflib.get_close_matches(name[:80], choices, n=1, cutoff=0.5)
    if close:
        return f"did you mean '{close[0]}'?"
    return "choose from " + ", ".join(choices[:12]) if choices else "none is defined"


def _known(where: str, name: str | None, choices: list[str]) -> None:
    if name is not None and name not in choices:
        raise ValueError(f"{where} '{name}' is not defined; {nearest(name, choices)}")
