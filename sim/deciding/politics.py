"""Engaging people, ranking lines, watching one figure, and moving people."""

from __future__ import annotations

from typing import Final, Literal

from sim import events as ev
from sim.commands import ENGAGEMENTS, KPI_WEEKS, RANK_RULES, Engage, Note, Rank, Reallocate, Save, SetKpi
from sim.deciding.case import PREWIRED, Case, EventRow, in_weeks, refuse
from sim.deciding.practices import ACTIVE_PER_SPONSOR, carried_by
from sim.world import (
    ENGAGE_LISTEN,
    ENGAGE_REFRESH,
    GONE,
    HIRES,
    LEAST_PEOPLE,
    MOST_PEOPLE,
    NEED_GROWTH,
    NEED_PREDICTABILITY,
    NEED_SPEED,
    NEEDS,
)

ENGAGED_A_WEEK: Final = 3  # people-hours are finite: acts of engaging in one week (game.md 2)
ENGAGE_MINUTES: Final = (120, 120, 240, 120, 180)  # by ENGAGEMENTS (game.md 2)
MINUTES: Final = {"rank": 180, "set_kpi": 180, "reallocate": 180}  # the last two [X]
RANK_WEEKS: Final = 4  # between two rankings of a line
POWERFUL: Final = 0.7  # from which a demoted sponsor costs capital [X]
DEMOTED: Final = 1000  # milli-points, for each (game.md 2)
KPI_CAPITAL: Final = 3000
MOVE_CAPITAL: Final = 4000  # milli-points, and
EACH_CAPITAL: Final = 1000  # for each person
# Which need an order of a line serves; as-is serves nobody's.
SERVES: Final = (None, NEED_GROWTH, NEED_SPEED, NEED_PREDICTABILITY)

Outlook = Literal["likely", "unsure", "unlikely"]


def outlook(case: Case, sponsor: int) -> Outlook:
    """How somebody will probably answer a request, from what anybody could have counted.

    Reads how they began, promises kept and missed, bad news, wins, and questions decided over their heads: never their
    trust itself.
    """
    if sponsor >= case.one("counts", "stakeholders"):
        return "likely"
    people = case.world["stakeholders"]
    guess = int(people["start_ppm"][sponsor]) / 1e6
    for field, weight in (
        ("kept", case.parameter("trust_kept")),
        ("won", case.parameter("trust_win")),
        ("missed", -case.parameter("trust_missed")),
        ("surprised", -case.parameter("trust_surprise")),
        ("bypassed", -case.parameter("trust_bypass")),
    ):
        guess += int(people[field][sponsor]) * weight
    threshold = case.parameter("yes_threshold")
    if case.one("contacts", "prewired_until_week", sponsor) >= case.week:
        threshold -= PREWIRED
    if guess >= threshold + 0.1:
        return "likely"
    return "unsure" if guess >= threshold - 0.1 else "unlikely"


def _person(case: Case, name: str) -> int:
    """The number of somebody in post whose trust is followed."""
    s = case.index.sponsors.index(name)
    if case.one("counts", "stakeholders") == 0:
        refuse("nobody's trust is followed in this company")
    if not case.in_post(s):
        there = case.those_in_post()
        refuse(f"{name} is not in post", nearest=f"engage {there[0]}" if there else "")
    return s


def engage(case: Case, command: Engage) -> list[EventRow]:
    """Listen, brief, ask beforehand, tell bad news early, or let a sponsor be seen."""
    case.check_names(command)
    s, how = _person(case, command.person), ENGAGEMENTS.index(command.how)
    contacts = case.world["contacts"]
    had = int(contacts["engaged"][contacts["engaged_week"] == case.week].sum())  # exact: integers, in any order
    if had >= ENGAGED_A_WEEK:
        refuse(
            "nobody sees more people in a week", f"{had} seen", f"fewer than {ENGAGED_A_WEEK}", f"{command} next week"
        )
    rows, need = [], -1
    if how == ENGAGE_LISTEN:
        need = _unheard(case, s)
        if need < 0:
            refuse(f"{command.person} has told you everything", nearest=f"engage {command.person} how brief")
    elif how == ENGAGE_REFRESH:
        rows = _refresh(case, s, command)
    cost = case.pay(command, 0, ENGAGE_MINUTES[how])
    if how == ENGAGE_REFRESH:
        case.ask(s, "being seen", cost)
    return [EventRow(int(ev.STAKEHOLDER_ENGAGED), s, how, need), *rows, *cost]


def _unheard(case: Case, s: int) -> int:
    """What somebody cares about most, of what they have not told yet; -1 if nothing is left."""
    weights = case.world["cares"]["weight"][s * NEEDS : s * NEEDS + NEEDS]
    heard = case.one("contacts", "heard", s)
    left = [need for need in range(NEEDS) if weights[need] > 0 and not heard >> need & 1]
    return max(left, key=lambda need: (float(weights[need]), -need), default=-1)


def _refresh(case: Case, s: int, command: Engage) -> list[EventRow]:
    """Rows of being seen with each practice carried; a successor first takes up what the predecessor left."""
    rows, carried = [], carried_by(case, s)
    people = case.world["stakeholders"]
    for before in range(case.one("counts", "stakeholders")):
        if int(people["status"][before]) == GONE and int(people["successor"][before]) == s:
            for p in carried_by(case, before)[: ACTIVE_PER_SPONSOR - len(carried)]:
                rows.append(EventRow(int(ev.SPONSOR_PASSED), p, s, 0))
                carried.append(p)
    if not carried:
        refuse(f"{command.person} carries no change", "0", "at least one", f"engage {command.person} how listen")
    return rows + [EventRow(int(ev.SPONSOR_SEEN), p, s, 0) for p in carried]


def rank(case: Case, command: Rank) -> list[EventRow]:
    """Give a line an order; whoever is powerful and needs another costs capital, and minds unless told beforehand."""
    case.check_names(command)
    if command.line == "all":
        refuse("a line is ranked by itself", nearest=str(Rank(line=case.index.lines[0], rule=command.rule)))
    line, rule = case.index.lines.index(command.line), RANK_RULES.index(command.rule)
    if case.one("priorities", "rank_rule", line) == rule:
        refuse(f"{command.line} is ranked {command.rule} already")
    since = case.week - case.one("priorities", "ranked_week", line)
    if case.one("priorities", "ranked_week", line) > 0 and since < RANK_WEEKS:
        near = f"{command} in {in_weeks(RANK_WEEKS - since)}"
        refuse(f"{command.line} was ranked lately", in_weeks(since), f"{in_weeks(RANK_WEEKS)} between rankings", near)
    demoted = _demoted(case, line, SERVES[rule])
    near = str(Rank(line=command.line, rule="as-is")) if rule else ""
    cost = case.pay(command, DEMOTED * len(demoted), MINUTES["rank"], near)
    return [EventRow(int(ev.LINE_RANKED), line, rule, 0), *case.bypass(demoted), *cost]


def _demoted(case: Case, line: int, served: int | None) -> list[int]:
    """Powerful people who own a line, or none in particular, and care most about what an order does not serve."""
    people, found = case.world["stakeholders"], []
    for s in range(case.one("counts", "stakeholders")):
        mine = int(people["line"][s]) in (line, -1)
        if served is not None and mine and case.in_post(s) and float(people["power"][s]) >= POWERFUL:
            weights = case.world["cares"]["weight"][s * NEEDS : s * NEEDS + NEEDS]
            if float(weights[served]) < float(weights.max()):
                found.append(s)
    return found


def set_kpi(case: Case, command: SetKpi) -> list[EventRow]:
    """Have one figure watched on a line; its owner must agree."""
    case.check_names(command)
    if command.line == "all":
        refuse("one figure belongs to one line", nearest=f"the same for {case.index.lines[0]}")
    line, source = case.index.lines.index(command.line), case.index.sources.index(command.source)
    metric = case.index.metrics.index(command.metric)
    if case.one("sources", "metric", source) != metric:
        told = case.index.metrics[case.one("sources", "metric", source)]
        refuse(f"{command.source} does not report {command.metric}", told, command.metric, f"metric {told}")
    until = case.one("clock", "history_weeks") + command.until
    running = case.one("priorities", "kpi_until_week", line)
    if running >= case.week:
        refuse(
            f"{command.line} has its one figure", in_weeks(running - case.week + 1), "none running", f"{command} later"
        )
    weeks = until - case.week + 1
    if not 1 <= weeks <= KPI_WEEKS:
        last = case.week + KPI_WEEKS - 1 - case.one("clock", "history_weeks")
        refuse(
            "one figure is watched for a quarter at most", in_weeks(max(0, weeks)), f"1 to {KPI_WEEKS}", f"until {last}"
        )
    cost = case.pay(command, KPI_CAPITAL, MINUTES["set_kpi"])
    for owner in case.owners(line):
        case.ask(owner, "one figure", cost)
    guards = [case.index.metrics.index(name) for name in dict.fromkeys(command.guardrails)]
    return [
        EventRow(int(ev.KPI_SET), line, source, until),
        *(EventRow(int(ev.KPI_GUARDED), line, guard, 0) for guard in guards),
        *cost,
    ]


def reallocate(case: Case, command: Reallocate) -> list[EventRow]:
    """Move people between teams; the line that gives them up has an owner, who may say no, and minds."""
    case.check_names(command)
    giver, taker = case.index.teams.index(command.from_), case.index.teams.index(command.to)
    if giver == taker:
        refuse("both are the same team")
    spare = case.one("teams", "people", giver) - LEAST_PEOPLE
    room = MOST_PEOPLE - case.one("teams", "people", taker) - case.coming(taker)
    most = min(spare, room, 8)
    if command.people > most:
        near = str(Reallocate(from_=command.from_, to=command.to, people=most)) if most > 0 else ""
        if spare < command.people:
            refuse(
                f"a team keeps at least {LEAST_PEOPLE} people", f"{max(0, spare)} to spare", str(command.people), near
            )
        refuse(f"a team has at most {MOST_PEOPLE} people", f"room for {max(0, room)}", str(command.people), near)
    first = case.one("counts", "hires")
    if first + command.people > HIRES:
        refuse("nobody can move more people in one tenure", f"room for {HIRES - first}", str(command.people))
    near = str(Reallocate(from_=command.from_, to=command.to)) if command.people > 1 else ""
    cost = case.pay(command, MOVE_CAPITAL + EACH_CAPITAL * command.people, MINUTES["reallocate"], near)
    line = case.one("teams", "line", giver)
    owners = case.owners(line) if line != case.one("teams", "line", taker) else []
    for owner in owners:
        case.ask(owner, f"giving up people of {command.from_}", cost)
    rows = [EventRow(int(ev.PEOPLE_MOVED), giver, taker, first + n) for n in range(command.people)]
    return [*rows, *case.bypass(owners), *cost]


def write_down(case: Case, command: Note | Save) -> list[EventRow]:
    """Notes and marks change nothing."""
    return []
