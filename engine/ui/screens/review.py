"""The quarterly review, in four steps: what was predicted, what was promised, which meetings stay, what comes next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from engine.play.messages import Preview
from engine.ui import example, reviewing, texts
from engine.ui.events import Asked, Event
from engine.ui.formats import number
from engine.ui.layout import Style
from engine.ui.moves import STAY, Back, Move, Push
from engine.ui.playing import PlayScreen
from engine.ui.screen import Samples
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button, Press
from engine.ui.widgets.chips import Chip, Dots
from engine.ui.widgets.choice import Slider, Tabs
from engine.ui.widgets.command import Command as Offered
from engine.ui.widgets.command import CommandPalette
from engine.ui.widgets.frame import page
from engine.ui.widgets.panels import Nothing, Panel, Sheet, guarded
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.table import Column, Table
from engine.ui.widgets.text import Icon, Label
from engine.views.moments import ForumRow, PromiseRow, Review
from sim.commands import Adjust, Command, Forecast, Reallocate, Retire, Stop

if TYPE_CHECKING:
    from engine.play.messages import Status
    from engine.ui.running import Running

say = texts.say
STEPS: Final = 4
_P50, _P80 = 30, 45  # working days: where the sliders stand for a line that never promised anything
_MOST_DAYS: Final = 130


class ReviewScreen(PlayScreen):
    """Four steps; the last closes once every line has dates or has said that it gives none.

    Args:
        running: the game.
        step: 1 to 4.
    """

    id: ClassVar[str] = "review"
    icon: ClassVar[str] = "calendar-days"
    plays: ClassVar[bool] = False

    def __init__(self, running: Running, step: int = 1) -> None:
        super().__init__(running)
        self.step = step
        self._days: dict[str, tuple[int, int]] = {}
        self._refused = ""
        self._tried: dict[tuple[int, str], Preview] = {}

    @property
    def _status(self) -> Status:
        status = self.running.status
        assert status is not None, "a review is of a game"
        return status

    def build(self) -> Widget:
        """Full screen: the step's page between its tabs and its way on."""
        status = self._status
        tools: list[Widget] = [
            Label(say("play.capital", points=number(status.capital, 0)), "body", "muted", wraps=False),
            Label(say("play.hours", hours=f"{status.hours:g} h"), "body", "muted", wraps=False),
        ]
        aside = say("play.week", week=status.week, weeks=status.tenure)
        return page(
            self.name(), guarded(self.name(), self.main, self.stage.rebuild), aside=aside, icon=self.icon, tools=tools
        )

    def main(self) -> Widget:
        """Tabs, the step, and the way on."""
        shown: Review | None = self.running.latest("review")
        if shown is None:
            return Sheet(Nothing(say("play.loading"), icon="hourglass"))
        steps = [(n, say("review.tab", n=n, name=say(f"review.step_{n}"))) for n in range(1, STEPS + 1)]
        drawn = {1: reviewing.predictions, 2: reviewing.promises, 3: self._forums, 4: self._next_quarter}
        body = drawn[self.step](shown)
        refused = [_note(self._refused)] if self._refused else []
        return column(
            row(Tabs(steps, self.step, self._to, says=say("review.steps"), key="steps"), wrap=True),
            Label(say(f"review.intro_{self.step}", quarter=shown.quarter), "body", "muted"),
            *refused,
            Scroller(column(*body, gap=12), key=f"step-{self.step}", focusable=not _pressable(body), says=self.name()),
            self._foot(),
            gap=12,
            grow=1,
            basis=0,
            min_height=0,
        )

    def _foot(self) -> Widget:
        missing = self._status.uncommitted
        back = Button(
            say("review.back"),
            (lambda: self._to(self.step - 1)) if self.step > 1 else None,
            key="previous",
            icon="chevron-left",
            says=say("review.back_says"),
        )
        if self.step < STEPS:
            on = Button(
                say("review.next"),
                lambda: self._to(self.step + 1),
                "primary",
                icon="chevron-right",
                key="on",
                says=say("review.next_says", name=say(f"review.step_{self.step + 1}")),
            )
            note = ""
        else:
            note = say("review.missing", count=len(missing)) if missing else say("review.ready")
            says = note if missing else say("review.close_says")
            on = Button(say("review.close"), None if missing else Back, "primary", icon="check", key="on", says=says)
        words = [Label(note, "body", "muted", style=Style(shrink=1))] if note else []
        dots = Dots(STEPS, self.step - 1)
        return row(back, dots, spacer(), *words, on, gap=12, shrink=0)

    def _to(self, step: int) -> Move | None:
        self.step, self._refused = max(1, min(STEPS, step)), ""
        self.stage.rebuild()
        self.stage.focus_key("on")
        return None

    # -- Step 3 -------------------------------------------------------------------------------------------------------

    def _forums(self, shown: Review) -> list[Widget]:
        if not shown.forums:
            return [Sheet(Nothing(say("review.no_forums"), icon="users"))]
        hours = sum(one.hours_per_week for one in shown.forums)
        head = Label(say("review.forums_sum", count=len(shown.forums), hours=number(hours, 1)), "strong")
        return [head, *(self._forum(one) for one in shown.forums)]

    def _forum(self, one: ForumRow) -> Widget:
        rate = (
            say("review.no_rate")
            if one.decisions_per_hour is None
            else say("review.rate_of", rate=number(one.decisions_per_hour, 1))
        )
        hours = number(one.hours_per_week, 1)
        facts = say(
            "review.forum", every=one.every_days, hours=hours, decided=one.decided_13_weeks, waiting=one.waiting
        )
        queued = self._queued_for(one)
        chip = Chip(queued, icon="hourglass", colour="primary") if queued else Chip(say("review.keeps"), icon="check")
        buttons: list[Widget] = []
        if one.practice is not None:
            buttons.append(
                Button(
                    say("review.adjust"),
                    lambda: self._adjust(one),
                    key=f"adjust-{one.id}",
                    says=say("review.adjust_says", name=one.name),
                )
            )
        buttons.append(
            Button(
                say("review.retire"),
                lambda: self._retire(one),
                key=f"retire-{one.id}",
                says=say("review.retire_says", name=one.name),
            )
        )
        return Sheet(
            row(Label(one.name, "emphasis", style=Style(shrink=1)), chip, spacer(), Label(rate, "strong"), gap=12),
            row(Label(facts, "body", "muted", style=Style(shrink=1)), spacer(), *buttons, gap=8, wrap=True),
            style=Style(padding=14, gap=8, shrink=0),
            key=one.id,
        )

    def _queued_for(self, one: ForumRow) -> str:
        for command in self._status.queue:
            if isinstance(command, Retire) and one.id in (command.forum, command.intervention):
                return say("review.retired")
            if isinstance(command, Retire | Adjust) and one.practice and command.intervention == one.practice:
                return say("review.retired" if isinstance(command, Retire) else "review.adjusted")
        return ""

    def _adjust(self, one: ForumRow) -> Move:
        def way(intensity: str) -> tuple[str, Command]:
            name = say(f"review.intensity_{intensity}", name=one.name)
            return name, Adjust.model_validate({"intervention": one.practice, "intensity": intensity})

        return self._offer(say("review.adjust_says", name=one.name), [way(i) for i in ("light", "standard", "heavy")])

    def _retire(self, one: ForumRow) -> Move:
        named = {"intervention": one.practice} if one.practice else {"forum": one.id}
        ways: list[tuple[str, Command]] = [
            (say(f"review.retire_{name}", name=one.name), Retire.model_validate({**named, "announce": announce}))
            for name, announce in (("announced", True), ("quietly", False))
        ]
        return self._offer(say("review.retire_says", name=one.name), ways)

    # -- Step 4 -------------------------------------------------------------------------------------------------------

    def _next_quarter(self, shown: Review) -> list[Widget]:
        lines = [self._line(one) for one in shown.promises]
        columns = [Column(say("review.team"), share=1.0)]
        columns += [Column(say(f"review.{name}"), "right") for name in ("people", "open_items", "waiting")]
        rows = [[one.name, str(one.people), str(one.open_items), str(one.waiting)] for one in shown.teams]
        buttons = row(
            Button(
                say("review.move"), lambda: self._donor(shown), icon="users", key="move", says=say("review.move_says")
            ),
            Button(say("review.stop"), lambda: self._stop(shown), icon="x", key="stop", says=say("review.stop_says")),
            wrap=True,
        )
        queue = [
            row(Icon("hourglass", 16, "primary"), Label(str(command), style=Style(shrink=1)))
            for command in self._status.queue
            if isinstance(command, Reallocate | Stop)
        ]
        teams = Panel(
            say("review.capacity"),
            Table(columns, rows, chooses=False),
            *queue,
            buttons,
            aside=say("review.half_price"),
            icon="users",
        )
        return [*lines, teams]

    def _line(self, one: PromiseRow) -> Widget:
        p50, p80 = self._days.get(one.line, (one.p50_days or _P50, one.p80_days or _P80))
        done = one.line not in self._status.uncommitted
        said = next((c for c in self._status.queue if isinstance(c, Forecast) and c.line == one.line), None)
        state = say("review.undecided")
        if said is not None:
            state = say("review.committed", p50=said.p50, p80=said.p80)
        elif done:
            state = say("review.no_forecast_said")

        def set_p50(days: float) -> Move | None:
            return self._set(one.line, int(days), max(int(days), p80))

        def set_p80(days: float) -> Move | None:
            return self._set(one.line, min(p50, int(days)), int(days))

        shown = lambda days: say("review.days", days=int(days))  # noqa: E731
        command = Forecast(line=one.line, p50=p50, p80=p80)
        refused = "" if done else self._refusal(command)
        says = refused or say("review.commit_says", line=one.name, p50=p50, p80=p80)
        buttons = (
            Button(
                say("review.commit"),
                None if done or refused else lambda: self._ask(command),
                icon="check",
                key=f"commit-{one.line}",
                says=says,
            ),
            Button(
                say("review.no_forecast"),
                None if done else lambda: self._skip(one.line),
                "quiet",
                key=f"skip-{one.line}",
                says=say("review.no_forecast_says", line=one.name),
            ),
        )
        chip = Chip(
            state, mark=None if done else "half", icon="check" if done else "", colour="primary" if done else "watch"
        )
        sliders: list[Widget] = []
        if refused:
            sliders.append(Label(refused, "body", "muted", style=Style(shrink=1, max_width=700)))
        elif not done:
            for name, now, change in (("p50", p50, set_p50), ("p80", p80, set_p80)):
                of = say(f"review.{name}_of", line=one.name)
                key = f"{name}-{one.line}"
                slider = Slider(5, _MOST_DAYS, 5, now, change, shown=shown, says=of, key=key)
                sliders.append(row(Label(say(f"review.{name}"), "body", "muted", wraps=False), slider, gap=8))
        return Sheet(
            row(Label(one.name, "emphasis", style=Style(shrink=1)), spacer(), chip, gap=12),
            *([row(*sliders, spacer(), *buttons, gap=16, wrap=True)] if not done else []),
            style=Style(padding=14, gap=8, shrink=0),
            key=f"line-{one.line}",
        )

    def _refusal(self, command: Forecast) -> str:
        """Why dates cannot be promised; looked up once for each state of the game."""
        key = (self.running.revision, repr(command))
        if key not in self._tried:
            self._tried[key] = self.running.preview(command)
        return self._tried[key].refusal

    def _set(self, line: str, p50: int, p80: int) -> Move | None:
        self._days[line] = (p50, p80)
        self.stage.rebuild()
        return None

    def _skip(self, line: str) -> Move | None:
        self.running.skip_forecast(line)
        self.stage.rebuild()
        return None

    def _donor(self, shown: Review) -> Move:
        """From which team; then to which, and how many."""

        def giver(id_: str, name: str) -> Press:
            def give() -> Move:
                self.stage.perform(Back())
                ways: list[tuple[str, Command]] = [
                    (
                        say("review.move_to", people=people, source=name, to=other.name),
                        Reallocate.model_validate({"from": id_, "to": other.id, "people": people}),
                    )
                    for other in shown.teams
                    if other.id != id_
                    for people in (1, 2)
                ]
                return self._offer(say("review.move_where", name=name), ways)

            return give

        offered = [
            Offered(
                one.name,
                say("review.team_has", people=one.people, items=one.open_items),
                giver(one.id, one.name),
                icon="users",
            )
            for one in shown.teams
        ]
        return Push(CommandPalette(offered, say("review.move_from")))

    def _stop(self, shown: Review) -> Move:
        ways: list[tuple[str, Command]] = [
            (
                say(f"review.stop_{mode}_{name}", line=one.name),
                Stop.model_validate({"line": one.line, "count": 1, "by": by, "mode": mode}),
            )
            for one in shown.promises
            for mode in ("kill", "park")
            for name, by in (("lowest", "lowest-estimate"), ("oldest", "oldest"))
        ]
        return self._offer(say("review.stop_says"), ways)

    # -- Asking -------------------------------------------------------------------------------------------------------

    def _offer(self, hint: str, ways: list[tuple[str, Command]]) -> Move:
        """A list of commands with what each costs."""

        def doer(command: Command) -> Press:
            def do() -> Move:
                self._ask(command)
                return Back()

            return do

        offered = []
        for name, command in ways:
            preview = self.running.preview(command)
            offered.append(Offered(name, reviewing.priced(preview), doer(command), enabled=preview.possible))
        return Push(CommandPalette(offered, hint))

    def _ask(self, command: Command) -> Move | None:
        preview = self.running.ask(command)
        self._refused = "" if preview.possible else preview.refusal
        self.stage.rebuild()
        return None

    # -- Events -------------------------------------------------------------------------------------------------------

    def on(self, event: Event) -> Move | None:
        """Numbers choose a step; arrows that nothing else answered turn pages; undo takes back."""
        if not isinstance(event, Asked):
            return None
        if event.action.startswith("choose-"):
            step = int(event.action[-1])
            return (self._to(step) or STAY) if step <= STEPS else STAY
        if event.action in ("left", "right"):
            return self._to(self.step + (1 if event.action == "right" else -1)) or STAY
        if event.action == "undo":
            taken = self.running.undo()
            self.stage.rebuild()
            self.stage.tell(say("play.undone", command=str(taken)) if taken else say("play.nothing_to_undo"))
            return STAY
        return None

    def first_focus(self) -> str:
        """The way on."""
        return "on"


def _pressable(widgets: list[Widget]) -> bool:
    return any(widget.focusable for one in widgets for widget in one.walk())


def _note(text: str) -> Widget:
    words = Label(text, style=Style(shrink=1))
    return Sheet(row(Icon("triangle-alert", 20, "watch"), words), style=Style(padding=(10, 14), shrink=0), edge="edge")


def samples() -> Samples:
    """Pictures: each step, a quarter without predictions, a model that failed."""
    from engine.ui.example_moments import REVIEW

    held = replace(example.STATUS, week=14, review=True, uncommitted=("checkout", "platform"))
    said = replace(
        held,
        uncommitted=("platform",),
        queue=(Forecast(line="checkout", p50=30, p80=45), Retire(forum="product-meeting")),
    )

    def at(step: int, status: Status = held) -> ReviewScreen:
        return ReviewScreen(example.still(status, review=REVIEW), step)

    bare = replace(REVIEW, predictions=())
    return {
        "normal": lambda: at(1),
        "promises": lambda: at(2),
        "forums": lambda: at(3, said),
        "next": lambda: at(4, said),
        "empty": lambda: ReviewScreen(example.still(held, review=bare)),
        "error": lambda: ReviewScreen(
            example.still(held, review=ValueError("the forums of week 14 are not in the log"))
        ),
    }


SCREEN = ReviewScreen
