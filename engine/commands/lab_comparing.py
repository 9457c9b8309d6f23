"""`lab compare`: plans over the same seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.lab_options import hands_of, hands_options, progress_option, seeds_options, watching
from engine.commands.output import document, json_option, say, table
from engine.commands.running import SEED
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.lab.compare import Compared
    from engine.lab.paired import Paired

WINDOWS = ("tenure", "end", "aftermath", "played")


@click.command()
@click.argument("scenario")
@click.option(
    "--plan", "plans", multiple=True, required=True, metavar="NAME|FILE", help="A plan; say it again for more."
)
@click.option("--against", default="none", show_default=True, metavar="NAME|FILE", help="What they are compared with.")
@click.option("--variant", metavar="NAME:PATH=VALUE,…", help="The scenario, changed.")
@click.option("--plan-seed", type=SEED, help="The key of a random plan's draws.  [default: each run's seed]")
@seeds_options(64)
@click.option("--metric", "metrics", multiple=True, metavar="ID", help="Only this metric; say it again for more.")
@click.option(
    "--window", type=click.Choice(WINDOWS), default="tenure", show_default=True, help="Weeks that metrics cover."
)
@click.option("--half-width", "widths", multiple=True, metavar="ID=WIDTH", help="How narrow an interval is wanted.")
@click.option("--adaptive", is_flag=True, help="Double the seeds until intervals are that narrow, to 1,024 at most.")
@click.option("--clear", is_flag=True, help="Leave out differences that are not clear.")
@hands_options
@progress_option
@json_option
def compare(
    scenario: str,
    plans: tuple[str, ...],
    against: str,
    variant: str | None,
    plan_seed: int | None,
    seeds: int,
    first_seed: int,
    metrics: tuple[str, ...],
    window: str,
    widths: tuple[str, ...],
    adaptive: bool,
    clear: bool,
    threads_: int | None,
    workers: int,
    cluster: str | None,
    trust_cluster: bool,
    progress_json: bool,
    as_json: bool,
) -> int:
    """Compare plans for SCENARIO over the same seeds: mean paired differences with 95 % intervals.

    VR is the variance of paired over unpaired differences: the less, the more pairing saved. Seeds needed are for a
    half-width of a quarter of the difference or 2 % of the level, whichever is more, unless --half-width says another.
    """
    with watching("waking the kernel", progress_json) as told:
        from engine.lab.arms import arms_of
        from engine.lab.compare import compare as run
        from engine.lab.compare import only, report
        from engine.lab.paired import OUTCOME, chosen_metrics

        chosen_metrics(metrics)
        wanted = dict(_width(text) for text in widths)
        chosen_metrics([name for name in wanted if name != OUTCOME])
        arms = arms_of(scenario, [against, *plans], [variant] if variant else (), plan_seed)
        found = run(
            arms,
            seeds,
            first_seed,
            hands_of(threads_, workers, cluster, trust_cluster),
            names=metrics,
            window=window,
            wanted=wanted,
            adaptive=adaptive,
            told=told,
        )
        found = [only(one, clear) for one in found]
    if as_json:
        document(report(found))
        return 0
    for one in found:
        _tell(one)
    worlds = found[0].differences["outcome"].worlds
    say(f"Means over {worlds} worlds of {window}; outcome over all that is played, in SD.")
    say("seeds: for a half-width of a quarter of the difference, or 2 % of the level.")
    return 0


def _width(text: str) -> tuple[str, float]:
    name, _, width = text.partition("=")
    try:
        found = float(width)
    except ValueError:
        found = 0.0
    if not 0.0 < found < float("inf"):
        raise InputError(f"cannot read '{text[:80]}'; say METRIC=WIDTH, or outcome=WIDTH")
    return name, found


def _tell(found: Compared) -> None:
    say(f"{found.plan} against {found.against}, {100 * found.executed:.0f} % of its commands carried out")
    rows = [(name, *_cells(pair)) for name, pair in found.differences.items()]
    headings = ("metric", "level", "difference", "95 % interval", "", "VR", "seeds")
    table(headings, rows, right=("level", "difference", "VR", "seeds"))
    say()


def _cells(pair: Paired) -> tuple[str, ...]:
    if pair.value is None or pair.level is None:
        return "–", "–", "nothing to divide by", "", "–", "–"
    between = "–" if pair.interval is None else f"{pair.interval[0]:+.3g} to {pair.interval[1]:+.3g}"
    needed = "–" if pair.needed is None else f"{pair.needed:,}"
    ratio = "–" if pair.ratio is None else f"{pair.ratio:.2f}"
    return f"{pair.level:.3g}", f"{pair.value:+.3g}", between, "clear" if pair.clear else "", ratio, needed
