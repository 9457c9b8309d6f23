"""Every shipped scenario validates, is tagged, has its plans, and starts where its description says."""

import numpy as np
import pytest

from engine.catalogue import load_plan, load_scenario, plan_names, scenario_file, scenario_ids
from engine.ensemble import run_ensemble
from engine.toml import read_toml
from sim.cards import cards
from sim.events import HOURS_AVAILABLE, ITEM_WENT_LIVE, NEED_TURNED_AWAY, RELEASE_FAILED
from sim.interventions import catalogue
from sim.metrics import metrics
from sim.plans import Plan
from sim.world import ITEMS
from tests.sim.worlds import HOURS_TAKEN, Founded, rows

SCENARIOS = scenario_ids()
PLAYED = [name for name in SCENARIOS if name != "reference-network"]
PLANS = [(name, plan) for name in SCENARIOS for plan in plan_names(name)]
SEEDS = range(1, 9)
PANEL = range(1, 17)


def mean(ensemble, metric, weeks):
    """A metric's mean over worlds, in a window of world weeks (from, to)."""
    definition = metrics()[metric]
    first, last = weeks
    values = [
        definition.value(counts[first:last], totals[first:last])
        for counts, totals in zip(ensemble.counts, ensemble.totals, strict=True)
    ]
    return float(np.mean([value for value in values if value is not None]))


@pytest.mark.parametrize("name", SCENARIOS)
def test_it_validates_and_every_number_is_tagged(name):
    scenario = load_scenario(name)
    assert scenario.id == name
    for section, values in scenario.parameters:
        for parameter, tagged in values:
            assert tagged.grade in set("PASVMXC"), (section, parameter)
            assert len(tagged.source) > 5, (section, parameter)
            assert tagged.range[0] < tagged.range[1], (section, parameter)
    for group in (scenario.lines, scenario.teams, scenario.desks, scenario.forums, scenario.sources, scenario.sponsors):
        assert all(entry.source for entry in group)


@pytest.mark.parametrize("name", PLAYED)
def test_it_can_be_played(name):
    scenario = load_scenario(name)
    assert len(scenario.shelf) == (4 if scenario.id == "tuesday-board" else 12), "the first afternoon has four"
    assert set(scenario.shelf) <= set(catalogue())
    assert 2 <= len(scenario.sponsors) <= 6
    assert {"none", "trap", "textbook"} <= set(plan_names(name))
    assert load_plan(name, "none")["command"] == []
    told = [source.metric for source in scenario.sources]
    assert any(told.count(metric) >= 2 for metric in told), "no two sources can disagree"


@pytest.mark.parametrize("name", PLAYED)
def test_its_texts_do_not_tell_the_diagnosis(name):
    scenario = load_scenario(name)
    for word in ("textbook", "trap", "binds", "domain.md"):
        assert word not in (scenario.title + scenario.symptom + scenario.briefing).lower()


@pytest.mark.parametrize(("name", "plan"), PLANS)
def test_plans_parse_and_name_what_exists(name, plan):
    raw = load_plan(name, plan)
    assert raw["title"]
    assert raw["note"]
    scenario, parsed = load_scenario(name), Plan.parse(raw)
    sponsors = {sponsor.id for sponsor in scenario.sponsors}
    for dated in parsed.commands:
        assert dated.week <= scenario.weeks.tenure
        command = dated.command
        if command.kind == "launch":
            assert command.sponsor in sponsors
            assert command.intervention in scenario.shelf
            assert command.variant in catalogue()[command.intervention].variants
            assert command.for_ == command.intervention


@pytest.mark.parametrize("name", PLAYED)
def test_trap_and_textbook_answer_every_card_that_is_dealt(name):
    for plan in ("trap", "textbook"):
        answers = {answer.card: answer.option for answer in Plan.parse(load_plan(name, plan)).answers}
        assert set(answers) == set(load_scenario(name).cards), plan
        for card, option in answers.items():
            assert option in [choice.id for choice in cards()[card].options], (plan, card)


@pytest.mark.parametrize("name", PLAYED)
def test_plans_are_affordable(name):
    for plan in plan_names(name):
        ensemble = run_ensemble(load_scenario(name), Plan.parse(load_plan(name, plan)), list(SEEDS))
        assert ensemble.executed >= 0.97, plan


def test_the_reference_network_is_stable_and_nothing_else_happens():
    ensemble = run_ensemble(load_scenario("reference-network"), None, list(SEEDS))
    assert mean(ensemble, "flow.lead", (0, 104)) == pytest.approx(10.7, rel=0.08)
    assert ensemble.counts[:, :, int(RELEASE_FAILED)].sum() == 0
    assert ensemble.counts[:, :, int(NEED_TURNED_AWAY)].sum() == 0
    for field in ("preempt", "conflict", "owner_ambiguity", "injection_per_hour", "shared_need_share"):
        if field != "preempt":
            assert load_scenario("reference-network").parameter(field) == 0


@pytest.fixture(scope="module")
def seven_roadmaps():
    scenario = load_scenario("seven-roadmaps")
    return {
        plan: run_ensemble(scenario, Plan.parse(load_plan("seven-roadmaps", plan)), list(PANEL))
        for plan in ("none", "trap", "textbook")
    }


@pytest.fixture(scope="module")
def big_bang():
    scenario = load_scenario("quarterly-big-bang")
    return {
        plan: run_ensemble(scenario, Plan.parse(load_plan("quarterly-big-bang", plan)), list(PANEL))
        for plan in ("none", "trap", "textbook")
    }


def test_seven_roadmaps_starts_as_described(seven_roadmaps):
    nothing, weeks = seven_roadmaps["none"], (14, 52)
    assert 3.0 < mean(nothing, "flow.wip", weeks) < 4.2
    assert 95 < mean(nothing, "flow.lead", weeks) < 125
    assert 10.5 < mean(nothing, "dec.latency", weeks) < 13.5
    assert 9 < mean(nothing, "flow.dup", (26, 104)) < 14
    available = nothing.totals[:, 26:104, int(HOURS_AVAILABLE)].sum()
    taken = sum(nothing.totals[:, 26:104, kind].sum() for kind in HOURS_TAKEN)
    assert 0.02 < 1 - taken / available < 0.08, "idle"
    # it does not run away: the last year is no worse than the first half-year
    assert mean(nothing, "flow.lead", (78, 130)) == pytest.approx(mean(nothing, "flow.lead", (26, 52)), rel=0.15)
    assert nothing.counts[:, :, int(NEED_TURNED_AWAY)].sum() == 0


def test_seven_roadmaps_textbook_and_trap(seven_roadmaps):
    late, two_quarters = (78, 104), (26, 52)
    nothing, trap, textbook = (seven_roadmaps[plan] for plan in ("none", "trap", "textbook"))
    for metric, share in (("dec.latency", 0.6), ("flow.lead", 0.8), ("flow.wip", 0.7), ("flow.dup", 0.95)):
        assert mean(textbook, metric, late) < share * mean(nothing, metric, late), metric
    assert mean(textbook, "val.delivered", late) > mean(nothing, "val.delivered", late)
    assert mean(trap, "flow.lead", two_quarters) > 0.98 * mean(nothing, "flow.lead", two_quarters)
    assert mean(trap, "flow.lead", (26, 39)) > mean(nothing, "flow.lead", (26, 39))
    assert mean(trap, "gov.hours", two_quarters) > 1.5 * mean(nothing, "gov.hours", two_quarters)
    assert mean(trap, "flow.lead", late) > mean(textbook, "flow.lead", late)
    assert mean(trap, "dec.latency", late) > 1.7 * mean(textbook, "dec.latency", late)


def test_quarterly_big_bang_starts_as_described(big_bang):
    nothing, weeks = big_bang["none"], (12, 52)
    assert 20 < mean(nothing, "rel.batch", weeks) < 28
    assert 50 < mean(nothing, "rel.cfr", weeks) < 70
    assert 100 < mean(nothing, "rel.recover", weeks) < 150
    assert 40 < mean(nothing, "flow.lead", weeks) < 90


def test_quarterly_big_bang_textbook_and_trap(big_bang):
    late = (52, 78)
    nothing, trap, textbook = (big_bang[plan] for plan in ("none", "trap", "textbook"))
    for metric, share in (("rel.recover", 0.25), ("rel.harm", 0.4), ("flow.lead", 0.7), ("rel.cfr", 0.25)):
        assert mean(textbook, metric, late) < share * mean(nothing, metric, late), metric
    for metric, share in (("flow.lead", 1.08), ("rel.batch", 1.1), ("rel.harm", 1.5), ("rel.recover", 2.0)):
        assert mean(trap, metric, late) > share * mean(nothing, metric, late), metric
    # and the trap can tell a success story: fewer failed releases, while the textbook has more of them
    failed = {plan: big_bang[plan].counts[:, 26:, int(RELEASE_FAILED)].sum() for plan in big_bang}
    assert failed["trap"] < failed["none"] < failed["textbook"]


@pytest.fixture(scope="module")
def second_region():
    return run_ensemble(load_scenario("second-region"), None, list(PANEL))


def test_second_region_starts_as_described(second_region):
    weeks = (26, 52)
    assert 2.7 < mean(second_region, "flow.wip", weeks) < 3.6
    assert 80 < mean(second_region, "flow.lead", weeks) < 100
    assert 13 < mean(second_region, "dec.latency", weeks) < 18
    # it does not run away
    assert mean(second_region, "flow.lead", (130, 182)) == pytest.approx(
        mean(second_region, "flow.lead", weeks), rel=0.15
    )
    assert second_region.counts[:, :, int(NEED_TURNED_AWAY)].sum() == 0


def quarterly_lead(scenario):
    """Lead time by quarter of the first year, at home and in regions, over a few worlds: shape (4, 2)."""
    lines = [line.id for line in scenario.lines]
    away = np.array([int(scenario.lines[lines.index(team.line)].region is not None) for team in scenario.teams])
    minutes, items = np.zeros((4, 2)), np.zeros((4, 2))
    for seed in PANEL:
        for week, (_, log) in enumerate(Founded(scenario).weeks(52, seed)):
            found = rows(log)
            live = found["kind"] == int(ITEM_WENT_LIVE)
            place = away[found["object"][live]]
            np.add.at(minutes[week // 13], place, found["amount"][live])
            np.add.at(items[week // 13], place, 1)
    return minutes / items / 480


def test_half_of_what_the_nordics_gained_would_have_come_without_their_habit():
    """They are looked at from their worst quarter on: backlog and season pass, whatever anybody does."""
    scenario = load_scenario("second-region")
    habit = scenario.teams[-1].wip_per_maker
    without = scenario.model_copy(
        update={"teams": [team.model_copy(update={"wip_per_maker": habit}) for team in scenario.teams]}
    )
    seen, else_ = (quarterly_lead(one)[:, 0] for one in (scenario, without))
    assert 0.25 < 1 - seen[3] / seen[1] < 0.38
    assert 0.08 < 1 - else_[3] / else_[1] < 0.23
    assert seen[1] > 0.95 * seen.max(), "no quarter is worse than the one it is counted from"
    assert else_[3] > 1.2 * seen[3], "and yet the habit is worth something"


def test_lucky_quarter_improves_by_itself():
    """18 % off lead time in the tenure's first quarter, nobody acting; the new year takes it back."""
    nothing = run_ensemble(load_scenario("lucky-quarter"), None, list(range(1, 33)))
    before, first, third = (mean(nothing, "flow.lead", weeks) for weeks in ((13, 26), (26, 39), (52, 65)))
    assert 0.12 < 1 - first / before < 0.26
    assert third > before
    assert mean(nothing, "gov.hours", (0, 104)) < 0.8
    assert nothing.counts[:, :, int(NEED_TURNED_AWAY)].sum() == 0


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_backlog_fits_the_world(name):
    scenario = load_scenario(name)
    assert scenario.parameter("backlog_items") <= ITEMS
    assert read_toml(scenario_file(name))["version"] >= 1
