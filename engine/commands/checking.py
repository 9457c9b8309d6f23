"""`verify`: is a recording whole, and does playing it again give the same?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from engine.commands.guard import CHECK_FAILED, FINE, UNUSABLE
from engine.commands.guard import say as complain
from engine.commands.output import document, inert, json_option, say
from engine.commands.reading import size

if TYPE_CHECKING:
    from engine.log import Recording
    from engine.replay import Divergence


@dataclass(frozen=True)
class Verdict:
    """What is to be said about a recording.

    Attributes:
        word: "reproducible", "not run again", "differs", "unavailable", "unusable", "damaged" or "unsealed".
        status: the exit status.
        message: one line; empty where all is well.
        divergence: where playing it again departs from it.
    """

    word: str
    status: int
    message: str = ""
    divergence: Divergence | None = None


@click.command()
@click.argument("file", type=click.Path())
@click.option("--no-rerun", is_flag=True, help="Check the chain only; do not play the recording again.")
@json_option
def verify(file: str, no_rerun: bool, as_json: bool) -> int:
    """Check a recording's hash chain, then play it again and compare every week.

    Exit status: 0 whole and reproducible; 1 the chain is whole and playing it again gives something else, with the
    first week and field; 2 damaged, cut, unsealed, or made under rules that are not at hand.

    The chain shows whether a file was altered after it was written, not who wrote it.
    """
    from engine.log import read

    recording = read(file)
    if not as_json:
        for line in state(file, recording):
            say(line)
    verdict = judge(recording, rerun=not no_rerun)
    if as_json:
        document(report(file, recording, verdict))
    elif verdict.status == FINE:
        say(_GOOD[verdict.word].format(weeks=recording.weeks, digests=len(recording.digests)))
    if verdict.message:
        complain(f"'{file}': {verdict.message}")
    return verdict.status


_GOOD = {
    "reproducible": "Reproducible: played again, every event of {weeks} weeks and all {digests} digests are the same.",
    "not run again": "Not played again: --no-rerun.",
}


def judge(recording: Recording, *, rerun: bool = True) -> Verdict:
    """Say what a recording is worth.

    Args:
        recording: as read.
        rerun: play it again, if its chain is whole.
    """
    if recording.error is not None:
        # the message starts with the file's name, which is said already
        message = str(recording.error).split(": ", 1)[-1]
        return Verdict("damaged", UNUSABLE, f"damaged: {message}; whole up to week {recording.weeks}")
    if not recording.sealed:
        return Verdict("unsealed", UNUSABLE, f"never sealed; whole up to week {recording.weeks}")
    if not rerun:
        return Verdict("not run again", FINE)
    from engine.replay import ReplayError
    from engine.replay import rerun as play_again

    try:
        found = play_again(recording)
    except ReplayError as error:
        return Verdict("unusable", UNUSABLE, str(error))
    if found is None:
        return Verdict("reproducible", FINE)
    if found.kind == "unavailable":
        return Verdict("unavailable", UNUSABLE, str(found), found)
    return Verdict("differs", CHECK_FAILED, f"playing it again differs: {found}{_other_sources(recording)}", found)


def _other_sources(recording: Recording) -> str:
    """Why that may be: the same version of the rules in other words."""
    from sim.kernel import sources_digest

    theirs, ours = recording.header.kernel_digest, sources_digest()
    return "" if theirs == ours else f" (recorded by sources {inert(theirs)[:16]}, these are {ours})"


def state(file: str, recording: Recording) -> list[str]:
    """Two lines about a recording and its chain."""
    header = recording.header
    if recording.error is not None:
        chain = f"chain broken after {recording.valid_bytes:,} of {recording.total_bytes:,} bytes"
    else:
        chain = "chain whole, sealed" if recording.sealed else "chain whole, not sealed"
    name, version = header.scenario.get("id"), header.scenario.get("version")
    return [
        f"{inert(file)}: {chain}: {size(recording)}",
        inert(
            f"{name}@{version}, seed {header.seed}, rules {header.rules_version}, kernel {header.kernel_digest[:16]}, "
            f"chain {recording.chain.hex()[:16]}"
        ),
    ]


def report(file: str, recording: Recording, verdict: Verdict) -> dict[str, Any]:
    """What `verify --json` prints."""
    header, error, found = recording.header, recording.error, verdict.divergence
    return {
        "file": file,
        "verdict": verdict.word,
        "exit": verdict.status,
        "message": verdict.message,
        "chain": recording.chain.hex(),
        "chain_whole": error is None,
        "sealed": recording.sealed,
        "weeks": recording.weeks,
        "commands": len(recording.commands),
        "events": int(recording.starts[-1]),
        "valid_bytes": recording.valid_bytes,
        "total_bytes": recording.total_bytes,
        "damage": None if error is None else {"kind": error.kind, "byte": error.offset, "frame": error.sequence},
        "divergence": None
        if found is None
        else {"kind": found.kind, "week": found.week, "event": found.event, "fields": list(found.fields)},
        "scenario": header.scenario.get("id"),
        "seed": header.seed,
        "rules_version": header.rules_version,
        "kernel_digest": header.kernel_digest,
    }
