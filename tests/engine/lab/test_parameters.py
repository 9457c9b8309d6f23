"""Parameters by path, designs, sweeps, indices and tornados."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.catalogue import load_scenario
from engine.errors import InputError
from engine.lab.arms import arms_of, parse_variant
from engine.lab.designs import points
from engine.lab.paths import Varied, find, parse_varied, places, with_values
from engine.lab.pool import Hands
from engine.lab.sweep import Question, ask, indices, sensitivities, tornado
from tests.engine.lab.studies import SCENARIO

AMBIGUITY = "decisions.owner_ambiguity"


@pytest.fixture(scope="module")
def scenario():
    return load_scenario(SCENARIO).model_dump(mode="json")


def question(scenario, plan="none", measures=("flow.lead",), seeds=4):
    return Question(SCENARIO, scenario, plan, measures, seeds, 1, "tenure", Hands())


def test_every_parameter_has_a_path_and_can_be_set_to_what_it_is(scenario):
    known = list(places(scenario))
    assert len({place.path for place in known}) == len(known) > 250
    chosen = [place for place in known if place.value is not None][::17]
    assert with_values(scenario, {place.path: place.value for place in chosen}) == scenario


@pytest.mark.parametrize(
    ("path", "value", "there"),
    [
        (AMBIGUITY, 0.5, lambda s: s["parameters"]["decisions"]["owner_ambiguity"]["value"]),
        ("parameters." + AMBIGUITY, 0.5, lambda s: s["parameters"]["decisions"]["owner_ambiguity"]["value"]),
        ("lines.checkout.needs_per_week", 3.25, lambda s: s["lines"][0]["needs_per_week"]),
        ("teams.seats.people", 6.0, lambda s: next(t["people"] for t in s["teams"] if t["id"] == "seats")),
        ("lines.checkout.emergency_path", "on-call", lambda s: s["lines"][0]["emergency_path"]),
        ("weeks.tenure", 13, lambda s: s["weeks"]["tenure"]),
    ],
)
def test_a_value_is_set_where_its_path_leads(scenario, path, value, there):
    before = json.dumps(scenario)
    changed = with_values(scenario, {path: value})
    assert there(changed) == value
    assert json.dumps(scenario) == before
    assert changed != scenario


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"decisions.owner_ambiguit": 0.5}, "did you mean 'decisions.owner_ambiguity'"),
        ({"owner_ambiguity": 0.5}, "did you mean 'decisions.owner_ambiguity'"),
        ({"lines.chekout.users": 5}, "did you mean 'lines.checkout.users'"),
        ({AMBIGUITY: 0.9}, "outside its published range, 0 to 0.8"),
        ({AMBIGUITY: "much"}, "'much' is outside its published range"),
        ({"teams.seats.people": 99}, "people"),
        ({"lines.checkout.emergency_path": "never"}, "emergency_path"),
        ({"lines.checkout.grade": "P"}, "no parameter"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(scenario, values, says):
    with pytest.raises(InputError, match=says) as caught:
        with_values(scenario, values)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{AMBIGUITY}=", "no values to take"),
        (f"{AMBIGUITY}=0.4:0.2", "empty range"),
        (f"{AMBIGUITY}=0.1:0.2:1", "empty range"),
        (f"{AMBIGUITY}=0.1:0.2:3:4", "empty range"),
        (f"{AMBIGUITY}=a:b", "cannot read"),
        (f"{AMBIGUITY}=0:2", "leaves its published range"),
        ("lines.checkout.needs_per_week", "has no published range"),
        ("nothing.at_all", "no parameter"),
    ],
)
def test_what_cannot_be_varied_is_refused(scenario, text, says):
    with pytest.raises(InputError, match=says):
        parse_varied(scenario, text)


def test_designs_stay_within_their_bounds_and_are_the_same_again(scenario):
    varied = [parse_varied(scenario, text) for text in (AMBIGUITY, "teams.seats.people=4:6", "incidents.hotfix_hours")]
    for design in ("lhs", "sobol"):
        found = points(varied, design, 16, scenario, seed=3)
        assert found == points(varied, design, 16, scenario, seed=3)
        assert found != points(varied, design, 16, scenario, seed=4)
        for point in found:
            assert all(one.low <= point[one.path] <= one.high for one in varied)
            assert isinstance(point["teams.seats.people"], int)
    lhs = [point[AMBIGUITY] for point in points(varied, "lhs", 16, scenario)]
    assert sorted(int(value / 0.8 * 16) for value in lhs) == list(range(16))
    grid = points(
        [parse_varied(scenario, f"{AMBIGUITY}=0:0.8:3"), parse_varied(scenario, "teams.seats.people=4,6")],
        "grid",
        0,
        scenario,
    )
    assert [tuple(point.values()) for point in grid] == [(0.0, 4), (0.0, 6), (0.4, 4), (0.4, 6), (0.8, 4), (0.8, 6)]


@pytest.mark.parametrize(
    ("varied", "design", "number", "says"),
    [
        ([], "grid", 1, "nothing is varied"),
        ([Varied(AMBIGUITY, 0, 0.8)] * 2, "grid", 1, "varied twice"),
        ([Varied(AMBIGUITY, 0, 0.8, (), 5000)], "grid", 1, "5,000 points"),
        ([Varied(AMBIGUITY, 0, 0.8)], "sobol", 9999, "9,999 points"),
    ],
)
def test_designs_without_sense_are_refused(scenario, varied, design, number, says):
    with pytest.raises(InputError, match=says):
        points(varied, design, number, scenario)


def test_a_sweep_answers_at_each_point_and_the_point_that_changes_nothing_is_the_scenario(scenario):
    now = find(scenario, AMBIGUITY).value
    none, same, more = ask(question(scenario, seeds=8), [{}, {AMBIGUITY: now}, {AMBIGUITY: 0.8}])
    assert none.pooled == same.pooled
    assert np.array_equal(none.values["flow.lead"], same.values["flow.lead"])
    assert more.pooled["flow.lead"][0] > none.pooled["flow.lead"][0] + 2


def test_variants_are_scenarios_with_values(scenario):
    name, document = parse_variant(scenario, f"vague:{AMBIGUITY}=0.7,weeks.tenure=13")
    assert (name, document) == ("vague", with_values(scenario, {AMBIGUITY: 0.7, "weeks.tenure": 13}))
    assert parse_variant(scenario, "base") == ("base", scenario)
    arms = arms_of(SCENARIO, ["none", "textbook"], ["base", f"vague:{AMBIGUITY}=0.7"])
    assert [arm.name for arm in arms] == ["none", "textbook", "vague/none", "vague/textbook"]
    for text in ("vague", "vague:", ":a=1", "vague:a", f"vague:{AMBIGUITY}="):
        with pytest.raises(InputError, match="cannot read the variant"):
            parse_variant(scenario, text)


# --- indices ----------------------------------------------------------------------------------------------------------
def ishigami(at):
    """Ishigami and Homma (1990) with a = 7, b = 0.1."""
    return (np.sin(at[0]) + 7.0 * np.sin(at[1]) ** 2 + 0.1 * at[2] ** 4 * np.sin(at[0]))[None]


def test_the_indices_of_ishigami_are_recovered():
    (found,) = indices(ishigami, [Varied(name, -np.pi, np.pi) for name in "abc"], 1024)
    for index, first, total in zip(found, (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437), strict=True):
        assert index.first[0] == pytest.approx(first, abs=0.04)
        assert index.total[0] == pytest.approx(total, abs=0.04)
        assert index.first[1] - 0.04 <= first <= index.first[2] + 0.04
        assert index.total[1] <= index.total[0] <= index.total[2]


def test_indices_of_a_company_find_the_parameter_that_matters(scenario):
    varied = [parse_varied(scenario, AMBIGUITY), parse_varied(scenario, "forecasts.least_comparables")]
    found = sensitivities(question(scenario, seeds=2), varied, 4)["flow.lead"]
    assert found[0].total[0] > 0.8
    assert found[1].total[0] < 0.1


@pytest.mark.parametrize(
    ("varied", "n", "says"),
    [([Varied("a", 0, 1)], 12, "power of two"), ([Varied("a", 0, 1, (1, 2))], 8, "lists values")],
)
def test_indices_without_sense_are_refused(varied, n, says):
    with pytest.raises(InputError, match=says):
        indices(ishigami, varied, n)


def test_a_tornado_puts_what_swings_most_first(scenario):
    varied = [parse_varied(scenario, "forecasts.least_comparables"), parse_varied(scenario, AMBIGUITY)]
    first, last = tornado(question(scenario, seeds=8), varied)["flow.lead"]
    assert (first.path, last.path) == (AMBIGUITY, "forecasts.least_comparables")
    assert first.high.clear
    assert first.width > 5 * last.width
    assert not last.low.clear
