"""What the documents name exists: links, paths, modules, make targets, commands and options, ids, constants.

A document is checked as it is read: what stands in backticks or in a fenced block is a name, the rest is prose.
"""

from __future__ import annotations

import functools
import importlib
import pathlib
import re
import subprocess
import sys

import click
import pytest

from engine import worlds
from engine.catalogue import plan_names, scenario_ids
from engine.commands.recording import NOVICE, record
from engine.commands.root import root
from engine.log import read
from engine.toml import read_toml
from sim import events, levers, world
from sim.cards import cards
from sim.commands import POLICY_VALUES
from sim.interventions import catalogue
from sim.metrics import metrics
from sim.parameters import NAMES, SECTIONS

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = sorted(
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
        *(ROOT / folder / "README.md" for folder in ("scenarios", "assets", "replays")),
        *(ROOT / "docs").rglob("*.md"),
    ]
)
LATER = {"engine/ui", "engine.ui"}  # named before they are built; once they are, they leave this list
WRITTEN = {"validity.md", "assumptions.md", "coverage.md", "evidence.md"}  # by a command; a table's row is not wrapped
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"[\w./-]+\.(?:py|pyi|toml|json|md|lock|replay)|(?:[\w.-]+/)+[\w.-]*")
MODULE = re.compile(r"(?:sim|engine|tests)(?:\.\w+)+")
METRIC = re.compile(r"(?:cust|dec|exp|fc|fin|flow|fore|learn|gov|obs|rel|st|val)\.[a-z]+")
KEBAB = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
EVENT = re.compile(r"(?:[A-Z][a-z]+){2,}")
CONSTANT = re.compile(r"[A-Z]+(?:_[A-Z]+)+")
NUMBERS = dict(enumerate("no one two three four five six seven eight nine ten eleven twelve".split()))
NUMBERS |= {29: "twenty-nine", 40: "forty"}
NUMBERS |= {13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen", 18: "eighteen"}

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


@functools.cache
def text_of(page: pathlib.Path) -> str:
    return page.read_text(encoding="utf-8")


@functools.cache
def names(page: pathlib.Path) -> list[str]:
    """What stands in backticks outside fenced blocks."""
    return CODE.findall(FENCE.sub("", text_of(page)))


@functools.cache
def typed(page: pathlib.Path) -> list[str]:
    """Command lines: fenced shell blocks, line by line, and what stands in backticks."""
    blocks = [body for language, body in FENCE.findall(text_of(page)) if language in {"sh", "console", "bat"}]
    return [line for body in blocks for line in body.splitlines()] + names(page)


def exists(name: str, page: pathlib.Path) -> bool:
    """Whether a path exists, from the root, beside the page, or in a folder that the page is about."""
    places = [ROOT, page.parent, ROOT / "scenarios", ROOT / "scenarios" / "seven-roadmaps"]
    places.append(ROOT / "scenarios" / "seven-roadmaps" / "plans")
    return any((place / name).exists() for place in places)


@each_page
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text_of(page)):
        assert (page.parent / target).exists(), target


@each_page
def test_paths_exist(page):
    for name in names(page):
        if FILE.fullmatch(name) and name not in LATER and not name.endswith(".replay"):
            assert exists(name, page), name


def resolves(name: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    parts = name.split(".")
    for n in range(len(parts), 0, -1):
        try:
            here = importlib.import_module(".".join(parts[:n]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[n:]:
            if not hasattr(here, attribute):
                return False
            here = getattr(here, attribute)
        return True
    return False


@each_page
def test_modules_and_what_is_in_them_exist(page):
    for name in {*MODULE.findall(" ".join(typed(page)))} - LATER:
        assert resolves(name), name


@each_page
def test_make_targets_exist(page):
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for line in typed(page):
        for name in re.findall(r"(?:^|\$ )make ([a-z0-9-]+)", line):
            assert name in targets, f"make {name}"


@each_page
def test_commands_and_their_options_exist(page):
    with click.Context(root) as context:
        for line in typed(page):
            for said in re.findall(r"(?:^|[ /\\])steerco ([^#|]+)", line):
                name, *words = said.split()
                if name.startswith("-"):
                    assert name in {"--help", "--version"}
                    continue
                command = root.get_command(context, name)
                assert command is not None, f"steerco {name}"
                options = {option for parameter in command.params for option in parameter.opts}
                given = {word.split("=")[0].strip("[]") for word in words if word.strip("[").startswith("--")}
                assert given <= options | {"--help"}, f"steerco {said}: {sorted(given - options)}"


def ids() -> set[str]:
    """Every id that may stand in a document."""
    plans = {plan for scenario in scenario_ids() for plan in plan_names(scenario)}
    variants = {variant for entry in catalogue().values() for variant in entry.variants}
    values = {value for policy in POLICY_VALUES.values() for value in policy if isinstance(value, str)}
    return {*scenario_ids(), *plans, *catalogue(), *variants, *POLICY_VALUES, *values, *cards(), NOVICE}


@each_page
def test_ids_exist(page):
    for name in names(page):
        if KEBAB.fullmatch(name):
            assert name in ids() | {"lint-imports", "pygame-ce"}, name
        elif METRIC.fullmatch(name):
            assert name in metrics(), name
        elif EVENT.fullmatch(name):
            assert name in events.NUMBERS or name == "LogError", name


@each_page
def test_constants_exist(page):
    for name in names(page):
        if CONSTANT.fullmatch(name) and name not in {"NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "NUMBA_DISABLE_JIT"}:
            assert any(hasattr(module, name) for module in (events, levers, world, worlds)), name


@each_page
def test_it_names_no_place_of_one_machine(page):
    assert not re.search(r"(?<![\w.<])/(?:home|root|tmp|work|Users|mnt)\b|[A-Z]:\\", text_of(page))


@each_page
def test_it_is_short_enough_to_read(page):
    assert len(text_of(page).splitlines()) <= 200
    prose = [line for line in text_of(page).splitlines() if page.name not in WRITTEN or not line.startswith("|")]
    assert max(map(len, prose)) <= 140


# --- the model -------------------------------------------------------------------------------------------------------
MODEL = (ROOT / "docs" / "model.md", ROOT / "docs" / "company.md", ROOT / "docs" / "learning.md")


def known_in_the_model() -> set[str]:
    fields = {field for _, integers, floats in world.SCHEMA.values() for field in (*integers, *floats)}
    return {*NAMES, *fields, *SECTIONS}


def test_the_model_names_every_parameter_and_intervention():
    named = {name for page in MODEL for name in names(page)}
    assert [name for name in NAMES if name not in named] == []
    assert [name for name in catalogue() if name not in named] == []


def test_the_model_names_no_parameter_that_is_none():
    for name in (name for page in MODEL for name in names(page)):
        if re.fullmatch(r"[a-z]+(?:_[a-z]+)+", name):
            assert name in known_in_the_model(), name


def test_values_and_grades_in_the_model_are_the_shared_defaults():
    """`name` (.35 X …) or `name` .35 X: a value and a grade beside a parameter are those of defaults.toml."""
    document = read_toml(ROOT / "scenarios" / "defaults.toml")["parameters"]
    defaults = {name: entry for section in document.values() for name, entry in section.items()}
    text = " ".join(" ".join(map(text_of, MODEL)).split())
    told = re.findall(r"`(\w+)` \(?(\d*\.?\d+) ([PASVMXC])\b", text)
    assert len(told) > 90
    for name, value, grade in told:
        assert (float(value), grade) == (defaults[name]["value"], defaults[name]["grade"]), name


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "CHANGELOG.md"], ids=lambda page: page.name)
def test_numbers_of_things_are_right(page):
    text = text_of(page).lower()
    for things, what in ((catalogue(), "interventions"), (metrics(), "metrics"), (POLICY_VALUES, "policies")):
        told = re.findall(rf"\b({'|'.join(NUMBERS.values())}) {what}\b", text)
        assert set(told) <= {NUMBERS[len(things)]}, what
    assert f"{NUMBERS[len(catalogue())]} interventions" in text
    assert f"{NUMBERS[len(metrics())]} metrics" in text


# --- the log ---------------------------------------------------------------------------------------------------------
def test_the_reader_in_the_log_page_reads_what_ours_reads(tmp_path, monkeypatch):
    (source,) = [body for language, body in FENCE.findall(text_of(ROOT / "docs" / "log.md")) if language == "python"]
    file = tmp_path / "run.replay"
    record("seven-roadmaps", "textbook", 7, file, weeks=30)
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    recording = read(file)
    assert done.stdout.split() == ["seven-roadmaps", "7", "30", str(int(recording.starts[-1]))]
    monkeypatch.chdir(tmp_path)
    page: dict[str, object] = {}
    exec(compile(source, "log.md", "exec"), page)
    number, rows = page["week"](recording.payloads[-1])
    ours = recording.week(number)
    assert rows == list(
        zip(ours.kind.tolist(), ours.subject.tolist(), ours.object.tolist(), ours.amount.tolist(), strict=True)
    )


def test_the_log_page_has_the_limits_of_the_format():
    from engine.log import frames
    from engine.log.order import MAX_COMMANDS, MAX_WEEKS

    text = text_of(ROOT / "docs" / "log.md")
    for name, type_ in (("HEADER", frames.HEADER), ("COMMAND", frames.COMMAND), ("EVENTS", frames.EVENTS)):
        assert re.search(rf"^\| {type_} \| {name}", text, re.MULTILINE)
    assert (MAX_WEEKS, MAX_COMMANDS, frames.MAX_FILE_BYTES) == (2**14, 2**15, 512 << 20)
    assert "`" + frames.MAGIC.hex(" ") + "`" in text
    assert frames.LENGTHS[frames.HEADER][1] == 2**20
    assert frames.LENGTHS[frames.EVENTS] == (24, 24 + 9 * 2**19 + 32)
    assert frames.LENGTHS[frames.COMMAND][1] == frames.LENGTHS[frames.SEAL][1] == 2**16
