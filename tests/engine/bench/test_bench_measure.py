"""How competitors are timed, on a clock that only the work moves."""

from __future__ import annotations

import pytest

from engine.bench import measure
from engine.bench.measure import Contest


class Clock:
    """Time passes when work says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_competitors_take_turns_with_the_same_ordinals() -> None:
    calls: list[tuple[str, int]] = []
    works = {name: lambda ordinal, name=name: calls.append((name, ordinal)) for name in "abc"}
    measure.alternate(works, rounds=2)
    warm_up = [(name, 0) for name in "abc"]
    assert calls == [*warm_up, ("a", 1), ("b", 1), ("c", 1), ("a", 2), ("b", 2), ("c", 2)]


def test_quick_work_is_repeated_within_a_sample_and_reported_per_unit() -> None:
    clock = Clock()
    ordinals: list[int] = []

    def work(ordinal: int) -> None:
        ordinals.append(ordinal)
        clock.now += 0.25

    contest = measure.alternate({"a": work}, rounds=3, sample_s=1.0, clock=clock)
    assert contest.seconds["a"] == (0.25, 0.25, 0.25)
    assert ordinals[2:] == list(range(1, 13))


def test_a_ratio_is_of_medians_with_the_range_of_rounds() -> None:
    contest = Contest({"slow": (10.0, 20.0, 90.0), "fast": (2.0, 5.0, 3.0)})
    ratio = contest.ratio("slow", "fast")
    assert ratio.value == pytest.approx(20 / 3)
    assert (ratio.low, ratio.high) == (4.0, 30.0)
    assert contest.paired_ratio("slow", "fast").value == 5.0
    assert ratio.shifted(-1.0).low == 3.0


@pytest.mark.parametrize(("power", "expected"), [(1, 2.0), (2, 4.0)])
def test_growth_tells_linear_from_quadratic(power: int, expected: float) -> None:
    clock = Clock()

    def work(size: int, ordinal: int) -> None:
        clock.now += float(size**power)

    assert measure.growth(work, 8, rounds=3, sample_s=1000.0, clock=clock).value == pytest.approx(expected)


def test_thread_scaling_pairs_one_with_two() -> None:
    threads: list[int] = []
    ratio = measure.thread_scaling(threads.append, rounds=2)
    assert threads == [1, 2, 1, 2, 1, 2]
    assert ratio.low <= ratio.value <= ratio.high


def test_starting_up_is_compared_with_a_bare_script() -> None:
    contest = measure.start_up("timeit:main", rounds=1)
    assert set(contest.seconds) == {"steerco", "argparse"}


def test_modules_a_command_loads_are_found() -> None:
    assert measure.modules_loaded("timeit:main", ["--help"], ["timeit", "numba"]) == ["timeit"]


def test_a_command_that_fails_is_one_line() -> None:
    with pytest.raises(measure.ChildFailedError, match="no_such_module_here") as failure:
        measure.start_up("no_such_module_here:main", rounds=1)
    assert "\n" not in str(failure.value)
