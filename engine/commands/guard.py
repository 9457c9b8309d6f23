"""Whatever goes wrong in a command becomes one line on stderr and an exit status; no traceback reaches a user.

Light on purpose: it stands around `--help` too, so what it needs to know about other modules it asks when it must.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

FINE, CHECK_FAILED, UNUSABLE, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141
TRACEBACK_VARIABLE = "STEERCO_TRACEBACK"


def guard(work: Callable[[], int]) -> int:
    """Run a command.

    Args:
        work: the command; returns its exit status.

    Returns:
        That status, or the one its failure stands for.
    """
    _prepare()
    try:
        status = work()
        _flush()
    except KeyboardInterrupt:
        return say("interrupted", INTERRUPTED)
    except BrokenPipeError:
        _mute()  # whoever read us has seen enough: not an error worth a line
        return BROKEN_PIPE
    except Exception as error:  # noqa: BLE001 (this is where every failure ends)
        return _failed(error)
    return status


def say(message: str, status: int = UNUSABLE) -> int:
    """Put one line on stderr.

    Args:
        message: what to say; made printable and cut to one line.
        status: the exit status that goes with it.

    Returns:
        `status`.
    """
    from engine.errors import one_line

    if sys.stderr is not None:
        try:
            sys.stderr.write(f"steerco: {one_line(message)}\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            _mute("stderr")
    return status


def _prepare() -> None:
    """Let no character be unprintable."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (getattr(stream, "encoding", "") or "").lower() not in ("utf-8", "utf8"):
            reconfigure(errors="replace")


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _mute(name: str = "stdout") -> None:
    """Send what is still buffered nowhere, so that the interpreter does not fail on it while it ends."""
    try:
        descriptor = getattr(sys, name).fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):
        pass


def _failed(error: Exception) -> int:
    if os.environ.get(TRACEBACK_VARIABLE):
        import traceback

        traceback.print_exception(error)
    try:
        _flush()
    except BrokenPipeError:
        _mute()
        return BROKEN_PIPE
    except OSError:
        _mute()
    return say(explain(error), UNUSABLE)


def explain(error: Exception) -> str:
    """One line about an exception, for a person.

    Args:
        error: what was caught.

    Returns:
        What went wrong, where, and what may help.
    """
    for kind in type(error).__mro__:
        if (known := _KNOWN.get(f"{kind.__module__}.{kind.__qualname__}")) is not None:
            return known(error)
    name, text = type(error).__name__, str(error)
    return f"a fault of steerco's own, {name}{f': {text}' if text else ''}; {TRACEBACK_VARIABLE}=1 shows where"


def _of_log(error: Exception) -> str:
    from engine.log import DAMAGE, LogError

    if not isinstance(error, LogError):
        return str(error)
    return str(error) if error.kind in DAMAGE or error.kind == "unsealed" else error.message


def _of_system(error: Exception) -> str:
    if not isinstance(error, OSError):
        return str(error)
    named = f"'{error.filename}': " if error.filename is not None else ""
    return f"{named}{error.strerror or type(error).__name__}"


def _of_click(error: Exception) -> str:
    message: str = getattr(error, "format_message", error.__str__)()
    context = getattr(error, "ctx", None)
    where = getattr(context, "command_path", "steerco")
    return f"{message.strip().rstrip('.')} (see {where} --help)"


_KNOWN: dict[str, Callable[[Exception], str]] = {
    "engine.errors.InputError": str,
    "engine.data.DataFolderError": str,
    "sim.commands.PlanError": str,
    "engine.bench.peers.PeerMissingError": str,
    "engine.log.errors.LogError": _of_log,
    "click.exceptions.ClickException": _of_click,
    "builtins.OSError": _of_system,
    "builtins.MemoryError": lambda _: "there is not enough memory for this",
    "builtins.RecursionError": lambda _: "something in the input is nested too deeply",
}
