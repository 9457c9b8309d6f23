"""The inbox: what waits for an answer, what each answer costs, and what was done instead where nobody answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from engine.ui import example, texts
from engine.ui.events import Asked, Event
from engine.ui.layout import Style
from engine.ui.moves import STAY, Back, Move, Push
from engine.ui.playing import PlayScreen
from engine.ui.screen import Samples
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button, Press
from engine.ui.widgets.card import Card
from engine.ui.widgets.chips import Chip
from engine.ui.widgets.command import Command, CommandPalette
from engine.ui.widgets.lists import Item, ListView
from engine.ui.widgets.panels import Nothing, Sheet, guarded
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.text import Icon, Label
from engine.views.options import CardOption, Expired, Inbox, InboxCard
from sim.commands import Answer, Delegate

if TYPE_CHECKING:
    from engine.ui.running import Running

say = texts.say


class InboxScreen(PlayScreen):
    """A list at the left, the card that is read at the right.

    Args:
        running: the game.
    """

    id: ClassVar[str] = "inbox"
    icon: ClassVar[str] = "inbox"
    heard: ClassVar[tuple[str, ...]] = ("on-inbox",)

    def __init__(self, running: Running) -> None:
        super().__init__(running)
        self._read = ""  # the card's id, or "expired" and the number of one that has lapsed
        self._chosen: dict[str, str] = {}  # card -> the option that Enter will confirm
        self._refused = ""

    # -- What is there ------------------------------------------------------------------------------------------------

    @property
    def _inbox(self) -> Inbox | None:
        found: Inbox | None = self.running.latest("inbox")
        return found

    def _names(self, inbox: Inbox) -> list[str]:
        """What can be read, in the list's order."""
        return [card.id for card in inbox.cards] + [f"expired {n}" for n in range(len(inbox.expired))]

    def _card(self) -> InboxCard | None:
        """The card that is read, if it still waits."""
        inbox = self._inbox
        return next((card for card in inbox.cards if card.id == self._read), None) if inbox is not None else None

    # -- Building -----------------------------------------------------------------------------------------------------

    def main(self) -> Widget:
        """What waits, or why that cannot be shown."""
        return guarded(self.name(), self._both, self.stage.rebuild)

    def _both(self) -> Widget:
        """List and card beside each other; one sentence where there is neither."""
        inbox = self._inbox
        if inbox is None:
            return Nothing(say("play.loading"), icon="hourglass")
        names = self._names(inbox)
        if not names:
            return Sheet(Nothing(inbox.empty or say("inbox.empty")))
        if self._read not in names:
            self._read = names[0]
        at = names.index(self._read)
        items = [*map(self._row, inbox.cards), *map(self._lapsed_row, inbox.expired)]
        head = say("inbox.waiting", count=len(inbox.cards)) if inbox.cards else inbox.empty
        listed = ListView(items, moved=self._moved(names), now=at, says=self.name(), key="cards")
        theme = self.stage.theme
        left = Sheet(
            Label(head, "strong"),
            Scroller(listed, key="list", ground="panel"),
            style=Style(width=min(theme.grown(290), 350), padding=(14, 8, 8, 8), gap=10, shrink=0, min_height=0),
        )
        shown = self._shown(inbox.cards[at]) if at < len(inbox.cards) else self._lapsed(inbox.expired, at, inbox)
        view = Scroller(shown, style=Style(grow=1, basis=0, min_height=0), key=f"view-{at}")
        foot = [self._foot(inbox.cards[at])] if at < len(inbox.cards) else []
        right = column(view, *foot, gap=10, grow=1, basis=0, min_height=0, min_width=0)
        return row(left, right, gap=12, align="stretch")

    def _moved(self, names: list[str]) -> Callable[[int], Move | None]:
        def moved(at: int) -> Move | None:
            self._read, self._refused = names[at], ""
            self.stage.rebuild()
            return None

        return moved

    def _row(self, card: InboxCard) -> Item:
        state = say("inbox.row_final") if not card.reversible else say("inbox.row_open")
        aside = card.due
        if card.answered:
            state = say("inbox.row_answered", option=_label(card, card.answered))
        elif card.left:
            state = say("inbox.row_left")
        detail = say("inbox.row", who=card.who, about=card.about, due=aside, state=state)
        icon = "check" if card.answered or card.left else "lock" if not card.reversible else "undo-2"
        if card.blocks:
            icon = "octagon-alert"
        return Item(card.title, detail, icon=icon, says=say("inbox.row_says", title=card.title, due=card.due))

    @staticmethod
    def _lapsed_row(one: Expired) -> Item:
        detail = say("inbox.lapsed_row", about=one.about, week=one.week)
        return Item(one.title, detail, icon="history", enabled=False, says=say("inbox.lapsed_says", title=one.title))

    # -- A card -------------------------------------------------------------------------------------------------------

    def _shown(self, card: InboxCard) -> Widget:
        chips: list[Widget] = [
            Chip(say("inbox.due", due=card.due), icon="calendar-clock"),
            Chip(say("inbox.final"), icon="lock", colour="watch")
            if not card.reversible
            else Chip(say("inbox.open"), icon="undo-2"),
        ]
        if card.blocks:
            chips.append(Chip(say("inbox.blocks"), icon="octagon-alert", colour="watch"))
        head = Sheet(
            row(Label(card.title, "subheading", style=Style(shrink=1)), gap=10),
            Label(say("inbox.from", who=card.who, about=card.about), "body", "muted"),
            row(*chips, wrap=True),
            Label(card.text, "lead", kind="card"),
            style=Style(padding=18, gap=10, shrink=0),
        )
        options = [self._option(card, option) for option in card.options]
        return column(head, *self._state(card), *options, gap=8)

    def _state(self, card: InboxCard) -> list[Widget]:
        """What has been decided about it this week, or why that was not possible."""
        if self._refused:
            return [_note("triangle-alert", self._refused)]
        sign = self.stage.bindings.sign("undo")
        if card.answered:
            return [_note("check", say("inbox.answered", option=_label(card, card.answered), sign=sign))]
        if card.left:
            default = next((option.label for option in card.options if option.default), "")
            return [_note("hourglass", say("inbox.left", option=default))]
        return []

    def _option(self, card: InboxCard, option: CardOption) -> Widget:
        chosen = self._chosen.get(card.id) == option.id
        chips: list[Widget] = []
        if option.default:
            chips.append(Chip(say("inbox.default"), icon="hourglass"))
        if card.answered == option.id:
            chips.append(Chip(say("inbox.queued"), icon="check", colour="primary"))
        chips += [Chip(say("inbox.pushes", what=push)) for push in option.pushes]
        lines: list[Widget] = [Label(say("inbox.costs", costs=option.costs), enabled=not option.lacks)]
        if option.lacks:
            lines.append(row(Icon("lock", 16, "watch"), Label(option.lacks, style=Style(shrink=1)), gap=6))
        if chips:
            lines.append(row(*chips, wrap=True, gap=6))
        if option.lacks:
            says = say("inbox.lacks", label=option.label, reason=option.lacks)
        else:
            says = say("inbox.confirm" if chosen else "inbox.choose", label=option.label, costs=option.costs)
        return Card(
            option.label,
            option.does,
            self._taker(card, option),
            *lines,
            sign=str(option.key),
            number=option.key,
            chosen=chosen,
            says=says,
            key=f"option-{option.id}",
            enabled=not option.lacks,
        )

    def _taker(self, card: InboxCard, option: CardOption) -> Press:
        """The first press chooses, the second confirms."""

        def take() -> Move | None:
            if self._chosen.get(card.id) == option.id:
                return self._confirm(card, option)
            self._chosen[card.id], self._refused = option.id, ""
            self.stage.rebuild()
            return None

        return take

    def _confirm(self, card: InboxCard, option: CardOption) -> Move | None:
        if card.answered == option.id:
            return None
        preview = self.running.ask(Answer(card=card.id, option=option.id))
        self._refused = "" if preview.possible else preview.refusal
        self._chosen.pop(card.id, None)
        self.stage.rebuild()
        return None if self._refused else self._on_to_next()

    def _on_to_next(self) -> Move | None:
        """Read what waits next; where nothing does, stay."""
        inbox = self.running.waited("inbox")
        waits = [card for card in inbox.cards if not card.answered and not card.left]
        if waits:
            self._read = min(waits, key=lambda card: not card.blocks).id
        self.stage.rebuild()
        self.stage.focus_key("cards")
        return None

    def _foot(self, card: InboxCard) -> Widget:
        chosen = next((option for option in card.options if option.id == self._chosen.get(card.id)), None)
        sign = self.stage.bindings.sign("leave")
        answer: Press | None = (lambda: self._confirm(card, chosen)) if chosen is not None else None
        says = say("inbox.answer_says", label=chosen.label) if chosen is not None else say("inbox.choose_first")
        return row(
            Button(say("inbox.answer"), answer, "primary", icon="check", says=says, key="answer"),
            Button(
                say("inbox.leave", sign=sign),
                None if card.left or card.answered else lambda: self._leave(card),
                says=say("inbox.leave_says", sign=sign),
                key="leave",
            ),
            spacer(),
            Button(
                say("inbox.delegate"),
                lambda: self._delegate(card),
                "quiet",
                icon="users",
                key="delegate",
                says=say("inbox.delegate_says", title=card.title),
            ),
            wrap=True,
        )

    def _leave(self, card: InboxCard) -> Move | None:
        self.running.leave(card.id)
        self._chosen.pop(card.id, None)
        return self._on_to_next()

    def _delegate(self, card: InboxCard) -> Move:
        """Choose who answers cards of this type from now on."""
        people = [one for one in self.running.waited("stakeholders").people if one.in_post]

        def giver(role: str) -> Press:
            def give() -> Move:
                preview = self.running.ask(Delegate(card=card.type, role=role))
                self._refused = "" if preview.possible else preview.refusal
                return Back()

            return give

        offered = []
        for one in people:
            preview = self.running.preview(Delegate(card=card.type, role=one.id))
            cost = say("inbox.delegate_cost", points=f"{preview.capital:g}") if preview.possible else preview.refusal
            name = say("inbox.delegate_to", name=one.name, role=one.role)
            offered.append(Command(name, cost, giver(one.id), icon="users", enabled=preview.possible))
        return Push(CommandPalette(offered, say("inbox.delegate_hint", title=card.title)))

    # -- What has lapsed ----------------------------------------------------------------------------------------------

    def _lapsed(self, expired: tuple[Expired, ...], at: int, inbox: Inbox) -> Widget:
        one = expired[at - len(inbox.cards)]
        return Sheet(
            Label(one.title, "subheading"),
            Label(say("inbox.lapsed", about=one.about, week=one.week), "body", "muted"),
            Label(say("inbox.instead"), "strong"),
            Label(f"{one.option}. {one.does}", "lead"),
            row(Icon("scale", 18, "muted"), Label(say("inbox.costs", costs=one.costs), style=Style(shrink=1))),
            Label(say("inbox.lapsed_note"), "body", "muted"),
            style=Style(padding=18, gap=12, shrink=0),
        )

    # -- Events -------------------------------------------------------------------------------------------------------

    def on(self, event: Event) -> Move | None:
        """Leave the card that is read to its default."""
        if not isinstance(event, Asked) or event.action != "leave":
            return None
        try:
            card = self._card()
        except Exception:  # noqa: BLE001 (the page says why there is none)
            return STAY
        if card is not None and not card.answered and not card.left:
            return self._leave(card) or STAY
        return STAY

    def first_focus(self) -> str:
        """The list; numbers choose from anywhere."""
        return "cards"


def _label(card: InboxCard, option: str) -> str:
    return next((one.label for one in card.options if one.id == option), option)


def _note(icon: str, text: str) -> Widget:
    return Sheet(
        row(Icon(icon, 20, "watch" if icon == "triangle-alert" else "primary"), Label(text, style=Style(shrink=1))),
        style=Style(padding=(10, 14), shrink=0),
        edge="edge",
    )


def samples() -> Samples:
    """Pictures: two cards and one that has lapsed, nothing, no model, one that was answered, one that has lapsed."""
    lapsed = Expired(
        7,
        "forum-creep",
        "One more meeting",
        "Platform line",
        "Approve it",
        "The meeting joins the calendar for good.",
        "6 h a week of people",
    )
    both = Inbox((example.OUTAGE, example.CONFLICT), (lapsed,), "")
    blocked = replace(example.STATUS, blocking="Answer: Outage (due Thu)")

    def answered() -> InboxScreen:
        queued = replace(example.OUTAGE, answered="convene", blocks=False)
        return InboxScreen(example.still(inbox=Inbox((queued, example.CONFLICT), (lapsed,), "")))

    def expired() -> InboxScreen:
        shown = InboxScreen(example.still(inbox=both))
        shown._read = "expired 0"
        return shown

    def chosen() -> InboxScreen:
        shown = InboxScreen(example.still(blocked, pauses=example.PAUSES, inbox=both))
        shown._chosen["outage/checkout/1"] = "convene"
        return shown

    return {
        "normal": chosen,
        "empty": lambda: InboxScreen(example.still(inbox=Inbox((), (), say("inbox.empty")))),
        "error": lambda: InboxScreen(example.still(inbox=ValueError("the deck of week 9 has no cards"))),
        "answered": answered,
        "expired": expired,
    }


SCREEN = InboxScreen
