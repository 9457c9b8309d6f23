"""The whole bench on a kernel in plain Python: the document is complete, whatever is installed."""

from __future__ import annotations

import dataclasses
import io
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from engine.bench import suite
from engine.bench.measure import Ratio
from engine.bench.report import TABLE_WIDTH, TARGETS, BenchReport, Figure, Measured, Verdict
from engine.bench.suite import KernelUnderTest

if TYPE_CHECKING:
    from tests.engine.bench.conftest import FakeKernel

RATIOS = {
    "reference_vs_simpy",
    "reference_vs_mesa",
    "reference_vs_plain_python",
    "fold_vs_eventsourcing",
    "fold_vs_sqlite3",
    "two_threads",
    "recording_overhead",
    "bytes_per_event",
    "growth_teams",
    "growth_weeks",
    "growth_replicas",
}
FIGURES = {"reference_runs_per_s_steerco", "fold_events_per_s_steerco", "digest_ms_per_run", "sync_ms", "help_ms"}


@pytest.fixture(scope="module")
def report(kernel: FakeKernel) -> BenchReport:
    under_test: KernelUnderTest = kernel
    return suite.run_suite(under_test, quick=True)


@pytest.fixture(scope="module")
def document(report: BenchReport) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(json.dumps(report.to_json(), allow_nan=False))
    return loaded


def test_every_ratio_of_the_contract_is_there_and_has_a_target(document: dict[str, Any]) -> None:
    assert set(document["ratios"]) == RATIOS == set(TARGETS)
    for name, value in document["ratios"].items():
        assert value is None or isinstance(value, float), name
        assert (value is None) == (name in document["notes"]), name


def test_absolute_figures_and_the_machine_are_there(document: dict[str, Any]) -> None:
    assert set(document["figures"]) >= FIGURES
    assert set(document["machine"]) >= {"python", "numba", "numpy", "cores"}


def test_what_does_not_depend_on_speed_is_right(document: dict[str, Any]) -> None:
    assert document["ratios"]["bytes_per_event"] == 18.0
    assert document["figures"]["fold_states_agree"] is True
    assert document["figures"]["reference_same_work"] is True
    assert document["figures"]["help_imports_heavy"] == []
    assert document["figures"]["fold_events"] == 520


def test_the_table_fits_eighty_columns_and_says_verdicts_in_words(report: BenchReport) -> None:
    out = io.StringIO()
    Console(file=out, width=TABLE_WIDTH, color_system=None).print(report.table())
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= TABLE_WIDTH
    assert "▲ missed" in out.getvalue()
    for target in TARGETS.values():
        assert any(target.label in line for line in lines), target.label


def test_without_peers_the_document_is_still_complete(
    kernel: FakeKernel, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("simpy", "mesa", "eventsourcing"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr(suite, "QUICK", dataclasses.replace(suite.QUICK, rounds=1, reference_weeks=4))
    bare = suite.run_suite(kernel, quick=True).to_json()
    ratios, notes = bare["ratios"], bare["notes"]
    assert isinstance(ratios, dict)
    assert isinstance(notes, dict)
    assert set(ratios) == RATIOS
    for name in ("reference_vs_simpy", "reference_vs_mesa", "fold_vs_eventsourcing"):
        assert ratios[name] is None
        assert "is not installed" in notes[name]
    assert ratios["reference_vs_plain_python"] is not None


def _measured(name: str, value: float | None) -> Measured:
    return Measured(name, None if value is None else Ratio(value, value, value))


@pytest.mark.parametrize(
    ("name", "value", "verdict"),
    [
        ("reference_vs_simpy", 1000.0, Verdict.MET),
        ("reference_vs_simpy", 1.0, Verdict.MISSED),
        ("reference_vs_simpy", None, Verdict.UNMEASURED),
        ("recording_overhead", -0.01, Verdict.MET),
        ("recording_overhead", 0.9, Verdict.MISSED),
        ("growth_weeks", 2.0, Verdict.MET),
    ],
)
def test_a_verdict_knows_its_direction(name: str, value: float | None, verdict: Verdict) -> None:
    assert _measured(name, value).verdict is verdict


def test_failures_name_what_was_missed_and_what_was_not_the_same_work() -> None:
    figures: dict[str, Figure] = {
        "fold_states_agree": False,
        "reference_same_work": False,
        "help_imports_heavy": ["numba"],
    }
    report = BenchReport((_measured("growth_weeks", 3.9), _measured("two_threads", None)), figures)
    assert report.failures == [
        "time, twice the weeks: 3.90 ×, wanted ≤ 2.20 ×",
        "reference network: the kernel's days in system differ from the exact answer",
        "read and fold: the competitors' states differ",
        "--help imports numba",
    ]
    assert BenchReport((_measured("growth_weeks", 2.0),), {}).failures == []
