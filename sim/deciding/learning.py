"""Coaching, forecasts, predictions and experiments."""

from __future__ import annotations

from math import sqrt
from typing import Final

import numpy as np

from sim import events as ev
from sim.commands import Call, Coach, Experiment, Forecast, Predict, Read
from sim.deciding.case import Case, EventRow, in_weeks, refuse
from sim.evolving.learning import COACH_MINUTES, DESIGN_FIGURE, DESIGN_LOOKS, DESIGN_RULE, DESIGN_SHARE
from sim.kernel import bind
from sim.levers import FLAG_SHARE
from sim.systems.experiments import DETECTABLE, FLAGGED, line_baseline, line_traffic
from sim.world import (
    COACHINGS,
    EXPERIMENTS,
    FIGURE_ACTIVATION,
    FIGURE_USE,
    HOURS_COMMANDS,
    PRACTICE_LIVE,
    READY,
    RULE_GREEN,
    RULE_HORIZON,
    RULE_OPINION,
    TEAMS,
    VERDICT_EXTEND,
    VERDICT_SHIP,
    VERDICT_STOP,
)

COACHING: Final = 24  # the practice that gives coaches of its own: its number in the catalogue
COACHED_AT_ONCE: Final = 2  # without it (game.md 2)
COACH_WEEKS: Final = 4
QUARTER: Final = 13
MINUTES: Final = {"forecast": 60, "experiment": 120, "read": 60, "call": 60}  # game.md 2; an experiment's own [X]
FIGURES: Final = {"cust.activ": FIGURE_ACTIVATION, "cust.depth": FIGURE_USE}
RULES: Final = {"horizon": RULE_HORIZON, "green": RULE_GREEN, "opinion": RULE_OPINION}
VERDICTS: Final = {"stop": VERDICT_STOP, "ship": VERDICT_SHIP, "extend": VERDICT_EXTEND}
LONGEST_TEST: Final = 52  # weeks, extensions included


def coach(case: Case, command: Coach) -> list[EventRow]:
    """Stand beside a team for four weeks; only a practice it has can be coached."""
    case.check_names(command)
    team, p = case.index.teams.index(command.team), case.catalogue[command.intervention].number
    scope = p * TEAMS + team
    if case.one("practices", "phase", p) != PRACTICE_LIVE or not case.one("scopes", "scoped", scope):
        live = [
            case.index.practices[q]
            for q in range(case.one("counts", "practices"))
            if case.one("practices", "phase", q) == PRACTICE_LIVE and case.one("scopes", "scoped", q * TEAMS + team)
        ]
        near = str(Coach(team=command.team, intervention=live[0])) if live else ""
        refuse(f"{command.team} has no {command.intervention} to be coached in", nearest=near)
    running = [n for n in range(COACHINGS) if case.one("coachings", "until_week", n) >= case.week]
    for n in running:
        if (case.one("coachings", "practice", n), case.one("coachings", "team", n)) == (p, team):
            left = case.one("coachings", "until_week", n) - case.week + 1
            refuse(f"{command.team} is being coached in it", f"{in_weeks(left)} left", "none", "somebody else")
    most = COACHINGS if case.one("practices", "phase", COACHING) == PRACTICE_LIVE else COACHED_AT_ONCE
    if len(running) >= most:
        free = min(case.one("coachings", "until_week", n) for n in running) - case.week + 1
        refuse(
            "you cannot coach more teams at once", f"{len(running)} coached", f"fewer than {most}",
            f"{command} in {in_weeks(free)}",
        )  # fmt: skip
    if case.one("scopes", "coached_ppm", scope) >= int(case.parameter("coached_most") * 1e6):
        refuse(f"coaching has given {command.team} what it can", nearest="another practice, or a playbook")
    ordered = EventRow(int(ev.COACHING_ORDERED), p, team, case.week + COACH_WEEKS - 1)
    return [ordered, *case.pay(command, 0, COACH_MINUTES, f"{command} next week")]


def forecast(case: Case, command: Forecast) -> list[EventRow]:
    """Promise other dates than the organisation would; at a quarter's review only."""
    case.check_names(command)
    if command.line == "all":
        refuse("a line promises for itself", nearest=f"the same for {case.index.lines[0]}")
    if case.parameter("promises_per_line") < 1:
        refuse("nobody promises dates in this company")
    since = (case.week - 1) % QUARTER
    if since:
        refuse(
            "dates are promised at the review", f"week {since + 1} of a quarter", "its first",
            f"{command} in {in_weeks(QUARTER - since)}",
        )  # fmt: skip
    line = case.index.lines.index(command.line)
    return [EventRow(int(ev.FORECAST_ORDERED), line, command.p50, command.p80), *_paid(case, command)]


def predict(case: Case, command: Predict) -> list[EventRow]:
    """Nothing comes of a prediction but a score: `sim.predictions`."""
    case.check_names(command)
    told = case.index.metrics[case.one("sources", "metric", case.index.sources.index(command.source))]
    if told != command.metric:
        refuse(f"{command.source} does not report {command.metric}", told, command.metric, f"metric {told}")
    week = case.week - case.one("clock", "history_weeks")
    if command.by < week:
        refuse(f"week {command.by} is over", f"week {week}", f"week {week} or later", f"by {week + QUARTER}")
    return []


def _paid(case: Case, command: Forecast | Experiment | Read | Call) -> list[EventRow]:
    return case.pay(command, 0, MINUTES[command.kind], f"{command} next week")


def smallest_effect(case: Case, line: int, figure: int, share: int, weeks: int) -> float | None:
    """The smallest relative effect that a test can show with 80 % power; None where there is nobody to count.

    Args:
        case: of the command.
        line: where.
        figure: FIGURE_ACTIVATION or FIGURE_USE.
        share: percent of traffic.
        weeks: until the horizon.
    """
    worlds = bind(np.array([case.world]))
    traffic = float(line_traffic(worlds, line, figure))
    if traffic <= 0.0:
        return None
    baseline = float(line_baseline(worlds, line, figure))
    arm = max(1.0, traffic * share / 100.0 * 0.5 * weeks)
    return DETECTABLE * sqrt(2.0 * (1.0 - baseline) / (baseline * arm))


def experiment(case: Case, command: Experiment) -> list[EventRow]:
    """Test an item that waits to be started; the smallest effect it can show is part of the answer."""
    case.check_names(command)
    if command.line == "all":
        refuse("a test is on one line", nearest=f"the same for {case.index.lines[0]}")
    told = case.index.metrics[case.one("sources", "metric", case.index.sources.index(command.source))]
    if told != command.metric:
        refuse(f"{command.source} does not report {command.metric}", told, command.metric, f"metric {told}")
    item = _item(case, command)
    line, figure = case.one("items", "line", item), FIGURES[command.metric]
    smallest = smallest_effect(case, line, figure, command.share, command.weeks)
    name = case.index.lines[line]
    if smallest is None:
        refuse(f"nobody counts customers on {name}: there is no traffic to test on")
    if command.mde < smallest:
        refuse(
            f"so few customers of {name} cannot show so small an effect",
            f"{100 * command.mde:.0f} % asked for", f"{100 * smallest:.0f} % or more",
            f"mde {smallest + 0.005:.2f}, or more weeks",
        )  # fmt: skip
    slots = [n for n in range(EXPERIMENTS) if not case.one("experiments", "open", n)]
    if not slots:
        refuse("nobody can follow more experiments", f"{EXPERIMENTS} running", f"fewer than {EXPERIMENTS}")
    design = command.weeks + DESIGN_LOOKS * command.looks + DESIGN_RULE * RULES[command.rule]
    design += DESIGN_SHARE * command.share + DESIGN_FIGURE * figure
    team = case.one("items", "team", item)
    flagged = float(case.world["levers"]["value"][FLAG_SHARE * TEAMS + team]) >= FLAGGED
    hours = case.parameter("flagged_test_hours" if flagged else "test_hours")
    return [
        EventRow(int(ev.EXPERIMENT_STARTED), slots[0], item, design),
        EventRow(int(ev.HOURS_OWED), team, HOURS_COMMANDS, int(hours * 60.0)),
        *_paid(case, command),
    ]


def _item(case: Case, command: Experiment) -> int:
    """The item named, or a line's best-looking one that waits to be started and is not under test."""
    items = case.world["items"]
    waits = (items["stage"] == READY) & (items["started_min"] < 0)
    tested = [case.one("experiments", "item", n) for n in range(EXPERIMENTS) if case.one("experiments", "open", n)]
    waits[tested] = False
    if command.item is not None:
        if command.item >= len(waits) or not waits[command.item]:
            near = np.flatnonzero(waits)
            refuse(
                f"item {command.item} does not wait to be started",
                nearest=f"item {int(near[0])}" if len(near) else "",
            )
        return command.item
    line = case.index.lines.index(command.line or "")
    mine = np.flatnonzero(waits & (items["line"] == line))
    if not len(mine):
        refuse(f"nothing on {command.line} waits to be started", nearest="another line")
    order = np.lexsort((items["need"][mine], -items["estimate"][mine]))  # stable, the last key first
    return int(mine[order[0]])


def _running(case: Case, command: Read | Call) -> int:
    """The experiment named, or a line's oldest."""
    running = [n for n in range(EXPERIMENTS) if case.one("experiments", "open", n)]
    if command.experiment is not None:
        if command.experiment not in running:
            refuse(
                f"experiment {command.experiment} is not running",
                nearest=f"experiment {running[0]}" if running else "",
            )
        return command.experiment
    line = case.index.lines.index(command.line) if command.line in case.index.lines else -1
    mine = [n for n in running if case.one("experiments", "line", n) == line]
    if not mine:
        refuse(f"no experiment is running on {command.line}")
    return min(mine, key=lambda n: (case.one("experiments", "started_week", n), n))


def read(case: Case, command: Read) -> list[EventRow]:
    """Look at an experiment on Friday."""
    case.check_names(command)
    return [EventRow(int(ev.READ_ORDERED), _running(case, command), int(ev.NONE), 0), *_paid(case, command)]


def call(case: Case, command: Call) -> list[EventRow]:
    """Decide about an experiment, or give it more weeks."""
    case.check_names(command)
    slot, verdict, weeks = _running(case, command), VERDICTS[command.verdict], 0
    if verdict == VERDICT_EXTEND:
        weeks = command.weeks
        had = case.one("experiments", "weeks", slot)
        if had + weeks > LONGEST_TEST:
            refuse("no test runs for more than a year", in_weeks(had), in_weeks(had + weeks))
    return [EventRow(int(ev.EXPERIMENT_CALLED), slot, verdict, weeks), *_paid(case, command)]
