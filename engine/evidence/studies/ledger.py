"""What each intervention took, what it delayed, what got worst in this world, and what lasted once people left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from engine.evidence.case import INERT, Case
from engine.evidence.findings import Finding, Kind, Method, fold_name, of_comparison, size
from engine.evidence.lasting import Lasting, gain_kept, lasting
from engine.evidence.ledger import Account, ledger, purposes, totals, waiting_days
from engine.evidence.mechanisms import telling
from engine.evidence.study import Study, StudyKind
from engine.evidence.tallies import Tallies, reference
from engine.evidence.windows import Window
from engine.replay import commands_of
from engine.session import Session
from sim import events as ev
from sim.commands import GENERAL, Launch
from sim.metrics import metrics
from sim.policies.plan import PlanPolicy

_METHODS: Final[tuple[Method, ...]] = ("ledger", "without it", "same-seed twin", "log")


def make(case: Case) -> Study:
    """Accounts by tag, the largest adverse effect of the whole plan in this world, and durability."""
    if case.first_command_week is None:
        return Study(notes=("nobody commanded anything: there is nothing to account for",))
    window = Window(case.first_command_week, case.calendar.last_tenure_week)
    accounts = ledger(case, window)
    findings: list[Finding] = []
    rows: dict[str, Any] = {}
    for tag, account in accounts.items():
        missed = None if tag == GENERAL else _without(case, tag)
        findings += _findings(case, tag, account, window, missed)
        rows[tag] = _row(case, account, window) | ({} if missed is None else missed)
    findings += worst_here(case)
    lasted = lasting(case)
    findings += [_durable(case, one) for one in lasted] + _gains(case, lasted)
    tables = {
        "window": [window.first_week, window.last_week],
        "accounts": rows,
        "sums": totals(accounts.values()),
        "purposes": list(purposes()),
        "lasting": [_lasting_row(one) for one in lasted],
    }
    return Study(tuple({finding.id: finding for finding in findings}.values()), tables)


# --- accounts ---------------------------------------------------------------------------------------------------------
def _row(case: Case, account: Account, window: Window) -> dict[str, Any]:
    """An account in hours, points and people."""
    teams = case.template.index.teams
    person_weeks = case.factual.total(int(ev.HOURS_AVAILABLE), window) / (5 * 480)
    return {
        "hours": account.total_minutes / 60,
        "hours_per_person_week": account.total_minutes / 60 / person_weeks if person_weeks else None,
        "by_purpose": {name: minutes / 60 for name, minutes in account.by_purpose().items()},
        "by_team": {teams[team]: minutes / 60 for team, minutes in account.by_team().items()},
        "shared_hours": account.shared / 60,
        "capital": account.sums["capital_milli"] / 1000,
        "own_hours": account.sums["own_minutes"] / 60,
        "hires": account.sums["hires"],
        "stopped_hours": account.sums["stopped_minutes"] / 60,
    }


def _without(case: Case, tag: str) -> dict[str, Any]:
    """What was waiting and what went live, against the same world without the commands of one tag."""
    plan = case.plan
    rest = plan.model_copy(update={"commands": [one for one in plan.commands if one.command.for_ != tag]})
    session = Session(case.template, case.run.seed, PlanPolicy(rest), weeks=case.recording.weeks).run()
    other = Tallies(session.counts, session.totals)
    span, transition = _span(case, tag), _transition(case, tag)
    delivered = int(ev.VALUE_DELIVERED)
    lost = other.count(delivered, transition) - case.factual.count(delivered, transition) if transition.weeks else 0
    return {
        "span": [span.first_week, span.last_week],
        "transition": [transition.first_week, transition.last_week] if transition.weeks else None,
        "waiting_item_days": waiting_days(case.factual.counts, span) - waiting_days(other.counts, span),
        "items_live": case.factual.count(int(ev.ITEM_WENT_LIVE), span),
        "items_forgone": lost,
    }


def _span(case: Case, tag: str) -> Window:
    """From the first command of a tag to the end of tenure."""
    weeks = [
        week
        for week, many in commands_of(case.recording).items()
        for one in many
        if one.accepted and one.command.for_ == tag and one.command.kind not in INERT
    ]
    last = case.calendar.last_tenure_week
    return Window(min(weeks, default=case.first_command_week or last), last)


def _transition(case: Case, tag: str) -> Window:
    """From the first launch of a tag to where it was half adopted; empty where nothing was launched."""
    tagged = {
        (one.command.intervention, week)
        for week, many in commands_of(case.recording).items()
        for one in many
        if one.accepted and isinstance(one.command, Launch) and one.command.for_ == tag
    }
    launch = next((one for one in case.launches if (one.intervention, one.launch_week) in tagged), None)
    return Window(1, 0) if launch is None else case.windows_of(launch).transition


def _findings(case: Case, tag: str, account: Account, window: Window, missed: dict[str, Any] | None) -> list[Finding]:
    row = _row(case, account, window)
    booked = (reference(case.log.span(window, int(ev.GOVERNANCE_BOOKED))),)
    spent = (reference(case.log.span(window, int(ev.CAPITAL_SPENT))),)
    found = []
    if account.total_minutes:
        found.append(_cost(case, tag, "hours", "Hours of governing", row["hours"], "h", window, "ledger", booked, row))
    if account.sums["capital_milli"]:
        found.append(
            _cost(case, tag, "capital", "Political capital", row["capital"], "points", window, "ledger", spent, {}, 1)
        )
    if missed is None:
        return found
    span = Window(*missed["span"])
    gone = reference(case.log.span(span, int(ev.ITEM_WENT_LIVE)))
    days = missed["waiting_item_days"]
    each = {"items": missed["items_live"], "days_each": days / missed["items_live"] if missed["items_live"] else None}
    found.append(
        _cost(case, tag, "waiting", "Added waiting of requests", days, "item-days", span, "without it", (gone,), each)
    )
    if missed["transition"]:
        during = Window(*missed["transition"])
        live = reference(case.log.span(during, int(ev.VALUE_DELIVERED)))
        lost = missed["items_forgone"]
        found.append(
            _cost(
                case, tag, "forgone", "Items not delivered meanwhile", lost, "items", during, "without it", (live,), {}
            )
        )
    return found


def _cost(
    case: Case,
    tag: str,
    what: str,
    name: str,
    value: float,
    unit: str,
    window: Window,
    method: Method,
    evidence: tuple[str, ...],
    details: dict[str, Any],
    decimals: int = 0,
) -> Finding:
    return Finding(
        kind="cost",
        metric=f"ledger.{what}",
        name=name,
        value=value,
        unit=unit,
        decimals=decimals,
        method=method,
        windows={"span": window},
        evidence=tuple(filter(None, evidence)),
        seeds=(case.run.seed,),
        for_=tag,
        details=details,
        caveats=("shared out",) if details.get("shared_hours") else (),
        known_then=method == "ledger",
    )


# --- harm -------------------------------------------------------------------------------------------------------------
def worst_here(case: Case) -> list[Finding]:
    """The largest adverse effect of the whole plan in this one world, small or not; none where nothing got worse."""
    adverse = []
    for name in telling().sorted(case.comparisons):
        compared = case.comparisons[name]
        if compared.direction != "worse":
            continue
        kinds = {term.kind for term in (*compared.metric.over, *compared.metric.under)}
        spans = {"after": reference(case.log.span(case.windows.after, *kinds))}
        made = of_comparison(compared, case.windows, case.run, spans, len(case.comparisons))
        adverse += [finding for finding in made if finding.kind == "effect"]
    worst = max(adverse, key=lambda finding: (size(finding), finding.id), default=None)
    harm: Kind = "harm"
    return [] if worst is None else [replace(worst, kind=harm)]


# --- durability -------------------------------------------------------------------------------------------------------
def _durable(case: Case, one: Lasting) -> Finding:
    return Finding(
        kind="durability",
        metric=f"practice.{one.launch.intervention}",
        name=case.template.catalogue[one.launch.intervention].name,
        value=100 * one.kept,
        unit="% of its adoption",
        decimals=0,
        method="log",
        windows={"left": Window(one.left_week, one.left_week), "later": Window(one.later_week, one.later_week)},
        evidence=(f"@{one.launch.span[0]}-{one.launch.span[1]}",),
        seeds=(case.run.seed,),
        for_=one.launch.intervention,
        baseline=100 * one.before,
        details=_lasting_row(one),
    )


def _gains(case: Case, lasted: list[Lasting]) -> list[Finding]:
    """The share of the headline's difference from the twin that was left after a sponsor had gone."""
    name = case.primary or telling().headline.get(case.scenario.id)
    if name is None or name not in metrics():
        return []
    metric, found = metrics()[name], []
    for one in {one.left_week: one for one in lasted if one.kind == "sponsor"}.values():
        kept = gain_kept(case, metric, one.left_week)
        if kept is None:
            continue
        then, later, before, after = kept
        kinds = {term.kind for term in (*metric.over, *metric.under)}
        found.append(
            Finding(
                kind="durability",
                metric=name,
                name=metric.name,
                value=100 * later / then,
                unit="% of the difference",
                decimals=0,
                method="same-seed twin",
                windows={"then": before, "later": after},
                evidence=tuple(filter(None, (reference(case.log.span(after, *kinds)),))),
                seeds=(case.run.seed,),
                baseline=then,
                fold=fold_name(metric),
                details={"who": one.who, "left_week": one.left_week, "weeks": after.first_week - one.left_week,
                         "later": later},
            )
        )  # fmt: skip
    return found


def _lasting_row(one: Lasting) -> dict[str, Any]:
    return {
        "intervention": one.launch.intervention,
        "who": one.who,
        "kind": one.kind,
        "left_week": one.left_week,
        "later_week": one.later_week,
        "weeks": one.weeks,
        "before_percent": 100 * one.before,
        "after_percent": 100 * one.after,
        "kept_percent": 100 * one.kept,
    }


STUDY: Final = StudyKind("ledger", "What it took, and what lasted", 30, make, quick=True, methods=_METHODS)
