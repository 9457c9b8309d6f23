"""`sim.events`: every kind is named, described, emitted somewhere and applied somewhere, or is only counted."""

from __future__ import annotations

import ast
import pathlib
import re
import types

import numpy as np
import pytest

from sim import events, evolve
from sim.evolving import __name__ as evolving
from sim.kernel import bind
from sim.step import record
from sim.world import DESKS, FORUMS, HIRES, INCIDENTS, ITEMS, LINES, METRICS, PRACTICES, SOURCES, TEAMS, new_log
from tests.sim.worlds import Founded, small_company

SIM = pathlib.Path(events.__file__).parent
NO_KINDS = {"COLUMNS", "KINDS", "NONE", "NUMBERS"}
CONSTANTS = {
    name: int(vars(events)[name])
    for name in vars(events)
    if name.isupper() and name not in NO_KINDS and not name.startswith("FIRST_OF_")
}
IRREGULAR = {
    *("Available", "Born", "Borne", "Broke", "Built", "Dealt", "Held", "Kept", "Left", "Lost", "Made", "Read", "Sat"),
    *("Seen", "Sent", "Set", "Spent", "Taken", "Went", "Withdrawn", "Won"),
}

# Kinds that change nothing but the tallies: what they tell is in the state already, or matters to metrics alone.
COUNTED_ONLY = {
    "ACTIVATION_JUDGED",
    "BURNOUT_COUNTED",
    "COSTS_BORNE",
    "DEPTH_COUNTED",
    "FIRST_VALUE_TIMED",
    "LOGINS_JUDGED",
    "REVENUE_ENDED",
    "SETUPS_JUDGED",
    "SIGNUPS_JUDGED",
    "DUPLICATE_MATCHED",
    "FAILURE_REPEATED",
    "UPLIFT_CLAIMED",
    "WINNER_SHIPPED",
    "DUPLICATE_SHIPPED",
    "HOURS_AVAILABLE",
    "HOURS_DRAINED",
    "HOURS_SWITCHED",
    "INCIDENT_WORKED",
    "ITEM_CYCLED",
    "TRUST_COUNTED",
    "WORK_ESCALATED",
    "WIP_COUNTED",
    "WORK_TOUCHED",
} & set(CONSTANTS)


def trees(*folders: str) -> list[ast.Module]:
    paths = [path for folder in folders for path in sorted((SIM / folder).rglob("*.py"))]
    return [ast.parse(path.read_text(encoding="utf-8")) for path in [*paths, SIM / "step.py"]]


def handlers() -> dict[str, str]:
    """Kinds that `sim.evolving` compares with `kind`, and the outermost function that does."""
    found: dict[str, str] = {}
    for path in sorted((SIM / evolving.rpartition(".")[2]).glob("*.py")):
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(function, ast.FunctionDef) and function.name.startswith("evolve_"):
                for node in ast.walk(function):
                    if isinstance(node, ast.Compare) and ast.unparse(node.left) == "kind":
                        for name in (ast.unparse(right) for right in node.comparators):
                            assert found.setdefault(name, function.name) == function.name, f"{name} is applied twice"
    return found


def test_every_kind_is_described_and_every_description_has_a_kind():
    assert sorted(int(kind) for kind in CONSTANTS.values()) == sorted(events.COLUMNS)


def test_numbers_are_unique_and_fit_the_tallies():
    numbers = [int(kind) for kind in CONSTANTS.values()]
    assert len(set(numbers)) == len(numbers)
    assert min(numbers) > 0
    assert max(numbers) < events.KINDS <= 256, "a kind is one byte in the log"


@pytest.mark.parametrize("name", CONSTANTS)
def test_a_kind_is_called_what_happened(name):
    columns = events.COLUMNS[int(CONSTANTS[name])]
    assert columns.name == "".join(word.capitalize() for word in name.split("_"))
    words = re.findall(r"[A-Z][a-z]+", columns.name)
    assert any(word.endswith("ed") or word in IRREGULAR for word in words), "say it in the past tense"
    assert all(columns), "a column that is empty says '-'"
    assert columns.meaning[0].islower()
    assert not columns.meaning.endswith(".")
    assert len(columns.meaning) <= 60


def test_numbers_by_name():
    assert {name: events.COLUMNS[number].name for name, number in events.NUMBERS.items()} == {
        n: n for n in events.NUMBERS
    }
    assert len(events.NUMBERS) == len(events.COLUMNS)


def test_ids_fit_their_columns_and_are_never_the_empty_one():
    capacities = (LINES, TEAMS, ITEMS, DESKS, FORUMS, INCIDENTS, PRACTICES, SOURCES, METRICS, HIRES)
    assert max(capacities) <= events.NONE == 2**16 - 1


def test_every_kind_is_applied_or_only_counted():
    applied = set(handlers())
    assert applied <= set(CONSTANTS)
    assert not applied & COUNTED_ONLY
    assert set(CONSTANTS) - applied == COUNTED_ONLY


def test_every_kind_happens_somewhere():
    """Each is named by a system or by what carries out commands; otherwise it is retired, and says so here."""
    named: set[str] = set()
    for tree in trees("systems", "deciding"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Name | ast.Attribute):
                named.add(node.id if isinstance(node, ast.Name) else node.attr)
    retired: set[str] = set()
    assert set(CONSTANTS) - named == retired


@pytest.mark.parametrize("name", sorted(COUNTED_ONLY))
def test_a_counted_kind_changes_the_tallies_only(name):
    world = Founded(small_company()).run(30, 1).world
    before = world.copy()
    record(bind(world), bind(new_log()), CONSTANTS[name], 1, 1, 77)
    changed = {entity for entity in world.dtype.names if world[entity].tobytes() != before[entity].tobytes()}
    assert changed == {"tallies"}
    assert world["tallies"]["count"][0, CONSTANTS[name]] == before["tallies"]["count"][0, CONSTANTS[name]] + 1
    assert world["tallies"]["total"][0, CONSTANTS[name]] == before["tallies"]["total"][0, CONSTANTS[name]] + 77


@pytest.mark.parametrize("name", CONSTANTS)
def test_evolve_sends_each_kind_to_the_function_that_applies_it(name):
    """The ranges of numbers in `evolve` are read as plain Python, with the functions it calls replaced."""
    called: list[str] = []
    python = getattr(evolve.evolve, "py_func", evolve.evolve)
    functions = {key: value for key, value in python.__globals__.items() if key.startswith("evolve_")}
    fakes = {key: (lambda *_, key=key: called.append(key)) for key in functions}
    copy = types.FunctionType(python.__code__, python.__globals__ | fakes)
    tallies = types.SimpleNamespace(count=[0] * events.KINDS, total=[0] * events.KINDS)
    copy(types.SimpleNamespace(tallies=tallies), CONSTANTS[name], 1, 2, 3)
    assert len(called) == 1
    if name not in COUNTED_ONLY:
        assert called == [handlers()[name]]


def test_an_unknown_kind_is_counted_and_nothing_else():
    unknown = next(kind for kind in range(1, events.KINDS) if kind not in events.COLUMNS)
    world = Founded(small_company()).run(10, 1).world
    before = world.copy()
    record(bind(world), bind(new_log()), unknown, 1, 1, 5)
    assert {entity for entity in world.dtype.names if world[entity].tobytes() != before[entity].tobytes()} == {
        "tallies"
    }


def test_rows_of_a_real_company_fit_their_columns():
    """Ids stay below what they name, amounts fit 32 bits and are negative only where that has a meaning."""
    below = {
        "item": ITEMS,
        "team": TEAMS,
        "line": LINES,
        "desk": DESKS,
        "forum": FORUMS,
        "incident": INCIDENTS,
        "train": LINES,
    }
    for _, log in Founded(small_company()).weeks(104, 3):
        length = int(log["length"][0, 0])
        assert length <= int(log["limit"][0, 0]), "the week does not fit the log"
        kinds = log["kind"][0, :length]
        for kind in np.unique(kinds):
            columns, here = events.COLUMNS[int(kind)], kinds == kind
            for column in ("subject", "object"):
                values = log[column][0, :length][here]
                noun = getattr(columns, column).removeprefix("to ").removeprefix("from ").removeprefix("sibling ")
                if noun == "-":
                    assert (values == events.NONE).all() or (values == 0).all(), (columns.name, column)
                elif noun in below:
                    assert ((values < below[noun]) | (values == events.NONE)).all(), (columns.name, column)
            if columns.name not in {
                "SourceBroke",
                "SourceDrifted",
                "SourceRestated",
                "AuditReported",
                "MeasureTaken",
                "LeverShifted",
                "FeatureValued",
                "RedesignShipped",
                "ForecastMeasured",
                "ExperimentRead",
                "UpliftClaimed",
            }:
                assert log["amount"][0, :length][here].min() >= 0, columns.name
