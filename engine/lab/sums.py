"""What comparisons need of each run, and no more: sums over a window, the outcome's parts, reports before and after."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engine.evidence.outcome import PARTS
from engine.lab.observe import Observed
from engine.worlds import Template
from sim.commands import Launch
from sim.events import CARD_DEALT
from sim.metric import summed
from sim.metrics import metrics
from sim.scenario import Weeks

Int64 = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SPAN_WEEKS: Final = 12  # of reports, before the tenure and at its end (evidence.md 1)
WINDOWS: Final = ("tenure", "end", "aftermath", "played")


@dataclass(frozen=True)
class Sums:
    """Runs of one arm, in the order of their seeds.

    Attributes:
        over: numerators of every metric over the window, shape (R, metrics).
        under: denominators, weeks where a metric has none; same shape.
        parts: of the outcome, more is better, over tenure and aftermath, shape (R, parts).
        weekly: the same by played week; (R, weeks played, parts) where asked for, else (R, 0, parts).
        before: mean of what each source reported in the last weeks of history; NaN where nothing; (R, sources).
        after: the same in the last weeks of the tenure.
        asked: commands asked, shape (R,).
        accepted: of these, accepted.
        launched: launches accepted.
        cards: cards dealt during the tenure.
    """

    over: Int64
    under: Int64
    parts: Floats
    weekly: Floats
    before: Floats
    after: Floats
    asked: Int64
    accepted: Int64
    launched: Int64
    cards: Int64

    def __len__(self) -> int:
        return len(self.parts)

    def pack(self) -> bytes:
        """As bytes, the same for the same runs; no pickle in them."""
        file = io.BytesIO()
        np.savez(file, **{field.name: getattr(self, field.name) for field in fields(self)})
        return file.getvalue()

    @classmethod
    def unpack(cls, data: bytes) -> Sums:
        """What `pack` made.

        Raises:
            ValueError: it did not.
        """
        with np.load(io.BytesIO(data), allow_pickle=False) as found:
            return cls(**{field.name: found[field.name] for field in fields(cls)})

    @classmethod
    def joined(cls, several: Sequence[Sums]) -> Sums:
        """Runs one after the other."""
        return cls(**{f.name: np.concatenate([getattr(one, f.name) for one in several]) for f in fields(cls)})

    def first(self, runs: int) -> Sums:
        """The first of its runs."""
        return Sums(**{field.name: getattr(self, field.name)[:runs] for field in fields(self)})


def window_of(name: str, weeks: Weeks, run: int) -> slice:
    """World weeks, as rows, of a window by name: the tenure, its last half year, what follows, or all that is played.

    Args:
        name: one of `WINDOWS`.
        weeks: of the scenario.
        run: world weeks that are run.
    """
    end = min(run, weeks.history + weeks.tenure)
    starts = {
        "tenure": (weeks.history, end),
        "end": (max(weeks.history, end - 26), end),
        "aftermath": (end, run),
        "played": (weeks.history, run),
    }
    return slice(*starts[name])


def sums_of(batches: Iterable[Observed], template: Template, options: Mapping[str, Any]) -> Sums:
    """Sum up batches of runs.

    Args:
        batches: in the order of seeds.
        template: the scenario.
        options: `window`, one of `WINDOWS`; `weekly`, whether the outcome is wanted week by week.
    """
    return Sums.joined([_batch(batch, template, options) for batch in batches])


def _batch(batch: Observed, template: Template, options: Mapping[str, Any]) -> Sums:
    weeks, run = template.scenario.weeks, batch.counts.shape[1]
    window = window_of(options.get("window", "tenure"), weeks, run)
    counts, totals = batch.counts[:, window], batch.totals[:, window]
    length = window.stop - window.start
    known = metrics().values()
    under = [summed(m.under, counts, totals) if m.under else np.full(len(counts), length) for m in known]
    end, tenure = min(run, weeks.history + weeks.tenure), slice(weeks.history, weeks.history + weeks.tenure)
    return Sums(
        over=np.stack([summed(metric.over, counts, totals) for metric in known], axis=1),
        under=np.stack(under, axis=1),
        parts=outcome_parts(batch, weeks),
        weekly=_weekly(batch, weeks) if options.get("weekly") else np.zeros((len(counts), 0, len(PARTS))),
        before=_mean(batch.reported[:, max(0, weeks.history - SPAN_WEEKS) : weeks.history]),
        after=_mean(batch.reported[:, max(weeks.history, end - SPAN_WEEKS) : end]),
        asked=np.array([len(world) for world in batch.outcomes], np.int64),
        accepted=np.array([sum(not one.dropped for one in world) for world in batch.outcomes], np.int64),
        launched=np.array([sum(_launched(one) for one in world) for world in batch.outcomes], np.int64),
        cards=batch.counts[:, tenure, CARD_DEALT].sum(axis=1),
    )


def _launched(outcome: Any) -> bool:
    return isinstance(outcome.command, Launch) and not outcome.dropped


def outcome_parts(batch: Observed, weeks: Weeks) -> Floats:
    """The parts of each world's outcome, in the order of `PARTS`, shape (R, parts)."""
    from engine.evidence.outcome import parts

    # `parts` reads counts and totals alone
    found = parts(SimpleNamespace(counts=batch.counts, totals=batch.totals), weeks)  # type: ignore[arg-type]
    return np.stack(list(found.values()), axis=1)


def _weekly(batch: Observed, weeks: Weeks) -> Floats:
    counts, totals = batch.counts[:, weeks.history :, None, :], batch.totals[:, weeks.history :, None, :]
    signed = [summed(part.terms, counts, totals) * (1.0 if part.good else -1.0) for part in PARTS.values()]
    return np.stack(signed, axis=2)


def _mean(figures: Floats) -> Floats:
    """The mean of figures over weeks, NaN where there is none."""
    there = ~np.isnan(figures)
    number = there.sum(axis=1)
    total = np.where(there, figures, 0.0).sum(axis=1)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)
