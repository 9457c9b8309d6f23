"""A run is its scenario, plan and seed, and nothing of the process, compiler, processor or threads that ran it."""

from __future__ import annotations

import hashlib
import pathlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from engine.catalogue import load_plan, load_scenario
from engine.commands.recording import record
from engine.ensemble import run_ensemble
from sim.plans import Plan
from tests.engine.cli_calls import SCENARIO, there

WEEKS = 34  # history, and the first commands of the textbook
SHORT = 30  # without the compiler a week takes a good part of a second


def _digest(path: pathlib.Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()


def _elsewhere(folder: pathlib.Path, name: str, weeks: int | None, **environment: str) -> str:
    """The digest of a run in a process of its own."""
    out = folder / f"{name}.replay"
    span = [] if weeks is None else ["--weeks", weeks]
    words = ("run", SCENARIO, "--plan", "textbook", "--seed", 7, "--out", out, *span)
    there(*words, env=environment, timeout=3600).fine()
    return _digest(out)


def _here(folder: pathlib.Path, weeks: int | None) -> str:
    out = folder / "here.replay"
    record(SCENARIO, "textbook", 7, out, weeks=weeks)
    return _digest(out)


def _features() -> str:
    """Every processor feature that numpy would use here and can do without."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    return " ".join(name for name in __cpu_dispatch__ if __cpu_features__.get(name))


VARIATIONS = {
    "another process": {},
    "hash seed 0": {"PYTHONHASHSEED": "0"},
    "hash seed 4242": {"PYTHONHASHSEED": "4242"},
    "one thread": {"NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    "another language": {"LC_ALL": "C", "LANG": "C", "TZ": "Pacific/Chatham"},
    "optimised Python": {"PYTHONOPTIMIZE": "1"},
}


@pytest.mark.parametrize("environment", VARIATIONS.values(), ids=list(VARIATIONS))
def test_the_process_does_not_matter(tmp_path, environment):
    assert _elsewhere(tmp_path, "there", WEEKS, **environment) == _here(tmp_path, WEEKS)


def test_the_processor_does_not_matter(tmp_path):
    features = _features()
    if not features:
        pytest.skip("this processor has no feature that numpy could do without")
    assert _elsewhere(tmp_path, "plain", WEEKS, NPY_DISABLE_CPU_FEATURES=features) == _here(tmp_path, WEEKS)


def test_the_compiler_does_not_matter(tmp_path):
    assert _elsewhere(tmp_path, "plain", SHORT, NUMBA_DISABLE_JIT="1") == _here(tmp_path, SHORT)


@pytest.mark.long
def test_the_compiler_does_not_matter_for_a_whole_run(tmp_path):
    assert _elsewhere(tmp_path, "plain", None, NUMBA_DISABLE_JIT="1") == _here(tmp_path, None)


@pytest.mark.long
def test_the_processor_that_is_compiled_for_does_not_matter(tmp_path):
    cache = str(tmp_path / "cache")
    generic = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": "", "NUMBA_CACHE_DIR": cache}
    assert _elsewhere(tmp_path, "generic", None, **generic) == _here(tmp_path, None)


def test_two_runs_at_once_do_not_matter(tmp_path):
    def play(number: int) -> str:
        out = tmp_path / f"{number}.replay"
        record(SCENARIO, "textbook", 7, out, weeks=WEEKS)
        return _digest(out)

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(play, range(4)))) == 1


def test_threads_do_not_matter_and_seeds_do():
    scenario, plan = load_scenario(SCENARIO), Plan.parse(load_plan(SCENARIO, "textbook"))
    one, two = (run_ensemble(scenario, plan, range(1, 13), threads) for threads in (1, 2))
    assert np.array_equal(one.counts, two.counts)
    assert np.array_equal(one.totals, two.totals)
    totals = one.totals.sum(axis=1)
    assert len({world.tobytes() for world in totals}) == 12
    assert (totals.astype(np.float64).var(axis=0) > 0).sum() > 10
