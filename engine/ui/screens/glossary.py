"""Every term with what it means here and what others mean by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from engine.ui import texts
from engine.ui.events import Asked, Event
from engine.ui.flow import terms
from engine.ui.layout import Style
from engine.ui.moves import STAY, Move
from engine.ui.screen import Samples, Screen
from engine.ui.texts import Term
from engine.ui.widget import Widget, column, row
from engine.ui.widgets.field import TextField
from engine.ui.widgets.frame import help_places, page
from engine.ui.widgets.lists import Item, ListView
from engine.ui.widgets.panels import Panel, guarded, nothing_found
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.text import Label, Rule

if TYPE_CHECKING:
    from engine.ui.stage import Stage

say = texts.say


class GlossaryScreen(Screen):
    """A list at the left, one term at the right.

    Args:
        sought: what is typed at first.
        marked: terms of the page that it was opened from; taken from there unless given.
        load: gives the terms.
    """

    id: ClassVar[str] = "glossary"
    icon: ClassVar[str] = "book-open"

    def __init__(
        self,
        sought: str = "",
        marked: Sequence[str] | None = None,
        load: Callable[[], Sequence[Term]] = texts.glossary,
    ) -> None:
        self._sought, self._marked, self._load = sought, marked, load
        self._at = 0

    def enter(self, stage: Stage) -> None:
        """Note which terms the page below marks: they come first."""
        super().enter(stage)
        if self._marked is None:
            tree = stage.front.tree if stage.layers else None
            found = [form for w in (tree.walk() if tree else ()) if isinstance(w, Label) for form in terms(w.text)]
            known = [term for term in map(texts.term, found) if term is not None]
            self._marked = [term.term for term in known]

    def _found(self) -> list[Term]:
        every = list(self._load())
        if self._sought.strip():
            return [term for term in texts.search(self._sought) if term in every]
        first = [term for term in every if term.term in (self._marked or ())]
        return [*first, *(term for term in every if term not in first)]

    def build(self) -> Widget:
        """The field above the list, the term beside it."""
        bindings = self.stage.bindings
        signs = {name: bindings.sign(name) for name in ("glossary", "assumptions", "shortcuts", "settings")}
        body = guarded(self.name(), self._body, self._again)
        failed = body.key == "failed"
        return page(
            self.name(),
            column(body, grow=1, basis=0) if failed else body,
            aside="" if failed else say("glossary.aside", count=len(self._load())),
            icon=self.icon,
            places=help_places(self.id, signs),
        )

    def _again(self) -> Move | None:
        self.stage.rebuild()
        return None

    def _body(self) -> Widget:
        found = self._found()
        self._at = max(0, min(self._at, len(found) - 1))
        field = TextField(
            say("glossary.hint"),
            typed=self._typed,
            text=self._sought,
            icon="search",
            says=say("glossary.says"),
            key="sought",
        )
        theme = self.stage.theme
        shown: Widget = self._list(found) if found else self._nothing()
        left = Panel(say("glossary.sections"), field, shown, style=Style(width=theme.grown(360), shrink=0), gap=10)
        right = [self._term(found[self._at])] if found else []
        return row(left, *right, gap=12, align="stretch", grow=1)

    def _list(self, found: Sequence[Term]) -> Widget:
        marked = set(self._marked or ()) if not self._sought.strip() else set()
        items = [
            Item(
                term.term, aside=say("glossary.marked") if term.term in marked else "", says=f"{term.term}: {term.here}"
            )
            for term in found
        ]
        return Scroller(ListView(items, moved=self._moved, now=self._at, key="terms"), key="view", ground="panel")

    def _nothing(self) -> Widget:
        near = texts.nearest(self._sought, [term.term for term in self._load()])
        said = say("glossary.none", sought=self._sought)
        return nothing_found(said, say("glossary.nearest"), near, self._seeker)

    def _seeker(self, name: str) -> Callable[[], Move | None]:
        def press() -> Move | None:
            self._sought, self._at = name, 0
            self.stage.front.memory.clear()
            self.stage.rebuild()
            return None

        return press

    def _term(self, term: Term) -> Widget:
        also = [Label(say("glossary.also", forms=", ".join(term.also)), "body", "muted")] if term.also else []
        return Panel(
            say("glossary.title"),
            Label(term.term, "title"),
            Widget(style=Style(height=4)),
            Label(say("glossary.here"), "label", "primary"),
            Label(term.here, "lead", style=Style(max_width=640)),
            Widget(style=Style(height=4)),
            Rule(),
            Widget(style=Style(height=4)),
            Label(say("glossary.elsewhere"), "label", "muted"),
            Label(term.elsewhere, "lead", "muted", style=Style(max_width=640)),
            *also,
            icon=self.icon,
            style=Style(grow=1, basis=0, min_width=280, own="start"),
        )

    def _typed(self, text: str) -> Move | None:
        self._sought, self._at = text, 0
        self.stage.rebuild()
        return None

    def _moved(self, at: int) -> Move | None:
        self._at = at
        self.stage.rebuild()
        return None

    def on(self, event: Event) -> Move | None:
        """Down leads from the field into the list."""
        if isinstance(event, Asked) and event.action in ("down", "enter") and self.stage.typing:
            self.stage.focus_key("terms")
            return STAY
        return None

    def first_focus(self) -> str:
        """The list: letters are keys until the field is chosen. Where it is empty, the field."""
        return "sought" if self._sought else "terms"


def samples() -> Samples:
    """Pictures: all terms, a search that finds nothing, a file that is damaged."""

    def broken() -> Sequence[Term]:
        from engine.errors import InputError

        raise InputError("assets/glossary.toml, line 12, column 8: Expected '=' after a key in a key/value pair")

    return {
        "normal": lambda: GlossaryScreen(marked=("twin", "lead time", "tenure")),
        "first": lambda: GlossaryScreen(sought="wobble"),
        "empty": lambda: GlossaryScreen(sought="velocitee"),
        "error": lambda: GlossaryScreen(load=broken),
    }


SCREEN = GlossaryScreen
