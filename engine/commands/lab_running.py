"""`lab run` and `lab watch`: an ensemble into tables, and how far it is."""

from __future__ import annotations

import pathlib
import sys
import time
from typing import Any

import click

from engine.commands.guard import INTERRUPTED
from engine.commands.guard import say as tell_failure
from engine.commands.lab_options import hands_of, hands_options, progress_option, rate_of, seeds_options, watching
from engine.commands.output import check_target, document, inert, json_option, number, say, table
from engine.commands.running import SEED
from engine.errors import InputError


@click.command(name="run")
@click.argument("scenario")
@click.option("--plan", "plans", multiple=True, metavar="NAME|FILE", help="A plan, or none; say it again for more.")
@click.option("--policy", "policies", multiple=True, metavar="NAME", help="random, careful-novice or foreign:SCENARIO.")
@click.option(
    "--variant", "variants", multiple=True, metavar="NAME:PATH=VALUE,…", help="The scenario, changed; or base."
)
@click.option("--plan-seed", type=SEED, help="The key of a random plan's draws.  [default: each run's seed]")
@seeds_options(256)
@click.option("--weeks", type=click.IntRange(min=1), help="Stop each run after so many world weeks.")
@click.option("--out", required=True, type=click.Path(path_type=pathlib.Path), metavar="FILE.parquet", help="Where to.")
@click.option("--resume", is_flag=True, help="Continue what was interrupted.")
@click.option("--force", is_flag=True, help="Replace tables that stand there.")
@hands_options
@progress_option
@json_option
def run(
    scenario: str,
    plans: tuple[str, ...],
    policies: tuple[str, ...],
    variants: tuple[str, ...],
    plan_seed: int | None,
    seeds: int,
    first_seed: int,
    weeks: int | None,
    out: pathlib.Path,
    resume: bool,
    force: bool,
    threads_: int | None,
    workers: int,
    cluster: str | None,
    trust_cluster: bool,
    progress_json: bool,
    as_json: bool,
) -> int:
    """Run SCENARIO (an id or a file) for many seeds into four Parquet tables.

    FILE.parquet has a row for each run and week; FILE.runs.parquet, FILE.commands.parquet and FILE.cards.parquet lie
    beside it. The bytes do not depend on threads, workers or cluster. docs/lab.md says what each column is.
    """
    _check_out(out, force)
    with watching("waking the kernel", progress_json) as told:
        from engine.lab.arms import arms_of
        from engine.lab.campaign import run_tables
        from engine.lab.spool import folder_of
        from engine.lab.study import Study

        arms = arms_of(scenario, [*plans, *policies] or ["none"], variants, plan_seed)
        study = Study("tables", arms, first_seed, seeds, weeks)
        hands = hands_of(threads_, workers, cluster, trust_cluster)
        started = time.monotonic()
        try:
            files = run_tables(study, out, hands, resume=resume, told=told)
        except KeyboardInterrupt:
            return tell_failure(f"interrupted; --resume continues with what is in '{folder_of(out)}'", INTERRUPTED)
    seconds = time.monotonic() - started
    told_as: dict[str, Any] = {
        "scenario": arms[0].scenario["id"],
        "arms": [arm.name for arm in arms],
        "runs": study.runs,
        "seeds": [first_seed, first_seed + seeds - 1],
        "files": [str(file) for file in files],
        "bytes": [file.stat().st_size for file in files],
        "rules_version": study.rules,
        "kernel_digest": study.kernel,
    }
    if as_json:
        document(told_as)
        return 0
    say(f"{number(study.runs, 'run')} in {seconds:.1f} s by {hands}: {', '.join(map(inert, told_as['arms']))}")
    for file, size in zip(files, told_as["bytes"], strict=True):
        say(f"  {inert(file)}: {size:,} bytes")
    return 0


def _check_out(out: pathlib.Path, force: bool) -> None:
    """Refuse a target before the work is done."""
    from engine.lab.table_names import table_files

    if out.suffix != ".parquet":
        raise InputError(f"'{out}' is no name of a table; it ends in .parquet")
    for file in table_files(out).values():
        check_target(file, force)
    probe = out.with_name(f".{out.name}.probe")
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise InputError(f"'{out}' cannot be written: {error.strerror}") from None


@click.command(name="watch")
@click.argument("out", type=click.Path(path_type=pathlib.Path))
@click.option("--once", is_flag=True, help="Tell once and leave.")
@click.option("--every", type=click.FloatRange(0.1, 60), default=1.0, show_default=True, help="Seconds between looks.")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON at each look.")
def watch(out: pathlib.Path, once: bool, every: float, as_json: bool) -> int:
    """Tell how far the run that fills OUT is: runs a second, what is left, and estimates so far."""
    from engine.lab.spool import read_progress

    seen = False
    while True:
        said = read_progress(out)
        if said is None:
            if seen:
                return 0
            raise InputError(f"no run fills '{out}' now" + ("; it is there already" if out.is_file() else ""))
        seen = True
        _show(said, as_json)
        if once:
            return 0
        time.sleep(every)


def _show(said: dict[str, Any], as_json: bool) -> None:
    if as_json:
        import json

        sys.stdout.write(json.dumps(said, allow_nan=False) + "\n")
        sys.stdout.flush()
        return
    say(f"{said['done']:,} of {said['runs']:,} runs, {rate_of(said)}")
    names = list(next(iter(said["estimates"].values()), {}))
    rows = [
        (arm, *(f"{found[name]['mean']:.4g} ± {found[name]['half_width']:.2g}" for name in names))
        for arm, found in said["estimates"].items()
    ]
    if rows:
        table(("plan", *names), rows)
