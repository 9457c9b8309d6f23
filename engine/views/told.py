"""What a player is told at the start of a week: a world with nothing hidden in it, and the chronicle so far."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.views.chronicle import Chronicle
from engine.views.visible import visible
from engine.worlds import Template, Worlds
from sim.metric import Metric
from sim.metrics import metrics
from sim.policies.policy import Reported

_LOW, _HIGH = 10, 90  # percentiles of the usual wobble: the 80 % band (game.md 5)
_LEAST_FIGURES = 8  # for a band


@dataclass(frozen=True)
class Told:
    """Everything screens are made of.

    Attributes:
        template: scenario, names, catalogue.
        worlds: one world in which only visible fields are set.
        chronicle: what was said and noticed until the end of the last week.
    """

    template: Template
    worlds: Worlds
    chronicle: Chronicle

    @classmethod
    def of(cls, template: Template, worlds: Worlds, chronicle: Chronicle) -> Told:
        """What is told of a world.

        Args:
            template: its scenario.
            worlds: between two weeks; only visible fields are read, and copied.
            chronicle: filled up to the same week.
        """
        return cls(template, visible(worlds), chronicle)

    @cached_property
    def world_week(self) -> int:
        """World weeks that are over."""
        return int(self.worlds[0]["clock"]["week"][0])

    @cached_property
    def history(self) -> int:
        """Weeks before the tenure."""
        return self.template.scenario.weeks.history

    @property
    def week(self) -> int:
        """The tenure week that comes next."""
        return self.world_week + 1 - self.history

    @property
    def monday(self) -> int:
        """The world day on which the coming week begins."""
        return self.world_week * 5

    def tenure(self, world_week: int) -> int:
        """A world week as players count it."""
        return world_week - self.history

    @cached_property
    def reported(self) -> Reported:
        """The read model that policies have, of what is visible; what is legal only `Game.preview` can tell."""
        template = self.template
        return Reported(self.worlds, template.index, template.catalogue, template.metrics, self.week)

    def metric(self, source: int) -> Metric:
        """What a source claims to report."""
        return metrics()[self.template.metrics[int(self.worlds[0]["sources"]["metric"][source])]]

    def values(self, source: int) -> list[float]:
        """A source's figures, oldest first, in its metric's unit."""
        return [figure.milli / 1000.0 for figure in self.chronicle.figures.get(source, ())]

    def before_tenure(self, source: int) -> list[float]:
        """A source's figures that came out before the tenure."""
        figures = self.chronicle.figures.get(source, ())
        return [one.milli / 1000.0 for one in figures if one.published <= self.history]

    def band(self, source: int) -> tuple[float, float] | None:
        """A source's usual wobble: the 80 % band of what it reported before the tenure; None with too few figures.

        Where there is no history, the first thirteen figures stand in for it.
        """
        values = self.before_tenure(source) or self.values(source)[:13]
        if len(values) < _LEAST_FIGURES:
            return None
        low, high = np.percentile(values, (_LOW, _HIGH))
        return float(low), float(high)

    def baseline(self, source: int) -> float | None:
        """The mean of the last thirteen figures before the tenure; None without any."""
        values = self.before_tenure(source)[-13:]
        return float(np.mean(values)) if values else None

    def outside(self, source: int) -> int:
        """Whether a source's latest figure has left its usual wobble: 1 above, -1 below, 0 inside or unknown."""
        band, values = self.band(source), self.values(source)
        if band is None or not values:
            return 0
        return 1 if values[-1] > band[1] else -1 if values[-1] < band[0] else 0

    def sources_of(self, metric: str) -> list[int]:
        """Numbers of the sources that claim to report a metric."""
        return [n for n, source in enumerate(self.template.scenario.sources) if source.metric == metric]
