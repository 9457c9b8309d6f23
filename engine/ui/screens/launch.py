"""Launching a practice: teams, sponsor, intensity, how it comes, when it is reviewed; the cost runs along."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from engine.play.messages import Preview
from engine.ui import forms, texts
from engine.ui.moves import Move
from engine.ui.screen import Samples, Screen
from engine.ui.screens.act import ActScreen
from engine.ui.widget import Widget
from engine.ui.widgets.button import Button
from engine.ui.widgets.text import Label
from engine.views.options import Entry
from sim.commands import Engage

if TYPE_CHECKING:
    from engine.ui.running import Running
    from engine.ui.services import Services

say = texts.say


class LaunchScreen(ActScreen):
    """The form of a launch.

    Args:
        running: the game.
        entry: what is launched; without one, it is chosen here.
        given: what stands in the fields at first.
    """

    id: ClassVar[str] = "launch"
    icon: ClassVar[str] = "play"
    kind = "launch"

    def __init__(self, running: Running, entry: Entry | None = None, given: dict[str, Any] | None = None) -> None:
        about = {"intervention": entry.id} if entry is not None else {}
        only = ("teams", "sponsor", "intensity", "variant", "review_week") if entry is not None else ()
        super().__init__(running, "launch", {**about, **(given or {})}, only=only)
        self._entry = entry

    @classmethod
    def open(cls, services: Services) -> Self:
        """With the practice still to be chosen."""
        return cls(services.played())

    def known(self) -> forms.Known:
        """What can be chosen from; beside each sponsor, how they will probably answer."""
        known = super().known()
        told = self.running.waited("stakeholders")
        pulse = {one.id: say(f"ask.{one.pulse}") for one in told.people if one.pulse is not None}
        people = tuple(
            replace(one, of=say("launch.sponsor", role=one.of, outlook=pulse[one.id])) if one.id in pulse else one
            for one in known.names.people
        )
        return replace(known, names=replace(known.names, people=people))

    def heading(self) -> str:
        """What is launched."""
        if self.kind == "launch" and self._entry is not None:
            return say("launch.of", name=self._entry.name)
        return super().heading()

    def does(self) -> str:
        """Its first signs, and that a yes is not yet a practice."""
        if self.kind != "launch":
            return super().does()
        signs = [say("launch.signs", signs=self._entry.first_signs)] if self._entry is not None else []
        return " ".join([*signs, say("launch.honoured")])

    def first_focus(self) -> str:
        """The button that queues it: every field has a value, and the cost stands beside it."""
        found = super().first_focus()
        return "ask" if self._entry is not None and found != "retry" else found

    def told(self, known: forms.Known, shown: Preview | None) -> list[Widget]:
        """What the chosen way means."""
        if self.kind != "launch" or self._entry is None:
            return super().told(known, shown)
        chosen = forms.values(self.kind, self.given, known)["variant"]
        way = next((one for one in self._entry.ways if one.id == chosen), None)
        return [Label(say("launch.way", note=f"{way.note[:1].upper()}{way.note[1:]}"), "body", "muted")] if way else []

    def more(self, known: forms.Known, shown: Preview) -> list[Widget]:
        """A word beforehand with whoever may say no."""
        doubtful = [who for who, outlook in shown.asks if outlook != "likely"]
        if not doubtful:
            return []
        name = next((one.name for one in known.names.people if one.id == doubtful[0]), doubtful[0])
        prewire = Engage(person=doubtful[0], how="prewire")
        queued = any(
            isinstance(one, Engage) and one.person == doubtful[0] and one.how == "prewire"
            for one in (self.running.status.queue if self.running.status is not None else ())
        )

        def press() -> Move | None:
            done = self.kept(lambda: self.running.ask(prewire))
            self.stage.rebuild()
            if done is not None:
                self.stage.tell(done.refusal if not done.possible else say("launch.prewired", name=name))
            return None

        cost = f"{self.preview(prewire).hours:g} h"
        return [
            Button(
                say("launch.prewire", name=name, cost=cost), None if queued else press, icon="users", key="prewire",
                number=2, says=say("launch.prewire_says", name=name, cost=cost),
            )
        ]  # fmt: skip


def samples() -> Samples:
    """Pictures: a launch that can be paid, one refused, one whose sponsor may say no, none chosen, one that fails."""
    from engine.errors import InputError
    from engine.ui.example import still
    from engine.ui.example_company import directory, people, shelf

    entry = next(one for one in shelf().entries if one.id == "single-source-of-truth")
    fine = Preview(True, 12.0, 8.0, 900.0, 4.5, (("ines-varga", "likely"),), "likely")
    doubted = Preview(
        True, 12.0, 8.0, 900.0, 4.5, (("okan-demir", "unlikely"),), "unlikely", "a visible act for okrs first"
    )
    short = Preview(
        False,
        refusal="Not possible: too little political capital. You have 7.4 PC, need 12.0 PC. "
        "Nearest: launch single-source-of-truth light in 4 of 9 teams.",
        nearest="launch single-source-of-truth light in 4 of 9 teams",
    )
    busy = Preview(
        False,
        refusal="Not possible: ines-varga carries as many changes as a sponsor can. You have 2 active, need fewer than "
        "2. Nearest: the same with sponsor okan-demir.",
        nearest="the same with sponsor okan-demir",
    )

    def shown(preview: object, chosen: Entry | None = entry, **given: Any) -> Screen:
        names = directory()
        return LaunchScreen(
            still(directory=names, stakeholders=people(), others={"preview": preview, "ask": preview}), chosen, given
        )

    return {
        "normal": lambda: shown(fine),
        "unlikely": lambda: shown(doubted, sponsor="okan-demir"),
        "refused": lambda: shown(short),
        "busy": lambda: shown(busy),
        "empty": lambda: shown(fine, None),
        "error": lambda: shown(InputError("the game does not answer; the last week is kept")),
    }


SCREEN = LaunchScreen
