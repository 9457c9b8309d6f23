"""A game that stands still, for pictures and tests: models made by hand, behind the same calls as a real one."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from typing import Any, Final

from engine.errors import InputError
from engine.play.coach import CoachLine
from engine.play.messages import Pause, Preview, Status
from engine.ui.running import Running
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
