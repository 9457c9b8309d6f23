"""`sim/records.pyi`: what type checkers see is what the schema says, and nothing of it runs."""

from __future__ import annotations

import ast
import importlib.util
import pathlib

import numpy as np
import pytest

from sim.world import LOG, SCHEMA, WORLD
from tests.sim import regenerate_records

SIM = pathlib.Path(__file__).resolve().parents[2] / "sim"


@pytest.fixture(scope="module")
def classes() -> dict[str, dict[str, str]]:
    """Annotated fields of every class of the stub."""
    tree = ast.parse(regenerate_records.STUB.read_text(encoding="utf-8"))
    return {
        node.name: {ast.unparse(f.target): ast.unparse(f.annotation) for f in node.body if isinstance(f, ast.AnnAssign)}
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }


def test_the_stub_is_current():
    assert regenerate_records.STUB.read_text(encoding="utf-8") == regenerate_records.stub(), "run: make stubs"


def test_every_field_of_the_world_is_typed(classes):
    assert list(classes["World"]) == list(SCHEMA) == list(WORLD.names or ())
    for entity, of in classes["World"].items():
        kinds = {name: WORLD[entity][name].base.kind for name in WORLD[entity].names or ()}
        assert classes[of] == {name: {"i": "Ints", "f": "Floats"}[kind] for name, kind in kinds.items()}


def test_every_field_of_the_log_is_typed(classes):
    assert set(classes["Log"]) == set(LOG.names or ())
    assert set(classes["Log"].values()) == {"Ints"}
    assert all(np.issubdtype(LOG[name].base, np.integer) for name in LOG.names or ())


def test_the_stub_has_no_module():
    assert importlib.util.find_spec("sim.records") is None


@pytest.mark.parametrize("path", sorted(SIM.rglob("*.py")), ids=lambda p: p.relative_to(SIM).as_posix())
def test_records_are_imported_for_type_checkers_only(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "sim.records":
            assert id(node) in guarded, f"line {node.lineno}"
