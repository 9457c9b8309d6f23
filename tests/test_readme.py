"""The README's examples run as written and print what it shows.

A line of a `console` block that is no command is one that the command before it prints, in this order; `…` stands for
whatever is left out. Digests are compared by their length only: they change with every source file.

    python tests/test_readme.py    show what the examples print now, where the README says something else
"""

import functools
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEXADECIMAL = re.compile(r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{8,64}\b")
SKIPPED = "…"


def blocks(*languages: str) -> list[tuple[str, str]]:
    """The README's fenced blocks in some languages, with the language."""
    return [(found, body) for found, body in BLOCK.findall(README) if found in languages]


def run(command: list[str], folder: pathlib.Path) -> str:
    """Run a command as a user would: from `folder`, with this environment's scripts first on PATH."""
    scripts = str(pathlib.Path(sys.executable).parent)
    environment = os.environ | {"PATH": scripts + os.pathsep + os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8"}
    try:
        result = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=600
        )
    except FileNotFoundError:
        pytest.fail(f"{command[0]} is not installed beside {sys.executable}: make", pytrace=False)
    assert result.returncode == 0, f"$ {shlex.join(command)}\nexit {result.returncode}\n{result.stdout}{result.stderr}"
    return result.stdout


def transcript(block: str) -> list[tuple[str, list[str]]]:
    """Each command of a console block with the lines shown below it."""
    commands: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            commands.append((line.removeprefix("$ "), []))
        else:
            commands[-1][1].append(line)
    return commands


def plain(line: str) -> str:
    """A line with the digits of digests left out."""
    return HEXADECIMAL.sub(lambda found: "#" * len(found[0]), line.rstrip())


def not_printed(shown: list[str], printed: str) -> list[str]:
    """Lines of an example that its command does not print, in order."""
    lines, at, missing = [plain(line) for line in printed.splitlines()], 0, []
    for line in shown:
        if line == SKIPPED:
            continue
        if plain(line) in lines[at:]:
            at = lines.index(plain(line), at) + 1
        else:
            missing.append(line)
    return missing


@functools.cache
def played(folder: pathlib.Path) -> list[tuple[str, list[str], str]]:
    """Every example in the README's order, in one folder: command, lines shown, and what it printed."""
    done = []
    for language, body in blocks("console", "python"):
        if language == "python":
            done.append((body, [], run([sys.executable, "-c", body], folder)))
            continue
        done += [(command, shown, run(shlex.split(command), folder)) for command, shown in transcript(body)]
    return done


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("readme")


def test_it_starts_with_the_two_commands():
    first = blocks("sh")[0][1]
    assert README.startswith("```sh\n" + first)
    assert [line.split("#")[0].strip() for line in first.splitlines()] == ["make play", "make test"]


def test_its_examples_run(folder):
    assert len(played(folder)) >= 5


def test_its_examples_print_what_it_shows(folder):
    for command, shown, printed in played(folder):
        missing = not_printed(shown, printed)
        assert not missing, f"$ {command}\nprints no such line now: {missing}; python tests/test_readme.py shows more"


def test_every_folder_it_names_exists():
    table = README[README.index("## Where things are") :]
    for folder in re.findall(r"^\| `([^`]+)/` \|", table, re.MULTILINE):
        assert (ROOT / folder).is_dir(), f"README names {folder}/"


def test_it_is_short():
    assert len(README.splitlines()) <= 150


def main() -> int:
    """Play the examples and print those that say something else than the README."""
    changed = 0
    with tempfile.TemporaryDirectory() as place:
        for command, shown, printed in played(pathlib.Path(place)):
            if missing := not_printed(shown, printed):
                changed = 1
                print(f"$ {command}\n{printed}\nnot among these lines:", *missing, sep="\n  ")
    return changed


if __name__ == "__main__":
    sys.exit(main())
