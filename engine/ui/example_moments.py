"""Models of what happens in time, made by hand for pictures and tests: a timeline, a board, a review, guesses."""

from __future__ import annotations

from typing import Final

from engine.views.models import STAGES, Board, Cell, Outage, Row, Tile, Train
from engine.views.moments import (
    ForumRow,
    Guesses,
    Mark,
    PredictionDue,
    PromiseRow,
    Review,
    TeamRow,
    Timeline,
)
from engine.views.moments import Move as Moved

TIMELINE: Final = Timeline(
    first_week=-25,
    last_week=8,
    lanes={
        "commands": (
            Mark(1, "commands", "launch release-checklist, sponsor Noor Haddad"),
            Mark(3, "commands", "audit board-failures, quick"),
            Mark(6, "commands", "launch feature-flags", None, False, "Ines already sponsors two changes."),
        ),
        "cards": (
            Mark(1, "cards", "Outage, Checkout: Convene it now", 2),
            Mark(6, "cards", "One more meeting, Platform: Approve it (by default)", 8, False),
        ),
        "incidents": (
            Mark(-12, "incidents", "Checkout: 22 % of customers", -11),
            Mark(6, "incidents", "Checkout: 16 % of customers", 7),
        ),
        "reports": (Mark(5, "reports", "Support log, affected hours: restated: it had shown −14 %"),),
        "predictions": (Mark(3, "predictions", "Change-fail rate by board-failures: down, 5-to-15, by week 15", 15),),
    },
    gaps=(),
    empty="",
)


def _row(line: str, name: str, letter: str, counts: tuple[int, ...], outages: tuple[Outage, ...] = ()) -> Row:
    cells = tuple(Cell(stage, (), (), count) for stage, count in zip(STAGES, counts, strict=True))
    return Row(line, name, letter, 40_000, cells, Train(10, 3, counts[6]), outages)


BOARD: Final = Board(
    caption="Tracker, as recorded Friday.",
    recorded_week=5,
    age_days=3,
    stale=False,
    rows=(
        _row("checkout", "Checkout", "C", (6, 3, 4, 9, 2, 5, 7, 61), (Outage("checkout", 16.0, 2, "none"),)),
        _row("platform", "Platform", "P", (2, 1, 2, 6, 1, 0, 3, 24)),
    ),
    tiles=(
        Tile("lead", "Lead time", 46.0, "d", 0, "tracker", 3, 41.0, "from request to live"),
        Tile("wip", "Items per maker", 2.1, "", 1, "tracker", 3, 1.8, "open items over makers"),
        Tile("oldest", "Oldest blocked decision", 12.0, "d", 0, "tracker", 3, None, ""),
        Tile("load", "Governance load", None, "h", 1, "calendar", 0, None, "nobody reports it"),
    ),
    empty="",
)

REVIEW: Final = Review(
    week=14,
    quarter=1,
    predictions=(
        PredictionDue(
            "release-checklist", "rel.cfr", "board-failures", "down", "5-to-15", 3, 13, 32.0, 27.5, True, True, "gaps"
        ),
        PredictionDue(
            "feature-flags", "rel.recover", "pager-recovery", "down", "over-15", 4, 13, 30.0, 31.0, False, False
        ),
        PredictionDue("general", "flow.lead", "tracker-lead", "down", "5-to-15", 8, 20, 46.0, None, None, None),
    ),
    promises=(
        PromiseRow("checkout", "Checkout", 5, 3, 4, 30, 45),
        PromiseRow("platform", "Platform", 2, 0, 1, None, None),
    ),
    forums=(
        ForumRow("tuesday-board", "Tuesday Board", None, 10, 10.5, 21, 0.8, 6, None),
        ForumRow("product-meeting", "Product meeting", "checkout", 5, 9.0, 40, 1.2, 2, None),
        ForumRow("release-checklist", "Release-readiness checklist", None, 5, 2.5, 0, None, 0, "release-checklist"),
    ),
    teams=(
        TeamRow("seats", "Seats", "checkout", 9, 14, 6),
        TeamRow("payment", "Payment", "checkout", 7, 9, 2),
        TeamRow("mobile", "Mobile", "platform", 8, 6, 1),
    ),
    uncommitted=("checkout", "platform"),
)

_ASKED: Final = (
    ("rel.cfr", "Change-fail rate"),
    ("rel.harm", "Affected customer-hours"),
    ("rel.recover", "Recovery time"),
    ("flow.lead", "Lead time"),
)
GUESSES: Final = Guesses(
    (
        Moved("feature-flags", "launch feature-flags, all teams", 3, 13.0, 8.0, 720.0, _ASKED),
        Moved("release-checklist", "launch release-checklist, heavy", 1, 24.0, 8.0, 45.0, _ASKED),
        Moved("shorter-train", "set release interval to 7 days", 6, 5.0, 4.0, 0.0, _ASKED),
    )
)
