"""Stakeholders as anybody can tell: what they said, when they were seen, and what was kept; never their trust."""

from __future__ import annotations

from typing import Final

from engine.views.names import counted, person
from engine.views.options import Person, Stakeholders
from engine.views.told import Told
from sim import events as ev
from sim.world import PRACTICE_LIVE, PRACTICE_SETUP

NO_SURVEY: Final = "Last survey: before you."
INTEREST_WEEKS: Final = 13  # within which events count as interest
FULL_INTEREST: Final = 6  # visible events in those weeks that make the most interest
_PULSE: Final = {"likely": "warm", "unsure": "mixed", "unlikely": "cold"}


def stakeholders(told: Told) -> Stakeholders:
    """Everybody with power, the most powerful first."""
    scenario = told.template.scenario
    followed = int(told.worlds[0]["counts"]["stakeholders"][0]) > 0
    people = [_person(told, n, followed) for n in range(len(scenario.sponsors))]
    surveys = told.sources_of("st.trust")
    survey = NO_SURVEY
    for n in surveys:
        values = told.values(n)
        if values:
            figure = told.chronicle.figures[n][-1]
            survey = f"{scenario.sources[n].name}: {values[-1]:.2f}, week {told.tenure(figure.week)}"
    return Stakeholders(tuple(sorted(people, key=lambda one: -one.power)), followed, survey)


def _person(told: Told, n: int, followed: bool) -> Person:
    sponsor = told.template.scenario.sponsors[n]
    name, role = person(sponsor)
    known = told.reported.stakeholders.get(sponsor.id)
    pulse = told.reported.outlook(sponsor.id) if followed else None
    kept, missed = (known.kept, known.missed) if known is not None else (0, 0)
    seen = [one.week for one in told.chronicle.of(int(ev.SPONSOR_SEEN)) if one.object == n]
    leaving = [one for one in told.chronicle.of(int(ev.DEPARTURE_ANNOUNCED)) if one.subject == n]
    follows = told.template.index.sponsors
    return Person(
        id=sponsor.id,
        name=name,
        role=role,
        line=sponsor.line,
        power=sponsor.power,
        interest=_interest(told, n),
        in_post=known.in_post if known is not None else sponsor.in_post,
        needs=known.needs if known is not None else (),
        last_contact=known.last_contact or None if known is not None else None,
        last_seen=told.tenure(seen[-1]) if seen else None,
        pulse=pulse,
        pulse_text=_pulse_text(told, pulse, kept, missed),
        kept=kept,
        missed=missed,
        carries=_carries(told, n),
        leaves=known.leaves if known is not None else False,
        leaves_in_weeks=max(0, leaving[-1].amount - told.world_week) if leaving and known and known.leaves else None,
        successor=follows[leaving[-1].object] if leaving and leaving[-1].object < len(follows) else None,
    )


def _pulse_text(told: Told, pulse: str | None, kept: int, missed: int) -> str:
    if pulse is None:
        return NO_SURVEY
    if not kept and not missed:
        return f"{_PULSE[pulse]}, as they began; {NO_SURVEY[0].lower()}{NO_SURVEY[1:]}"
    said = f"{counted(kept, 'week')} with a promise kept, {missed} with one missed"
    return f"{_PULSE[pulse]}, week {told.week - 1}: {said}"


def _interest(told: Told, n: int) -> float:
    """Visible contacts and news that concerned somebody in the last quarter, as a share of `FULL_INTEREST`."""
    since = told.world_week - INTEREST_WEEKS + 1
    scenario = told.template.scenario
    lines = [i for i, line in enumerate(scenario.lines) if scenario.sponsors[n].line in (None, line.id)]
    count = len([one for one in told.chronicle.of(int(ev.STAKEHOLDER_ENGAGED), since=since) if one.subject == n])
    count += len([one for one in told.chronicle.of(int(ev.SPONSOR_SEEN), since=since) if one.object == n])
    news = (int(ev.INCIDENT_OPENED), int(ev.FORECAST_MISSED), int(ev.FORECAST_KEPT), int(ev.POLICY_CHANGED))
    own = [one for one in told.chronicle.of(*news, since=since) if one.object in lines]
    if scenario.sponsors[n].line is not None:
        count += len(own)
    else:
        count += len(own) // max(1, len(scenario.lines))
    return min(1.0, count / FULL_INTEREST)


def _carries(told: Told, n: int) -> tuple[str, ...]:
    practices = told.worlds[0]["practices"]
    return tuple(
        name
        for p, name in told.template.index.practices.items()
        if int(practices["phase"][p]) in (PRACTICE_SETUP, PRACTICE_LIVE) and int(practices["sponsor"][p]) == n
    )
