"""What sources published, week by week: all that anybody inside the company could know.

A source's figure of week w tells of the weeks before, as many as its report window has, up to the week that its lag
leaves off. What it showed at the time stays as `shown`; where it later said that figures had been off, `figures` has
them as it corrected them: divided by one plus the share by which they had been too high, for as many weeks back as the
restatement says. A source that changes over to another definition corrects nothing backwards: its series breaks there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.evidence.rows import Rows, rows_of
from engine.log import Recording
from engine.worlds import Template
from sim import events as ev
from sim.world import AUDITS

Floats = npt.NDArray[np.float64]

KINDS: Final = tuple(
    int(kind)
    for kind in (
        ev.REPORT_PUBLISHED, ev.SOURCE_MENDED, ev.SOURCE_MIGRATED, ev.SOURCE_RESTATED, ev.AUDIT_ORDERED,
        ev.AUDIT_REPORTED,
    )
)  # fmt: skip
"""Kinds of event that a reported series is folded from."""
MILLI: Final = 1000.0
_DEEP_SOURCE: Final = 1  # of an audit: kind x 2 + deep


@dataclass(frozen=True, eq=False)
class Reported:
    """The series of one source. Row w - 1 holds world week w, the week of publication.

    Attributes:
        id: of the source.
        name: for people.
        metric: id of the metric it claims to report.
        shown: what it showed at the time, in the metric's unit, shape (weeks,); nan where nothing was published.
        figures: the same as it was corrected later.
        age_weeks: how old each figure was, beside the week that is always missing; -1 where there is none.
        restated_weeks: world weeks in which it corrected what it had shown.
        migrated_week: world week from which it used the agreed definition; None if it never changed over.
        audited_weeks: world weeks in which a deep audit of it was told.
    """

    id: str
    name: str
    metric: str
    shown: Floats
    figures: Floats
    age_weeks: npt.NDArray[np.int64]
    restated_weeks: tuple[int, ...] = ()
    migrated_week: int | None = None
    audited_weeks: tuple[int, ...] = ()

    def told_of(self, last_week: int | None = None) -> Floats:
        """The figures by the last world week that each tells of; nan where none tells of it.

        Args:
            last_week: world week up to which publications are known; all unless given.
        """
        about = np.full(len(self.figures), np.nan)
        for row in np.flatnonzero(~np.isnan(self.figures[:last_week])).tolist():
            week = row - int(self.age_weeks[row])  # published in week row + 1, of the weeks up to this one
            if week >= 1:
                about[week - 1] = self.figures[row]
        return about

    def audited(self, week: int) -> bool:
        """Whether somebody had looked behind it by the end of a world week."""
        return any(one <= week for one in self.audited_weeks)


def figures(recording: Recording, template: Template) -> dict[str, Floats]:
    """Weekly figures of every source of a recording.

    Args:
        recording: a run.
        template: the first morning of its scenario.

    Returns:
        By source, in the order of the scenario, float64 of shape (weeks,) in its metric's unit: row w - 1 is what was
        published in world week w, as it was corrected later; nan where nothing was published.
    """
    return {name: one.figures for name, one in reported(recording, template).items()}


def reported(recording: Recording, template: Template) -> dict[str, Reported]:
    """The series of every source of a recording, by source, in the order of the scenario."""
    return series_of(rows_of(recording, KINDS), template)


def series_of(rows: Rows, template: Template) -> dict[str, Reported]:
    """The series of every source of a world.

    Args:
        rows: its events, of `KINDS` at least.
        template: the first morning of its scenario.
    """
    published = rows.of(int(ev.REPORT_PUBLISHED))
    restated = rows.of(int(ev.SOURCE_RESTATED))
    migrated = {int(s): int(w) for s, w in _pairs(rows.of(int(ev.SOURCE_MIGRATED)))}
    audits = _audits(rows)
    found: dict[str, Reported] = {}
    for n, source in enumerate(template.scenario.sources):
        mine = published.where(published.subject == n)
        shown = np.full(rows.weeks, np.nan)
        age = np.full(rows.weeks, -1, np.int64)
        shown[mine.week - 1] = mine.amount / MILLI
        age[mine.week - 1] = mine.object
        corrections = restated.where(restated.subject == n)
        found[source.id] = Reported(
            source.id,
            source.name,
            source.metric,
            shown,
            _corrected(shown, corrections),
            age,
            tuple(corrections.week.tolist()),
            migrated.get(n),
            audits.get(n, ()),
        )
    return found


def of_metric(series: Mapping[str, Reported], metric: str) -> list[Reported]:
    """Sources that claim to report a metric, in order; those that published nothing are left out."""
    return [one for one in series.values() if one.metric == metric and not np.isnan(one.shown).all()]


def _corrected(shown: Floats, corrections: Rows) -> Floats:
    """The figures as a source says they should have been."""
    corrected = shown.copy()
    for week, weeks, permille in zip(corrections.week, corrections.object, corrections.amount, strict=True):
        if weeks and permille > -1000:
            corrected[max(0, int(week) - 1 - int(weeks)) : int(week) - 1] /= 1.0 + int(permille) / MILLI
    return corrected


def _audits(rows: Rows) -> dict[int, tuple[int, ...]]:
    """World weeks in which a deep audit of a source was told, by the number of the source."""
    deep: dict[int, bool] = {}
    told: dict[int, tuple[int, ...]] = {}
    both = rows.of(int(ev.AUDIT_ORDERED), int(ev.AUDIT_REPORTED))
    for week, kind, slot, target, amount in zip(
        both.week.tolist(),
        both.kind.tolist(),
        both.subject.tolist(),
        both.object.tolist(),
        both.amount.tolist(),
        strict=True,
    ):
        if kind == ev.AUDIT_ORDERED:
            deep[slot % AUDITS] = amount == _DEEP_SOURCE
        elif deep.get(slot % AUDITS):
            told[target] = (*told.get(target, ()), week)
    return told


def _pairs(rows: Rows) -> list[tuple[int, int]]:
    return list(zip(rows.subject.tolist(), rows.week.tolist(), strict=True))
