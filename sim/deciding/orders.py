"""Setting policies, stopping work, and paying for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from sim import events as ev
from sim.commands import POLICY_VALUES, Fund, SetPolicy, Stop
from sim.deciding.case import Case, EventRow, in_hours, in_weeks, refuse
from sim.world import BUILD, FREE, HIRES, LINES, MOST_PEOPLE, READY, ROLE_BOARD, TEAMS

POLICY_WEEKS: Final = 8  # between changes of one policy of one line
STOP_CAP: Final = 20_000  # milli-points that one stop may cost [X]
STOP_POINTS: Final = 8000  # milli-points of a stop, x power x share of its hours spent (game.md 2)
PARKED_DAYS: Final = 65  # until parked work may start again [X]
MINUTES: Final = {"set_policy": 240, "stop": 120, "evidence": 120, "fund": 120}  # game.md 2; all but the first [X]
POLICY_CAPITAL: Final = {  # milli-points, game.md 2
    "release-interval": 5000,
    "emergency-path": 3000,
    "approval": 6000,
    "review": 4000,
    "intake": 8000,
}
POLICY_NUMBERS: Final = {name: n for n, name in enumerate(POLICY_VALUES)}
POLICY_FIELDS: Final = {
    "release-interval": ("lines", "interval_days"),
    "emergency-path": ("lines", "emergency_path"),
    "approval": ("lines", "approval_tier"),
    "review": ("agendas", "review"),
    "intake": ("agendas", "intake"),
}


def set_policy(case: Case, command: SetPolicy) -> list[EventRow]:
    """Order a policy for every line that has another; it takes effect in days."""
    case.check_names(command)
    policy, values = POLICY_NUMBERS[command.policy], POLICY_VALUES[command.policy]
    at = values.index(command.value)
    amount = int(command.value) if command.policy == "release-interval" else at
    lines = [line for line in case.lines(command.line) if _has(case, command.policy, line)]
    if not lines:
        what = "a release train" if command.policy == "release-interval" else "an approval board"
        refuse(f"no line has {what}" if command.line == "all" else f"{command.line} has not {what}")
    lines = [line for line in lines if _in_force(case, command.policy, line) != amount]
    if not lines:
        refuse(f"{command.policy} is {command.value} already")
    if command.policy != "emergency-path":
        _check_rest(case, command, lines)
    rows = [EventRow(int(ev.POLICY_ORDERED), policy, line, amount) for line in lines]
    return rows + case.pay(command, POLICY_CAPITAL[command.policy], MINUTES["set_policy"])


def _has(case: Case, policy: str, line: int) -> bool:
    """Whether a line has what the policy is about."""
    if policy == "release-interval":
        return case.one("lines", "interval_days", line) > 0
    if policy != "approval" or case.one("lines", "board", line) >= 0:
        return True
    forums, first = case.world["forums"], case.one("lines", "first_team", line)
    for f in range(1, case.one("counts", "forums")):
        practice = int(forums["practice"][f])
        if forums["live"][f] and int(forums["role"][f]) == ROLE_BOARD and practice >= 0:
            mine = slice(practice * TEAMS + first, practice * TEAMS + first + case.one("lines", "team_count", line))
            if case.world["scopes"]["scoped"][mine].any():
                return True
    return False


def _in_force(case: Case, policy: str, line: int) -> int:
    """The value that holds, or will once what was ordered takes effect."""
    at = POLICY_NUMBERS[policy] * LINES + line
    if case.one("policies", "effective_day", at) > 0:
        return case.one("policies", "ordered_value", at)
    entity, field = POLICY_FIELDS[policy]
    return case.one(entity, field, line)


def _check_rest(case: Case, command: SetPolicy, lines: Sequence[int]) -> None:
    rested, least = [], POLICY_WEEKS
    for line in lines:
        changed = case.one("policies", "changed_week", POLICY_NUMBERS[command.policy] * LINES + line)
        if changed > 0 and case.week - changed < POLICY_WEEKS:
            least = min(least, case.week - changed)
        else:
            rested.append(line)
    if len(rested) < len(lines):
        near = f"{command} in {in_weeks(POLICY_WEEKS - least)}"
        if rested:
            free = case.index.lines[rested[0]]
            near = str(SetPolicy(policy=command.policy, line=free, value=command.value))
        refuse(
            f"{command.policy} was changed lately", in_weeks(least), f"{in_weeks(POLICY_WEEKS)} between changes", near
        )


def stop(case: Case, command: Stop) -> list[EventRow]:
    """Stop open work for good, or park it for half the capital; ending it takes a share of what was spent again."""
    case.check_names(command)
    items = case.world["items"]
    if command.items is not None:
        chosen = sorted(set(command.items))
        gone = [i for i in chosen if i >= len(items["stage"]) or int(items["stage"][i]) == FREE]
        if gone:
            refuse(f"item {gone[0]} is not open work")
        held = [i for i in chosen if command.mode == "park" and not _can_park(case, i)]
        if held:
            refuse(f"item {held[0]} waits for somebody else", nearest=str(Stop(items=held[:1])))
    else:
        chosen = _choose(case, command)
    if not chosen:
        refuse("there is no open work to stop", nearest=str(Stop(line="all", count=command.count)))
    power, milli = case.greatest_power(), 0
    for i in chosen:
        touched, size = int(items["touched_min"][i]), max(1, int(items["size_min"][i]))
        milli += int(STOP_POINTS * power * min(touched, size) / size)
    if command.mode == "park":
        milli //= 2
    milli = min(STOP_CAP, milli // 2 if command.evidence else milli)
    minutes = MINUTES["stop"] + (MINUTES["evidence"] if command.evidence else 0)
    near = "fewer items" if command.evidence else "the same with evidence, for half"
    none, until = int(ev.NONE), case.one("clock", "day") + 1 + PARKED_DAYS
    rows = []
    for i in chosen:
        team, touched = int(items["team"][i]), int(items["touched_min"][i])
        if command.mode == "park":
            rows.append(EventRow(int(ev.ITEM_PARKED), i, team, until))
        else:
            rows.append(EventRow(int(ev.ITEM_STOPPED), i, team, touched))
        owed = int(touched * case.parameter("wind_down_share"))
        if owed > 0:
            rows.append(EventRow(int(ev.WIND_DOWN_OWED), team, none, owed))
    return [*rows, *case.pay(command, milli, minutes, near)]


def _can_park(case: Case, i: int) -> bool:
    """Whether an item is in its team's own hands: waiting to start, or in work and not blocked."""
    items = case.world["items"]
    stage = int(items["stage"][i])
    return stage == READY or (stage == BUILD and not items["blocked"][i])


def _choose(case: Case, command: Stop) -> list[int]:
    """Open items by the command's rule; of equals, the need with the lower number."""
    items, lines = case.world["items"], case.lines(command.line)
    high = case.one("counts", "high_items")
    is_open = (items["stage"][:high] != FREE) & np.isin(items["line"][:high], lines)
    key = "estimate" if command.by == "lowest-estimate" else "requested_min"
    if command.mode == "park":
        stage = items["stage"][:high]
        is_open &= (stage == READY) | ((stage == BUILD) & (items["blocked"][:high] == 0))
    open_items = np.flatnonzero(is_open)
    order = np.lexsort((open_items, items["need"][open_items], items[key][open_items]))  # stable, the last key first
    return [int(i) for i in open_items[order[: command.count]]]


def fund(case: Case, command: Fund) -> list[EventRow]:
    """Order hires out of the envelope."""
    case.check_names(command)
    team, first = case.index.teams.index(command.team), case.one("counts", "hires")
    people = case.one("teams", "people", team) + case.coming(team)
    if people + command.count > MOST_PEOPLE:
        room = MOST_PEOPLE - people
        near = str(Fund(team=command.team, count=room)) if room > 0 else ""
        refuse(f"a team has at most {MOST_PEOPLE} people", f"room for {max(0, room)}", str(command.count), near)
    if first + command.count > HIRES:
        refuse("nobody can hire more people in one tenure", f"room for {HIRES - first}", str(command.count))
    each, envelope = int(case.parameter("hire_hours") * 60.0), case.one("player", "envelope_min")
    if each * command.count > envelope:
        most = max(0, envelope) // each
        near = str(Fund(team=command.team, count=min(most, 8))) if most > 0 else ""
        refuse("the envelope is too small", in_hours(max(0, envelope)), in_hours(each * command.count), near)
    weeks = case.parameter("hire_weeks")
    joins = case.week + int(weeks) + (1 if weeks > int(weeks) else 0)
    rows = [EventRow(int(ev.HIRE_ORDERED), team, first + n, joins) for n in range(command.count)]
    return rows + case.pay(command, 0, MINUTES["fund"])
