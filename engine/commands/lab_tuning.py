"""`lab tune`: parameters searched towards targets."""

from __future__ import annotations

import pathlib

import click

from engine.commands.lab_options import hands_of, hands_options, seeds_options
from engine.commands.output import Progress, document, inert, json_option, say
from engine.commands.running import SEED
from engine.errors import InputError

JOURNAL = "tuning.journal"


@click.command()
@click.argument("scenario")
@click.option(
    "--vary", "vary", multiple=True, required=True, metavar="PATH[=LOW:HIGH|=a,b,…]", help="A parameter to search."
)
@click.option(
    "--target",
    "targets",
    multiple=True,
    required=True,
    metavar="POLICY.MEASURE=LOW:HIGH",
    help="Towards what; or design.",
)
@click.option("--trials", type=click.IntRange(1, 10_000), default=60, show_default=True, help="Proposals.")
@click.option("--sampler-seed", type=SEED, default=0, show_default=True, help="Of what proposes them.")
@seeds_options(64)
@click.option("--out", required=True, type=click.Path(path_type=pathlib.Path), metavar="FOLDER", help="Where to.")
@click.option("--resume", is_flag=True, help="Continue what was interrupted.")
@hands_options
@json_option
def tune(
    scenario: str,
    vary: tuple[str, ...],
    targets: tuple[str, ...],
    trials: int,
    sampler_seed: int,
    seeds: int,
    first_seed: int,
    out: pathlib.Path,
    resume: bool,
    threads_: int | None,
    workers: int,
    cluster: str | None,
    trust_cluster: bool,
    as_json: bool,
) -> int:
    """Search parameters of SCENARIO towards targets, on the same worlds, inside their published ranges.

    POLICY is a plan or none, random, careful-novice; MEASURE is bronze, silver, gold, median, sd (of single worlds'
    O), load, cards, or a metric. FOLDER gets scenario.toml, its plans, tuning.md, and a journal that --resume reads.
    """
    target = out / "scenario.toml"
    if target.exists():
        raise InputError(f"'{target}' exists already; name another folder")
    with Progress() as progress:
        progress("waking the kernel")
        from engine.catalogue import load_scenario
        from engine.lab.paths import parse_varied
        from engine.lab.tune import Search, parse_target
        from engine.lab.tune import tune as search_for
        from engine.lab.tuned import write_tuned

        loaded = load_scenario(scenario).model_dump(mode="json")
        search = Search(
            name=scenario,
            scenario=loaded,
            varied=tuple(parse_varied(loaded, text) for text in vary),
            targets=tuple(target for text in targets for target in parse_target(text)),
            seeds=seeds,
            first_seed=first_seed,
            trials=trials,
            sampler_seed=sampler_seed,
            hands=hands_of(threads_, workers, cluster, trust_cluster),
        )
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"'{out}' cannot be written: {error.strerror}") from None

        def told(done: int, of: int, least: float | None) -> None:
            progress(f"{done} of {of} proposals" + ("" if least is None else f", loss {least:.3g}"))

        found = search_for(search, out / JOURNAL, resume=resume, told=told)
        files = write_tuned(search, found, out)
    if as_json:
        document(
            {
                "loss": {"before": found.before.loss, "after": found.after.loss},
                "values": {"before": found.before.values, "after": found.after.values},
                "targets": {"before": found.before.found, "after": found.after.found},
                "trials": found.trials,
                "pruned": found.pruned,
                "files": [str(file) for file in files],
            }
        )
        return 0
    say(f"loss {found.before.loss:.3g} before, {found.after.loss:.3g} after")
    say(f"{found.trials} proposals, {found.pruned} given up early")
    for path, value in found.after.values.items():
        say(f"  {path}: {found.before.values[path]} → {value}")
    for file in files:
        say(f"  {inert(file)}")
    return 0
