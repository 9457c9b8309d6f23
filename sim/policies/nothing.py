"""Nobody governs: the world as it runs by itself."""

from __future__ import annotations

from collections.abc import Sequence

from sim.commands import Command
from sim.decide import Refusal
from sim.policies.policy import Reported, Waiting


class Nothing:
    """Never asks for anything."""

    def next_week(self, after: int) -> int | None:  # noqa: ARG002
        """Never."""
        return None

    def act(self, reported: Reported, inbox: Sequence[Waiting]) -> list[Command]:  # noqa: ARG002
        """Nothing."""
        return []

    def heard(self, week: int, command: Command, refusal: Refusal | None) -> None:
        """Nothing was asked."""
