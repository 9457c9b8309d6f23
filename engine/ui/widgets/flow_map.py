"""The flow map: lines by stages, every item a chip where the tracker had it, sliding when it has moved.

One stop for Tab; arrows walk what is on it: chips, groups of them, trains, incidents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import pygame

from engine.ui import texts
from engine.ui.canvas import Canvas
from engine.ui.events import Asked, Event, Pointer
from engine.ui.layout import Measured, Style
from engine.ui.moves import STAY, Move
from engine.ui.widget import Widget
from engine.ui.widgets.chips import KINDS, SIZE, ItemLook, draw_item
from engine.ui.widgets.table import shortened
from engine.views.models import STAGES, Board, Cell, Chip, Outage, Row

say = texts.say
Part = Literal["chip", "group", "train", "outage"]
Keeps = Callable[[Chip], bool]
LIMIT: Final = 8  # chips of a cell beyond which they collapse


@dataclass(frozen=True)
class Density:
    """How close chips stand; the first at which the map fits its room is taken.

    Attributes:
        limit: chips of a cell beyond which they collapse.
        across: pixels from chip to chip.
        down: the same.
        weeks: whether the corners say for how many weeks.
    """

    limit: int
    across: float
    down: float
    weeks: bool


DENSITIES: Final = (
    Density(LIMIT, 44, 38, True), Density(LIMIT, 30, 32, False), Density(4, 30, 32, False), Density(2, 30, 32, False)
)  # fmt: skip
_NAME = 92.0  # pixels for the names of lines, where they stand at the left
_LEAST_COLUMN = 80.0  # pixels of a column; where there is less, names of lines go above their rows


@dataclass(frozen=True)
class Spot:
    """Something on the map that can be chosen.

    Attributes:
        part: what it is.
        key: by which it is found again after a week: an item's number, or place and kind.
        row: of the board.
        stage: number of its stage.
        centre: in device pixels from the map's top left.
        size: of the box that the ring goes around, in device pixels.
        chips: that it stands for.
        outage: that it is.
    """

    part: Part
    key: str
    row: Row
    stage: int
    centre: tuple[int, int]
    size: tuple[int, int]
    chips: tuple[Chip, ...] = ()
    outage: Outage | None = None


@dataclass
class _Memory:
    """What the map remembers: what is chosen, and where chips were before they moved."""

    chosen: str = ""
    turn: int = 0
    width: int = 0
    now: dict[str, tuple[int, int]] = field(default_factory=dict)
    before: dict[str, tuple[int, int]] = field(default_factory=dict)


class FlowMap(Widget):
    """The board's map.

    Args:
        board: what the tracker says.
        room: height that there is for it, in pixels of the design.
        keeps: which chips are looked for; the others fade.
        opened: is told what was chosen on Enter.
    """

    focusable = True
    hot = True
    moves = True

    def __init__(
        self, board: Board, room: float, keeps: Keeps, opened: Callable[[Spot], Move | None], *, key: str = ""
    ) -> None:
        super().__init__(key=key, style=Style(shrink=0))
        self._board, self._room, self._keeps, self._opened = board, room, keeps, opened
        self._memory = _Memory()
        self._spots: list[Spot] = []
        self._width = -1
        self._heights: list[int] = []
        self._density = DENSITIES[0]

    def prepare(self) -> None:
        """Look up what is chosen and where chips were."""
        self._memory = self.remembered("map", _Memory)

    # -- Places -------------------------------------------------------------------------------------------------------

    def _name(self, width: int) -> int:
        """Room for names at the left of rows; none where they stand above."""
        px, theme = self.stage.theme.px, self.stage.theme
        beside = px(theme.grown(_NAME))
        return beside if (width - beside) // len(STAGES) >= px(theme.grown(_LEAST_COLUMN)) else px(4)

    def _above(self, width: int) -> int:
        """Height of the names above rows."""
        beside = self._name(width) > self.stage.theme.px(4)
        return 0 if beside else self.stage.fonts.face("label").line + self.stage.theme.px(6)

    def _column(self, width: int) -> int:
        return (width - self._name(width) - self.stage.theme.px(4)) // len(STAGES)

    def _staggered(self, width: int) -> bool:
        """Whether names of stages need two lines, because columns are narrow."""
        face = self.stage.fonts.face("label")
        widest = max(face.width(say(f"stages.{stage}")) for stage in STAGES)
        return widest + self.stage.theme.px(4) > self._column(width)

    def _head(self, width: int) -> int:
        lines = 2 if self._staggered(width) else 1
        return lines * self.stage.fonts.face("label").line + self.stage.theme.px(14)

    def measure(self, width: float | None, least: bool) -> Measured:
        """As wide as there is room, as high as the limit of chips makes it."""
        theme = self.stage.theme
        wide = theme.px(560) if width is None else int(width)
        if least:
            wide = theme.px(320)
        self._place(wide)
        return wide, max(self._head(wide) + sum(self._heights) + theme.px(6), theme.px(self._room))

    def _place(self, wide: int) -> None:
        """Work out where everything stands, collapsed as far as it takes to fit."""
        if wide == self._width:
            return
        self._width = wide
        room = self.stage.theme.px(self._room)
        for density in DENSITIES:
            self._density = density
            self._spots, self._heights = self._placed(wide)
            if self._head(wide) + sum(self._heights) + self.stage.theme.px(6) <= room:
                break

    def _remember(self) -> None:
        """Note where chips stand, so that those that move next slide from there."""
        targets = {spot.key: spot.centre for spot in self._spots if spot.part == "chip"}
        memory = self._memory
        if targets != memory.now:
            resized = memory.width != self.rect.width
            memory.before = {} if resized else memory.now
            memory.now, memory.width = targets, self.rect.width
            memory.turn += 1

    def _placed(self, wide: int) -> tuple[list[Spot], list[int]]:
        spots: list[Spot] = []
        heights: list[int] = []
        y = self._head(wide)
        px, grown = self.stage.theme.px, self.stage.theme.grown
        for row in self._board.rows:
            found: list[Spot] = []
            above = self._above(wide)
            deepest = 1.0
            for n, cell in enumerate(row.cells):
                deepest = max(deepest, self._cell(found, row, n, cell, y + above, wide))
            height = round(deepest * px(grown(self._density.down))) + px(grown(14)) + above
            if not above:
                name = self.stage.flows.flow(row.name, "label", self._name(wide) - px(8))
                height = max(height, name.height + self.stage.fonts.face("body").line + px(14))
            spots += found
            heights.append(height)
            y += height
        return spots, heights

    def _cell(self, spots: list[Spot], row: Row, n: int, cell: Cell, top: int, wide: int) -> float:
        """Put what is in a cell; how many lines of chips it takes."""
        px, grown = self.stage.theme.px, self.stage.theme.grown
        column = self._column(wide)
        left = self._name(wide) + n * column
        pitch_x, pitch_y = px(grown(self._density.across)), px(grown(self._density.down))
        across = max(1, column // pitch_x)
        lean = px(grown(8)) if self._density.weeks else 0  # weeks stick out at the right of a chip
        beside = min(across, max(1, len(cell.queue), len(cell.active), len(row.outages) if cell.stage == "live" else 0))
        start = left + (column - (beside - 1) * pitch_x - lean) // 2
        at = 0.0
        side = px(grown(SIZE) + 4)

        def place(at: float, place_in_line: int) -> tuple[int, int]:
            return start + place_in_line * pitch_x, top + round((at + 0.5) * pitch_y) + px(grown(10))

        if cell.stage == "release":
            box = column - px(8), self.stage.fonts.face("body").line + px(6)
            centre = left + column // 2, top + px(grown(8)) + box[1] // 2
            spots.append(Spot("train", f"train/{row.line}", row, n, centre, box))
            at += 0.8
        if cell.stage == "live":
            for number, outage in enumerate(row.outages):
                key = f"outage/{row.line}/{number}"
                centre = place(at + number // across, number % across)
                spots.append(Spot("outage", key, row, n, centre, (side, side), outage=outage))
            return at + -(-len(row.outages) // across) + (1.0 if cell.count else 0.0)
        collapses = len(cell.queue) + len(cell.active) > self._density.limit
        for part, chips in (("queue", cell.queue), ("active", cell.active)):
            if not chips:
                continue
            counts = Counter(chip.kind for chip in chips)
            many = [kind for kind, count in counts.most_common() if collapses and count > 1]
            for kind in many:
                mine = tuple(chip for chip in chips if chip.kind == kind)
                centre = left + column // 2, place(at, 0)[1]
                key = f"{row.line}/{cell.stage}/{part}/{kind}"
                spots.append(Spot("group", key, row, n, centre, (column - px(10), side), mine))
                at += 1.0
            chips = tuple(chip for chip in chips if chip.kind not in many)
            for number, chip in enumerate(chips):
                centre = place(at + number // across, number % across)
                spots.append(Spot("chip", f"item/{chip.item}", row, n, centre, (side, side), (chip,)))
            at += -(-len(chips) // across)
        return at

    # -- What is chosen -----------------------------------------------------------------------------------------------

    @property
    def spots(self) -> Sequence[Spot]:
        """Everything that can be chosen, in reading order."""
        return self._spots

    @property
    def chosen(self) -> Spot | None:
        """What is chosen; at first what most needs to be looked at."""
        found = next((spot for spot in self._spots if spot.key == self._memory.chosen), None)
        if found is None and self._spots:
            urgent = [spot for spot in self._spots if spot.part == "outage"]
            blocked = [spot for spot in self._spots if any(chip.blocked for chip in spot.chips)]
            found = next(iter([*urgent, *blocked, *self._spots]))
        return found

    def _choose(self, spot: Spot) -> Move:
        self._memory.chosen = spot.key
        self.stage.damage(self.rect.inflate(self.stage.theme.px(12), self.stage.theme.px(12)))
        for around in list(self.up())[1:]:
            around.reveal(self)
        for widget in self.stage.front.tree.walk() if self.stage.front.tree is not None else ():
            if widget.follows_focus:
                widget.repaint()
        return STAY

    def on(self, event: Event) -> Move | None:
        """Arrows walk, Enter opens; a press does both."""
        here = self.chosen
        if isinstance(event, Asked) and here is not None:
            if event.action == "enter":
                return self._opened(here) or STAY
            if event.action in ("left", "right", "up", "down"):
                to = self._toward(here, event.action)
                return None if to is None else self._choose(to)
            if event.action in ("first", "last"):
                return self._choose(self._spots[0 if event.action == "first" else -1])
        if isinstance(event, Pointer) and event.kind in ("press", "release"):
            under = self._under(event.x, event.y)
            if under is None:
                return STAY
            if event.kind == "press":
                return self._choose(under)
            return (self._opened(under) or STAY) if here is not None and under.key == here.key else STAY
        return None

    def _toward(self, here: Spot, way: str) -> Spot | None:
        best: tuple[float, Spot] | None = None
        for spot in self._spots:
            dx, dy = spot.centre[0] - here.centre[0], spot.centre[1] - here.centre[1]
            along, aside = (dx, dy) if way in ("left", "right") else (dy, dx)
            along = along if way in ("right", "down") else -along
            if spot is here or along <= 2 or along < abs(aside) * 0.35:
                continue
            cost = along + 3.0 * abs(aside)
            if best is None or cost < best[0]:
                best = (cost, spot)
        return None if best is None else best[1]

    def _box(self, spot: Spot) -> pygame.Rect:
        box = pygame.Rect((0, 0), spot.size)
        box.center = (self.rect.x + spot.centre[0], self.rect.y + spot.centre[1])
        return box

    def _under(self, x: int, y: int) -> Spot | None:
        return next((spot for spot in self._spots if self._box(spot).collidepoint(x, y)), None)

    def ring(self) -> tuple[pygame.Rect, float] | None:
        """Around what is chosen."""
        chosen = self.chosen
        if chosen is None:
            return self.rect.inflate(-self.stage.theme.px(12), -self.stage.theme.px(12)), 6
        return self._box(chosen), 8

    def tip_at(self, x: int, y: int) -> str:
        """What lies under the pointer."""
        spot = self._under(x, y)
        return "" if spot is None else described(spot)

    def says(self) -> str:
        """What is chosen, and what Enter does."""
        chosen = self.chosen
        if chosen is None:
            return self._board.empty
        return say("board.enter", what=described(chosen))

    # -- Drawing ------------------------------------------------------------------------------------------------------

    def paint(self, canvas: Canvas) -> None:
        """Columns, lines, and what is on them."""
        self._place(self.rect.width)
        self._remember()
        canvas.panel(self.rect)
        self._paint_grid(canvas)
        memory = self._memory
        share = self.stage.glide(f"{self.path}#turn", float(memory.turn)) - (memory.turn - 1)
        seen = canvas.surface.get_clip()
        for spot in self._spots:
            if spot.part == "chip":
                self._paint_chip(canvas, spot, min(1.0, max(0.0, share)))
            elif self._box(spot).colliderect(seen):
                {"group": self._paint_group, "train": self._paint_train, "outage": self._paint_outage}[spot.part](
                    canvas, spot
                )

    def _paint_grid(self, canvas: Canvas) -> None:
        px, grown = canvas.px, canvas.theme.grown
        column, name_wide, above = (
            self._column(self.rect.width),
            self._name(self.rect.width),
            self._above(self.rect.width),
        )
        face = canvas.fonts.face("label")
        staggered = self._staggered(self.rect.width)
        top = self.rect.y + self._head(self.rect.width)
        for n, stage in enumerate(STAGES):
            x = self.rect.x + name_wide + n * column
            y = self.rect.y + px(7) + (face.line if staggered and n % 2 else 0)
            anchor_x = min(x + column // 2, self.rect.right - px(6) - face.width(say(f"stages.{stage}")) // 2)
            canvas.text(say(f"stages.{stage}"), (anchor_x, y), "label", "muted", anchor="centre")
            canvas.fill(pygame.Rect(x, top, px(1), self.rect.bottom - top - px(8)), "line")
        y = top
        body = canvas.fonts.face("body")
        for row, height in zip(self._board.rows, self._heights, strict=True):
            canvas.fill(pygame.Rect(self.rect.x + px(8), y, self.rect.width - px(16), px(1)), "line")
            users = say("board.users", users=_short(row.users)) if row.users else say("board.letter", letter=row.letter)
            left = self.rect.x + px(10)
            if above:
                box = pygame.Rect(self.rect.x + px(1), y + px(1), self.rect.width - px(2), above - px(1))
                canvas.fill(box, canvas.tint("raised", "panel", 0.6))
                name = canvas.text(row.name, (left, y + px(3)), "label")
                canvas.text(users, (name.right + px(12), y + px(3)), "body", "muted")
            else:
                flow = canvas.flows.flow(row.name, "label", name_wide - px(8))
                canvas.flow(flow, (left, y + px(8)))
                room = name_wide - px(8)
                whole = users if body.width(users) <= room else shortened(users, room, body.width)
                canvas.text(whole, (left, y + px(8) + flow.height), "body", "muted", cut=whole != users)
            live = row.cells[-1].count
            if live:
                words = say("board.live", count=live)
                x = self.rect.x + name_wide + 7 * column + column // 2
                outages = -(-len(row.outages) // max(1, column // px(grown(self._density.across))))
                down = y + above + px(8) + outages * px(grown(self._density.down))
                canvas.text(words, (x, down), "body", "muted", anchor="centre")
            y += height

    def _paint_chip(self, canvas: Canvas, spot: Spot, share: float) -> None:
        chip = spot.chips[0]
        x, y = spot.centre
        before = self._memory.before.get(spot.key)
        if share < 1.0 and before is not None:
            x, y = round(before[0] + (x - before[0]) * share), round(before[1] + (y - before[1]) * share)
        faded = not self._keeps(chip)
        look = ItemLook(
            chip.kind,
            chip.letter,
            chip.waiting,
            chip.blocked,
            chip.duplicate_suspected,
            (chip.weeks_in_stage or None) if self._density.weeks else None,
            self._board.stale,
            faded,
        )
        draw_item(canvas, look, (self.rect.x + x, self.rect.y + y))

    def _paint_group(self, canvas: Canvas, spot: Spot) -> None:
        """A shape, and how many of it; dashed for those that wait."""
        box = self._box(spot)
        chip = spot.chips[0]
        blocked = any(one.blocked for one in spot.chips)
        face = canvas.fonts.face("label")
        words = f"×{len(spot.chips)}"
        wide = canvas.px(canvas.theme.grown(SIZE)) + canvas.px(6) + face.width(words, True)
        left = box.centerx - wide // 2
        look = ItemLook(
            chip.kind,
            chip.letter,
            chip.waiting,
            blocked,
            any(one.duplicate_suspected for one in spot.chips),
            None,
            self._board.stale,
            not any(self._keeps(one) for one in spot.chips),
        )
        draw_item(canvas, look, (left + canvas.px(canvas.theme.grown(SIZE)) // 2, box.centery))
        at = (left + canvas.px(canvas.theme.grown(SIZE)) + canvas.px(6), box.centery - face.line // 2)
        canvas.text(words, at, "label", tabular=True)

    def _paint_train(self, canvas: Canvas, spot: Spot) -> None:
        """When the next release departs, and how much is on it."""
        box, train = self._box(spot), spot.row.train
        canvas.panel(box, canvas.tint("primary", "panel", 0.16), None, 6)
        if not train.every_days:
            words = say("board.no_train")
        else:
            days = train.departs_in_days if train.departs_in_days is not None else train.every_days
            words = say("board.train", days=days, load=train.load)
        face = canvas.fonts.face("body")
        whole = words if face.width(words) <= box.width else shortened(words, box.width, face.width)
        at = (box.centerx, box.centery - face.line // 2)
        canvas.text(whole, at, "body", "text", anchor="centre", cut=whole != words)

    def _paint_outage(self, canvas: Canvas, spot: Spot) -> None:
        """An octagon; what it says is told below."""
        box = self._box(spot)
        canvas.mark("octagon", canvas.theme.grown(SIZE) + 2, box.center, "act")
        face = canvas.fonts.face("label")
        canvas.text("!", (box.centerx, box.centery - face.line // 2), "label", "background", anchor="centre")


def _short(users: int) -> str:
    """A count of people, short."""
    return f"{users / 1000:.0f}k" if users >= 1000 else str(users)


def described(spot: Spot) -> str:
    """What something on the map is, in words.

    Args:
        spot: chosen, or under the pointer.
    """
    row, stage = spot.row, say(f"stages.{STAGES[spot.stage]}")
    if spot.part == "train":
        train = row.train
        if not train.every_days:
            return say("board.says_no_train", line=row.name)
        return say(
            "board.says_train",
            line=row.name,
            days=train.departs_in_days if train.departs_in_days is not None else "?",
            load=train.load,
            every=train.every_days,
        )
    if spot.outage is not None:
        path = say(f"paths.{spot.outage.emergency_path}")
        return say(
            "board.says_outage",
            line=row.name,
            percent=f"{spot.outage.severity_percent:.0f}",
            days=spot.outage.days,
            path=path,
        )
    if spot.part == "group":
        oldest = max(chip.weeks_in_stage for chip in spot.chips)
        kind, waits = say(f"kinds.{spot.chips[0].kind}_many"), _waits(spot.chips[0])
        return say(
            "board.says_group", count=len(spot.chips), kind=kind, line=row.name, stage=stage, waits=waits, weeks=oldest
        )
    chip = spot.chips[0]
    said = say(
        "board.says_chip",
        kind=say(f"kinds.{chip.kind}"),
        item=chip.item,
        line=row.name,
        stage=stage,
        waits=_waits(chip),
        weeks=chip.weeks_in_stage,
        age=chip.weeks_open,
    )
    more = [
        say(f"board.says_{name}")
        for name, holds in (("duplicate", chip.duplicate_suspected), ("one_way", chip.one_way), ("risky", chip.risky))
        if holds
    ]
    return " ".join([said[:1].upper() + said[1:], *more])


def _waits(chip: Chip) -> str:
    return say("board.blocked") if chip.blocked else say("board.waiting") if chip.waiting else say("board.working")


__all__ = ["KINDS", "FlowMap", "Spot", "described"]
