"""What a check of the model is: a measured value, the bound it must meet, and over how many worlds it was measured."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FIRST_SEED: Final = 810_001
"""Of the worlds that checks run in; no constant, plan or test was tuned on these."""


@dataclass(frozen=True)
class Check:
    """One measured statement about the model.

    Attributes:
        law: the number of the law it belongs to.
        name: what is claimed.
        value: as measured, with its unit.
        bound: what it must be.
        holds: whether it is.
        seeds: worlds it was measured in.
    """

    law: int
    name: str
    value: str
    bound: str
    holds: bool
    seeds: int


@dataclass(frozen=True)
class Effort:
    """How much a validation does.

    Attributes:
        threads: worlds at once.
        share: of the seeds that a full validation takes.
    """

    threads: int = 2
    share: float = 1.0

    def seeds(self, full: int) -> list[int]:
        """The worlds of one check."""
        return list(range(FIRST_SEED, FIRST_SEED + max(8, int(full * self.share))))


Measure = Callable[[Effort], Sequence[Check]]


@dataclass(frozen=True)
class Law:
    """A law that the model must obey.

    Attributes:
        number: 1 to 10; 11 for the further checks, 12 for interactions.
        title: in a few words.
        measure: runs its checks.
    """

    number: int
    title: str
    measure: Measure


def standard_error(values: Floats) -> float:
    """Of a mean."""
    return float(np.std(values, ddof=1)) / math.sqrt(len(values))


def rising(samples: Sequence[Floats], errors: float = 3.0) -> bool:
    """Whether each paired sample's mean lies above the one before by more than so many standard errors."""
    steps = [later - earlier for earlier, later in itertools.pairwise(samples)]
    return all(float(step.mean()) > errors * standard_error(step) for step in steps)


def series(samples: Sequence[Floats], digits: int = 1, scale: float = 1.0) -> str:
    """Means in a row."""
    return " → ".join(f"{float(sample.mean()) * scale:,.{digits}f}" for sample in samples)
