"""The catalogue of interventions: what each costs, needs and does first; effect sizes stand in no playing screen."""

from __future__ import annotations

import functools
import tomllib
from typing import Final

from engine.data import data_folder
from engine.views.options import Entry, Shelf, Way
from engine.views.told import Told
from sim.commands import INTENSITIES
from sim.deciding.practices import launch_milli
from sim.intervention import Intervention
from sim.world import PRACTICE_ENDED, PRACTICE_LIVE, PRACTICE_OFF, PRACTICE_SETUP, TEAMS

PHASES: Final = {PRACTICE_OFF: "off", PRACTICE_SETUP: "set-up", PRACTICE_LIVE: "live", PRACTICE_ENDED: "ended"}
SELF_REPORT: Final = {700: 0.60, 1000: 0.85, 1500: 1.0}  # coverage that teams are asked for, by intensity (game.md 2)
SAY_SO_WEEKS: Final = 4  # until everybody who was asked says that they do it


def shelf(told: Told) -> Shelf:
    """All interventions, the scenario's shelf first, in the catalogue's order."""
    named = told.template.scenario.shelf
    ordered = sorted(told.template.catalogue.values(), key=lambda one: (one.id not in named, one.number))
    return Shelf(
        entries=tuple(entry(told, one) for one in ordered), capital=told.reported.capital, hours=told.reported.hours
    )


def entry(told: Told, one: Intervention) -> Entry:
    """One intervention as the catalogue shows it."""
    practices = told.worlds[0]["practices"]
    phase = int(practices["phase"][one.number])
    active = phase in (PRACTICE_SETUP, PRACTICE_LIVE)
    carrier = int(practices["sponsor"][one.number]) if active else -1
    sponsors, teams = told.template.index.sponsors, told.template.index.teams
    scoped = told.worlds[0]["scopes"]["scoped"][one.number * TEAMS : one.number * TEAMS + len(teams)]
    permille = int(practices["intensity_permille"][one.number])
    audits = [found for found in told.reported.findings if found.target == one.id]
    return Entry(
        id=one.id,
        number=one.number,
        name=one.name,
        on_shelf=one.id in told.template.scenario.shelf,
        mechanism=one.mechanism,
        capital=one.capital,
        gap=_gap(told, one),
        setup_hours=one.setup_hours,
        setup_weeks=one.setup_weeks,
        steady_hours=one.steady_hours,
        ways=tuple(
            Way(name, way.note, one.capital * way.capital, one.setup_hours * way.setup)
            for name, way in one.variants.items()
        ),
        needs=one.needs,
        needs_met=_needs_met(told, one.id),
        fails_when=one.fails_when,
        first_signs=one.first_signs,
        grade=one.grade,
        source=one.source,
        seats_forum=one.forum is not None,
        phase=PHASES[phase],
        live_week=told.tenure(int(practices["live_week"][one.number])) if phase == PRACTICE_LIVE else None,
        sponsor=sponsors[carrier] if 0 <= carrier < len(sponsors) else None,
        teams=tuple(team for team, is_in in zip(teams, scoped.tolist(), strict=True) if is_in and active),
        intensity=next((name for name, n in INTENSITIES.items() if n == permille), "standard") if active else "",
        reported_adoption=_reported_adoption(told, one, phase, permille),
        audited_fidelity=audits[-1].value if audits else None,
        audited_week=audits[-1].week if audits else None,
    )


def _gap(told: Told, one: Intervention) -> float:
    """Points missing for the cheapest way to launch it: lightly, in one team."""
    of = len(told.template.index.teams)
    cheapest = min(launch_milli(one, way, 1, of, INTENSITIES["light"]) for way in one.variants.values())
    return max(0.0, (cheapest - int(told.worlds[0]["player"]["capital_milli"][0])) / 1000.0)


def _reported_adoption(told: Told, one: Intervention, phase: int, permille: int) -> float | None:
    """What teams answer when asked whether they use it: all who were asked to say so, within a month of its start.

    Nobody measures adoption. What is reported is compliance with the announcement, by its scope, its intensity and its
    date; whether it is true only an audit tells.
    """
    if phase != PRACTICE_LIVE:
        return None
    practices = told.worlds[0]["practices"]
    live = told.world_week - int(practices["live_week"][one.number]) + 1
    share = int(practices["teams"][one.number]) / len(told.template.index.teams)
    return share * SELF_REPORT.get(permille, 0.85) * min(1.0, max(0, live) / SAY_SO_WEEKS)


@functools.cache
def _met_by() -> dict[str, list[list[str]]]:
    """`assets/needs.toml`."""
    text = (data_folder("assets") / "needs.toml").read_text("utf-8")
    met_by: dict[str, list[list[str]]] = tomllib.loads(text)["met_by"]
    return met_by


def _needs_met(told: Told, name: str) -> bool | None:
    """Whether what an intervention needs is there, as far as it can be seen; None where it cannot."""
    groups = _met_by().get(name)
    if groups is None:
        return None
    live = {practice for practice, phase in told.reported.practices.items() if phase == "live"}
    lines = told.worlds[0]["lines"]
    n = len(told.template.index.lines)
    there = set(live)
    if lines["emergency_path"][:n].any():
        there.add("emergency-path")
    if lines["approval_tier"][:n].all():
        there.add("approval-tiers")
    if any(line.customers is not None for line in told.template.scenario.lines):
        there.add("customers")
    if live - {name}:
        there.add("practice")
    return all(there.intersection(group) for group in groups)
