"""Companies to test the kernel with: every mechanism off unless a test turns it on, and runs of them.

    plain(...)          any company, all pathologies off: what a test adds is all there is
    queue(...)          one team, nothing else: an M/M/c queue
    reference(...)      the network of `engine.bench.peers`: teams, one shared review gate, a deployment desk each
    small_company(...)  three lines and five teams with everything that goes wrong, at the middle of its plausible range

Keyword arguments that name a parameter of `sim.parameters` set it.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim import events, genesis
from sim.intervention import Intervention, Variant
from sim.kernel import bind
from sim.parameters import NAMES, SECTIONS
from sim.scenario import Desk, Forum, Line, Needs, Parameters, Scenario, Source, Sponsor, Team, Weeks
from sim.step import empty, next_week, record, run_weeks, seed_world
from sim.world import DAY, TEAMS, WEEK, new_log

Values = npt.NDArray[np.float64]
TAG: dict[str, Any] = {"grade": "X", "source": "a test"}

# What a team's available hours go to; idle is the rest.
HOURS_TAKEN = [
    int(kind)
    for kind in (
        events.HOURS_BOOKED,
        events.GOVERNANCE_BOOKED,
        events.HOURS_SWITCHED,
        events.HOURS_DRAINED,
        events.INCIDENT_WORKED,
        events.SHADOW_WORKED,
        events.WORK_TOUCHED,
    )
]

# What a time constant or a backlog must be, whatever is switched off: none of them causes anything by itself.
NEUTRAL: dict[str, float] = {
    "size_median_hours": 40.0,
    "backlog_items": 1000.0,
    "rework_size_share": 1.0,
    "clarify_hours": 1.0,
    "ramp_weeks": 12.0,
    "burnout_weeks": 8.0,
    "sponsor_half_life_weeks": 6.0,
    "decay_half_life_weeks": 16.0,
    "fidelity_weeks": 4.0,
    "tacit_half_life_weeks": 10.0,
    "codified_half_life_weeks": 50.0,
    "inside_pace": 3.0,
    "novelty_weeks": 3.0,
    "reopen_after_days": 10.0,
    "window_weeks": 4.0,
    "exposed_share": 1.0,
    "severity_floor": 0.1,
    "severity_tail": 1.5,
    "detect_hours": 1.5,
    "diagnose_hours": 3.0,
    "hotfix_hours": 6.0,
    "rollback_hours": 0.5,
    "responders": 2.0,
    "willingness_base": 0.74,
    "adoption_ceiling": 0.9,
    "visible_value": 1.0,
    "player_hours": 40.0,
    "capital_start": 40.0,
    "information_age_days": 10.0,
    "value_half_life_weeks": 52.0,
    "depth_half_life_weeks": 12.0,
    "window_days": 30.0,
    "price_level": 1.0,
    "price_renewing": 1.0,
    "price_engaged": 1.0,
    "expansion_most": 1.0,
    "first_value_sigma": 1.0,
    "definition_drift": 1.0,
    "copy_weeks": 2.0,
}

# What goes wrong in a plausible company: the domain model's defaults, or the middle of their range.
PLAUSIBLE: dict[str, float] = NEUTRAL | {
    "size_median_hours": 30.0,
    "size_sigma": 0.8,
    "value_sigma": 1.5,
    "estimate_sigma": 1.0,
    "season_amplitude": 0.1,
    "commit_share": 0.5,
    "patience_days": 250.0,
    "handoffs_mean": 0.6,
    "risky_share": 0.3,
    "one_way_share": 0.2,
    "shared_need_share": 0.1,
    "visibility": 0.2,
    "detection_weekly": 0.2,
    "owner_ambiguity": 0.35,
    "delegated_share": 0.1,
    "local_decision_days": 1.0,
    "local_error_share": 0.05,
    "reopen_base": 0.05,
    "reopen_per_ambiguity": 0.25,
    "reopen_per_disagreement": 0.2,
    "scope_question_share": 0.15,
    "conflict": 0.5,
    "preemption_weekly": 0.25,
    "rights_clarity": 0.1,
    "setup_loss_low": 0.1,
    "setup_loss_high": 0.2,
    "quarterly_thrash": 0.05,
    "switch_loss_at_two": 0.17,
    "switch_loss_per_extra": 0.05,
    "switch_loss_cap": 0.45,
    "fixed_overhead": 0.12,
    "pair_coordination": 0.006,
    "handoff_clarify_share": 0.3,
    "clarify_hours": 4.0,
    "rework_share": 0.15,
    "rework_size_share": 0.3,
    "desk_sigma": 0.8,
    "injection_per_hour": 0.01,
    "injection_per_handoff": 0.12,
    "injection_per_overload": 0.3,
    "peer_review_removal": 0.5,
    "test_removal": 0.4,
    "checklist_removal": 0.05,
    "gate_removal": 0.05,
    "interaction": 0.001,
    "approval_share": 0.4,
    "board_prep_hours": 0.5,
    "detect_sigma": 1.0,
    "diagnose_sigma": 0.9,
    "diagnose_batch_slope": 0.5,
    "mitigate_sigma": 0.8,
    "rollback_ready": 0.3,
    "flag_share": 0.1,
    "exposed_share": 0.9,
    "responder_cap": 0.5,
    "mentor_share": 0.25,
    "burnout_per_wip": 0.2,
    "burnout_per_preemption": 0.3,
    "burnout_capacity_loss": 0.2,
    "reconcile_hours": 1.5,
    "spread_sponsor_weekly": 0.05,
    "spread_neighbour_weekly": 0.3,
    "willingness_per_change": 0.039,
    "changes_before": 3.0,
    "adoption_floor": 0.1,
    "learning_hours": 0.5,
    "break_quarterly": 0.5,
    "break_size": 0.15,
    "break_detection_weekly": 0.05,
    "target_pressure": 0.3,
    "pressure_gain": 0.2,
    "capital_weekly": 1.0,
    "trust": 0.6,
    "declined_share": 0.1,
    "judgement_per_disagreement": 1.5,
    "judgement_per_week_old": 0.1,
    "drift_quarterly": 0.03,
    "hub_people": 1.0,
    "hub_ticket_hours": 1.0,
    "proven_adoption": 0.3,
    "audit_error": 0.03,
    "audit_finds_break": 0.9,
    "audit_hours": 10.0,
    "first_value_sigma": 0.8,
    "late_factor": 0.1,
    "depth_gain_weekly": 0.056,
    "harm_per_hour": 0.02,
    "renewal_base": 1.1,
    "renewal_spread": 1.4,
    "renewal_depth": 2.0,
    "renewal_activated": 0.8,
    "renewal_harm": 1.0,
    "expansion_depth": 0.36,
    "expansion_yearly": 2.2,
    "expansion_most": 4.0,
    "contraction_yearly": 0.3,
    "usage_median": 0.06,
    "usage_sigma": 2.0,
    "usage_by_value": 0.6,
    "spread_new_weekly": 0.03,
    "spread_seen_weekly": 0.2,
    "effect_friction": 0.25,
    "effect_value": 0.3,
    "effect_renewal": 0.3,
    "effect_support": 0.3,
    "feature_winner_share": 0.33,
    "feature_null_share": 0.4,
    "support_minutes": 12.0,
    "person_hour_cents": 7500.0,
    "conversion_elasticity": 0.6,
    "redesign_sigma": 0.22,
    "redesign_noise": 0.15,
    "redesign_drag": 0.2,
    "redesign_size": 1.0,
    "engaged_minding": 0.5,
    "outreach_gain": 0.9,
    "outreach_wake": 1.2,
    "correction_weekly": 0.02,
    "trust_kept": 0.03,
    "trust_missed": 0.08,
    "trust_surprise": 0.05,
    "trust_win": 0.04,
    "trust_bypass": 0.06,
    "trust_reversion_quarterly": 0.05,
    "trust_at_ease": 0.7,
    "yes_threshold": 0.35,
    "surprise_share": 1.0,
    "outage_severity": 0.3,
    "loudness": 1.0,
    "escalation_weekly": 0.25,
    "report_hours": 1.5,
    "shadow_share": 0.12,
    "resistance": 0.25,
    "visible_per_report": 0.3,
    "escalation_clock_days": 5.0,
    "escalation_hours": 2.0,
    "escalations_weekly": 3.0,
    "kpi_pressure": 0.4,
    "kpi_focus": 0.25,
    "review_share": 0.04,
    "pair_share": 0.12,
    "pair_removal": 0.75,
    "door_visibility": 0.25,
    "quota_weeks": 8.0,
    "wind_down_share": 0.1,
    "repeat_reduction": 0.5,
    "turnover_forgetting": 2.0,
    "debrief_share": 0.3,
    "debrief_hours": 10.5,
    "debrief_gain": 0.25,
    "debrief_gain_open": 0.05,
    "action_closing_weekly": 0.1,
    "action_hours": 8.0,
    "checklist_feed": 1.5,
    "codifying_weekly": 0.12,
    "codified_floor": 0.65,
    "codified_spread": 0.6,
    "codified_ramp": 0.35,
    "coached_weekly": 0.05,
    "coached_most": 0.2,
    "promises_per_line": 3.0,
    "optimism": 0.15,
    "estimate_error": 0.7,
    "inside_days": 5.0,
    "inside_buffer": 1.5,
    "least_comparables": 20.0,
    "status_saved": 0.35,
    "test_share": 0.2,
    "test_checks": 0.5,
    "test_invalid": 0.09,
    "test_hours": 60.0,
    "flagged_test_hours": 20.0,
    "uplift": 0.06,
    "guild_uplift": 0.1,
    "novelty": 0.5,
}


def parameters(values: Mapping[str, float]) -> Any:
    """A complete set of parameters: `values`, and 0 for what they leave out."""
    unknown = sorted(set(values) - set(NAMES))
    if unknown:
        raise KeyError(f"no such parameter: {', '.join(unknown)}")
    tagged = {
        name: {"value": value, "range": (min(0.0, value), max(1.0, value)), **TAG}
        for name, value in (dict.fromkeys(NAMES, 0.0) | dict(values)).items()
    }
    return Parameters(**{section: {p.name: tagged[p.name] for p in rows} for section, rows in SECTIONS.items()})


def line(name: str, needs_per_week: float, **fields: Any) -> Line:
    """A product line."""
    return Line(**({"id": name, "name": name, "needs_per_week": needs_per_week, **TAG} | fields))


def team(name: str, of: str, people: int, wip_per_maker: float = 1.0, **fields: Any) -> Team:
    """A team of one line."""
    return Team(
        **({"id": name, "name": name, "line": of, "people": people, "wip_per_maker": wip_per_maker, **TAG} | fields)
    )


def desk(name: str, role: str, servers: int, mean_minutes: float) -> Desk:
    """A review or deployment desk."""
    return Desk(**{"id": name, "name": name, "role": role, "servers": servers, "mean_minutes": mean_minutes, **TAG})


def forum(name: str, role: str, cadence_days: int, slots: int = 1000, **fields: Any) -> Forum:
    """A forum; without seats' minutes unless a test gives them."""
    base = {"id": name, "name": name, "role": role, "cadence_days": cadence_days, "slots": slots, **TAG}
    return Forum(**(base | {"seats": 1, "sitting_minutes": 0, "first_day": cadence_days - 1} | fields))


def source(name: str, metric: str, of: str, **fields: Any) -> Source:
    """A source that reports a metric under its own definition unless a test gives another."""
    return Source(**({"id": name, "name": name, "metric": metric, "definition": metric, "team": of, **TAG} | fields))


def stakeholder(name: str, power: float, needs: Sequence[float] = (0.2,) * 5, **fields: Any) -> Sponsor:
    """A stakeholder; `needs` are speed, predictability, quality, growth, transparency."""
    shares = dict(zip(("speed", "predictability", "quality", "growth", "transparency"), needs, strict=True))
    base = {"id": name, "name": name, "power": power, "needs": Needs(**shares), **TAG}
    return Sponsor(**(base | fields))


def company(
    lines: Sequence[Line],
    teams: Sequence[Team],
    values: Mapping[str, float],
    *,
    desks: Sequence[Desk] = (),
    forums: Sequence[Forum] = (),
    sources: Sequence[Source] = (),
    sponsors: Sequence[Sponsor] = (),
) -> Scenario:
    """A scenario of these parts."""
    return Scenario(
        id="test-company",
        version=1,
        title="A company under test",
        symptom="-",
        briefing="-",
        weeks=Weeks(history=0, tenure=104, aftermath=0),
        lines=list(lines),
        teams=list(teams),
        desks=list(desks),
        forums=list(forums),
        sources=list(sources),
        sponsors=list(sponsors),
        parameters=parameters(values),
    )


def plain(
    needs_per_week: float = 2.0, people: int = 4, wip_per_maker: float = 1.0, lines: int = 1, **fields: Any
) -> Scenario:
    """Lines of one team each that release every day, with no other mechanism than work itself.

    Args:
        needs_per_week: of each line.
        people: of each team.
        wip_per_maker: items that each maker has open.
        lines: how many.
        **fields: parameters by name; `line_fields`, `team_fields`, `desks`, `forums`, `sources`.
    """
    line_fields = {"release_interval_days": 1, "users": 1000} | fields.pop("line_fields", {})
    team_fields = fields.pop("team_fields", {})
    parts = {part: fields.pop(part) for part in ("desks", "forums", "sources", "sponsors") if part in fields}
    return company(
        [line(f"l{n}", needs_per_week, **line_fields) for n in range(lines)],
        [team(f"t{n}", f"l{n}", people, wip_per_maker, **team_fields) for n in range(lines)],
        NEUTRAL | fields,
        **parts,
    )


def queue(servers: int, load: float, mean_days: float = 20.0, **fields: Any) -> Scenario:
    """One team of `servers` people who each take one item at a time: M/M/c at utilisation `load`.

    What is built goes live a minute later, so a wait is the time to live less the time to build, less that minute.
    """
    needs = load * servers / mean_days * WEEK
    desks = [desk("release", "deploy", 8, 0.001)]
    hours = mean_days * DAY / 60.0
    return plain(needs, servers, size_median_hours=hours, desks=desks, team_fields={"deploy_desk": "release"}, **fields)


def reference(teams: int = 12) -> Scenario:
    """The reference network: development by team, a review gate shared by all, rework, release by team."""
    names = range(teams)
    return company(
        [line(f"l{n}", 0.48 * WEEK) for n in names],
        [team(f"t{n}", f"l{n}", 4, review_desk="gate", deploy_desk=f"release-{n}") for n in names],
        NEUTRAL | {"rework_share": 0.15},
        desks=[desk("gate", "review", 2, 120.0), *(desk(f"release-{n}", "deploy", 1, 480.0) for n in names)],
    )


def small_company(**fields: Any) -> Scenario:
    """Three lines, five teams, forums that decide, a board that approves, trains that fail, sources that disagree.

    Args:
        **fields: parameters by name; `wip_per_maker`, `needs_per_week` (of each line), `cadence_days` (of line forums),
            `board_days`, `interval_days` (of trains), `emergency_path`, `people` (of teams), `customers` (of lines).
    """
    wip, needs = fields.pop("wip_per_maker", 2.0), fields.pop("needs_per_week", (4.5, 4.5, 2.2))
    cadence, board_days = fields.pop("cadence_days", 5), fields.pop("board_days", 10)
    people = fields.pop("people", 6)
    common = {
        "users": 2000,
        "board": "board",
        "release_interval_days": fields.pop("interval_days", 10),
        "emergency_path": fields.pop("emergency_path", "on-call"),
    }
    common["customers"] = fields.pop("customers", None)
    names = ("north", "south", "west")
    return company(
        [line(name, rate, forum=f"{name}-forum", **common) for name, rate in zip(names, needs, strict=True)],
        [
            team(f"{name}-{n}", name, people, wip, review_desk=f"{name}-review")
            for name, size in zip(names, (2, 2, 1), strict=True)
            for n in range(size)
        ],
        PLAUSIBLE | fields,
        desks=[desk(f"{name}-review", "review", 2, 240.0) for name in names],
        forums=[
            *(
                forum(f"{name}-forum", "line", cadence, 6, line=name, seats=6, sitting_minutes=90, first_day=n)
                for n, name in enumerate(names)
            ),
            forum("council", "cross", 5, 6, seats=8, sitting_minutes=90),
            forum("board", "board", board_days, 12, seats=8, sitting_minutes=120),
        ],
        sources=[
            source("tracker", "flow.lead", "north-0", lag_weeks=1, bias=-0.1, noise=0.05),
            source("slides", "flow.lead", "south-0", definition="flow.cycle", lag_weeks=2, noise=0.08),
            source("incident-list", "rel.recover", "west-0", bias=0.1, noise=0.05),
        ],
        sponsors=[
            stakeholder("sales", 0.9, (0.3, 0.15, 0.05, 0.4, 0.1), line="north", trust=0.5),
            stakeholder("operations", 0.7, (0.1, 0.3, 0.35, 0.05, 0.2), line="south", trust=0.4),
            stakeholder("finance", 0.6, (0.05, 0.35, 0.1, 0.2, 0.3), trust=0.55, attention=0.8),
        ],
    )


@dataclass(frozen=True)
class Run:
    """What a run of one world left: weekly counts and totals by kind, and the world at its end."""

    counts: npt.NDArray[np.int64]
    totals: npt.NDArray[np.int64]
    world: npt.NDArray[Any]

    def count(self, kind: int | np.int64, start: int = 0) -> int:
        """Events of a kind after the first `start` weeks."""
        return int(self.counts[start:, int(kind)].sum())

    def total(self, kind: int | np.int64, start: int = 0) -> int:
        """Their amounts, summed."""
        return int(self.totals[start:, int(kind)].sum())

    def mean(self, kind: int | np.int64, start: int = 0) -> float:
        """Their mean amount; NaN if there was none."""
        n = self.count(kind, start)
        return self.total(kind, start) / n if n else float("nan")

    @property
    def lead_days(self) -> float:
        """Mean days from request to live."""
        return self.mean(events.ITEM_WENT_LIVE) / DAY

    @property
    def kinds(self) -> set[int]:
        """Kinds that happened."""
        return {int(kind) for kind in np.flatnonzero(self.counts.sum(axis=0))}


class Founded:
    """A scenario founded once, run for many seeds."""

    def __init__(self, scenario: Scenario, catalogue: Mapping[str, Intervention] | None = None) -> None:
        self.scenario = scenario
        self._first = genesis.found(scenario, catalogue or {}, 0)

    def world(self, seed: int) -> npt.NDArray[Any]:
        """The world of a seed on its first morning."""
        world = self._first.copy()
        seed_world(bind(world), seed)
        return world

    def run(self, weeks: int, seed: int) -> Run:
        """Run one world for some weeks."""
        world, log = self.world(seed), _unrecorded()
        counts = np.zeros((weeks, events.KINDS), np.int64)
        totals = np.zeros_like(counts)
        run_weeks(bind(world), bind(log), weeks, counts, totals)
        return Run(counts, totals, world)

    def runs(self, weeks: int, seeds: int | Sequence[int]) -> Iterator[Run]:
        """Run the worlds of several seeds, the same ones for every scenario: differences are paired."""
        for seed in range(1, seeds + 1) if isinstance(seeds, int) else seeds:
            yield self.run(weeks, seed)

    def weeks(
        self, weeks: int, seed: int, opening: Callable[[npt.NDArray[Any], npt.NDArray[Any]], None] | None = None
    ) -> Iterator[tuple[npt.NDArray[Any], npt.NDArray[Any]]]:
        """Step one world week by week.

        Args:
            weeks: how many.
            seed: of the world.
            opening: called with the world and its log before the first week: records what commands brought about.

        Yields:
            The world and the week's log, both overwritten by the next week.
        """
        world, log = self.world(seed), new_log()
        for week in range(weeks):
            empty(bind(log))
            if week == 0 and opening is not None:
                opening(world, log)
            next_week(bind(world), bind(log))
            yield world, log


@functools.cache
def _unrecorded() -> npt.NDArray[Any]:
    return new_log(recording=False)


def rows(log: npt.NDArray[Any]) -> dict[str, npt.NDArray[np.int64]]:
    """A week's events as columns `week_day` (0 to 4), `kind`, `subject`, `object`, `amount`, of int64."""
    length = int(log["length"][0, 0])
    columns = {name: log[name][0, :length].astype(np.int64) for name in ("kind", "subject", "object", "amount")}
    columns["week_day"] = np.repeat(np.arange(WEEK), log["day_counts"][0])
    return columns


def digest(world: npt.NDArray[Any]) -> str:
    """Sixteen hex digits of a world's bytes."""
    return hashlib.blake2b(world.tobytes(), digest_size=8).hexdigest()


def sample(scenario: Scenario, value: Callable[[Run], float], *, weeks: int = 104, seeds: int = 40) -> Values:
    """`value(run)` of the worlds of seeds 1, 2, ...: two scenarios' samples are paired."""
    return np.array([value(run) for run in Founded(scenario).runs(weeks, seeds)], np.float64)


def practice(number: int = 1, **fields: Any) -> Intervention:
    """An intervention that does nothing, costs nothing and is live at once, unless a test says otherwise."""
    base: dict[str, Any] = {
        "id": f"practice-{number}",
        "number": number,
        "name": "A practice under test",
        "mechanism": "-",
        "moves": (),
        "capital": 0.0,
        "setup_hours": 0.0,
        "setup_weeks": 0,
        "steady_hours": 0.0,
        "variants": {"plain": Variant(fidelity=1.0)},
        "fails_when": "-",
        "needs": "-",
        "first_signs": "-",
        "grade": "X",
        "source": "a test",
    }
    return Intervention(**(base | fields))


def launch(world: npt.NDArray[Any], log: npt.NDArray[Any], entry: Intervention, intensity_permille: int = 1250) -> None:
    """Introduce an intervention to every team before the next week; from 1250 permille on it reaches everybody."""
    handle, into = bind(world), bind(log)
    record(handle, into, events.PRACTICE_LAUNCHED, entry.number, 0, intensity_permille)
    fidelity = next(iter(entry.variants.values())).fidelity
    for n in range(int(world["counts"]["teams"][0, 0])):
        record(handle, into, events.PRACTICE_SCOPED, entry.number, n, int(fidelity * 1e6))


def adoption(world: npt.NDArray[Any], entry: Intervention, team: int = 0) -> float:
    """Share of an intervention in real use on a team."""
    ppm: int = world["scopes"]["adoption_ppm"][0, entry.number * TEAMS + team]
    return ppm * 1e-6
