"""The command line's front door: what there is to type, and nothing heavier than these lines until something is typed.

Click alone takes three times as long to import as a whole argparse script takes to run, so `--help` is answered here
and every command lives in a module of `engine.commands` that is imported when it is called.
"""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run a command line, never letting a traceback out.

    Args:
        arguments: what follows the program's name; by default what was typed.

    Returns:
        The exit status: 0 fine, 1 a check failed, 2 unusable input, 130 interrupted.
    """
    words = sys.argv[1:] if arguments is None else arguments
    from engine.commands.guard import guard

    return guard(lambda: _answer(words))


def _answer(words: list[str]) -> int:
    if not words or words[0] in ("--help", "-h", "help"):
        from engine.commands.names import help_text

        print(help_text(), end="")
        return 0
    if words[0] == "--version":
        from importlib.metadata import version

        print(f"steerco {version('steerco')}")
        return 0
    from engine.commands.root import run

    return run(words)


if __name__ == "__main__":
    sys.exit(main())
