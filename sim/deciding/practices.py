"""Launching, adjusting and retiring what people do differently."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim import events as ev
from sim.commands import INTENSITIES, Adjust, Launch, Retire
from sim.deciding.case import Case, EventRow, Refusal, Refused, in_weeks, refuse
from sim.intervention import Intervention, Variant
from sim.world import PRACTICE_ENDED, PRACTICE_LIVE, PRACTICE_OFF, PRACTICE_SETUP, SURPRISED, TEAMS, WEEK

ACTIVE_PER_SPONSOR: Final = 2
LAPSED_WEEKS: Final = 13  # after so long without a visible act for one practice, its sponsor takes up no other [X]
LIVE_WEEKS: Final = 2  # before an adjustment
REST_WEEKS: Final = 4  # between two
MINUTES: Final = {"launch": 480, "adjust": 180, "retire": 120}  # of the player's week (game.md 2; retire [X])


def launch_milli(entry: Intervention, variant: Variant, teams: int, of: int, permille: int) -> int:
    """Political capital of a launch, milli-points: catalogue x scope factor x intensity x variant."""
    return int(entry.capital * (0.5 + 0.5 * teams / of) * permille * variant.capital + 0.5)


def launch(case: Case, command: Launch) -> list[EventRow]:
    """Introduce an intervention that is not under way."""
    case.check_names(command)
    entry = case.catalogue[command.intervention]
    p, teams = entry.number, case.teams(command.teams)
    if case.one("practices", "phase", p) in (PRACTICE_SETUP, PRACTICE_LIVE):
        refuse(
            f"{entry.id} is under way already", nearest=str(Adjust(intervention=entry.id, intensity=command.intensity))
        )
    sponsor = _sponsor(case, command)
    name = command.variant or next(iter(entry.variants))
    variant, permille, of = entry.variants[name], INTENSITIES[command.intensity], len(case.index.teams)

    def affordable(capital: int) -> str:
        for n in range(len(teams), 0, -1):
            if launch_milli(entry, variant, n, of, INTENSITIES["light"]) <= capital:
                return f"launch {entry.id} light in {n} of {of} teams"
        gained = int(case.parameter("capital_weekly") * mean_trust_of(case) * 1000.0)
        lacking = launch_milli(entry, variant, len(teams), of, permille) - capital
        return f"{command} in {in_weeks(-(-lacking // gained))}" if gained > 0 else ""

    cost = case.pay(command, launch_milli(entry, variant, len(teams), of, permille), MINUTES["launch"], affordable)
    if sponsor != int(ev.NONE):
        _ask_sponsor(case, sponsor, cost)
        case.ask(sponsor, f"carrying {entry.id}", cost)
    ppm = int(variant.fidelity * 1_000_000 + 0.5)
    minutes = int(entry.setup_hours * variant.setup * 60 + 0.5)
    return [
        EventRow(int(ev.PRACTICE_LAUNCHED), p, sponsor, permille),
        EventRow(int(ev.PRACTICE_PRICED), p, int(ev.NONE), minutes),
        EventRow(int(ev.PRACTICE_VARIED), p, list(entry.variants).index(name), 0),
        *(EventRow(int(ev.PRACTICE_SCOPED), p, team, ppm) for team in teams),
        *cost,
    ]


def mean_trust_of(case: Case) -> float:
    """What political capital regains by: mean trust by power, or the scenario's constant."""
    people, n = case.world["stakeholders"], case.one("counts", "stakeholders")
    trust = power = 0.0
    for s in range(n):
        if case.in_post(s):
            power += float(people["power"][s])
            trust += float(people["power"][s]) * int(people["trust_ppm"][s]) / 1e6
    return trust / power if power > 0.0 else case.parameter("trust")


def _sponsor(case: Case, command: Launch) -> int:
    """The number of a sponsor who is free to carry one more, or NONE where the scenario has none."""
    sponsors = case.index.sponsors
    if command.sponsor is None:
        if sponsors:
            free = _free(case)
            refuse("a launch needs a sponsor", nearest=f"{command} with sponsor {free[0]}" if free else "")
        return int(ev.NONE)
    sponsor = sponsors.index(command.sponsor)
    if not case.in_post(sponsor):
        there = case.those_in_post()
        near = f"the same with sponsor {there[0]}" if there else ""
        refuse(f"{command.sponsor} is not in post", nearest=near)
    carried = carried_by(case, sponsor)
    if len(carried) >= ACTIVE_PER_SPONSOR:
        free = _free(case)
        rule = f"{command.sponsor} carries as many changes as a sponsor can"
        near = f"the same with sponsor {free[0]}" if free else f"retire {case.index.practices[carried[0]]}"
        refuse(rule, f"{len(carried)} active", f"fewer than {ACTIVE_PER_SPONSOR}", near)
    return sponsor


def _free(case: Case) -> list[str]:
    """Sponsors in post who can carry one more."""
    return [
        name
        for n, name in enumerate(case.index.sponsors)
        if case.in_post(n) and len(carried_by(case, n)) < ACTIVE_PER_SPONSOR
    ]


def carried_by(case: Case, sponsor: int) -> list[int]:
    """Practices that a sponsor carries, by number."""
    practices = case.world["practices"]
    phases, sponsors = practices["phase"].tolist(), practices["sponsor"].tolist()
    active = (PRACTICE_SETUP, PRACTICE_LIVE)
    return [p for p in range(case.one("counts", "practices")) if phases[p] in active and sponsors[p] == sponsor]


def _ask_sponsor(case: Case, sponsor: int, cost: Sequence[EventRow]) -> None:
    """A sponsor who was not asked to be seen for a quarter with one change does not take up another."""
    for p in carried_by(case, sponsor):
        since = case.week - case.one("practices", "sponsor_week", p)
        if since >= LAPSED_WEEKS:
            told = case.index.practices[p]
            raise Refused(
                Refusal(
                    kind="declined",
                    rule=f"{case.index.sponsors[sponsor]} has not been seen with {told} for {since} weeks",
                    need=f"a visible act for {told} first",
                    nearest=str(Adjust(intervention=told)),
                    rows=tuple(row for row in cost if row.kind == int(ev.TIME_SPENT)),
                )
            )


def _live_entry(case: Case, name: str) -> Intervention:
    entry = case.catalogue[name]
    phase = case.one("practices", "phase", entry.number)
    if phase in (PRACTICE_OFF, PRACTICE_ENDED):
        refuse(f"{name} is not under way", nearest=str(Launch(intervention=name)))
    return entry


def adjust(case: Case, command: Adjust) -> list[EventRow]:
    """Change intensity or widen the scope of what is live; in any case its sponsor is seen."""
    case.check_names(command)
    entry = _live_entry(case, command.intervention)
    p = entry.number
    live = case.week - case.one("practices", "live_week", p)
    if case.one("practices", "phase", p) != PRACTICE_LIVE or live < LIVE_WEEKS:
        had = 0 if case.one("practices", "phase", p) != PRACTICE_LIVE else live
        refuse(f"{entry.id} has hardly begun", f"it live for {in_weeks(had)}", in_weeks(LIVE_WEEKS), f"{command} later")
    rest = case.week - case.one("practices", "adjusted_week", p)
    if rest < REST_WEEKS:
        left = REST_WEEKS - rest
        refuse(f"{entry.id} was changed lately", in_weeks(rest), in_weeks(REST_WEEKS), f"{command} in {in_weeks(left)}")
    scoped = case.world["scopes"]["scoped"][p * TEAMS : p * TEAMS + TEAMS]
    added = [team for team in case.teams(command.teams or []) if not scoped[team]]
    before, of = case.one("practices", "teams", p), len(case.index.teams)
    permille = case.one("practices", "intensity_permille", p)
    if command.intensity is not None:
        permille = INTENSITIES[command.intensity]
    ppm = int(float(case.world["practices"]["fidelity"][p]) * 1_000_000 + 0.5)
    variant = list(entry.variants.values())[case.one("practices", "variant", p)]
    wider = launch_milli(entry, variant, before + len(added), of, permille)
    milli = wider * 3 // 10 + max(0, wider - launch_milli(entry, variant, before, of, permille))
    return [
        EventRow(int(ev.PRACTICE_ADJUSTED), p, int(ev.NONE), permille),
        *(EventRow(int(ev.PRACTICE_SCOPED), p, team, ppm) for team in added),
        *case.pay(command, milli, MINUTES["adjust"], lambda _: str(Adjust(intervention=entry.id))),
    ]


def retire(case: Case, command: Retire) -> list[EventRow]:
    """End a practice with the forum it seated, or an inherited forum."""
    case.check_names(command)
    forums, none = case.world["forums"], int(ev.NONE)
    if command.intervention is not None:
        p = _live_entry(case, command.intervention).number
        rows, power = [EventRow(int(ev.PRACTICE_RETIRED), p, none, 0)], case.power(case.one("practices", "sponsor", p))
        f = case.one("practices", "forum", p)
        if f >= 0 and forums["live"][f] and int(forums["practice"][f]) == p:
            rows.append(EventRow(int(ev.FORUM_RETIRED), f, none, 0))
    else:
        f = case.index.forums.index(command.forum or "", 1)
        if not forums["live"][f] or int(forums["practice"][f]) >= 0:
            sits = [name for n, name in enumerate(case.index.forums) if n and forums["live"][n]]
            refuse(f"{command.forum} no longer sits", nearest=f"retire {sits[0]}" if sits else "")
        rows, power = [EventRow(int(ev.FORUM_RETIRED), f, none, 0)], case.greatest_power()
    milli = 2000 + int(10_000 * power + 0.5)
    near = "" if not command.announce else "the same quietly, for half"
    rows += _last_week(case, command)
    if not command.announce:
        rows += _surprise(case, command)
    return rows + case.pay(command, milli if command.announce else milli // 2, MINUTES["retire"], near)


def _last_week(case: Case, command: Retire) -> list[EventRow]:
    """Hours of the week in which it ends: what recurs is in the diaries, so they are free after five days."""
    minutes = [0] * len(case.index.teams)
    if command.intervention is not None:
        p = case.catalogue[command.intervention].number
        if case.one("practices", "phase", p) == PRACTICE_LIVE:
            each = (
                float(case.world["practices"]["steady_hours"][p])
                * case.one("practices", "intensity_permille", p)
                * 0.06
            )
            for team in range(len(minutes)):
                if case.world["scopes"]["scoped"][p * TEAMS + team]:
                    minutes[team] += int(each * case.one("teams", "people", team))
        f = case.one("practices", "forum", p)
        if f >= 0 and (not case.world["forums"]["live"][f] or case.one("forums", "practice", f) != p):
            f = -1
    else:
        f = case.index.forums.index(command.forum or "", 1)
    if f >= 0:
        _add_forum(case, f, minutes)
    none = int(ev.NONE)
    return [EventRow(int(ev.WIND_DOWN_OWED), team, none, owed) for team, owed in enumerate(minutes) if owed > 0]


def _add_forum(case: Case, f: int, minutes: list[int]) -> None:
    """Add a week of a forum's seats to the teams it sits for, as the week books them."""
    cadence, line = case.one("forums", "cadence_days", f), case.one("forums", "line", f)
    weekly = case.one("forums", "seats", f) * case.one("forums", "sitting_min", f) * WEEK // max(1, cadence)
    teams = [t for t in range(len(minutes)) if line < 0 or case.one("teams", "line", t) == line]
    people = max(1, sum(case.one("teams", "people", t) for t in teams))  # exact: integers
    for team in teams:
        minutes[team] += weekly * case.one("teams", "people", team) // people if line < 0 else weekly // len(teams)


def _surprise(case: Case, command: Retire) -> list[EventRow]:
    """Trust of those who find out: a forum's line's owners, or the sponsor who carried the practice."""
    if command.intervention is not None:
        found = [case.one("practices", "sponsor", case.catalogue[command.intervention].number)]
    else:
        line = case.one("forums", "line", case.index.forums.index(command.forum or "", 1))
        found = case.owners(line) if line >= 0 else list(range(case.one("counts", "stakeholders")))
    loss, rows = int(case.parameter("trust_surprise") * 1e6), []
    for s in found:
        told = s >= case.one("counts", "stakeholders") or not case.in_post(s)
        if not told and case.one("contacts", "briefed_until_week", s) < case.week:
            line = case.one("stakeholders", "line", s)
            rows.append(EventRow(int(ev.STAKEHOLDER_SURPRISED), s, line if line >= 0 else int(ev.NONE), 1))
            rows.append(case.trust_row(s, SURPRISED, loss))
    return rows
