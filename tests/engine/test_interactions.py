"""Law 12: pairs of interventions, alone and together."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from engine.validity.check import Check, Effort

law = importlib.import_module("engine.validity.interactions")
STRONG = ("a council alone", "an order matters", "a gate sets", "objectives on")  # clear in a few worlds already


@pytest.fixture(scope="module")
def checks() -> dict[str, Check]:
    return {check.name: check for check in law.interactions(Effort(threads=1, share=0.125))}


def test_every_pair_is_told_once(checks: dict[str, Check]) -> None:
    assert len(checks) == len(law.PAIRS) >= 10
    assert all(check.seeds == 32 and check.value and check.bound for check in checks.values())


@pytest.mark.parametrize("claim", STRONG)
def test_what_is_strong_shows_in_few_worlds(checks: dict[str, Check], claim: str) -> None:
    (check,) = (check for name, check in checks.items() if name.startswith(claim))
    assert check.holds, check.value


def test_two_effects_that_add_up_do_not_interact() -> None:
    noise = np.linspace(-1.0, 1.0, 64)
    quad = law.Quad(noise, noise + 2.0, noise - 3.0, noise - 1.0)
    assert np.abs(quad.interaction).max() < 1e-12
    for pair in law.PAIRS:
        if pair.bound.startswith((">", "<")) and "interaction" in pair.verdict(quad)[0]:
            assert not pair.verdict(quad)[1]
