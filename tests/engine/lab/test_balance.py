"""Balance: its parts on made-up numbers, one small scenario whole, and its page."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from engine.lab.balance import Balance, Effort, across, balance, decisive, skill_share
from engine.lab.page import STYLE, page
from engine.lab.pool import Hands
from engine.lab.shelf import distinct, launch_plan, moves_of, worse_first
from engine.lab.targets import TARGETS, Checked, Target, check, measures
from tests.engine.lab.studies import SCENARIO


@pytest.fixture(scope="module")
def found() -> Balance:
    return balance(SCENARIO, Effort(16, 4, 4), Hands())


@pytest.fixture(scope="module")
def placebo() -> Balance:
    return balance("lucky-quarter", Effort(8, 4, 4), Hands(), first_seed=930_101)


# --- its parts --------------------------------------------------------------------------------------------------------
def test_skill_is_the_share_of_variance_between_policies():
    stream = np.random.default_rng(0)
    luck = [stream.normal(0, 10, 2000) for _ in range(3)]
    assert skill_share(luck) < 0.01
    assert skill_share([luck[n] + 100 * n for n in range(3)]) == pytest.approx(6666.7 / 6766.7, abs=0.01)
    assert skill_share([np.zeros(3), np.zeros(3)]) == 0.0


def test_the_decisive_week_is_the_first_from_which_on_the_gain_is_clear():
    stream = np.random.default_rng(1)
    gain = stream.normal(0, 0.1, (40, 30))
    gain[:, 10:] += 1.0
    mean, half, week = decisive(gain, 26)
    assert 11 <= week <= 13
    assert abs(mean[week - 1]) > half[week - 1]
    assert decisive(stream.normal(0, 1, (40, 30)), 26)[2] is None or decisive(stream.normal(0, 1, (40, 30)), 26)[2] > 20


def test_measures_are_shares_of_single_worlds():
    told = measures(np.array([30.0, 35.0, 59.9, 60.0, 85.0, 120.0]))
    assert (told["bronze"], told["silver"], told["gold"]) == (5 / 6, 3 / 6, 2 / 6)
    assert told["median"] == pytest.approx(59.95)


def test_targets_are_those_of_the_design_and_missing_measures_miss():
    checked = check({"textbook": {"silver": 0.95, "bronze": 0.5}})
    by_id = {one.target.id: one for one in checked}
    assert len(by_id) == len(TARGETS)
    assert by_id["textbook.silver"].met
    assert not by_id["textbook.bronze"].met
    assert not by_id["trap.median"].met
    assert (by_id["textbook.silver"].wanted(), by_id["textbook.silver"].shown()) == ("90 % to 97 %", "95 %")
    assert Checked(Target("trap", "silver", 0.0, 0.02), 0.01).wanted() == "≤ 2 %"


def test_worse_before_better():
    assert worse_first(np.array([-1.0, -1.0, 3.0, 3.0])) is True
    assert worse_first(np.array([1.0, 1.0])) is False
    assert worse_first(np.array([1.0, -3.0])) is None


def test_plans_that_do_the_same_are_one_way():
    ways = {"a": frozenset("xyz"), "b": frozenset("xyzw"), "c": frozenset("pq"), "d": frozenset("xp")}
    assert distinct(ways) == ["a", "c", "d"]
    assert distinct({}) == []


def test_a_launch_plan_asks_one_sponsor_after_another_until_somebody_carries_it(found):
    plan = launch_plan(found.scenario, ["feature-flags", "release-checklist"])
    assert [dated.week for dated in plan.commands] == sorted(dated.week for dated in plan.commands)
    assert {dated.command.for_ for dated in plan.commands} == {"feature-flags", "release-checklist"}
    assert moves_of({"kind": "plan", "plan": plan.raw()}) == {"launch feature-flags", "launch release-checklist"}
    assert moves_of({"kind": "none"}) == frozenset()


# --- a scenario -------------------------------------------------------------------------------------------------------
def test_every_question_is_answered(found):
    assert set(found.points) == {"none", "trap", "random", "foreign", "careful-novice", "textbook"}
    assert not found.points["none"].any()
    assert found.points["textbook"].mean() == pytest.approx(100.0)
    assert len(found.points["foreign"]) == 4 * len(found.foreign_means)
    assert [one.id for one in found.alone] == sorted(
        (one.id for one in found.alone), key=[one.id for one in found.alone].index
    )
    assert {one.id for one in found.alone} == set(found.scenario.shelf)
    assert all(one.launched == 1.0 for one in found.alone)
    gate = next(one for one in found.alone if one.id == "approval-gate")
    assert gate.verdict == "harms"
    assert gate.told_apart
    assert len(found.pairs) == 6
    assert 0.0 < found.skill_share < 1.0
    weeks = found.scenario.weeks
    assert len(found.gain[0]) == weeks.tenure + weeks.aftermath
    assert found.decisive_week is None or 1 <= found.decisive_week <= weeks.tenure
    assert set(found.ways) <= set(found.winners)


def test_a_target_that_is_missed_is_named(found):
    assert set(found.missed) >= {one.target.id for one in found.checked if not one.met}


def test_the_placebo_has_nothing_to_win_and_is_not_blamed_for_it(placebo):
    assert not placebo.binds
    assert placebo.missed == []
    assert "Nothing binds here" in page([placebo])


def test_what_wins_everywhere_is_told(found):
    assert all("averages Silver" in line for line in across([found]))
    assert across([]) == []


# --- the page ---------------------------------------------------------------------------------------------------------
class _Seen(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_page_stands_by_itself(found):
    text = page([found])
    seen = _Seen()
    seen.feed(text)
    tags = {tag for tag, _ in seen.tags}
    assert not tags & {"script", "link", "iframe", "object", "form"}
    assert not any(name.startswith("on") or name == "style" for _, attributes in seen.tags for name in attributes)
    (policy,) = [a["content"] for tag, a in seen.tags if tag == "meta" and a.get("http-equiv")]
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'")
    assert f"style-src 'sha256-{digest}'" in policy
    assert f"<style>{STYLE}</style>" in text
    images = [a for tag, a in seen.tags if tag == "img"]
    assert len(images) == 3
    for image in images:
        assert image["alt"]
        svg = base64.b64decode(image["src"].removeprefix("data:image/svg+xml;base64,"))
        assert ET.fromstring(svg).tag.endswith("svg")
        assert b"<script" not in svg
    assert not re.search(r"(?:src|href)=\"(?!data:)", text)
    assert page([found]) == text


def test_the_page_escapes_what_a_scenario_says(found):
    import dataclasses

    title = "<script>alert('x')</script>"
    hostile = dataclasses.replace(found, scenario=found.scenario.model_copy(update={"title": title}))
    assert "<script" not in page([hostile])
    assert "&lt;script&gt;" in page([hostile])
