"""`evidence`: the tables behind a story. `cite`: one number of it, derived again from its recording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

from engine.commands.guard import CHECK_FAILED, FINE, INTERRUPTED
from engine.commands.guard import say as complain
from engine.commands.output import Progress, document, inert, json_option, number, say, table
from engine.commands.running import threads
from engine.commands.telling import MOST_WORLDS, WORLDS, read_usable, told_by
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.evidence.citing import Asked, Verdict
    from engine.evidence.gather import Gathered
    from engine.evidence.predictions import Calibration
    from engine.log import Recording

_MOST_COLUMNS = 7
_MOST_ROWS = 40


# --- evidence ---------------------------------------------------------------------------------------------------------
@click.command()
@click.argument("file", type=click.Path(), required=False)
@click.option("--study", "names", multiple=True, metavar="NAME", help="Only this study; may be given more than once.")
@click.option("--list", "listed", is_flag=True, help="Which studies there are.")
@click.option(
    "--seeds",
    type=click.IntRange(0, MOST_WORLDS),
    default=WORLDS,
    show_default=True,
    help="Other worlds that intervals rest on; 0 asks this one only.",
)
@click.option(
    "--pool",
    multiple=True,
    type=click.Path(),
    metavar="FILE",
    help="Another game whose predictions count for calibration; may be given more than once.",
)
@click.option("--no-cache", is_flag=True, help="Make every study anew; keep none beside the recording.")
@json_option
def evidence(
    file: str | None,
    names: tuple[str, ...],
    listed: bool,
    seeds: int,
    pool: tuple[str, ...],
    no_cache: bool,
    as_json: bool,
) -> int:
    """The tables behind a story: every study of a recording, and every number of it that may be cited.

    Studies are kept beside FILE, in FILE.evidence.json, and made anew wherever anything they rest on has changed.
    Ctrl-C shows what is done by then.
    """
    from engine.evidence.gather import chosen, gather

    kinds = chosen(names)
    if listed:
        rows = [{"id": kind.id, "title": kind.title, "quick": kind.quick} for kind in kinds]
        if as_json:
            document(rows)
        else:
            shown = [(row["id"], row["title"], "this one" if row["quick"] else "others too") for row in rows]
            table(("id", "study", "worlds"), shown)
        return FINE
    if file is None:
        raise InputError("name a recording: steerco evidence FILE.replay; --list says which studies there are")
    with Progress() as progress:
        from engine.evidence.case import Case
        from engine.log import read

        case = Case(read_usable(file, read(file)), seeds, threads(), told_by(progress))
        found = list(gather(case, names, beside=None if no_cache else file))
        pooled = _pooled(case.recording, pool) if pool else None
    if as_json:
        document(
            {
                "recording": asdict(case.run),
                "worlds": seeds,
                "studies": [_study_json(one) | one.study.as_json(case.run) for one in found],
                "calibration": None if pooled is None else asdict(pooled),
            }
        )
    else:
        for one in found:
            _tell(one, whole=bool(names))
        if pooled is not None:
            _tell_pooled(pooled, 1 + len(pool))
        say("\nAll of it is simulated practice. --json has every table.")
    stopped = [one for one in found if one.state == "stopped"]
    return (
        complain(f"interrupted; {len(stopped)} of {len(found)} studies are missing", INTERRUPTED) if stopped else FINE
    )


def _pooled(recording: Recording, pool: Sequence[str]) -> Calibration:
    """Calibration over a game and others, of those under its rules; each game once."""
    from engine.evidence.predictions import calibrated
    from engine.log import read

    games = {recording.chain: recording}
    for file in pool:
        other = read(file, strict=True)
        games[other.chain] = other
    return calibrated(list(games.values()), recording.header.rules_version)


def _tell_pooled(pooled: Calibration, games: int) -> None:
    low, high = pooled.accepted or (0.0, 0.0)
    bands = f"; of bands meant with 80 %, {low:.0%} to {high:.0%} would" if pooled.accepted else ""
    say(f"\nPredictions of {number(games, 'game')}, those under these rules counted:")
    say(f"{pooled.hits} of {pooled.resolved} held{bands}: {pooled.verdict}.")


def _study_json(one: Gathered) -> dict[str, Any]:
    state = one.state if one.state in {"failed", "stopped"} else "done"
    return {"id": one.kind.id, "title": one.kind.title, "state": state}


def _tell(one: Gathered, *, whole: bool) -> None:
    study = one.study
    worlds = f", {number(study.worlds, 'other world')}" if study.worlds else ""
    say(f"\n{one.kind.title} ({one.kind.id}{worlds})")
    if study.findings:
        rows = []
        for finding in study.findings:
            whose = "" if finding.for_ == "plan" else f", for {finding.for_}"
            when = ", ".join(f"{name} w{window}" for name, window in finding.windows.items())
            rows.append((finding.id, f"{finding.kind}: {finding.name}{whose}", finding.display, when))
        table(("finding", "what", "value", "world weeks"), rows, widths=(12, 25, 23, None))
    for note in study.notes:
        say(f"  {inert(note)}")
    if whole:
        for name, content in study.tables.items():
            _tell_table(name, content)
    elif study.tables and not study.findings:
        say(f"  tables: {', '.join(map(inert, study.tables))}")


def _tell_table(name: str, content: Any) -> None:
    """A table of plain data, as far as it is one; what is nested deeper is left to JSON."""
    say(f"\n{inert(name).replace('_', ' ')}")
    if isinstance(content, Mapping) and content and all(isinstance(row, Mapping) for row in content.values()):
        rows: list[Mapping[str, Any]] = [{name: key, **row} for key, row in content.items()]
    elif isinstance(content, Sequence) and content and all(isinstance(row, Mapping) for row in content):
        rows = list(content)
    elif isinstance(content, Mapping):
        rows = [{"what": key, "value": value} for key, value in content.items()]
    else:
        say(f"  {_cell(content)}")
        return
    headings = list(dict.fromkeys(key for row in rows for key in row))[:_MOST_COLUMNS]
    if rows and headings:
        table(headings, [[_cell(row.get(key)) for key in headings] for row in rows[:_MOST_ROWS]])
    if len(rows) > _MOST_ROWS:
        say(f"  and {len(rows) - _MOST_ROWS} more in --json")


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        simple = len(value) <= 4 and not any(isinstance(item, list | dict) for item in value)
        return ", ".join(map(_cell, value)) if simple else f"({len(value)})"
    return f"({len(value)})" if isinstance(value, Mapping) else str(value)


# --- cite -------------------------------------------------------------------------------------------------------------
@click.command()
@click.argument("file", type=click.Path())
@click.argument("finding", required=False)
@click.option("--all", "every", is_flag=True, help="Every finding of FILE.findings.json instead of one.")
@json_option
def cite(file: str, finding: str | None, every: bool, as_json: bool) -> int:
    """Derive one number again: FINDING is an id from FILE.findings.json, or a whole citation in quotes.

    The chain is checked to its last frame, the recording, its twin and the other worlds that the number rests on are
    played again, and the citation is compared byte by byte; nothing that was kept is looked at.

    Exit status: 0 verified; 1 it differs, or was made under another version of the rules; 2 the file is damaged or
    there is no such finding.
    """
    from engine.evidence.citing import ask, ask_all
    from engine.log import LogError, read

    if every == (finding is not None):
        raise InputError("name one finding, or give --all")
    recording = read(file)
    if recording.error is not None:
        raise recording.error
    if not recording.sealed:
        raise LogError("unsealed", recording.valid_bytes, f"'{file}' was never sealed", recording.sequence)
    asked = [ask(file, finding)] if finding is not None else ask_all(file)
    with Progress() as progress:
        verdicts = judge(recording, asked, progress)
    if as_json:
        shown = [_verdict_json(file, one, verdict) for one, verdict in zip(asked, verdicts, strict=True)]
        document(shown if every else shown[0])
    elif every:
        _tell_verdicts(asked, verdicts)
    else:
        _tell_verdict(verdicts[0])
    wrong = [(one, verdict) for one, verdict in zip(asked, verdicts, strict=True) if verdict.word != "verified"]
    if not wrong:
        return FINE
    one, verdict = wrong[0]
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    return complain(f"'{file}': {one.id}: {verdict.word}: {verdict.message}{more}", CHECK_FAILED)


def judge(recording: Recording, asked: Sequence[Asked], progress: Progress) -> list[Verdict]:
    """Derive what is asked, where the recording can be played again under the rules at hand."""
    from engine.commands.checking import judge as check
    from engine.evidence.case import Case
    from engine.evidence.citing import Again, Verdict, derive
    from sim.kernel import sources_digest
    from sim.rules import RULES_VERSION

    theirs = recording.header.rules_version
    if theirs != RULES_VERSION:
        why = f"under another version: rules {theirs}, these are {RULES_VERSION}"
        return [Verdict("unavailable", one.citation, message=why) for one in asked]
    progress("playing the recording again")
    checked = check(recording)
    if checked.status:
        return [Verdict("differs", one.citation, message=checked.message) for one in asked]
    case, again = Case(recording, threads=threads(), progress=told_by(progress)), Again()
    verdicts = [derive(one, case, again) for one in asked]
    if recording.header.kernel_digest != sources_digest():
        note = f"derived by other sources of the same rules: {sources_digest()}, not {recording.header.kernel_digest}"
        verdicts = [replace(one, message="; ".join(filter(None, (one.message, note)))) for one in verdicts]
    return verdicts


def _tell_verdicts(asked: Sequence[Asked], verdicts: Sequence[Verdict]) -> None:
    wrong = [(one.id, v.word, v.message) for one, v in zip(asked, verdicts, strict=True) if v.word != "verified"]
    if wrong:
        table(("finding", "verdict", "why"), wrong)
    say(f"{len(verdicts) - len(wrong)} of {number(len(verdicts), 'finding')} verified")


def _tell_verdict(verdict: Verdict) -> None:
    say(f"stated:   {inert(verdict.stated)}")
    if verdict.derived:
        say(f"derived:  {inert(verdict.derived)}")
    if verdict.says:
        say(f"in words: {inert(verdict.says)}")
    for name, then, now in verdict.fields:
        say(f"  {inert(name)}: written {inert(then)}, derived {inert(now)}")
    if verdict.word == "verified":
        say("Verified: derived again, every byte is the same." + (f" {verdict.message}." if verdict.message else ""))


def _verdict_json(file: str, asked: Asked, verdict: Verdict) -> dict[str, Any]:
    return {
        "file": file,
        "finding": asked.id,
        "verdict": verdict.word,
        "exit": FINE if verdict.word == "verified" else CHECK_FAILED,
        "stated": verdict.stated,
        "derived": verdict.derived or None,
        "says": verdict.says or None,
        "message": verdict.message,
        "fields": [{"name": name, "written": then, "derived": now} for name, then, now in verdict.fields],
    }
