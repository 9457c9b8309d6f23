"""What was said and noticed, week by week: reports, cards, incidents, commands, and the board as the tracker had it.

A chronicle is filled by whoever runs or folds a world: commands and weeks as they are recorded, and the tracker's board
each Friday. It keeps events of `visible.NOTICED` one by one and those of `visible.COUNTED` as numbers; nothing else.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.log.codec import decode_columns, decode_days
from engine.log.frames import DIGEST_BYTES, EVENT_BYTES, WEEK_HEAD_BYTES
from engine.views.visible import COUNTED, NOTICED, UNSAID, visible
from engine.worlds import Worlds
from sim import events as ev
from sim.card import DUPLICATE_FOUND
from sim.events import KINDS
from sim.world import (
    APPROVAL,
    AT_DESK,
    BOARDED,
    BUILD,
    CLEARED,
    DESK_DEPLOY,
    DESK_QUEUE,
    FREE,
    INTAKE,
    ONE_WAY,
    READY,
    RISKY,
    TEAMS,
)

# Columns of a board's rows.
ITEM, STAGE, LINE, TEAM, WAITING, BLOCKED, BITS, KIND, SUSPECTED, SINCE, REQUESTED, ESTIMATE, RAISED = range(13)
IN_INTAKE, IN_DECIDE, IN_DISCOVER, IN_BUILD, IN_REVIEW, IN_APPROVE, IN_RELEASE = range(7)
A_FEATURE, A_FIX, AN_EXPERIMENT = range(3)
_NOTICED: Final = np.array(sorted(NOTICED))
_COUNTED: Final = np.array(sorted(COUNTED))


class Happening(NamedTuple):
    """A noticed event: world week, day of it (0 to 4), and the row as logged, less what nobody was told."""

    week: int
    day: int
    kind: int
    subject: int
    object: int
    amount: int


class Figure(NamedTuple):
    """What a source published: the world week it came out, the world week it describes the end of, milli-units."""

    published: int
    week: int
    milli: int


class Given(NamedTuple):
    """A command as recorded: the world week it was given in, what was asked, and what became of it."""

    week: int
    asked: dict[str, Any]
    accepted: bool
    refusal: str
    reason: str


@dataclass(frozen=True)
class Friday:
    """The tracker on a Friday.

    Attributes:
        week: world week that ended.
        rows: int64, one row an open item, columns as named in this module.
        loads: items on each line's train.
        live: items that went live this week, by team.
    """

    week: int
    rows: npt.NDArray[np.int64]
    loads: tuple[int, ...]
    live: tuple[int, ...]


@dataclass
class Chronicle:
    """Everything told so far.

    Attributes:
        weeks: world weeks that are in.
        happenings: noticed events, oldest first.
        figures: by source's number, oldest first.
        given: commands, oldest first.
        fridays: the tracker by world week.
        counts: visible events by week, int64 (weeks, KINDS); 0 for what is not counted.
        totals: their summed amounts.
    """

    weeks: int = 0
    happenings: list[Happening] = field(default_factory=list)
    figures: dict[int, list[Figure]] = field(default_factory=dict)
    given: list[Given] = field(default_factory=list)
    fridays: list[Friday] = field(default_factory=list)
    counts: list[npt.NDArray[np.int64]] = field(default_factory=list)
    totals: list[npt.NDArray[np.int64]] = field(default_factory=list)
    _live: tuple[int, ...] = (0,) * TEAMS

    def take_command(self, mapping: Mapping[str, Any]) -> None:
        """Take a command as it is logged."""
        said = dict(mapping)
        week, accepted = int(said.pop("week")), said.pop("accepted") is True
        refusal, reason = str(said.pop("refusal", "")), str(said.pop("reason", ""))
        self.given.append(Given(week, said, accepted, refusal, reason))

    def take_week(self, week: int, payload: bytes) -> None:
        """Take a week's events, packed as the log stores them, with or without a digest behind them."""
        if (len(payload) - WEEK_HEAD_BYTES) % EVENT_BYTES == DIGEST_BYTES % EVENT_BYTES:
            payload = payload[:-DIGEST_BYTES]
        columns, days = decode_columns([payload]), decode_days([payload])
        kinds = columns.kind
        seen = np.isin(kinds, _NOTICED)
        rows = zip(
            days[seen].tolist(), kinds[seen].tolist(), columns.subject[seen].tolist(), columns.object[seen].tolist(),
            columns.amount[seen].tolist(), strict=True,
        )  # fmt: skip
        for day, kind, subject, object_, amount in rows:
            if kind == ev.REPORT_PUBLISHED:
                self.figures.setdefault(subject, []).append(Figure(week, week - object_, amount))
                continue
            said = 0 if "amount" in UNSAID.get(kind, ()) else amount
            self.happenings.append(Happening(week, day, kind, subject, object_, said))
        self._count(kinds, columns.amount)
        went = np.bincount(columns.object[kinds == ev.ITEM_WENT_LIVE], minlength=TEAMS)[:TEAMS]
        self._live = tuple(int(n) for n in went)
        self.weeks = week

    def _count(self, kinds: npt.NDArray[Any], amounts: npt.NDArray[Any]) -> None:
        keep = np.isin(kinds, _COUNTED)
        kept = kinds[keep].astype(np.int64)
        counts, totals = np.bincount(kept, minlength=KINDS), np.zeros(KINDS, np.int64)
        np.add.at(totals, kept, amounts[keep].astype(np.int64))
        self.counts.append(counts.astype(np.int64))
        self.totals.append(totals)

    def close(self, worlds: Worlds) -> None:
        """Copy the tracker's board on the Friday of the week last taken.

        Args:
            worlds: at that week's end.
        """
        before = self.fridays[-1].rows if self.fridays else None
        told = visible(worlds)
        lines = int(told[0]["counts"]["lines"][0])
        loads = tuple(int(n) for n in told[0]["lines"]["train_items"][:lines])
        self.fridays.append(Friday(self.weeks, tracker_rows(told, self.weeks, before), loads, self._live))

    def friday(self, week: int) -> Friday | None:
        """The tracker at the end of a world week; the nearest earlier one, None before the first."""
        at = bisect.bisect_right([friday.week for friday in self.fridays], week) - 1
        return self.fridays[at] if at >= 0 else None

    def of(self, *kinds: int, since: int = 0) -> list[Happening]:
        """Noticed events of some kinds, from a world week on, oldest first."""
        return [one for one in self.happenings if one.kind in kinds and one.week >= since]

    def until(self, week: int) -> Chronicle:
        """What had been told by the end of a world week, with the commands given in the weeks up to it."""
        return replace(
            self,
            weeks=min(week, self.weeks),
            happenings=[one for one in self.happenings if one.week <= week],
            figures={s: [one for one in list_ if one.published <= week] for s, list_ in self.figures.items()},
            given=[one for one in self.given if one.week <= week],
            fridays=[one for one in self.fridays if one.week <= week],
            counts=self.counts[:week],
            totals=self.totals[:week],
        )


def tracker_rows(worlds: Worlds, week: int, before: npt.NDArray[np.int64] | None) -> npt.NDArray[np.int64]:
    """Open items as a tracker has them.

    Args:
        worlds: at the end of a week; only fields of `visible.VISIBLE` are read.
        week: that world week.
        before: rows of the Friday before, from which it is known since when an item has been where it is.

    Returns:
        int64, shape (open items, 13), in order of the tracker's numbers.
    """
    world = worlds[0]
    items, high = world["items"], int(world["counts"]["high_items"][0])
    stages = items["stage"][:high]
    at = np.flatnonzero(stages != FREE)
    rows = np.zeros((len(at), 13), np.int64)
    stage, forum = stages[at], items["forum"][at]
    tested = np.isin(at, world["experiments"]["item"][world["experiments"]["open"] == 1])
    doubted = (world["cards"]["state"] > 0) & (world["cards"]["type"] == DUPLICATE_FOUND)
    deploys = world["desks"]["role"][items["desk"][at]] == DESK_DEPLOY
    at_desk = (stage == DESK_QUEUE) | (stage == AT_DESK)
    place = np.full(len(at), IN_BUILD, np.int64)
    place[stage == INTAKE] = IN_INTAKE
    place[(stage == INTAKE) & (forum >= 0)] = IN_DECIDE
    place[(stage == READY) & tested] = IN_DISCOVER
    place[at_desk] = IN_REVIEW
    place[(at_desk & deploys) | (stage == CLEARED) | (stage == BOARDED)] = IN_RELEASE
    place[stage == APPROVAL] = IN_APPROVE
    rows[:, ITEM], rows[:, STAGE], rows[:, LINE] = at, place, items["line"][at]
    rows[:, TEAM] = np.where(stage == INTAKE, -1, items["team"][at])
    rows[:, WAITING] = (stage != BUILD) & (stage != AT_DESK) & ~tested
    rows[:, BLOCKED] = (stage == BUILD) & (items["blocked"][at] == 1)
    rows[:, BITS] = items["class_bits"][at] & (RISKY | ONE_WAY)
    rows[:, KIND] = np.where(tested, AN_EXPERIMENT, np.where(items["reworks"][at] > 0, A_FIX, A_FEATURE))
    rows[:, SUSPECTED] = np.isin(at, world["cards"]["about"][doubted])
    rows[:, REQUESTED], rows[:, ESTIMATE] = items["requested_min"][at], items["estimate"][at]
    rows[:, RAISED] = np.where(forum >= 0, items["raised_min"][at], -1)
    rows[:, SINCE] = week
    if before is not None and len(before):
        _carry(rows, before)
    return rows


def _carry(rows: npt.NDArray[np.int64], before: npt.NDArray[np.int64]) -> None:
    """Since when: kept from the Friday before where the same item was in the same stage."""
    place = np.searchsorted(before[:, ITEM], rows[:, ITEM])
    known = place < len(before)
    place[~known] = 0
    old = before[place]
    same = known & (old[:, ITEM] == rows[:, ITEM]) & (old[:, STAGE] == rows[:, STAGE])
    same &= old[:, REQUESTED] == rows[:, REQUESTED]
    rows[same, SINCE] = old[same, SINCE]
