"""The page of the tornado, `docs/assumptions.md`: written by a command, and plain about what does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engine.tornado import (
    KEPT_SHARE,
    Swing,
    Tornado,
    flipped,
    holds,
    keeps,
    kept_alone,
    kept_share,
    kept_where_tried,
    lesson_holds,
    tried,
    turning,
    whole_share,
)
from engine.validity.campaign import QUICK
from engine.validity.lessons import LESSONS, Lesson

CLEAR_ERRORS: Final = 2.0
WIDEST: Final = 10  # constants told of a lesson
MOST_FLIPS: Final = 30
_BAR: Final = 24  # characters of the longest bar


@dataclass(frozen=True)
class Spread:
    """How far one constant swings one effect.

    Attributes:
        id: of the constant.
        half: the effect with half of it.
        double: with twice as much.
        low: the least of both and of the effect as it is.
        high: the most.
    """

    id: str
    half: float
    double: float
    low: float
    high: float


def known(tornado: Tornado) -> list[Lesson]:
    """Lessons that were measured and are still taught."""
    return [lesson for lesson in LESSONS if lesson.id in tornado.base]


def spreads(tornado: Tornado, lesson: str) -> list[Spread]:
    """Every constant that was varied, what swings a lesson most first."""
    here, found = tornado.base[lesson], []
    for swing in tornado.constants:
        if not swing.still:
            half, double = swing.half[lesson], swing.double[lesson]
            found.append(Spread(swing.id, half, double, min(half, double, here), max(half, double, here)))
    return sorted(found, key=lambda spread: (spread.low - spread.high, spread.id))


def bar(spread: Spread, here: float, widest: tuple[float, float]) -> str:
    """A swing as text: `░` towards less, `│` where the effect is as it is, `█` towards more."""
    low, high = widest
    scale = _BAR / (high - low) if high > low else 0.0
    below, above = round((here - spread.low) * scale), round((spread.high - here) * scale)
    return " " * (round((here - low) * scale) - below) + "░" * below + "│" + "█" * above


def percent(share: float) -> str:
    """A share, signed, in percent."""
    return f"{100.0 * share:+.1f} %"


def page(tornado: Tornado) -> str:
    """The page's text."""
    lines = [
        "# What the lessons rest on",
        "",
        f"Written by `make tornado` under rules version {tornado.rules}: {tornado.seeds} worlds an effect, paired by",
        f"seed; {len(tornado.draws)} draws. Every constant of grade X is halved and doubled, inside its range,",
        "wherever a lesson is measured; then all of them are drawn at once, each between a half and twice itself,",
        "evenly in the logarithm. A lesson is the sign of an effect, never its size. All of it is about this model.",
        "`steerco assumptions` tells what each constant does. A plan counts as carried out where each of its launches",
        "was accepted in half of the worlds at least: where people or means say no, a draw says nothing about the",
        "lesson, yet it counts as one that does not keep the sign.",
    ]
    if (tornado.seeds, len(tornado.draws)) == QUICK:
        lines += ["", "**A small sample, to see that it runs: do not lean on it.**"]
    verdict = "Each lesson keeps" if holds(tornado) else "Not every lesson keeps"
    lines += [
        "",
        f"**{verdict} its sign in {100 * KEPT_SHARE:.0f} % of all halvings and doublings, one constant at a time.**",
        f"Where all constants are drawn at once, every lesson keeps its sign in {100 * whole_share(tornado):.0f} %.",
        "",
        *_lessons(tornado),
        *_flips(tornado),
    ]
    for lesson in known(tornado):
        lines += _tornado(tornado, lesson)
    return "\n".join(lines) + "\n"


def _lessons(tornado: Tornado) -> Iterator[str]:
    yield "| lesson | effect | as it is | turned by | one by one | all drawn | of those carried out | verdict |"
    yield "|---|---|---|---|---|---|---|---|"
    for lesson in known(tornado):
        here, error = tornado.base[lesson.id], tornado.errors[lesson.id]
        alone, drawn = kept_alone(tornado, lesson.id), kept_share(tornado, lesson.id)
        verdict = "holds" if lesson_holds(tornado, lesson.id) else "**fails**"
        unclear = "" if abs(here) > CLEAR_ERRORS * error else ", within its error"
        yield (
            f"| {lesson.headline} | {lesson.id}: {lesson.claim} | {percent(here)} ± {100 * error:.1f}{unclear} |"
            f" {turning(tornado, lesson.id)} | {100 * alone:.0f} % | {100 * drawn:.0f} % |"
            f" {100 * kept_where_tried(tornado, lesson.id):.0f} % of {tried(tornado, lesson.id)} | {verdict} |"
        )


def _flips(tornado: Tornado) -> Iterator[str]:
    moving = [swing for swing in tornado.constants if not swing.still]
    clipped = sum(bool(swing.clipped) for swing in moving)
    yield ""
    still = len(tornado.constants) - len(moving)
    yield f"Of {len(tornado.constants)} assumed constants {still} are zero to begin with: nothing to halve."
    yield f"For {clipped} of the others the range allowed a half or twice in part only, somewhere."
    yield "One by one, these turn a lesson:"
    yield ""
    turned: list[Swing] = [swing for swing in moving if flipped(tornado, swing)]
    if not turned:
        yield "none."
        return
    yield "| constant | turns |"
    yield "|---|---|"
    for swing in turned[:MOST_FLIPS]:
        told = (f"{one} (not carried out)" if one in swing.untried else one for one in flipped(tornado, swing))
        yield f"| `{swing.id}` | {', '.join(told)} |"
    if len(turned) > MOST_FLIPS:
        yield f"| and {len(turned) - MOST_FLIPS} more | |"


def _tornado(tornado: Tornado, lesson: Lesson) -> Iterator[str]:
    told = spreads(tornado, lesson.id)[:WIDEST]
    here = tornado.base[lesson.id]
    yield ""
    yield f"## {lesson.headline}: {lesson.id}"
    yield ""
    yield f"In `{lesson.scenario}`, {lesson.arms[0]} against {lesson.arms[1]}: {percent(here)} as it is."
    yield "Then, with half and with twice of what swings it most:"
    yield ""
    yield "```text"
    if told:
        widest = min(one.low for one in told), max(one.high for one in told)
        width = max(len(one.id) for one in told)
        for one in told:
            turned = "" if keeps(tornado, lesson.id, one.half) and keeps(tornado, lesson.id, one.double) else "  turns"
            numbers = f"{percent(one.half):>9} {percent(one.double):>9}"
            yield f"{one.id:<{width}} {numbers}  {bar(one, here, widest)}{turned}"
    yield "```"
