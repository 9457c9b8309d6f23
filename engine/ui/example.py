"""A game that stands still, for pictures and tests: models made by hand, behind the same calls as a real one."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from typing import Any, Final, get_args

from engine.errors import InputError
from engine.play.coach import CoachLine
from engine.play.messages import Pause, Preview, Status
from engine.ui.running import Running
from engine.views.models import (
    Baseline,
    Board,
    Briefing,
    Cell,
    Chip,
    ChipKind,
    Outage,
    PersonChip,
    Row,
    Stage,
    Tile,
    Train,
    Weight,
)
from engine.views.moments import Brief
from engine.views.options import CardOption, Inbox, InboxCard

STATUS: Final = Status(
    scenario="seven-roadmaps",
    title="Seven roadmaps",
    seed=1,
    week=9,
    tenure=52,
    over=False,
    sealed=False,
    scored=True,
    capital=34.0,
    hours=22.0,
    queue=(),
    blocking="",
    prompts=(),
    review=False,
    uncommitted=(),
    message="",
    digest="",
    compiled=True,
)
BRIEF: Final = Brief(
    week=8,
    moved=("Tracker, request to live: up, worse.",),
    decided=("Meetings took 3 decisions and left 4.",),
    due=("Priority conflict is due Thu.",),
    quote="Sales: “I never promised March. I showed a slide that said March.”",
    text=(
        "Tracker, request to live: up, worse. Meetings took 3 decisions and left 4. Priority conflict is due Thu. "
        "Sales: “I never promised March. I showed a slide that said March.”"
    ),
)
OUTAGE: Final = InboxCard(
    id="outage/checkout/1",
    type="outage",
    title="Outage",
    who="Support",
    about="Checkout",
    text="Checkout fails for one customer in six. The fix is ready. The board that approves fixes meets Tuesday week.",
    due_days=3,
    due="Thu",
    reversible=False,
    must_answer=True,
    interrupts=True,
    blocks=True,
    answered="",
    left=False,
    options=(
        CardOption(1, "wait", "Wait for the board", "Harm goes on until it meets.", "no cost", ("harm up",), "", True),
        CardOption(2, "convene", "Convene it now", "It meets tomorrow.", "24 h of people", ("load up",), "", False),
        CardOption(
            3, "ship", "Ship on call", "The fix goes out tonight.", "escape risk", ("recovery down",), "", False
        ),
        CardOption(
            4, "roll-back", "Roll back", "Back to the release before.", "Y 2", (), "nothing to go back to", False
        ),
    ),
)
CONFLICT: Final = replace(
    OUTAGE,
    id="priority-conflict/core/1",
    type="priority-conflict",
    title="Priority conflict",
    who="Okan Demir",
    about="Core team",
    text="Two sponsors want the same team first. Each has a slide. The team has one week.",
    due_days=8,
    due="Thu in 1 week",
    reversible=True,
    must_answer=False,
    blocks=False,
    options=(
        CardOption(1, "first", "Okan first", "Ines waits a quarter.", "PC 2", ("trust down",), "", False),
        CardOption(2, "split", "Split the team", "Both start, and set-up is paid twice.", "24 h", (), "", True),
        CardOption(3, "note", "Write a cost-of-delay note", "Five days, then one order.", "Y 4", (), "", False),
    ),
)
INBOX: Final = Inbox((CONFLICT,), (), "")
COACH: Final = CoachLine("welcome", "This is the board on a Friday. Read it; then let one week pass.")
PAUSES: Final = (
    Pause("severity-1", "Severity 1 on Checkout", "checkout"),
    Pause("must-answer", "Answer: Outage (due Thu)", "outage/checkout/1"),
)


TILES: Final = (
    Tile("flow.lead", "Lead time", 62.4, "working days", 1, "tracker-lead", 5, 48.0, "Tracker, request to live"),
    Tile("flow.wip", "Items per maker", 1.4, "items", 1, "tracker", 0, 1.2, "counted on the tracker"),
    Tile("oldest-decision", "Oldest blocked decision", 19.0, "working days", 0, "tracker", 0, None, "tracker"),
    Tile("gov.hours", "Governance load", None, "h", 1, "none", 0, None, "no source reports it"),
)
LINES: Final = (
    ("Checkout", "C"), ("Search", "S"), ("Partners", "P"), ("Mobile", "M"), ("Accounts", "A"), ("Billing", "B"),
    ("Reporting and insight", "R"),
)  # fmt: skip


def board(lines: int, most: int, *, outage: bool = False, shift: int = 0) -> Board:
    """A flow map.

    Args:
        lines: how many, at most seven.
        most: items in a cell.
        outage: whether the first line has one.
        shift: weeks that have passed since: items stand elsewhere.
    """
    rows = tuple(_row(n, most, shift, outage=outage and n == 0) for n in range(lines))
    return Board("Tracker, as recorded Friday.", 8, 0, False, rows, TILES, "")


def _row(n: int, most: int, shift: int, *, outage: bool) -> Row:
    name, letter = LINES[n]
    line = name.lower().split()[0]
    kinds: tuple[ChipKind, ...] = ("feature", "feature", "fix", "feature", "experiment")
    cells = []
    for at, stage in enumerate(get_args(Stage)[:-1]):
        chips = [
            Chip(
                item=1000 * n + 100 * ((at + shift) % 7) + k,
                kind=kinds[(n + at + k) % 5],
                line=line,
                letter=letter,
                team=f"team-{n}",
                waiting=k % 2 == 0,
                blocked=k % 5 == 3 and kinds[(n + at + k) % 5] != "experiment",
                duplicate_suspected=(n + at + k) % 9 == 4 and k % 5 != 3,
                one_way=k == 1,
                risky=False,
                weeks_in_stage=(3 * n + 2 * at + 5 * k) % 13,
                weeks_open=(3 * n + 2 * at + 5 * k) % 13 + 2,
                estimate=8,
            )
            for k in range((n * 3 + (at + shift) % 7 * 5) % (most + 1) if most else 0)
        ]
        waiting = tuple(chip for chip in chips if chip.waiting)
        cells.append(Cell(stage, waiting, tuple(chip for chip in chips if not chip.waiting), len(chips)))
    cells.append(Cell("live", (), (), 3 * bool(most)))
    outages = (Outage(line, 16.7, 4, "none"),) if outage else ()
    return Row(line, name, letter, 16_000, tuple(cells), Train(10, 3 + n, 4 if most else 0), outages)


def _measured(
    metric: str, name: str, source: str, unit: str, decimals: int, value: float, low: float, high: float
) -> Baseline:
    return Baseline(metric, name, source.lower().replace(" ", "-"), source, unit, decimals, value, low, high, 26)


BRIEFING: Final = Briefing(
    scenario="seven-roadmaps",
    title="Seven roadmaps",
    symptom="Everybody is busy and nothing lands.",
    sentences=(
        "Fernhill runs seven product lines, each with a roadmap of its own.",
        "Requests come in at every door, and most teams work for somebody else's quarter.",
        "The board of directors asks for fewer surprises; nobody has asked for fewer roadmaps.",
    ),
    weeks=(26, 78, 26),
    people=(
        PersonChip("ines", "Ines Okafor", "Chief product officer", None, 0.9, True),
        PersonChip("okan", "Okan Demir", "Sales", None, 0.8, True),
        PersonChip("noor", "Noor Haddad", "Engineering", None, 0.7, True),
        PersonChip("lena", "Lena Osei", "Checkout", "checkout", 0.5, True),
        PersonChip("felix", "Felix Brandt", "Operations", None, 0.4, True),
        PersonChip("mara", "Mara Lindqvist", "Finance", None, 0.4, False),
    ),
    weights=(
        Weight("value", 35, "true value that customers received"),
        Weight("harm", 20, "customer-minutes affected by failures"),
        Weight("waste", 15, "minutes of second copies"),
        Weight("people", 15, "person-weeks of exhaustion"),
        Weight("promises", 15, "dates promised"),
    ),
    baseline=(
        _measured("flow.lead", "Lead time", "Tracker, request to live", "working days", 1, 48.2, 39.0, 61.5),
        _measured("rel.cfr", "Change-fail rate", "Board minutes, failed releases", "%", 0, 33.1, 0.0, 41.8),
        _measured("rel.harm", "Affected customer-hours", "Support log", "customer-h/wk", 0, 89464.2, 0.0, 164638.7),
        _measured("rel.harm", "Affected customer-hours", "Status page", "customer-h/wk", 0, 21525.9, 0.0, 41402.8),
        Baseline("gov.hours", "Governance load", "diaries", "Diaries", "h", 1, None, None, None, 0),
    ),
)


class Still:
    """Serves models that were made by hand; commands are accepted and change nothing.

    Args:
        status: where the game stands.
        views: models by name; an exception is raised where it is asked for.
        others: what other calls give, by method.
    """

    def __init__(self, status: Status, views: Mapping[str, Any], others: Mapping[str, Any] | None = None) -> None:
        self.status, self.views = status, dict(views)
        self.others: dict[str, Any] = {"coach": None, "preview": Preview(True), "ask": Preview(True), **(others or {})}

    def submit(self, method: str, *arguments: Any, **named: Any) -> Future[Any]:
        """Answer at once."""
        del named
        future: Future[Any] = Future()
        found = self.status if method == "status" else self.others.get(method)
        if method == "view":
            name = str(arguments[0])
            found = self.views.get(name, InputError(f"no model was made for '{name}'"))
        if isinstance(found, Exception):
            future.set_exception(found)
        elif found is not None or method != "view":
            future.set_result(found)
        return future

    def call(self, method: str, *arguments: Any, **named: Any) -> Any:
        """The same, waiting."""
        return self.submit(method, *arguments, **named).result()

    def poll(self) -> str:
        """Nobody else will serve."""
        return "compiled"

    def close(self) -> None:
        """Nothing is open."""


def still(
    status: Status = STATUS,
    *,
    pauses: tuple[Pause, ...] = (),
    others: Mapping[str, Any] | None = None,
    **views: Any,
) -> Running:
    """A game that stands still.

    Args:
        status: where it stands.
        pauses: why.
        others: what other calls than views give, by method.
        views: models by name; brief and inbox are there unless given. None stands for one that has not come yet.
    """
    running = Running(Still(status, {"brief": BRIEF, "inbox": INBOX, **views}, others), now=lambda: 0.0)
    running.status, running.pauses = status, pauses
    return running
