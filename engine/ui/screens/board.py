"""The board: four figures, the flow map, and what can be done about what is on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar, Final, Literal

from engine.errors import InputError
from engine.thresholds import State, threshold_of
from engine.ui import example, texts
from engine.ui.costs import costs_in_words
from engine.ui.events import Asked, Event
from engine.ui.formats import number
from engine.ui.layout import Style
from engine.ui.moves import STAY, Back, Move, Open, Push, Root
from engine.ui.playing import PlayScreen
from engine.ui.running import Running
from engine.ui.screen import Samples, Screen, found
from engine.ui.tasks import explained
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.chips import Badge, ItemChip, ItemLook
from engine.ui.widgets.choice import Choice
from engine.ui.widgets.command import Command as Verb
from engine.ui.widgets.command import CommandPalette
from engine.ui.widgets.dialog import Answer, Dialog
from engine.ui.widgets.flow_map import FlowMap, described
from engine.ui.widgets.flow_places import Spot
from engine.ui.widgets.panels import FailedPanel, Nothing, Panel, Sheet
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.text import Icon, Label
from engine.views.models import Board, Chip, Tile
from sim.commands import Command, Rank, SetPolicy, Stop

say = texts.say
Sought = Literal["all", "blocked", "waiting", "fix", "experiment", "twice"]
FILTERS: Final[dict[Sought, Callable[[Chip], bool]]] = {
    "all": lambda _: True,
    "blocked": lambda chip: chip.blocked,
    "waiting": lambda chip: chip.waiting,
    "fix": lambda chip: chip.kind == "fix",
    "experiment": lambda chip: chip.kind == "experiment",
    "twice": lambda chip: chip.duplicate_suspected,
}
_ABOVE: Final = 60 + 28 + 24 + 12  # pixels of the frame that do not grow with the text


class BoardScreen(PlayScreen):
    """Tiles, the map, its filter and its legend."""

    id: ClassVar[str] = "board"
    icon: ClassVar[str] = "gauge"
    heard: ClassVar[tuple[str, ...]] = ("on-board",)

    def __init__(self, running: Running) -> None:
        super().__init__(running)
        self._sought: Sought = "all"

    def main(self) -> Widget:
        """What the tracker says, as soon as it is there."""
        try:
            board = self.running.latest("board")
        except Exception as error:  # noqa: BLE001 (a panel that fails says so; the rest keeps working)
            return FailedPanel(self.name(), explained(error), self.stage.rebuild)
        if board is None:
            return Sheet(Nothing(say("play.loading"), icon="hourglass"))
        theme = self.stage.theme
        tiles = [tile(one) for one in board.tiles]
        narrow = theme.text_percent > 100
        pairs = (tiles[:2], tiles[2:]) if narrow else (tiles,)
        figures = column(*(row(*pair, gap=12, align="stretch") for pair in pairs), gap=8)
        top = theme.grown(2 * 108 + 8 + 56 if narrow else 126 + 56)
        room = max(theme.grown(200), self.stage.size[1] / theme.scale - _ABOVE - top)
        keeps = FILTERS[self._sought]
        shown: Widget = FlowMap(board, room, keeps, self._opened, key="map")
        if board.empty:
            shown = column(Sheet(Nothing(board.empty, icon="check")), shown, gap=8)
        return Scroller(column(figures, self._bar(board), shown, gap=10), key="view")

    def side(self) -> list[Widget]:
        """What the shapes mean."""
        return [Panel(say("legend.title"), legend(), gap=8)]

    def _bar(self, board: Board) -> Widget:
        """Who says so and how old it is, and the filter."""
        options = [(name, say(f"board.filter_{name}")) for name in FILTERS]
        choice = Choice(options, self._sought, self._filter, says=say("board.filter"), key="filter")
        caption: list[Widget] = [Label(board.caption, "body", "muted", style=Style(shrink=1))]
        if board.stale:
            caption.insert(0, Icon("triangle-alert", 18, "watch"))
        return row(*caption, spacer(), choice, gap=10, wrap=True)

    def _filter(self, to: Sought) -> Move | None:
        self._sought = to
        self.stage.rebuild()
        return None

    def on(self, event: Event) -> Move | None:
        """F looks for another kind of item."""
        if isinstance(event, Asked) and event.action == "filter":
            names = list(FILTERS)
            self._sought = names[(names.index(self._sought) + 1) % len(names)]
            self.stage.rebuild()
            self.stage.tell(say("board.filtered", what=say(f"board.filter_{self._sought}")))
            return STAY
        return None

    def back(self) -> Move:
        """Back to the first page, time standing still; everything is saved already."""
        self.running.stop()
        stay = Answer(say("board.leave_stay"), Back)
        leave = Answer(say("board.leave_do"), Root, "primary")
        return Push(Dialog(say("board.leave"), say("board.leave_text"), [stay, leave], icon="house"))

    def first_focus(self) -> str:
        """The map."""
        return "map"

    # -- What can be done ---------------------------------------------------------------------------------------------

    def _opened(self, spot: Spot) -> Move | None:
        """List what can be asked for about what was chosen, with costs."""
        return Push(VerbsScreen(self.running, spot))


def verbs_for(spot: Spot) -> list[tuple[str, str, Command]]:
    """Commands about something on the map: icon, name, command."""
    line = spot.row.line
    found: list[tuple[str, str, Command]] = []
    if spot.part == "train":
        for days in (28, 14, 7, 2, 1):
            if days != spot.row.train.every_days:
                name = say("verbs.release", line=spot.row.name, days=days)
                found.append(("route", name, SetPolicy(policy="release-interval", line=line, value=days)))
        return found
    if spot.outage is not None:
        for path in ("on-call", "team"):
            if path != spot.outage.emergency_path:
                name = say("verbs.path", line=spot.row.name, path=say(f"paths.{path}"))
                found.append(("route", name, SetPolicy(policy="emergency-path", line=line, value=path)))
        return found
    items = [chip.item for chip in spot.chips][:8]
    what = say("verbs.item", item=items[0]) if len(items) == 1 else say("verbs.items", count=len(items))
    for icon, key, mode, evidence in _STOPS:
        found.append((icon, say(key, what=what), Stop(items=items, mode=mode, evidence=evidence)))
    for rule in ("oldest", "value", "cost-of-delay"):
        name = say(f"verbs.rank_{rule}", line=spot.row.name)
        found.append(("layers", name, Rank(line=line, rule=rule)))
    for tier in ("tiered", "one-way"):
        name = say(f"verbs.approval_{tier}", line=spot.row.name)
        found.append(("check", name, SetPolicy(policy="approval", line=line, value=tier)))
    return found


_STOPS: Final[tuple[tuple[str, str, Literal["kill", "park"], bool], ...]] = (
    ("x", "verbs.kill", "kill", False),
    ("x", "verbs.kill_evidence", "kill", True),
    ("pause", "verbs.park", "park", False),
    ("pause", "verbs.park_evidence", "park", True),
)


class VerbsScreen(CommandPalette):
    """What can be asked for about something on the map; costs come as they are worked out."""

    id: ClassVar[str] = "verbs"

    def __init__(self, running: Running, spot: Spot) -> None:
        self._running, self._spot = running, spot
        super().__init__([], say("verbs.hint"))

    @classmethod
    def name(cls) -> str:
        """For a panel that fails."""
        return say("verbs.title")

    def build(self) -> Widget:
        """The list, once costs are known."""
        asked = verbs_for(self._spot)
        task = self.stage.background("costs", lambda: [self._running.preview(command) for _, _, command in asked])
        commands: list[Verb] = []
        if self._spot.outage is not None and found("inbox") is not None:
            commands.append(Verb(say("verbs.inbox"), say("verbs.inbox_cost"), lambda: Open("inbox"), "inbox"))
        for n, (icon, name, command) in enumerate(asked):
            preview = task.result[n] if task.result is not None else None
            cost = task.error or (say("play.loading") if preview is None else costs_in_words(preview))
            possible = preview is not None and preview.possible
            commands.append(Verb(name, cost, self._asking(name, command), icon, possible))
        self._commands = commands
        self._hint = described(self._spot)
        return super().build()

    def _asking(self, name: str, command: Command) -> Callable[[], Move | None]:
        def ask() -> Move | None:
            preview = self._running.ask(command)
            if preview.possible:
                self.stage.tell(say("verbs.queued", name=name))
            else:
                self.stage.tell(preview.refusal)
            return None

        return ask


# -- Parts ------------------------------------------------------------------------------------------------------------


def tile(one: Tile) -> Widget:
    """A figure: what it is, its value, its state in badge and word, and who says so."""
    measured = one.value is not None
    value = say("board.not_measured") if one.value is None else number(one.value, one.decimals)
    state = _state(one)
    badge: list[Widget] = [Badge(state)] if state is not None else []
    age = say("board.age", days=one.age_days) if one.age_days else say("board.fresh")
    return Sheet(
        Label(say(_TITLES[one.id]) if one.id in _TITLES else one.title, "body", "muted"),
        row(
            Label(value, "figure" if measured else "lead", wraps=not measured, style=Style(shrink=1)), spacer(), *badge
        ),
        Label(say("board.source", source=one.note, age=age) if measured else one.note, "body", "muted"),
        style=Style(padding=(10, 14), gap=2, grow=1, basis=0, min_width=0),
    )


_TITLES: Final = {
    "flow.lead": "board.tile_lead",
    "flow.wip": "board.tile_wip",
    "oldest-decision": "board.tile_oldest",
    "gov.hours": "board.tile_load",
}


def _state(one: Tile) -> State | None:
    judged = threshold_of("dec.latency" if one.id == "oldest-decision" else one.id)
    return None if judged is None else judged.state(one.value, one.baseline)


def legend() -> Widget:
    """What the shapes mean."""
    parts: list[tuple[ItemLook, str]] = [
        (ItemLook("feature", "C"), "feature"),
        (ItemLook("fix", "C"), "fix"),
        (ItemLook("experiment", "C"), "experiment"),
        (ItemLook("feature", "C", waiting=True), "waiting"),
        (ItemLook("feature", "C", blocked=True), "blocked"),
        (ItemLook("feature", "C", twin=True), "twice"),
    ]
    shown = [
        row(ItemChip(look), Label(say(f"legend.{name}"), "body", "muted"), gap=2, shrink=0) for look, name in parts
    ]
    return row(*shown, gap=10, wrap=True)


def samples() -> Samples:
    """Pictures: seven busy lines, one line with an outage, nothing waiting, an old tracker, a view that fails."""

    def shown(board: object, **how: object) -> Callable[[], Screen]:
        return lambda: BoardScreen(example.still(board=board, **how))  # type: ignore[arg-type]

    one = example.board(1, 4, outage=True)
    first = replace(
        example.STATUS, scenario="tuesday-board", week=1, tenure=26, blocking="Answer: Outage (due Thu)", capital=40.0
    )
    nothing = replace(example.board(1, 0), empty="Nothing waiting. Enjoy it.")
    old = replace(example.board(3, 3), stale=True, age_days=15, caption="Tracker, as recorded 15 working days ago.")
    return {
        "normal": shown(example.board(7, 3)),
        "first": shown(one, status=first, pauses=example.PAUSES, others={"coach": example.COACH}),
        "busy": shown(example.board(3, 12, outage=True)),
        "empty": shown(nothing),
        "stale": shown(old),
        "error": shown(InputError("the tracker's report of week 8 cannot be read")),
    }


SCREEN = BoardScreen
