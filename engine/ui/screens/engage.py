"""Engaging somebody: five ways, each with its cost and how they will probably answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from engine.play.messages import Preview
from engine.ui import forms, texts
from engine.ui.asking import Asking, cost_line
from engine.ui.moves import Back, Move
from engine.ui.screen import Samples, Screen
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button
from engine.ui.widgets.card import Card
from engine.ui.widgets.panels import FailedPanel, Nothing, guarded
from engine.ui.widgets.text import Label
from engine.views.options import Person
from sim.commands import ENGAGEMENTS, Engage

if TYPE_CHECKING:
    from engine.ui.running import Running

say = texts.say
_ICONS = {
    "listen": "quote",
    "brief": "file-text",
    "prewire": "users",
    "bad-news-early": "bell",
    "refresh-sponsor": "rotate-ccw",
}


class EngageScreen(Asking):
    """Five cards, by number.

    Args:
        running: the game.
        person: with whom.
    """

    id: ClassVar[str] = "engage"
    icon: ClassVar[str] = "users"

    def __init__(self, running: Running, person: Person | None = None) -> None:
        super().__init__(running)
        self._person, self._failed = person, False

    def shown(self) -> Widget:
        """Who, and five ways."""
        foot = row(Button(say("ask.cancel"), Back, "quiet", key="cancel", says=say("ask.close")), spacer(), shrink=0)
        if self._person is None:
            return self.panel(self.name(), Nothing(say("engage.nobody"), icon=self.icon), foot=foot, icon=self.icon)
        body = guarded(self.name(), self._ways, self.stage.rebuild)
        self._failed = isinstance(body, FailedPanel)
        title = say("engage.of", name=self._person.name)
        return self.panel(title, body, foot=foot, icon=self.icon, aside=self._person.role, width=620)

    def _ways(self) -> Widget:
        assert self._person is not None
        known = self.known()
        pulse = self._person.pulse_text.rstrip(".")
        rows: list[Widget] = [Label(f"{pulse[:1].upper()}{pulse[1:]}.", "body", "muted")]
        for n, how in enumerate(ENGAGEMENTS, 1):
            command = Engage(person=self._person.id, how=how)  # type: ignore[arg-type]
            rows.append(self._card(n, how, command, self.preview(command), known))
        return column(*rows, gap=8)

    def _card(self, n: int, how: str, command: Engage, shown: Preview, known: forms.Known) -> Widget:
        if not shown.possible:
            said = forms.readable(shown.refusal, known.names)
        else:
            asks = [say(f"ask.{outlook}") for _, outlook in shown.asks]
            said = " · ".join([cost_line(shown), *asks])
        return Card(
            say(f"engage.{how}"),
            f"{say(f'engage.{how}_does')} {said}" if shown.possible else said,
            self._asker(command),
            icon=_ICONS[how],
            sign=str(n),
            number=n,
            key=how,
            enabled=shown.possible,
            says=say("engage.says", how=say(f"engage.{how}"), cost=cost_line(shown)),
        )

    def _asker(self, command: Engage) -> Callable[[], Move | None]:
        def press() -> Move | None:
            self.ask(command)
            return None

        return press

    def first_focus(self) -> str:
        """The first way; where they could not be shown, the button that tries again."""
        if self._failed:
            return "retry"
        return "listen" if self._person is not None else "cancel"


def samples() -> Samples:
    """Pictures: somebody to engage, somebody who has been seen enough, nobody, a failure."""
    from engine.errors import InputError
    from engine.ui.example import still
    from engine.ui.example_company import directory, people

    told = people().people
    asked = Preview(True, 0.0, 3.0, asks=(("okan-demir", "unsure"),), outlook="unsure")
    no = Preview(
        False,
        refusal="Not possible: nobody sees more people in a week. You have 3 seen, need fewer than 3. "
        "Nearest: engage okan-demir how listen next week.",
    )

    def shown(preview: object, who: Person | None) -> Screen:
        return EngageScreen(still(directory=directory(), others={"preview": preview}), who)

    return {
        "normal": lambda: shown(asked, told[1]),
        "refused": lambda: shown(no, told[1]),
        "empty": lambda: shown(asked, None),
        "error": lambda: shown(InputError("the game does not answer; the last week is kept"), told[0]),
    }


SCREEN = EngageScreen
