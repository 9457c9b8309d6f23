"""The README's examples run as written."""

import os
import pathlib
import re
import shlex
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """The README's fenced blocks in `language`."""
    return [body for found, body in BLOCK.findall(README) if found == language]


def run(command: list[str], folder: pathlib.Path) -> None:
    """Run a command as a user would: from `folder`, with this environment's scripts first on PATH."""
    scripts = str(pathlib.Path(sys.executable).parent)
    environment = os.environ | {"PATH": scripts + os.pathsep + os.environ.get("PATH", "")}
    try:
        result = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600
        )
    except FileNotFoundError:
        pytest.fail(f"{command[0]} is not installed beside {sys.executable}: make", pytrace=False)
    assert result.returncode == 0, f"$ {shlex.join(command)}\nexit {result.returncode}\n{result.stdout}{result.stderr}"


def test_it_starts_with_the_two_commands():
    first = blocks("sh")[0]
    assert README.startswith("```sh\n" + first)
    assert [line.split("#")[0].strip() for line in first.splitlines()] == ["make play", "make test"]


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.splitlines()[0].removeprefix("$ "))
def test_console_examples(block, tmp_path):
    commands = [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]
    assert commands
    for command in commands:
        run(shlex.split(command), tmp_path)


def test_python_examples(tmp_path):
    for block in blocks("python"):
        run([sys.executable, "-c", block], tmp_path)


def test_every_folder_it_names_exists():
    table = README[README.index("## Where things are") :]
    for folder in re.findall(r"^\| `([^`]+)/` \|", table, re.MULTILINE):
        assert (ROOT / folder).is_dir(), f"README names {folder}/"


def test_links_into_the_repository_lead_somewhere():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), f"README links to {target}"


def test_every_make_target_the_documents_name_exists():
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for document in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        named = set(re.findall(r"(?:^|`)make ([a-z0-9-]+)", text, re.MULTILINE))
        assert named <= targets, f"{document} names {sorted(named - targets)}"
