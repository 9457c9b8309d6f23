"""Playing a plan into a file that appears under its name whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import pathlib
import secrets
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, Any

from engine.commands.output import WAKING, Progress, check_target
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.log import Header
    from engine.session import Session
    from engine.worlds import Template
    from sim.policies.policy import Policy

RANDOM = "random"
NOVICE = "careful-novice"
_TERMINATED = 128 + 15  # as shells report it


@dataclass(frozen=True)
class Plan:
    """A plan as the command line names it.

    Attributes:
        name: for people and for the seal.
        raw: what it says, for the header; a name where it is not written down.
        policy: plays it, once.
    """

    name: str
    raw: str | dict[str, Any]
    policy: Policy


def plan_for(template: Template, scenario: str, given: str, plan_seed: int) -> Plan:
    """Find a plan and check it against the scenario it is for.

    Args:
        template: the scenario.
        scenario: how the scenario was named, beside which its plans lie.
        given: a plan's name, a file, or "random".
        plan_seed: the key of random's draws.

    Raises:
        InputError: there is none, or it names what the scenario does not have.
    """
    from engine.catalogue import load_plan, plan_names
    from engine.session import check_plan
    from sim.commands import PlanError
    from sim.plans import Plan as Commands
    from sim.policies.plan import PlanPolicy

    if given == RANDOM and RANDOM not in plan_names(scenario):
        from sim.policies.random import RandomLegal

        last = template.scenario.weeks.tenure
        shelf = {name: template.catalogue[name] for name in template.scenario.shelf} or dict(template.catalogue)
        return Plan(RANDOM, {"random": plan_seed}, RandomLegal(template.index, shelf, plan_seed, last))
    if given == NOVICE and NOVICE not in plan_names(scenario):
        from sim.policies.novice import CarefulNovice

        shelf = {name: template.catalogue[name] for name in template.scenario.shelf} or dict(template.catalogue)
        return Plan(NOVICE, NOVICE, CarefulNovice(template.index, shelf, template.scenario.weeks.tenure))
    try:
        commands = Commands.parse(load_plan(scenario, given))
        check_plan(commands, template)
    except PlanError as error:
        raise InputError(f"plan '{given[:80]}': {error}") from None
    except InputError as error:
        raise error if given[:80] in str(error) else InputError(f"plan '{given[:80]}': {error}") from None
    return Plan(pathlib.PurePath(given).stem[:80], commands.raw(), PlanPolicy(commands))


def record(
    scenario: str,
    plan: str,
    seed: int,
    out: pathlib.Path,
    *,
    weeks: int | None = None,
    plan_seed: int | None = None,
    force: bool = False,
) -> Session:
    """Play a scenario by a plan and record it.

    Args:
        scenario: an id or a file.
        plan: a name, a file, or "random".
        seed: the key of every draw of the world.
        out: where the recording appears once it is sealed.
        weeks: world weeks to run; all of the scenario's unless given.
        plan_seed: the key of a random plan's draws; the seed unless given.
        force: what stands at `out` may be replaced.

    Returns:
        The session, at its end.

    Raises:
        InputError: an unusable scenario, plan or target.
        LogError: the file could not be written; nothing is left under its name, and what stood there still does.
    """
    from engine.catalogue import load_scenario

    check_target(out, force)
    loaded = load_scenario(scenario)
    with Progress() as progress:
        progress(WAKING)
        from engine.session import Session, header_of
        from engine.worlds import Template

        template = Template(loaded)
        chosen = plan_for(template, scenario, plan, seed if plan_seed is None else plan_seed)
        span = loaded.weeks.total if weeks is None else min(weeks, loaded.weeks.total)
        header = header_of(loaded, seed, weeks=span, plan=chosen.raw, notes={"plan": chosen.name})

        def session(writer: Any) -> Session:
            return Session(template, seed, chosen.policy, chosen.name, writer, weeks=span)

        return _into(out, header, session, force, progress)


@contextlib.contextmanager
def _termination() -> Iterator[None]:
    """Let `kill` end a recording as an error would, so that no draft is left behind."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(_TERMINATED)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _into(out: pathlib.Path, header: Header, begin: Any, force: bool, progress: Progress) -> Session:
    from engine.log import LogError, LogWriter
    from engine.log.errors import raise_os_error
    from engine.log.files import discard, give_name, sync_folder

    draft = str(out.with_name(f".steerco-{secrets.token_hex(6)}.partial"))
    name = os.fspath(out)
    try:
        with _termination(), LogWriter.create(draft, header, "seal") as writer:
            session: Session = begin(writer)
            while not session.done:
                session.advance()
                progress(f"week {session.week} of {session.weeks}")
            writer.seal(session.summary())
        give_name(draft, name, overwrite=force)
        sync_folder(name)
    except LogError as error:
        raise LogError(error.kind, error.offset, error.message.replace(repr(draft), repr(name))) from None
    except OSError as error:
        raise_os_error(error, "write", name)
    finally:
        discard(draft)
    return session
