"""The debrief: guess first, then eleven pages of what was true, while the evidence is worked out beside the window."""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from engine.ui import debrief_causes, debrief_ends, debrief_truth, example, texts
from engine.ui.debriefing import PAGES, Kept, own_metrics
from engine.ui.events import Asked, Event
from engine.ui.layout import Style
from engine.ui.moves import STAY, Move, Root
from engine.ui.playing import PlayScreen
from engine.ui.screen import Samples
from engine.ui.tasks import explained
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button
from engine.ui.widgets.chips import Chip, Dots
from engine.ui.widgets.choice import Choice, Tabs
from engine.ui.widgets.frame import page
from engine.ui.widgets.panels import FailedPanel, Nothing, Panel, Sheet, guarded
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.text import Icon, Label
from engine.views.moments import Guesses
from engine.views.moments import Move as Moved

if TYPE_CHECKING:
    from engine.play.studies import Told
    from engine.ui.running import Running
    from engine.ui.services import Services, Studied

say = texts.say
Drawer = Callable[["DebriefScreen"], list[Widget]]
_SOON = 0.05  # seconds between two looks at the process


class DebriefScreen(PlayScreen):
    """Eleven pages.

    Args:
        running: the game, over.
        begin: begins to study a sealed game, or finds that it is studied.
        kept: what its player has done before.
        note: is told the outcome of a scored game, once it is known.
    """

    id: ClassVar[str] = "debrief"
    icon: ClassVar[str] = "scale"
    plays: ClassVar[bool] = False

    def __init__(
        self,
        running: Running,
        begin: Callable[[pathlib.Path], Studied],
        kept: Kept | None = None,
        note: Callable[[str, float], None] | None = None,
    ) -> None:
        super().__init__(running)
        self._begin, self._note = begin, note
        self.kept = kept if kept is not None else Kept.load(running.path)
        self.turn = 0  # of the turning points, the one that is looked at
        self._studied: Studied | None = None
        self._sealing: Future[Any] | None = None
        self._failed = ""

    @classmethod
    def open(cls, services: Services) -> DebriefScreen:
        """On the game that is played.

        Raises:
            ValueError: none is open.
        """
        return cls(services.played(), services.studied, note=services.results.note)

    # -- What is known ------------------------------------------------------------------------------------------------

    @property
    def told(self) -> Told | None:
        """What the studies came to so far."""
        return None if self._studied is None else self._studied.told

    def guesses(self) -> Guesses | None:
        """What may be guessed."""
        found: Guesses | None = self.running.latest("guesses")
        return found

    def _seal(self) -> None:
        """Run the aftermath beside the window, then begin to study; each once."""
        status = self.running.status
        if status is None or self._failed:
            return
        if not status.sealed:
            if self._sealing is None:
                self._sealing = self.running.served.submit("finish")
            if not self._sealing.done():
                return
            error = self._sealing.exception()
            if error is not None:
                self._failed = explained(error) if isinstance(error, Exception) else str(error)
                return
            self.running.status, self._sealing = self._sealing.result(), None
            self.running.revision += 1
        path = self.running.path
        if self._studied is None and path is not None:
            self._studied = self._begin(path)

    def _again(self) -> Move | None:
        """Try again what failed."""
        self._failed, self._sealing = "", None
        if self._studied is not None:
            self._studied.again()
        self.stage.rebuild()
        return None

    def advance(self, seconds: float) -> None:
        """Look for what the studies have told."""
        del seconds
        before = (self._studied is None, self._failed)
        self._seal()
        told = self._studied is not None and self._studied.poll()
        self._keep_outcome()
        if told or before != (self._studied is None, self._failed):
            self.stage.rebuild()

    def _keep_outcome(self) -> None:
        """Tell the outcome to whoever keeps the best of each company, once."""
        told, status = self.told, self.running.status
        if self._note is None or told is None or not told.outcome or status is None:
            return
        note, self._note = self._note, None
        outcome = told.outcome[0]
        if status.scored and outcome is not None and outcome["skill"] is not None:
            note(status.scenario, float(outcome["skill"]))

    def waits(self) -> float | None:
        """Soon, while anything is worked out."""
        told = self.told
        return None if self._failed or (told is not None and (told.done or told.error)) else _SOON

    # -- Building -----------------------------------------------------------------------------------------------------

    def build(self) -> Widget:
        """The page, under a header that says that this is truth."""
        self._seal()
        if self._studied is not None:
            self._studied.poll()
        status = self.running.status
        title = "" if status is None else status.title
        number = self.kept.page
        name = say("debrief.of", n=number, of=PAGES, name=say(f"debrief.page_{number}"))
        body = column(
            row(
                Label(name, "subheading", style=Style(shrink=1)),
                spacer(),
                Chip(say("debrief.truth"), icon="eye"),
                gap=12,
            ),
            Label(say(f"debrief.intro_{number}"), "body", "muted"),
            *self._error(),
            Scroller(
                column(*self._page(), gap=12, padding=(0, 2)),
                key=f"page-{number}",
                focusable=True,
                says=say("debrief.page_says"),
            ),
            self._foot(),
            gap=10,
            grow=1,
            basis=0,
            min_height=0,
            min_width=0,
        )
        tools = [Dots(PAGES, number - 1)]
        return page(self.name(), body, aside=title, icon=self.icon, tools=tools, truth=True)

    def _page(self) -> list[Widget]:
        """The page's own panels; one that fails says so."""
        number = self.kept.page
        if number == 1:
            return self._guessing()
        if self.told is None or not self.told.run:
            return [] if self._failed else [Sheet(Nothing(say("debrief.beginning"), icon="hourglass"))]
        draw = _PAGES[number]
        name = say(f"debrief.page_{number}")
        return [guarded(name, lambda: column(*draw(self), gap=12), self.stage.rebuild)]

    def _error(self) -> list[Widget]:
        reason = self._failed or (self.told.error if self.told is not None else "")
        return [FailedPanel(say("debrief.evidence"), reason, self._again)] if reason else []

    def _foot(self) -> Widget:
        number, kept = self.kept.page, self.kept
        back = Button(
            say("debrief.back"),
            (lambda: self.to(number - 1)) if number > 1 else None,
            icon="chevron-left",
            key="previous",
            says=say("debrief.back_says"),
        )
        if number == 1 and not kept.revealed:
            guesses = self.guesses()
            whole = guesses is not None and all(_guessed(kept, move) for move in guesses.moves)
            skip = Button(say("debrief.skip"), self._reveal, "quiet", key="skip", says=say("debrief.skip_says"))
            says = say("debrief.reveal_says" if whole else "debrief.reveal_not_yet")
            on = Button(
                say("debrief.reveal"), self._reveal if whole else None, "primary", icon="eye", key="on", says=says
            )
            more: list[Widget] = [skip, on]
        elif number < PAGES:
            says = say("debrief.next_says", name=say(f"debrief.page_{number + 1}"))
            more = [
                Button(
                    say("debrief.next"),
                    lambda: self.to(number + 1),
                    "primary",
                    icon="chevron-right",
                    key="on",
                    says=says,
                )
            ]
        else:
            more = [
                Button(say("debrief.leave"), Root, "primary", icon="house", key="on", says=say("debrief.leave_says"))
            ]
        return row(back, self._progress(), spacer(), *more, gap=12, shrink=0)

    def _progress(self) -> Widget:
        told = self.told
        if self._failed or (told is not None and told.error):
            return Widget()
        if told is not None and told.done:
            words, icon = say("debrief.done"), "check"
        elif told is None:
            words, icon = say("debrief.sealing"), "hourglass"
        else:
            what, done, of = told.progress
            text = what[:1].upper() + what[1:] if what else say("debrief.beginning")
            words, icon = (say("debrief.counted", what=text, done=done, of=of) if of else text), "hourglass"
        return row(Icon(icon, 18, "muted"), Label(words, "body", "muted", style=Style(shrink=1)), gap=8, shrink=1)

    # -- Page 1 -------------------------------------------------------------------------------------------------------

    def _guessing(self) -> list[Widget]:
        guesses = self.guesses()
        if guesses is None:
            return [Sheet(Nothing(say("play.loading"), icon="hourglass"))]
        if not guesses.moves:
            return [Sheet(Nothing(say("debrief.no_moves"), icon="target"))]
        return [self._guess(n, move) for n, move in enumerate(guesses.moves, start=1)]

    def _guess(self, n: int, move: Moved) -> Widget:
        mine = self.kept.guesses.get(move.for_, {})
        open_ = not self.kept.revealed
        metrics = move.metrics[:5]
        while len(metrics) > 1 and not debrief_truth.fits_beside(self, [name for _, name in metrics]):
            metrics = metrics[:-1]
        metric = mine.get("metric", metrics[0][0] if metrics else "")

        def set_(name: str) -> Callable[[str], Move | None]:
            def change(to: str) -> Move | None:
                held = self.kept.guesses.setdefault(move.for_, {"metric": metric})
                held[name] = to
                self.kept.keep(self.running.path)
                self.stage.rebuild()
                return None

            return change

        costs = say(
            "debrief.move_costs",
            week=move.week,
            capital=f"{move.capital:g}",
            hours=f"{move.hours:g}",
            org=f"{move.org_hours:g}",
        )
        rows: list[Widget] = [Label(costs, "body", "muted")]
        if len(metrics) > 1:
            rows.append(
                Tabs(
                    metrics, metric, set_("metric"), says=say("debrief.guess_metric"), key=f"metric-{n}", enabled=open_
                )
            )
        ways = [("", "?"), *((way, say(f"debrief.{way}")) for way in ("up", "down", "flat"))]
        sizes = [("", "?"), *((band, say(f"review.{band}")) for band in ("under-5", "5-to-15", "over-15"))]
        direction = Choice(
            ways,
            mine.get("direction", ""),
            set_("direction"),
            says=say("debrief.guess_way"),
            key=f"way-{n}",
            enabled=open_,
        )
        band = Choice(
            sizes,
            mine.get("band", ""),
            set_("band"),
            says=say("debrief.guess_size"),
            key=f"size-{n}",
            enabled=open_ and mine.get("direction") != "flat",
        )
        rows.append(row(direction, band, gap=12, wrap=True))
        return Panel(f"{n}  {move.text[:1].upper()}{move.text[1:]}", *rows, icon="target", gap=8, key=f"move-{n}")

    def _reveal(self) -> Move | None:
        self.kept.revealed = True
        return self.to(2)

    # -- Going on -----------------------------------------------------------------------------------------------------

    def to(self, number: int) -> Move | None:
        """To a page; before guesses are in there is only the first."""
        most = PAGES if self.kept.revealed else 1
        self.kept.page = max(1, min(most, number))
        self.kept.keep(self.running.path)
        self.stage.rebuild()
        self.stage.focus_key("on")
        return None

    def choose(self, metric: str) -> Move | None:
        """Look at another metric."""
        self.kept.metric = metric
        self.stage.rebuild()
        return None

    @property
    def metric(self) -> str:
        """The one that is looked at; the scenario's first, where none was chosen."""
        told = self.told
        own = own_metrics(told) if told is not None else []
        return self.kept.metric if self.kept.metric in own else own[0] if own else ""

    def on(self, event: Event) -> Move | None:
        """Arrows that nothing else answered turn pages."""
        if isinstance(event, Asked) and event.action in ("left", "right"):
            return self.to(self.kept.page + (1 if event.action == "right" else -1)) or STAY
        return None

    def first_focus(self) -> str:
        """The way on; on the first page, the first guess."""
        if self.kept.page > 1 or self.kept.revealed:
            return "on"
        guesses = self.guesses()
        return "way-1" if guesses is None or guesses.moves else "on"


def _guessed(kept: Kept, move: Moved) -> bool:
    mine = kept.guesses.get(move.for_, {})
    return mine.get("direction") == "flat" or bool(mine.get("direction") and mine.get("band"))


_PAGES: dict[int, Drawer] = {
    2: debrief_truth.naive,
    3: debrief_truth.reported_and_true,
    4: debrief_truth.twin,
    5: debrief_truth.worlds,
    6: debrief_causes.attribution,
    7: debrief_causes.luck,
    8: debrief_causes.turning_points,
    9: debrief_ends.aftermath,
    10: debrief_ends.textbook,
    11: debrief_ends.findings,
}


def samples() -> Samples:
    """Pictures: every page, nothing to guess, first figures of few worlds, a process that failed."""
    from engine.ui import example_debrief
    from engine.ui.example_debrief import TOLD, StillStudied
    from engine.ui.example_moments import BOARD, GUESSES

    over = replace(
        example.STATUS, scenario="tuesday-board", title="The Tuesday Board", week=27, tenure=26, over=True, sealed=True
    )

    def at(number: int, told: Told | None = None, guesses: Guesses = GUESSES) -> DebriefScreen:
        kept = Kept(number, number > 1, dict(example_debrief.GUESSED) if number > 1 else {}, {"2": "drop"})
        running = example.still(over, guesses=guesses, board=BOARD, metrics=example_debrief.METRICS)
        shown = DebriefScreen(running, lambda _: StillStudied(TOLD), kept)
        shown._studied = StillStudied(told or TOLD)
        return shown

    pages = {f"page-{n}": (lambda n=n: at(n)) for n in range(2, PAGES + 1)}
    return {
        "normal": lambda: at(1),
        "empty": lambda: at(1, guesses=Guesses(())),
        "error": lambda: at(4, example_debrief.FAILED),
        "early": lambda: at(5, example_debrief.EARLY),
        **pages,
    }


SCREEN = DebriefScreen
