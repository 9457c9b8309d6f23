"""`run`: play a scenario by a plan and record it."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Any

import click

from engine.commands.output import document, inert, json_option, number, say

if TYPE_CHECKING:
    from engine.log import Recording
    from engine.session import Session

SEED = click.IntRange(0, 2**63 - 1)
DEFAULT_SEED = 7


def threads() -> int:
    """Worlds at once: as many as there are cores, and not more than gain anything."""
    from engine.bench.measure import cores

    return min(cores(), 8)


@click.command()
@click.argument("scenario")
@click.option("--plan", required=True, metavar="NAME|FILE", help="A plan, a TOML file, random or careful-novice.")
@click.option("--seed", type=SEED, default=DEFAULT_SEED, show_default=True, help="The key of every draw.")
@click.option("--plan-seed", type=SEED, help="The key of a random plan's draws.  [default: the seed]")
@click.option("--out", required=True, type=click.Path(path_type=pathlib.Path), metavar="FILE.replay", help="Where to.")
@click.option("--weeks", type=click.IntRange(min=1), help="Stop after so many world weeks, history included.")
@click.option("--force", is_flag=True, help="Replace a file that stands there.")
@json_option
def run(
    scenario: str,
    plan: str,
    seed: int,
    plan_seed: int | None,
    out: pathlib.Path,
    weeks: int | None,
    force: bool,
    as_json: bool,
) -> int:
    """Play SCENARIO (an id or a file) by a plan and record it, sealed.

    The same scenario, plan and seed give the same bytes, on any machine. The file appears whole or not at all.
    """
    from engine.commands.recording import record
    from engine.log import read

    session = record(scenario, plan, seed, out, weeks=weeks, plan_seed=plan_seed, force=force)
    recording = read(out, strict=True)
    if as_json:
        document(report(session, recording, out))
    else:
        tell(session, recording, out)
    return 0


def report(session: Session, recording: Recording, out: pathlib.Path) -> dict[str, Any]:
    """What `run --json` prints."""
    header = recording.header
    return {
        "scenario": session.template.scenario.id,
        "scenario_version": session.template.scenario.version,
        "plan": session.plan_name,
        "seed": session.seed,
        "weeks": recording.weeks,
        "events": int(recording.starts[-1]),
        "commands": [
            {
                "command": outcome.command.arguments(),
                "week": outcome.week,
                "accepted_week": outcome.accepted_week,
                "refusals": outcome.refusals,
            }
            for outcome in session.outcomes
        ],
        "file": str(out),
        "bytes": recording.total_bytes,
        "chain": recording.chain.hex(),
        "rules_version": header.rules_version,
        "kernel_digest": header.kernel_digest,
    }


def tell(session: Session, recording: Recording, out: pathlib.Path) -> None:
    """What `run` prints."""
    given = len(session.outcomes)
    dropped = [outcome for outcome in session.outcomes if outcome.dropped]
    say(
        f"{inert(session.template.scenario.title)}, plan {inert(session.plan_name)}, seed {session.seed}: "
        f"{number(recording.weeks, 'week')}, {number(int(recording.starts[-1]), 'event')}, "
        f"{given - len(dropped)} of {number(given, 'command')} carried out"
    )
    for outcome in dropped:
        why = outcome.refusals[-1] if outcome.refusals else "never possible"
        say(f"  dropped: week {outcome.week}, {inert(outcome.command)}: {inert(why)}")
    say(f"{inert(out)}: {recording.total_bytes:,} bytes, sealed, chain {recording.chain.hex()[:16]}")
