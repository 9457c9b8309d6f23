"""What was left of a practice, and of the gain, once whoever carried it was gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from engine.evidence.adoption import Adopted
from engine.evidence.case import Case
from engine.evidence.compare import read
from engine.evidence.windows import MINIMUM, WIDTH, Window
from sim import events as ev
from sim.events import NONE
from sim.metric import Metric

LEAST_USED: Final = 0.05
"""Share of its scope in which a practice must be in use for anything of it to last."""
LEAST_GAIN: Final = 0.02
"""Of the twin's level: less than that is no gain to keep."""


@dataclass(frozen=True)
class Lasting:
    """A launch before and after somebody left.

    Attributes:
        launch: the launch.
        who: id of the sponsor who carried it; "you" where it is the player, at the end of tenure.
        kind: who left: "sponsor" or "player".
        left_week: world week at whose end adoption still was what they left behind.
        later_week: world week it is compared with.
        before: share of its scope in use then.
        after: and later.
    """

    launch: Adopted
    who: str
    kind: Literal["sponsor", "player"]
    left_week: int
    later_week: int
    before: float
    after: float

    @property
    def weeks(self) -> int:
        """How much later."""
        return self.later_week - self.left_week

    @property
    def kept(self) -> float:
        """Share of the adoption that was left."""
        return self.after / self.before


def lasting(case: Case) -> list[Lasting]:
    """Every launch that was in use when its sponsor left or the player's tenure ended, and some weeks later.

    After a sponsor twelve weeks are given, or what there is of at least eight; after the player all of the aftermath.
    """
    found: list[Lasting] = []
    calendar, left = case.calendar, _departures(case)
    for launch in case.launches:
        sponsor = _sponsor(case, launch)
        gone = left.get(sponsor)
        if gone is not None and gone >= launch.launch_week:
            found += _after(
                launch, case.template.index.sponsors[sponsor], "sponsor", gone, min(gone + WIDTH, calendar.last_week)
            )
        if launch.launch_week <= calendar.last_tenure_week < calendar.last_week:
            found += _after(launch, "you", "player", calendar.last_tenure_week, calendar.last_week)
    return found


def _after(launch: Adopted, who: str, kind: Literal["sponsor", "player"], left: int, later: int) -> list[Lasting]:
    share = launch.share
    before = float(share[left - 1])
    ended = launch.retired_week is not None and launch.retired_week <= left
    if later - left < MINIMUM or before < LEAST_USED or ended:
        return []
    return [Lasting(launch, who, kind, left, later, before, float(share[later - 1]))]


def _departures(case: Case) -> dict[int, int]:
    """World week in which each stakeholder left, by number."""
    events = case.recording.events
    at = np.flatnonzero(events.kind == ev.STAKEHOLDER_LEFT)
    weeks = np.searchsorted(events.starts, at, side="right")
    return dict(zip(events.subject[at].tolist(), weeks.tolist(), strict=True))


def _sponsor(case: Case, launch: Adopted) -> int:
    """Number of the sponsor named at the launch; NONE where nobody was."""
    number = int(case.recording.events.object[launch.span[0] - 1])
    return number if number < len(case.template.index.sponsors) else NONE


def gain_kept(case: Case, metric: Metric, left_week: int) -> tuple[float, float, Window, Window] | None:
    """A difference from the twin in the last weeks before somebody left, and twelve weeks later.

    Args:
        case: the recording.
        metric: what is measured.
        left_week: world week in which they left.

    Returns:
        The difference then and later, and both windows; None where either may not be cited or there was no gain.
    """
    then = Window(max(1, left_week - WIDTH + 1), left_week)
    later = Window(left_week + WIDTH + 1, min(left_week + 2 * WIDTH, case.calendar.last_week))
    if not (then.enough and later.enough):
        return None
    sides = [(read(metric, case.factual, window), read(metric, case.twin, window)) for window in (then, later)]
    if not all(one.citable and one.value is not None for pair in sides for one in pair):
        return None
    differences = [(played.value or 0.0) - (twin.value or 0.0) for played, twin in sides]
    level = abs(sides[0][1].value or 0.0)
    good = differences[0] > 0 if metric.better == "higher" else differences[0] < 0
    if metric.better == "near" or not good or abs(differences[0]) < LEAST_GAIN * level:
        return None
    return differences[0], differences[1], then, later
