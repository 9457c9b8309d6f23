"""The flow map: lines by stages, every item a chip where the tracker had it, sliding when it has moved.

One stop for Tab; arrows walk what is on it: chips, groups of them, trains, incidents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pygame

from engine.ui import texts
from engine.ui.canvas import Canvas
from engine.ui.events import Asked, Event, Pointer
from engine.ui.layout import Measured, Style
from engine.ui.moves import STAY, Move
from engine.ui.widget import Widget
from engine.ui.widgets.chips import SIZE, ItemLook, draw_item
from engine.ui.widgets.flow_places import DENSITIES, Density, Sizes, Spot, arranged, heights
from engine.ui.widgets.table import shortened
from engine.views.models import STAGES, Board, Chip

say = texts.say
Keeps = Callable[[Chip], bool]
_NAME = 92.0  # pixels for the names of lines, where they stand at the left
_LEAST_COLUMN = 80.0  # pixels of a column; where there is less, names of lines go above their rows


@dataclass(frozen=True)
class _Plan:
    """How a map of some width is arranged."""

    density: Density
    sizes: Sizes
    rows: list[int]
    high: int


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
        self._placed: list[Spot] = []
        self._width = -1
        self._plans: dict[int, _Plan] = {}

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
        """As wide as there is room, as high as what is on it makes it."""
        theme = self.stage.theme
        if least:
            return theme.px(320), theme.px(self._room)
        wide = theme.px(560) if width is None else int(width)
        return wide, max(self._plan(wide).high, theme.px(self._room))

    def _plan(self, wide: int) -> _Plan:
        """How close everything must stand to fit at a width, and the heights of rows: the layout asks for it often."""
        if wide not in self._plans:
            room = self.stage.theme.px(self._room)
            for density in DENSITIES:
                sizes = self._sizes(wide, density)
                rows = heights(self._board, density, sizes)
                self._plans[wide] = _Plan(density, sizes, rows, sizes.top + sum(rows) + self.stage.theme.px(6))
                if self._plans[wide].high <= room:
                    break
        return self._plans[wide]

    def _sizes(self, wide: int, density: Density) -> Sizes:
        px, grown = self.stage.theme.px, self.stage.theme.grown
        above, body = self._above(wide), self.stage.fonts.face("body").line
        least: list[int] = []
        for row in self._board.rows:
            name = self.stage.flows.flow(row.name, "label", self._name(wide) - px(8)).height if not above else 0
            least.append(name + body + px(14) if not above else 0)
        return Sizes(
            left=self._name(wide),
            column=self._column(wide),
            top=self._head(wide),
            above=above,
            beside=tuple(least),
            side=px(grown(SIZE) + 4),
            small=px(grown(7)),
            train=body + px(6),
            across=px(grown(density.across)),
            down=px(grown(density.down)),
            lean=px(grown(8)) if density.weeks else 0,
        )

    def _place(self) -> None:
        """Work out where everything stands, once the map has its width."""
        wide = self.rect.width
        if wide != self._width and wide > 0:
            self._width = wide
            plan = self._plan(wide)
            self._placed = arranged(self._board, plan.density, plan.sizes)

    @property
    def _spots(self) -> list[Spot]:
        self._place()
        return self._placed

    def _remember(self) -> None:
        """Note where chips stand, so that those that move next slide from there."""
        targets = {spot.key: spot.centre for spot in self._spots if spot.part == "chip"}
        memory = self._memory
        if targets != memory.now:
            resized = memory.width != self.rect.width
            memory.before = {} if resized else memory.now
            memory.now, memory.width = targets, self.rect.width
            memory.turn += 1

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
        staggered, plan = self._staggered(self.rect.width), self._plan(self.rect.width)
        top = self.rect.y + self._head(self.rect.width)
        for n, stage in enumerate(STAGES):
            x = self.rect.x + name_wide + n * column
            y = self.rect.y + px(7) + (face.line if staggered and n % 2 else 0)
            anchor_x = min(x + column // 2, self.rect.right - px(6) - face.width(say(f"stages.{stage}")) // 2)
            canvas.text(say(f"stages.{stage}"), (anchor_x, y), "label", "muted", anchor="centre")
            canvas.fill(pygame.Rect(x, top, px(1), self.rect.bottom - top - px(8)), "line")
        y = top
        body = canvas.fonts.face("body")
        for row, height in zip(self._board.rows, plan.rows, strict=True):
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
                outages = -(-len(row.outages) // max(1, column // px(grown(plan.density.across))))
                down = y + above + px(8) + outages * px(grown(plan.density.down))
                canvas.text(words, (x, down), "body", "muted", anchor="centre")
            y += height

    def _paint_chip(self, canvas: Canvas, spot: Spot, share: float) -> None:
        chip = spot.chips[0]
        x, y = spot.centre
        before = self._memory.before.get(spot.key)
        if share < 1.0 and before is not None:
            x, y = round(before[0] + (x - before[0]) * share), round(before[1] + (y - before[1]) * share)
        near = self._box(spot).inflate(spot.size)
        near.center = self.rect.x + x, self.rect.y + y
        if not near.colliderect(canvas.surface.get_clip()):
            return
        faded = not self._keeps(chip)
        look = ItemLook(
            chip.kind,
            chip.letter,
            chip.waiting,
            chip.blocked,
            chip.duplicate_suspected,
            (chip.weeks_in_stage or None) if self._plan(self.rect.width).density.weeks else None,
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
