"""`lab balance`: is a scenario luck, trap or skill?"""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from engine.commands.guard import CHECK_FAILED, FINE
from engine.commands.lab_options import hands_of, hands_options, progress_option, watching
from engine.commands.output import check_target, document, json_option, say, table, write_whole
from engine.commands.running import SEED

if TYPE_CHECKING:
    from engine.lab.balance import Balance

ALL = "all"


@click.command()
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]…")
@click.option("--seeds", type=click.IntRange(8, 4096), help="Worlds of each policy.  [default: 48; 200 with --full]")
@click.option("--full", is_flag=True, help="200 worlds a policy and every pair: minutes.")
@click.option("--first-seed", type=SEED, help="The first of the seeds.")
@click.option(
    "--page", type=click.Path(path_type=pathlib.Path), metavar="FILE.html", help="Write a page with pictures."
)
@click.option("--force", is_flag=True, help="Replace a page that stands there.")
@hands_options
@progress_option
@json_option
def balance(
    scenarios: tuple[str, ...],
    seeds: int | None,
    full: bool,
    first_seed: int | None,
    page: pathlib.Path | None,
    force: bool,
    threads_: int | None,
    workers: int,
    cluster: str | None,
    trust_cluster: bool,
    progress_json: bool,
    as_json: bool,
) -> int:
    """Measure each SCENARIO (all scored ones unless named) against the tuning targets; exit 1 where one is missed.

    Policies by single worlds, skill against luck, interventions alone and in pairs, what could be told apart by the end
    of the tenure, ways to win, and when the textbook's gain is settled.
    """
    if page is not None:
        check_target(page, force)
    with watching("waking the kernel", progress_json) as told:
        from engine.lab.balance import FIRST_SEED, Effort, across
        from engine.lab.balance import balance as measure
        from engine.panels import scored_scenarios

        count = seeds or (200 if full else 48)
        effort = Effort(count, max(8, count // 3), max(8, count // 3), every_pair=full)
        hands = hands_of(threads_, workers, cluster, trust_cluster)
        names = list(scenarios) if scenarios and scenarios != (ALL,) else scored_scenarios()
        first = FIRST_SEED if first_seed is None else first_seed
        found = [measure(name, effort, hands, first_seed=first, told=told) for name in names]
        crossed = across(found)
    if page is not None:
        from engine.lab.page import page as text_of

        write_whole(page, text_of(found).encode(), force=force)
    if as_json:
        document({"scenarios": [_report(one) for one in found], "across": crossed})
    else:
        _tell(found, crossed)
    return CHECK_FAILED if crossed or any(one.missed for one in found) else FINE


def _tell(found: Sequence[Balance], crossed: Sequence[str]) -> None:
    from engine.lab.page import decisive_in_words, skill_in_words, ways_in_words

    for one in found:
        say(f"{one.scenario.title} ({one.scenario.id}, version {one.scenario.version})")
        if not one.binds:
            say("nothing binds here: the textbook is not clear of doing nothing" + (", as meant" * one.is_placebo))
            say()
            continue
        rows = [
            (entry.target.policy, entry.target.measure, entry.wanted(), entry.shown(), "" if entry.met else "missed")
            for entry in one.checked
        ]
        table(("policy", "measure", "wanted", "found", ""), rows, right=("wanted", "found"))
        say()
        rows = [
            (
                entry.id,
                f"{entry.points.value or 0.0:+.0f}",
                f"± {entry.points.half_width or 0.0:.0f}",
                f"{entry.signal:.1f}",
                entry.verdict,
            )
            for entry in one.alone
        ]
        table(("alone", "O", "95 %", "stands out", "verdict"), rows, right=("O", "95 %", "stands out"))
        say()
        for line in (ways_in_words(one), decisive_in_words(one), skill_in_words(one)):
            _wrapped(line)
        _wrapped("missed: " + (", ".join(one.missed) or "nothing"))
        say()
    for line in crossed:
        _wrapped(line)
    say("O of single worlds, paired by seed: 0 is doing nothing, 100 the textbook's mean.")
    say("stands out: SD of what one company's reports do by themselves over the tenure.")


def _wrapped(text: str) -> None:
    import textwrap

    for line in textwrap.wrap(text, 80):
        say(line)


def _report(one: Balance) -> dict[str, Any]:
    from engine.lab.targets import measures

    return {
        "scenario": one.scenario.id,
        "version": one.scenario.version,
        "binds": one.binds,
        "missed": one.missed,
        "targets": [
            {
                "id": entry.target.id,
                "low": entry.target.low,
                "high": entry.target.high,
                "found": entry.found,
                "met": entry.met,
            }
            for entry in one.checked
        ],
        "policies": {name: measures(values) for name, values in one.points.items() if len(values)},
        "skill_share": one.skill_share,
        "interventions": [
            {
                "id": entry.id,
                "points": entry.points.value,
                "interval": entry.points.interval,
                "launched": entry.launched,
                "verdict": entry.verdict,
                "stands_out": entry.signal,
                "source": entry.source,
                "told_apart": entry.told_apart,
                "worse_first": entry.worse_first,
            }
            for entry in one.alone
        ],
        "pairs": [
            {
                "ids": list(pair.ids),
                "points": pair.points.value,
                "beyond_both": pair.together.value,
                "clear": pair.together.clear,
            }
            for pair in one.pairs
        ],
        "dominant": one.dominant,
        "ways": one.ways,
        "plans": one.winners,
        "foreign": one.foreign_means,
        "decisive_week": one.decisive_week,
    }
