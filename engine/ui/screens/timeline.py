"""The timeline: what happened when, the world of any earlier week to look at, and branches from there."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from engine.ui import example, texts
from engine.ui.events import Asked, Event
from engine.ui.formats import number
from engine.ui.layout import Style
from engine.ui.moves import STAY, Back, Move, Open, Push
from engine.ui.playing import PlayScreen
from engine.ui.screen import Samples
from engine.ui.tasks import explained
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button
from engine.ui.widgets.dialog import Answer, Dialog
from engine.ui.widgets.lanes import Lanes, jumps
from engine.ui.widgets.panels import Nothing, Panel, Sheet, guarded
from engine.ui.widgets.play_frame import play_page
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.table import Column, Table
from engine.ui.widgets.text import Icon, Label
from engine.views.models import STAGES, Board, Cell, Outage, Row, Tile
from engine.views.moments import LANES, Lane, Mark, Timeline

if TYPE_CHECKING:
    from engine.play.messages import Status
    from engine.ui.running import Running

say = texts.say
_ICONS: dict[Lane, str] = {
    "commands": "command",
    "cards": "inbox",
    "incidents": "octagon-alert",
    "reports": "file-text",
    "predictions": "target",
}


class TimelineScreen(PlayScreen):
    """Lanes above, the week that is looked at below.

    Args:
        running: the game.
        week: to begin with; the one that comes next unless given.
    """

    id: ClassVar[str] = "timeline"
    icon: ClassVar[str] = "history"
    heard: ClassVar[tuple[str, ...]] = ("on-timeline",)

    def __init__(self, running: Running, week: int | None = None) -> None:
        super().__init__(running)
        self._week = week

    @property
    def _status(self) -> Status:
        status = self.running.status
        assert status is not None, "a timeline is shown of a game"
        return status

    def build(self) -> Widget:
        """The whole width: weeks need room."""
        return play_page(self.stage, self.running, self.name(), self.main(), here=self.id, icon=self.icon, aside=False)

    def main(self) -> Widget:
        """The timeline, or why it cannot be shown."""
        return guarded(self.name(), self._timeline, self.stage.rebuild)

    def _timeline(self) -> Widget:
        """Lanes, then what happened and how the board stood."""
        shown: Timeline | None = self.running.latest("timeline")
        if shown is None:
            return Nothing(say("play.loading"), icon="hourglass")
        newest = shown.last_week + 1
        week = newest if self._week is None else max(shown.first_week, min(newest, self._week))
        last = max(self._status.tenure, shown.last_week)
        lanes = Lanes(shown, last, week, self._look, says=lambda at: self._says(shown, at), key="lanes")
        aside = shown.empty or say("timeline.note")
        top = Sheet(
            Label(aside, "body", "muted"),
            lanes,
            self._tools(shown, week, newest),
            style=Style(padding=16, gap=12, shrink=0),
        )
        parts = (self._happened(shown, week), self._world(week, newest))
        if self.stage.theme.text_percent > 100:  # a board needs the whole width then
            below = column(*(_below(part) for part in parts), gap=12)
        else:
            below = row(*parts, gap=12, align="stretch")
        return Scroller(column(top, below, gap=12), key="page")

    def _tools(self, shown: Timeline, week: int, newest: int) -> Widget:
        sign = self.stage.bindings.sign
        weeks = jumps(shown.lanes)
        before, after = [w for w in weeks if w < week], [w for w in weeks if w > week]
        why_not = self._cannot_branch(week)
        return row(
            Button(
                say("timeline.back"),
                (lambda: self._look(before[-1])) if before else None,
                icon="chevron-left",
                key="jump-back",
                says=say("timeline.back_says", sign=sign("jump-back")),
            ),
            Button(
                say("timeline.on"),
                (lambda: self._look(after[0])) if after else None,
                icon="chevron-right",
                key="jump-on",
                says=say("timeline.on_says", sign=sign("jump-on")),
            ),
            Button(
                say("timeline.newest"),
                (lambda: self._look(newest)) if week != newest else None,
                key="newest",
                says=say("timeline.newest_says"),
            ),
            spacer(),
            Button(
                say("timeline.branch", week=week),
                self._branch if not why_not else None,
                icon="git-branch",
                key="branch",
                says=why_not or say("timeline.branch_says", week=week, sign=sign("branch")),
            ),
            wrap=True,
        )

    def _says(self, shown: Timeline, week: int) -> str:
        count = sum(mark.week == week for lane in LANES for mark in shown.lanes.get(lane, ()))
        return say("timeline.says", week=week, count=count)

    def _happened(self, shown: Timeline, week: int) -> Widget:
        marks = [mark for lane in LANES for mark in shown.lanes.get(lane, ()) if _covers(mark, week)]
        gap = next((name for first, last, name in shown.gaps if first <= week <= last), "")
        lines: list[Widget] = [_line(mark, week) for mark in marks]
        if gap:
            lines.insert(0, row(Icon("triangle-alert", 18, "watch"), Label(gap, style=Style(shrink=1))))
        if not lines:
            lines = [Label(say("timeline.quiet"), "body", "muted")]
        title = say("timeline.in_week", week=week) if week > 0 else say("timeline.in_history", week=week)
        style = Style(grow=1, basis=0, min_width=240)
        return Panel(title, *lines, icon="calendar-days", gap=10, style=style, key="happened")

    # -- The world of that week ---------------------------------------------------------------------------------------

    def _world(self, week: int, newest: int) -> Widget:
        style = Style(grow=1.6, basis=0, min_width=320)
        if week < 1:
            text = say("timeline.before_you")
            return Panel(say("timeline.board"), Label(text, "body", "muted"), icon="gauge", style=style)
        return guarded(say("timeline.board"), lambda: self._board(week, newest, style), self.stage.rebuild)

    def _board(self, week: int, newest: int, style: Style) -> Widget:
        found: Board | None = self.running.view("board", None if week == newest else week)
        if found is None:
            return Panel(say("timeline.board"), Label(say("play.loading"), "body", "muted"), icon="gauge", style=style)
        aside = say("timeline.now") if week == newest else say("timeline.read_only", week=week)
        columns = [Column(say("timeline.line"), share=1.0)]
        columns += [Column(say(f"timeline.stage_{stage}"), "right") for stage in STAGES]
        rows = [[line.name, *(_count(cell) for cell in _in_order(line.cells))] for line in found.rows]
        table = Table(columns, rows, chooses=False, key="board")
        words = [Label(self._train(line), "body", "muted") for line in found.rows]
        outages = [
            row(Icon("octagon-alert", 18, "act"), Label(_outage(line, one), style=Style(shrink=1)))
            for line in found.rows
            for one in line.outages
        ]
        tiles = row(*(_tile(tile) for tile in found.tiles), gap=20, wrap=True, align="start")
        return Panel(
            say("timeline.board"),
            tiles,
            *outages,
            table,
            *words,
            Label(found.caption, "body", "muted"),
            aside=aside,
            icon="gauge",
            gap=10,
            style=style,
            key="world",
        )

    @staticmethod
    def _train(line: Row) -> str:
        train = line.train
        if not train.every_days or train.departs_in_days is None:
            return say("timeline.no_train", line=line.name)
        return say("timeline.train", line=line.name, days=train.departs_in_days, load=train.load)

    # -- Going somewhere ----------------------------------------------------------------------------------------------

    def _look(self, week: int) -> Move | None:
        self._week = week
        self.stage.rebuild()
        return None

    def _cannot_branch(self, week: int) -> str:
        most = min(self._status.week, self._status.tenure)
        return "" if 1 <= week <= most else say("timeline.no_branch", last=most)

    def _branch(self) -> Move | None:
        """Ask first while the game is played, because it will no longer be scored."""
        status = self._status
        week = self._week if self._week is not None else status.week
        why_not = self._cannot_branch(week)
        if why_not:
            self.stage.tell(why_not)
            return STAY
        go = Answer(say("timeline.branch_go"), lambda: self._begin(week), "primary", "branch-go")
        stay = Answer(say("timeline.branch_stay"), Back, "plain", "branch-stay")
        warns = not status.over and status.scored
        text = say("timeline.branch_warns" if warns else "timeline.branch_free", week=week)
        return Push(Dialog(say("timeline.branch_title", week=week), text, [stay, go], "git-branch"))

    def _begin(self, week: int) -> Move:
        """Begin the branch, beside the game it comes from."""
        origin = self.running.path
        assert origin is not None, "a game that is played has a file"
        try:
            self.running.branch(week, say("timeline.branch_label", week=week), free_path(origin, week))
        except Exception as error:  # noqa: BLE001 (whatever fails is said on screen; the game is whole)
            self.stage.perform(Back())
            self.stage.tell(explained(error))
            return STAY
        self._week = None
        self.stage.perform(Back())
        return Open("board")

    # -- Events -------------------------------------------------------------------------------------------------------

    def on(self, event: Event) -> Move | None:
        """Jump between events; branch."""
        if not isinstance(event, Asked) or event.action not in ("jump-back", "jump-on", "branch"):
            return None
        if event.action == "branch":
            return self._branch() or STAY
        try:
            shown: Timeline | None = self.running.latest("timeline")
        except Exception:  # noqa: BLE001 (the page says why there is none)
            return STAY
        if shown is not None:
            week = shown.last_week + 1 if self._week is None else self._week
            weeks = jumps(shown.lanes)
            found = [w for w in weeks if (w < week if event.action == "jump-back" else w > week)]
            if found:
                self._look(found[-1] if event.action == "jump-back" else found[0])
        return STAY

    def first_focus(self) -> str:
        """The lanes."""
        return "lanes"


def free_path(origin: pathlib.Path, week: int) -> pathlib.Path:
    """A file beside a game for a branch of it, that is not there yet."""
    stem = origin.name.removesuffix(".replay")
    tries = (origin.with_name(f"{stem}-from-{week}{f'-{n}' if n > 1 else ''}.replay") for n in range(1, 10_000))
    return next(path for path in tries if not path.exists())


def _below(part: Widget) -> Widget:
    """A panel that stands below another one instead of beside it."""
    part.style = replace(part.style, grow=0, basis="auto", shrink=0)
    return part


def _covers(mark: Mark, week: int) -> bool:
    """Whether something happened in a week, or went on in it."""
    return mark.week == week or (mark.until is not None and mark.week < week <= mark.until)


def _line(mark: Mark, week: int) -> Widget:
    text = mark.text if mark.week == week else say("timeline.since", what=mark.text, week=mark.week)
    parts: list[Widget] = [Label(text)]
    if not mark.accepted and mark.reason:
        parts.append(Label(mark.reason, "body", "muted"))
    return row(
        Icon(_ICONS[mark.lane], 18, "primary" if mark.accepted else "watch"),
        column(*parts, gap=2, shrink=1),
        gap=10,
        align="start",
    )


def _in_order(cells: Sequence[Cell]) -> list[Cell | None]:
    by_stage: dict[str, Cell] = {cell.stage: cell for cell in cells}
    return [by_stage.get(stage) for stage in STAGES]


def _count(cell: Cell | None) -> str:
    return "0" if cell is None else str(cell.count)


def _outage(line: Row, one: Outage) -> str:
    return say("timeline.outage", line=line.name, percent=number(one.severity_percent, 0), days=one.days)


def _tile(tile: Tile) -> Widget:
    shown = say("timeline.unmeasured") if tile.value is None else f"{number(tile.value, tile.decimals)} {tile.unit}"
    return column(Label(tile.title, "body", "muted"), Label(shown, "strong"), gap=2, min_width=110)


def samples() -> Samples:
    """Pictures: a game in its ninth week, its history only, no model, a log with a hole."""
    from engine.ui.example_moments import BOARD, TIMELINE

    def lines(**changed: object) -> Timeline:
        return replace(TIMELINE, **changed)  # type: ignore[arg-type]

    bare = replace(example.STATUS, week=1)
    none: dict[Lane, tuple[Mark, ...]] = dict.fromkeys(LANES, ())
    history = Timeline(-25, 0, none, (), say("timeline.empty"))
    return {
        "normal": lambda: TimelineScreen(example.still(timeline=TIMELINE, board=BOARD), 6),
        "empty": lambda: TimelineScreen(example.still(bare, timeline=history, board=BOARD)),
        "error": lambda: TimelineScreen(
            example.still(timeline=TIMELINE, board=ValueError("week 6 cannot be folded from the log")), 6
        ),
        "gap": lambda: TimelineScreen(
            example.still(timeline=lines(gaps=((3, 4, "2 weeks missing from the log"),)), board=BOARD), 3
        ),
    }


SCREEN = TimelineScreen
