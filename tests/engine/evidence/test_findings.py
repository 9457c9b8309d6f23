"""Findings: ids that keep, numbers that are printed honestly, data that anybody can read."""

from __future__ import annotations

import dataclasses
import json

from engine.evidence import Calendar, Finding, Window, compare, costs, story_windows
from engine.evidence.findings import fold_name, negligible, of_comparison, of_cost
from engine.evidence.numbers import interval_decimals, plain, rough, unit_of_difference, visible
from sim.metric import less
from sim.metrics import metrics
from tests.engine.evidence import made

WINDOWS = story_windows(Calendar(26, 78, 26), 27)


def findings(metric: str = "dec.latency") -> dict[str, Finding]:
    factual = made.steady(130, (Window(27, 130), {made.MADE: (11, 11 * 4 * 480)}))
    compared = compare(factual, made.steady(130), WINDOWS, made.index(factual))[metric]
    found = of_comparison(compared, WINDOWS, made.RUN, {"before": "@1-9", "after": "@10-20"}, 16)
    return {finding.kind: finding for finding in found}


def test_ids_keep_from_release_to_release() -> None:
    assert {kind: finding.id for kind, finding in findings().items()} == {
        "baseline": "f-0899bc1bd5",
        "change": "f-0052e0c61d",
        "effect": "f-6f82b8bfb9",
    }


def test_ids_hash_the_question_and_not_the_answer() -> None:
    finding = findings()["effect"]
    for other in (
        dataclasses.replace(finding, value=1.0),
        dataclasses.replace(finding, seeds=(8,)),
        dataclasses.replace(finding, evidence=("@5-6",)),
    ):
        assert other.id == finding.id
    for other in (
        dataclasses.replace(finding, kind="harm"),
        dataclasses.replace(finding, for_="decision-rights"),
        dataclasses.replace(finding, metric="dec.reopen"),
        dataclasses.replace(finding, method="paired t"),
        dataclasses.replace(finding, windows={"after": Window(92, 103)}),
    ):
        assert other.id != finding.id


def test_an_effect_says_everything_about_itself() -> None:
    effect = findings()["effect"].as_json(made.RUN)
    json.dumps(effect, allow_nan=False)
    assert effect["value"] == -8.0
    assert effect["interval"] is None
    assert effect["scope"] == "exact, one world"
    assert effect["method"] == "same-seed twin"
    assert effect["seeds"] == [7]
    assert effect["windows"] == {"after": [93, 104]}
    assert effect["label"] == "simulated practice"
    assert effect["grade"] is None
    assert effect["direction"] == "better"
    assert effect["display"] == "−8.0 working days"
    assert effect["details"]["twin"] == {"value": 12.0, "base": 120, "weeks": 12, "state": "ok", "reason": ""}
    assert effect["carriers"][1]["counts"] == {"before": 120, "after": 132, "twin": 120}
    assert {entry["event"] for entry in effect["because"]} >= {"DecisionBounced", "ForumSat"}


def test_a_citation_stands_alone() -> None:
    effect = findings()["effect"]
    assert effect.citation(made.RUN) == (
        f"[{effect.id}|seven-roadmaps@1/7|rules 1|kernel 9f3a9f3a|log c1d0c1d0@10-20|{effect.fold}|w93-104"
        "|same-seed twin|−8.0 working days|simulated practice]"
    )


def test_a_changed_definition_is_another_fold() -> None:
    metric = metrics()["dec.latency"]
    assert fold_name(metric) == fold_name(dataclasses.replace(metric, name="Another name"))
    assert fold_name(metric) != fold_name(dataclasses.replace(metric, scale=1.0))
    assert fold_name(metric) != fold_name(dataclasses.replace(metric, minimum=1))
    taken_off = dataclasses.replace(metric, over=tuple(map(less, metric.over)))
    assert fold_name(metric) != fold_name(taken_off)


def test_nothing_meaningful_is_left_only_within_five_percent_or_two_points() -> None:
    finding = dataclasses.replace(findings()["effect"], method="paired t", value=0.1, baseline=12.0)
    assert negligible(dataclasses.replace(finding, interval=(-0.4, 0.6)))
    assert not negligible(dataclasses.replace(finding, interval=(-0.4, 0.7)))
    assert negligible(dataclasses.replace(finding, unit="percentage points", baseline=13.0, interval=(-2.0, 1.0)))
    assert not negligible(dataclasses.replace(finding, unit="percentage points", baseline=90.0, interval=(-2.1, 1.0)))


def test_what_may_not_be_cited_is_no_finding() -> None:
    assert findings("rel.recover") == {}


def test_costs_are_exact_and_a_zero_is_a_true_zero() -> None:
    factual = made.steady(130, (Window(27, 130), {made.GOVERNED: (9, 9 * 900)}))
    found = costs(factual, made.steady(130), WINDOWS, made.index(factual))
    governed = found["cost.governance"]
    assert governed.extra == 78 * 9 * 300 / 60
    assert governed.span is not None
    assert (found["cost.hires"].spent, found["cost.hires"].extra, found["cost.hires"].span) == (0, 0, None)
    assert found["cost.transition"].window == Window(27, 92)
    finding = of_cost(governed, made.RUN)
    assert (finding.value, finding.unit, finding.windows) == (governed.extra, "h", {"governed": Window(27, 104)})


def test_no_transition_no_cost_of_one() -> None:
    world = made.steady(130)
    windows = story_windows(Calendar(26, 78, 26), 100)
    assert "cost.transition" not in costs(world, world, windows, made.index(world))


def test_numbers_are_printed_with_a_true_minus_and_no_minus_zero() -> None:
    assert plain(-7.84, 1) == "−7.8"
    assert plain(7.84, 1, signed=True) == "+7.8"
    assert plain(-0.04, 1, signed=True) == "0.0"
    assert plain(12345.6, 0) == "12,346"
    assert plain(12345.6, -2) == "12,300"


def test_a_difference_is_not_rounded_away() -> None:
    assert plain(0.004, visible(0.004, 1), signed=True) == "+0.004"
    assert visible(0.0, 1) == 1
    assert visible(5.0, 1) == 1


def test_an_interval_shows_two_digits_of_its_half_width() -> None:
    assert interval_decimals((-12.0, -6.0), 1) == 1
    assert interval_decimals((0.0, 0.0246), 1) == 3
    assert interval_decimals((-2700, 1900), 0) == -2
    assert interval_decimals((1.0, 1.0), 2) == 2


def test_two_rates_differ_by_percentage_points() -> None:
    assert unit_of_difference("% of touch hours") == "percentage points of touch hours"
    assert unit_of_difference("customer-h/wk") == "customer-h/wk"
    found = findings("rel.cfr")
    assert (found["baseline"].unit, found["effect"].unit) == ("%", "percentage points")


def test_rates_are_rough_and_nothing_is_called_none() -> None:
    assert [rough(value) for value in (123.4, 12.34, 1.234, 0.0, None)] == ["123", "12.3", "1.23", "0.00", "none"]
