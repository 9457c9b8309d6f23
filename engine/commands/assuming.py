"""`assumptions`: every constant of the model, and whether the lessons keep their sign when what is assumed changes."""

from __future__ import annotations

import pathlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from engine.commands.guard import CHECK_FAILED, FINE
from engine.commands.output import WAKING, Progress, check_target, document, json_option, say, table, write_whole
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.constants import Constant
    from engine.tornado import Swing, Tornado

_FILE = click.Path(path_type=pathlib.Path)


@click.command()
@click.option("--scenario", metavar="ID|FILE", help="The constants of this scenario instead of the shared defaults.")
@click.option("--lessons", is_flag=True, help="What the lessons rest on, instead of the constants.")
@click.option("--measure", is_flag=True, help="Measure that anew first: halve, double and draw; many minutes.")
@click.option("--quick", is_flag=True, help="With few worlds and draws: to see that it runs, not to believe it.")
@click.option("--out", type=_FILE, metavar="FILE.json", help="Write what was measured.")
@click.option("--page", type=_FILE, metavar="FILE.md", help="Write the page of it.")
@json_option
def assumptions(
    scenario: str | None,
    lessons: bool,
    measure: bool,
    quick: bool,
    out: pathlib.Path | None,
    page: pathlib.Path | None,
    as_json: bool,
) -> int:
    """Every constant of the model: value, plausible range, evidence grade, source, and what rests on it.

    A constant of grade X is an assumption: it was halved and doubled to see whether the headline lessons keep their
    sign. With --measure the exit status is 1 if a lesson loses its sign in more than one draw of ten.
    """
    if (quick or out is not None) and not measure:
        raise InputError(f"{'--quick' if quick else '--out'} goes with --measure")
    if scenario is not None and (measure or lessons):
        raise InputError("--scenario goes with the list of constants; lessons are measured in scenarios of their own")
    for target in (out, page):
        if target is not None:
            check_target(target, force=True)
    if measure or lessons or page is not None:
        return _lessons(measure, quick, out, page, as_json)
    from engine.constants import constants, moves

    found = [*constants(scenario), *moves()]
    shipped = None if scenario is not None else _shipped()
    if as_json:
        by_id = {} if shipped is None else {swing.id: swing for swing in shipped.constants}
        document([{**asdict(one), "signs": _signs(shipped, by_id.get(one.id))} for one in found])
        return FINE
    _say_constants(found, shipped)
    return FINE


def _shipped() -> Tornado | None:
    from engine.tornado import load

    return load()


# --- the constants ----------------------------------------------------------------------------------------------------
def _say_constants(found: list[Constant], shipped: Tornado | None) -> None:
    told = {} if shipped is None else {swing.id: swing for swing in shipped.constants}
    groups: dict[str, list[tuple[object, ...]]] = {}
    for one in found:
        signs = _signs_in_words(shipped, told.get(one.id))
        cells = (one.name, one.quantity, one.grade, f"{one.meaning}. {one.source}{signs}")
        groups.setdefault(one.section, []).append(cells)
    for group, rows in groups.items():
        say(f"{group}.")
        table(("name", "value (range)", "grade", "what it is. source"), rows, widths=(24, 18, 5, None))
        say()
    say("grades: P primary document read, A its abstract read, S secondary source, V")
    say("vendor or self-selected survey, M from memory, X assumption, C computed.")
    if shipped is None:
        return
    say("[keeps]: every lesson keeps its sign with half and twice of it; [turns …]: these")
    say("do not; [zero]: nothing to halve where lessons are measured. --lessons has more.")
    if shipped.stale is not None:
        say(f"But that was {shipped.stale}: `make tornado` measures it anew.")


def _signs_in_words(shipped: Tornado | None, swing: Swing | None) -> str:
    from engine.tornado import flipped

    if shipped is None or swing is None:
        return ""
    if swing.still:
        return " [zero]"
    turned = flipped(shipped, swing)
    clipped = f", {' and '.join(swing.clipped)} clipped" if swing.clipped else ""
    return f" [turns {'; '.join(turned)}{clipped}]" if turned else f" [keeps{clipped}]"


def _signs(shipped: Tornado | None, swing: Swing | None) -> dict[str, Any] | None:
    """What was measured of one constant, for a program."""
    from engine.tornado import flipped

    if shipped is None or swing is None:
        return None
    return {
        "rules": shipped.rules,
        "stale": shipped.stale is not None,
        "zero": swing.still,
        "clipped": swing.clipped,
        "kept": not flipped(shipped, swing),
        "turned": flipped(shipped, swing),
        "half": swing.half,
        "double": swing.double,
        "untried": swing.untried,
    }


# --- the lessons ------------------------------------------------------------------------------------------------------
def _lessons(measure: bool, quick: bool, out: pathlib.Path | None, page: pathlib.Path | None, as_json: bool) -> int:
    from engine.tornado import holds, text_of
    from engine.validity.tornado_page import page as text_of_page

    tornado = _measured(quick) if measure else _shipped()
    if tornado is None:
        raise InputError("no tornado ships with this version; --measure runs one")
    if out is not None:
        write_whole(out, text_of(tornado).encode(), force=True)
    if page is not None:
        write_whole(page, text_of_page(tornado).encode(), force=True)
    if as_json:
        document(_report(tornado))
    else:
        _say_lessons(tornado)
    return CHECK_FAILED if measure and not holds(tornado) else FINE


def _measured(quick: bool) -> Tornado:
    from engine.commands.running import threads

    with Progress() as progress:
        progress(WAKING)
        from engine.validity.campaign import DRAWS, QUICK, SEEDS
        from engine.validity.campaign import measure as run

        seeds, draws = QUICK if quick else (SEEDS, DRAWS)
        return run(seeds, draws, threads(), told=lambda done, of: progress(f"{done:,} of {of:,} companies measured"))


def _say_lessons(tornado: Tornado) -> None:
    from engine.tornado import kept_alone, kept_share, turning, whole_share
    from engine.validity.tornado_page import known

    rows = []
    for lesson in known(tornado):
        effect = f"{100 * tornado.base[lesson.id]:+.0f} ± {100 * tornado.errors[lesson.id]:.0f}"
        alone, kept = (f"{100 * share(tornado, lesson.id):.0f} %" for share in (kept_alone, kept_share))
        turned = turning(tornado, lesson.id)
        rows.append((lesson.id, effect, turned, alone, kept, _carried(tornado, lesson.id), lesson.claim))
    headings = ("lesson", "effect, %", "turned by", "kept", "draws kept", "carried out", "claim")
    table(headings, rows, right=headings[1:6])
    moving = sum(not swing.still for swing in tornado.constants)
    say(f"\nturned by: constants, of {moving}; kept: of their halves and doubles, one by one; draws kept: of")
    whole = f"{100 * whole_share(tornado):.0f} %"
    say(f"{len(tornado.draws)} in which all of them vary at once; {whole} of those keep every sign.")
    say(f"{tornado.seeds} worlds an effect.")
    say("carried out: the same, of draws in which nobody said no to a launch.")
    say(f"Measured under rules version {tornado.rules}.")
    if tornado.stale is not None:
        say(f"But that was {tornado.stale}: `make tornado` measures it anew.")


def _carried(tornado: Tornado, lesson: str) -> str:
    from engine.tornado import kept_where_tried, tried

    return f"{100 * kept_where_tried(tornado, lesson):.0f} % of {tried(tornado, lesson)}"


def _report(tornado: Tornado) -> dict[str, Any]:
    """What `--lessons --json` prints."""
    from engine.tornado import flipped, holds, kept_alone, kept_share, kept_where_tried, tried, whole_share
    from engine.validity.tornado_page import known

    told = {
        lesson.id: {
            "headline": lesson.headline,
            "claim": lesson.claim,
            "scenario": lesson.scenario,
            "judged": lesson.arms[0],
            "against": lesson.arms[1],
            "wanted": lesson.wanted,
            "effect": tornado.base[lesson.id],
            "error": tornado.errors[lesson.id],
            "kept_alone": kept_alone(tornado, lesson.id),
            "draws_kept": kept_share(tornado, lesson.id),
            "draws_carried_out": tried(tornado, lesson.id),
            "draws_kept_where_carried_out": kept_where_tried(tornado, lesson.id),
        }
        for lesson in known(tornado)
    }
    turned = {swing.id: flipped(tornado, swing) for swing in tornado.constants if flipped(tornado, swing)}
    verdict = {"stale": tornado.stale, "holds": holds(tornado), "whole_draws_kept": whole_share(tornado)}
    return {**verdict, "lessons": told, "turned": turned, "tornado": asdict(tornado)}
