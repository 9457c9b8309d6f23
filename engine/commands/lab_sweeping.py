"""`lab sweep` and `lab sensitivity`: scenario parameters varied."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from engine.commands.lab_comparing import WINDOWS
from engine.commands.lab_options import hands_of, hands_options, progress_option, seeds_options, watching
from engine.commands.output import check_target, document, json_option, say, table
from engine.commands.running import SEED
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.lab.campaign import Told
    from engine.lab.pool import Hands
    from engine.lab.sweep import Answer, Index, Question, Swing

_SHOWN = 40  # points that a table of the terminal has

vary_option = click.option(
    "--vary",
    "vary",
    multiple=True,
    required=True,
    metavar="PATH[=LOW:HIGH[:N]|=a,b,…]",
    help="A parameter; its published range if alone.",
)
plan_option = click.option("--plan", default="none", show_default=True, metavar="NAME|FILE", help="Who governs.")
measure_option = click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="ID",
    help="A metric, or outcome; say it again for more.  [default: outcome]",
)
window_option = click.option(
    "--window", type=click.Choice(WINDOWS), default="tenure", show_default=True, help="Weeks that metrics cover."
)


@click.command()
@click.argument("scenario")
@vary_option
@click.option(
    "--design",
    type=click.Choice(["grid", "lhs", "sobol"]),
    default="grid",
    show_default=True,
    help="How points are laid.",
)
@click.option(
    "--points", type=click.IntRange(1, 4096), default=32, show_default=True, help="How many, unless it is a grid."
)
@click.option("--design-seed", type=SEED, default=0, show_default=True, help="Of a design that is no grid.")
@plan_option
@measure_option
@window_option
@seeds_options(32)
@click.option(
    "--out", type=click.Path(path_type=pathlib.Path), metavar="FILE.parquet", help="Also write every world's values."
)
@click.option("--resume", is_flag=True, help="Continue what was interrupted; needs --out.")
@click.option("--force", is_flag=True, help="Replace a table that stands there.")
@hands_options
@progress_option
@json_option
def sweep(
    scenario: str,
    vary: tuple[str, ...],
    design: str,
    points: int,
    design_seed: int,
    plan: str,
    measures: tuple[str, ...],
    window: str,
    seeds: int,
    first_seed: int,
    out: pathlib.Path | None,
    resume: bool,
    force: bool,
    threads_: int | None,
    workers: int,
    cluster: str | None,
    trust_cluster: bool,
    progress_json: bool,
    as_json: bool,
) -> int:
    """Vary parameters of SCENARIO by path and say what becomes of a plan at each point.

    A path is SECTION.NAME of a constant (steerco assumptions lists them), or lines.ID.FIELD, teams.ID.FIELD and so on.
    Every point has the same seeds.
    """
    if resume and out is None:
        raise InputError("--resume needs --out, beside which the parts of an interrupted sweep lie")
    if out is not None:
        check_target(out, force)
    with watching("waking the kernel", progress_json) as told:
        from engine.lab.designs import points as laid
        from engine.lab.sweep import ask

        hands = hands_of(threads_, workers, cluster, trust_cluster)
        question = _question(scenario, plan, measures, seeds, first_seed, window, hands, told)
        varied = _varied(question, vary)
        asked = laid(varied, design, points, question.scenario, design_seed)
        answers = ask(question, asked, out=out, resume=resume)
        if out is not None:
            _write(out, question, answers)
    if as_json:
        document([{"point": one.point, "measures": _pooled(one)} for one in answers])
        return 0
    paths = list(answers[0].point)
    rows = [
        (number, *(_number(one.point[path]) for path in paths), *(_cell(one, name) for name in question.measures))
        for number, one in enumerate(answers[:_SHOWN])
    ]
    table(("point", *(path.rpartition(".")[2] for path in paths), *question.measures), rows, right=("point",))
    if len(answers) > _SHOWN:
        say(f"and {len(answers) - _SHOWN} more; --json or --out has all")
    say(f"\n± half a 95 % interval over {seeds} worlds, the same at every point; plan {question.policy[0]}.")
    return 0


def _question(
    scenario: str,
    plan: str,
    measures: Sequence[str],
    seeds: int,
    first_seed: int,
    window: str,
    hands: Hands,
    told: Told,
) -> Question:
    from engine.catalogue import load_scenario
    from engine.lab.sweep import Question

    loaded = load_scenario(scenario).model_dump(mode="json")
    return Question(scenario, loaded, plan, tuple(measures) or ("outcome",), seeds, first_seed, window, hands, told)


def _varied(question: Question, vary: Sequence[str]) -> list[Any]:
    from engine.lab.paths import parse_varied

    return [parse_varied(question.scenario, text) for text in vary]


def _number(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _cell(answer: Answer, name: str) -> str:
    value, half = answer.pooled[name]
    if value is None:
        return "–"
    return f"{value:.4g}" if half is None else f"{value:.4g} ± {half:.2g}"


def _pooled(answer: Answer) -> dict[str, Any]:
    return {name: {"value": value, "half_width": half} for name, (value, half) in answer.pooled.items()}


def _write(out: pathlib.Path, question: Question, answers: Sequence[Answer]) -> None:
    """Every world's values, a row for each point, seed and measure."""
    import numpy as np

    from engine.bridges.parquet import FINAL, write_columns
    from engine.lab.spool import folder_of

    names, n = list(question.measures), question.seeds
    paths = list(answers[0].point)
    rows = len(answers) * len(names) * n
    measure = np.empty(rows, object)
    values = np.empty(rows, np.float64)
    at = 0
    for answer in answers:
        for name in names:
            measure[at : at + n] = name
            values[at : at + n] = answer.values[name]
            at += n
    each = len(names) * n
    columns: dict[str, Any] = {
        "point": np.repeat(np.arange(len(answers)), each),
        "seed": np.tile(np.arange(question.first_seed, question.first_seed + n), len(answers) * len(names)),
        "measure": measure,
        "value": np.ma.masked_array(np.nan_to_num(values), np.isnan(values)),
    }
    types = {"point": "INTEGER", "seed": "BIGINT", "measure": "VARCHAR", "value": "DOUBLE"}
    for path in paths:
        given = [answer.point[path] for answer in answers]
        words = any(isinstance(value, str) for value in given)
        column = np.empty(len(given), object) if words else np.empty(len(given), np.float64)
        column[:] = [str(value) if words else value for value in given]
        columns[path], types[path] = np.repeat(column, each), "VARCHAR" if words else "DOUBLE"
    draft = out.with_name(f".{out.name}.partial")
    try:
        write_columns(draft, columns, types, FINAL)
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    import shutil

    shutil.rmtree(folder_of(out), ignore_errors=True)


@click.command()
@click.argument("scenario")
@vary_option
@click.option(
    "--method", type=click.Choice(["sobol", "tornado"]), default="sobol", show_default=True, help="What is measured."
)
@click.option(
    "--points", type=click.IntRange(2, 4096), default=32, show_default=True, help="A power of two, for Sobol indices."
)
@click.option("--design-seed", type=SEED, default=0, show_default=True, help="Of the Sobol design.")
@plan_option
@measure_option
@window_option
@seeds_options(16)
@hands_options
@progress_option
@json_option
def sensitivity(
    scenario: str,
    vary: tuple[str, ...],
    method: str,
    points: int,
    design_seed: int,
    plan: str,
    measures: tuple[str, ...],
    window: str,
    seeds: int,
    first_seed: int,
    threads_: int | None,
    workers: int,
    cluster: str | None,
    trust_cluster: bool,
    progress_json: bool,
    as_json: bool,
) -> int:
    """Say which parameters of SCENARIO matter to a plan: Sobol indices, or each to its ends (a tornado).

    Sobol indices take points × (parameters + 2) points of the given seeds each. With few of them intervals are wide.
    """
    with watching("waking the kernel", progress_json) as told:
        from engine.lab.sweep import sensitivities, tornado

        hands = hands_of(threads_, workers, cluster, trust_cluster)
        question = _question(scenario, plan, measures, seeds, first_seed, window, hands, told)
        varied = _varied(question, vary)
        if method == "tornado":
            swings = tornado(question, varied)
        else:
            found = sensitivities(question, varied, points, design_seed)
    if method == "tornado":
        _say_swings(swings, as_json)
    else:
        _say_indices(found, as_json)
    return 0


def _say_indices(found: dict[str, list[Index]], as_json: bool) -> None:
    if as_json:
        document(
            {
                name: [
                    {
                        "path": one.path,
                        "first": one.first[0],
                        "first_interval": one.first[1:],
                        "total": one.total[0],
                        "total_interval": one.total[1:],
                    }
                    for one in several
                ]
                for name, several in found.items()
            }
        )
        return
    for name, several in found.items():
        ranked = sorted(several, key=lambda one: -one.total[0])
        rows = [
            (one.path, *(f"{v:.2f} ({low:.2f} to {high:.2f})" for v, low, high in (one.first, one.total)))
            for one in ranked
        ]
        table((name, "alone", "in all"), rows)
        say()
    say("Shares of the variance over points, with 95 % bootstrap intervals.")


def _say_swings(found: dict[str, list[Swing]], as_json: bool) -> None:
    if as_json:
        document(
            {
                name: [
                    {
                        "path": one.path,
                        "ends": list(one.ends),
                        "low": one.low.value,
                        "low_interval": one.low.interval,
                        "high": one.high.value,
                        "high_interval": one.high.interval,
                    }
                    for one in several
                ]
                for name, several in found.items()
            }
        )
        return
    for name, several in found.items():
        rows = [
            (
                one.path,
                f"{_number(one.ends[0])} to {_number(one.ends[1])}",
                *(_swing(pair) for pair in (one.low, one.high)),
            )
            for one in several
        ]
        table((name, "from", "at the low end", "at the high end"), rows)
        say()
    say("Differences from the scenario as it is, paired by seed, ± half a 95 % interval.")


def _swing(pair: Any) -> str:
    return "–" if pair.value is None else f"{pair.value:+.3g} ± {pair.half_width or 0.0:.2g}"
