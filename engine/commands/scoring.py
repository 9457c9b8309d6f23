"""`score`: what a plan is worth over the scenario's panel of worlds, and what one world added to it by luck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from engine.commands.output import WAKING, Progress, document, json_option, say, table
from engine.commands.running import SEED, threads

if TYPE_CHECKING:
    from engine.evidence.outcome import Luck, Score


@click.command()
@click.argument("scenario")
@click.option("--plan", required=True, metavar="NAME|FILE", help="A plan, a TOML file, random or careful-novice.")
@click.option("--plan-seed", type=SEED, default=1, show_default=True, help="The key of a random plan's draws.")
@click.option("--seed", type=SEED, help="Also tell the luck of this world.")
@json_option
def score(scenario: str, plan: str, plan_seed: int, seed: int | None, as_json: bool) -> int:
    """Score a plan for SCENARIO: 0 is doing nothing, 100 the textbook, over 32 worlds that nobody tuned on."""
    from engine.catalogue import load_scenario
    from engine.commands.recording import plan_for
    from engine.ensemble import run_ensemble
    from engine.evidence.outcome import outcome
    from engine.panels import load_panel

    panel = load_panel(scenario)
    loaded = load_scenario(scenario)
    with Progress() as progress:
        progress(WAKING)
        from engine.worlds import Template

        template = Template(loaded)

        def y(seeds: list[int], governed: bool = True) -> Any:
            policy = (lambda _: plan_for(template, scenario, plan, plan_seed).policy) if governed else None
            return outcome(run_ensemble(template, None, seeds, threads(), policy=policy), loaded, panel.units)

        progress(f"{len(panel.seeds)} worlds")
        result = panel.score(y(panel.seeds))
        told: Luck | None = None
        if seed is not None:
            told = panel.luck(result, float(y([seed])[0]), float(y([seed], False)[0]))
    if as_json:
        document(_report(scenario, plan, result, seed, told))
    else:
        _tell(scenario, result, seed, told)
    return 0


def _report(scenario: str, plan: str, result: Score, seed: int | None, told: Luck | None) -> dict[str, Any]:
    return {
        "scenario": scenario,
        "plan": plan,
        "skill": result.skill,
        "interval": result.interval,
        "grade": result.grade,
        "gain": result.gain,
        "sigmas_above_random": result.sigmas,
        "seed": seed,
        "luck": None if told is None else {"fit": told.fit, "weather": told.weather},
    }


def _tell(scenario: str, result: Score, seed: int | None, told: Luck | None) -> None:
    if result.skill is None or result.interval is None:
        say(f"{scenario}: nothing binds here, so no plan has a score; the textbook itself gains nothing clear.")
        return
    low, high = result.interval
    rows = [
        ("skill", f"{result.skill:.0f}", f"95 % interval {low:.0f} to {high:.0f}; grade {result.grade}"),
        ("against chance", "–" if result.sigmas is None else f"{result.sigmas:+.1f}", "SD from 200 random plans"),
    ]
    if told is not None:
        rows += [
            ("fit", f"{told.fit:+.0f}", f"what the plan did more in world {seed} than elsewhere: luck, or adaptation"),
            ("weather", f"{told.weather:+.0f}", "how much kinder than the average that world is by itself"),
        ]
    table(("part", "points", "meaning"), rows, right=("points",))
    say("\n0 is doing nothing, 100 the textbook; bronze from 35, silver from 60, gold from 85.")
