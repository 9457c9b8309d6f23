"""Teams one by one: when each began, and what the tracker would have recorded of it.

Sources report for the whole company. A tracker also knows whose item it was, so a source's figure can be broken down:
each team's own events of the week under the same definition, times what the source got wrong about the whole company in
that week (what it showed over what was so, in its own report window). The fault of such a breakdown is the company's,
the same for every team; what a team alone misreports is not in this model. A figure is known when the source's is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.evidence.before_after import weekly_parts
from engine.evidence.reported import Reported
from engine.evidence.rows import Rows
from engine.evidence.staggered import NEVER
from engine.worlds import Template
from sim import events as ev
from sim.events import COLUMNS
from sim.metric import Metric, Term
from sim.metrics import metrics

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

ROLLOUT: Final = tuple(int(kind) for kind in (ev.PRACTICE_LAUNCHED, ev.PRACTICE_SCOPED, ev.PRACTICE_COPIED))
"""Kinds of event that say when a team began."""


@dataclass(frozen=True, eq=False)
class Rollout:
    """When teams came into the scope of one intervention.

    Attributes:
        intervention: its id.
        begun: row (world week - 1) in which each team did, `NEVER` for none, shape (teams,).
    """

    intervention: str
    begun: Integers

    @property
    def staggered(self) -> bool:
        """Whether some began while others had not."""
        return len(set(self.begun.tolist())) > 1


def rollouts(rows: Rows, template: Template) -> tuple[Rollout, ...]:
    """The rollout of every intervention that was launched, in order of the first launch.

    Args:
        rows: of a world, of `ROLLOUT` at least.
        template: the first morning of its scenario.
    """
    names, teams = template.index.practices, len(template.index.teams)
    found: dict[int, Integers] = {}
    mine = rows.of(*ROLLOUT)
    for week, kind, practice, team in zip(
        mine.week.tolist(), mine.kind.tolist(), mine.subject.tolist(), mine.object.tolist(), strict=True
    ):
        begun = found.setdefault(practice, np.full(teams, NEVER, np.int64))
        if kind != ev.PRACTICE_LAUNCHED and team < teams:
            begun[team] = min(begun[team], week - 1)
    return tuple(Rollout(names.get(p, f"practice-{p}"), begun) for p, begun in found.items())


def team_column(term: Term) -> str | None:
    """Which column of a kind of event says whose it is; None where it is nobody's in particular."""
    columns = COLUMNS[term.kind]
    return "subject" if columns.subject == "team" else "object" if columns.object == "team" else None


def by_team(metric: Metric) -> bool:
    """Whether a metric can be broken down by team."""
    return all(team_column(term) is not None for term in (*metric.over, *metric.under))


def team_kinds(chosen: Sequence[Metric]) -> tuple[int, ...]:
    """Kinds of event that metrics are broken down from."""
    kinds = {term.kind for metric in chosen if by_team(metric) for term in (*metric.over, *metric.under)}
    return tuple(sorted(kinds))


def team_parts(rows: Rows, metric: Metric, teams: int) -> tuple[Floats, Floats]:
    """Numerator and denominator of a metric by team and week.

    Args:
        rows: of a world, of `team_kinds` at least.
        metric: one that can be broken down.
        teams: how many there are.

    Returns:
        Two arrays of shape (teams, weeks), in order of the teams' numbers.
    """
    parts = []
    for terms in (metric.over, metric.under):
        part = np.zeros((teams, rows.weeks)) if terms else np.ones((teams, rows.weeks))
        for term in terms:
            mine = rows.of(term.kind)
            whose = getattr(mine, team_column(term) or "object")
            amount = mine.amount.astype(np.float64) if term.of == "total" else np.ones(len(mine.amount))
            np.add.at(part, (whose, mine.week - 1), term.sign * amount)
        parts.append(part)
    return parts[0], parts[1]


def team_values(rows: Rows, metric: Metric, teams: int) -> Floats:
    """A metric by team and week as it was, in its unit; nan where there is nothing to divide by."""
    over, under = team_parts(rows, metric, teams)
    return np.asarray(np.divide(over * metric.scale, under, out=np.full(over.shape, np.nan), where=under > 0))


def reported_by_team(
    rows: Rows,
    counts: Integers,
    totals: Integers,
    source: Reported,
    template: Template,
    known_week: int | None = None,
) -> Floats | None:
    """A source broken down by team, by the week it tells of.

    Args:
        rows: of the world, of `team_kinds` at least.
        counts: of the world, by week and kind.
        totals: same.
        source: its series in this world.
        template: the first morning of its scenario.
        known_week: world week up to which publications are known; all unless given.

    Returns:
        Shape (teams, weeks); row w - 1 of time is world week w; nan where nothing is known. None where what the
        source counts cannot be broken down.
    """
    entry = next(one for one in template.scenario.sources if one.id == source.id)
    definitions = [metrics()[entry.definition], metrics()[entry.canonical or entry.definition]]
    if not all(by_team(metric) for metric in definitions):
        return None
    teams = len(template.index.teams)
    window = int(template.scenario.parameter("window_weeks"))
    out = np.full((teams, rows.weeks), np.nan)
    published = np.flatnonzero(~np.isnan(source.figures[:known_week]))
    changed = rows.weeks + 1 if source.migrated_week is None else source.migrated_week
    for metric, chosen in zip(
        definitions, (published[published + 1 < changed], published[published + 1 >= changed]), strict=True
    ):
        over, under = weekly_parts(metric, counts, totals)
        values = team_values(rows, metric, teams)
        for row in chosen.tolist():
            about = row - int(source.age_weeks[row]) - 1  # row of the last week it tells of
            if about < 0:
                continue
            told = slice(max(0, about - window + 1), about + 1)
            if under[told].sum() > 0 and over[told].sum() > 0:
                true = over[told].sum() / under[told].sum() * metric.scale
                out[:, about] = values[:, about] * (source.figures[row] / true)
    return out
