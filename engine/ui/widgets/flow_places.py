"""Where everything on the flow map stands: arithmetic only, nothing is drawn here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from engine.views.models import Board, Cell, Chip, ChipKind, Outage, Row

Part = Literal["chip", "group", "train", "outage"]
LIMIT: Final = 8  # chips of a cell beyond which they collapse
_TRAIN: Final = 0.8  # lines of chips that a train takes


@dataclass(frozen=True)
class Density:
    """How close chips stand; the first at which the map fits its room is taken.

    Attributes:
        limit: chips of a cell beyond which they collapse.
        across: pixels of the design from chip to chip.
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


@dataclass(frozen=True)
class Sizes:
    """Lengths of a map, in device pixels.

    Attributes:
        left: of the first column.
        column: width of each.
        top: of the first row.
        above: height of the names above rows; 0 where they stand beside.
        beside: least height of a row, for the name beside it, by row.
        side: of a chip's box.
        small: a small gap.
        train: height of a train.
        across: from chip to chip.
        down: the same.
        lean: by how much a chip's weeks stick out at its right.
    """

    left: int
    column: int
    top: int
    above: int
    beside: tuple[int, ...]
    side: int
    small: int
    train: int
    across: int
    down: int
    lean: int

    @property
    def in_line(self) -> int:
        """Chips beside each other in a cell."""
        return max(1, self.column // self.across)


def parts(cell: Cell, limit: int) -> Iterator[tuple[str, list[ChipKind], tuple[Chip, ...]]]:
    """Queue and active of a cell: kinds that collapse into groups, and the chips that do not."""
    collapses = len(cell.queue) + len(cell.active) > limit
    for name, chips in (("queue", cell.queue), ("active", cell.active)):
        if not chips:
            continue
        many: list[ChipKind] = []
        if collapses:
            many = [kind for kind, count in Counter(chip.kind for chip in chips).most_common() if count > 1]
        yield name, many, tuple(chip for chip in chips if chip.kind not in many) if many else chips


def depth(row: Row, cell: Cell, density: Density, in_line: int) -> float:
    """How many lines of chips a cell takes."""
    if cell.stage == "live":
        return -(-len(row.outages) // in_line) + (1.0 if cell.count else 0.0)
    taken = _TRAIN if cell.stage == "release" else 0.0
    for _, many, chips in parts(cell, density.limit):
        taken += len(many) + -(-len(chips) // in_line)
    return taken


def heights(board: Board, density: Density, sizes: Sizes) -> list[int]:
    """How high each row is."""
    found = []
    for row, least in zip(board.rows, sizes.beside, strict=True):
        deepest = max(1.0, *(depth(row, cell, density, sizes.in_line) for cell in row.cells))
        found.append(max(round(deepest * sizes.down) + 2 * sizes.small + sizes.above, least))
    return found


def arranged(board: Board, density: Density, sizes: Sizes) -> list[Spot]:
    """Everything on the map, in reading order."""
    found: list[Spot] = []
    y = sizes.top
    for row, height in zip(board.rows, heights(board, density, sizes), strict=True):
        for n, cell in enumerate(row.cells):
            found += _cell(row, n, cell, y + sizes.above, density, sizes)
        y += height
    return found


def _cell(row: Row, n: int, cell: Cell, top: int, density: Density, sizes: Sizes) -> Iterator[Spot]:
    """What is in a cell."""
    left, in_line = sizes.left + n * sizes.column, sizes.in_line
    widest = len(row.outages) if cell.stage == "live" else max(len(cell.queue), len(cell.active))
    beside = min(in_line, max(1, widest))
    start = left + (sizes.column - (beside - 1) * sizes.across - sizes.lean) // 2
    box = sizes.side, sizes.side
    at = 0.0

    def place(number: int) -> tuple[int, int]:
        down = round((at + number // in_line + 0.5) * sizes.down)
        return start + number % in_line * sizes.across, top + down + sizes.small

    if cell.stage == "live":
        for number, outage in enumerate(row.outages):
            yield Spot("outage", f"outage/{row.line}/{number}", row, n, place(number), box, outage=outage)
        return
    if cell.stage == "release":
        size = sizes.column - sizes.small, sizes.train
        centre = left + sizes.column // 2, top + sizes.small + sizes.train // 2
        yield Spot("train", f"train/{row.line}", row, n, centre, size)
        at = _TRAIN
    for name, many, chips in parts(cell, density.limit):
        whole = cell.queue if name == "queue" else cell.active
        for kind in many:
            mine = tuple(chip for chip in whole if chip.kind == kind)
            centre = left + sizes.column // 2, place(0)[1]
            size = sizes.column - sizes.small, sizes.side
            yield Spot("group", f"{row.line}/{cell.stage}/{name}/{kind}", row, n, centre, size, mine)
            at += 1.0
        for number, chip in enumerate(chips):
            yield Spot("chip", f"item/{chip.item}", row, n, place(number), box, (chip,))
        at += -(-len(chips) // in_line)
