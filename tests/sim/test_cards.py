"""Decision cards: what calls for each, what each option does, what happens by itself; alike in twins."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from engine.session import Session
from engine.worlds import Template, comparable, comparable_rows, digest
from sim import events as ev
from sim.card import COOLDOWN_WEEKS, LATEST_DUE_DAYS, MOST_WORDS
from sim.cards import cards
from sim.commands import parse_command
from sim.decide import Refusal, decide
from sim.deciding.case import Case
from sim.evolving.cards import KEY_BASE
from sim.invariants import violations
from sim.kernel import bind
from sim.levers import (
    APPROVAL_SHARE,
    DASHBOARD_SPRAWL,
    ESTIMATE_SIGMA,
    PRICE_ENGAGED,
    PRICE_LEVEL,
    PRICE_RENEWING,
    REDESIGN_ROUNDS,
    REGION_FIT,
    ROLLBACK_READY,
    TARGET_PRESSURE,
)
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from sim.policies.policy import Reported
from sim.policies.random import RandomLegal
from sim.scenario import Customers
from sim.step import empty, fold_week, next_week, record
from sim.world import APPROVAL, BUILD, CARD_OPTIONS, CARDS, DAY, FREE, METRICS, READY, TEAMS, WEEK, new_log
from tests.sim.worlds import Founded, forum, plain, practice, rows, small_company, source, stakeholder

DECK = cards()
BY_NUMBER = {card.number: card for card in DECK.values()}
# Cards that the small company comes to by itself, and those that take something that somebody did.
BY_ITSELF = (
    "priority-conflict",
    "go-no-go",
    "duplicate-found",
    "metric-dispute",
    "a-number-by-five",
    "outage",
    "after-the-outage",
    "scope-trade-off",
    "team-overload",
    "dashboard-request",
    "shadow-work",
    "slipping-bet",
    "customer-escalation",
    "backfill",
    "pricing-push",
    "apparent-success",
)
CAUSED = (
    "peek",
    "null-result",
    "regional-exception",
    "restatement",
    "sponsor-leaving",
    "forum-creep",
    "gate-appeal",
    "score-gaming",
    "kpi-triumph",
)
DEALS = {"outage_severity": 0.1, "interval_days": 10, "trust_at_ease": 0.7, "visibility": 0.8, "detection_weekly": 0.0}


def troubled(*names: str, **fields):
    """A small company that deals cards of these types."""
    scenario = small_company(**(DEALS | {"shared_need_share": 0.4, "burnout_per_wip": 0.4} | fields))
    return scenario.model_copy(update={"cards": list(names)})


def dealt(scenario, weeks=60, seed=3):
    """Each card dealt: the world on that Friday evening, its entity, and what it is about."""
    for world, log in Founded(scenario).weeks(weeks, seed):
        told = rows(log)
        for at in np.flatnonzero(told["kind"] == ev.CARD_DEALT):
            kind, entity = divmod(int(told["subject"][at]), KEY_BASE)
            yield world[0], BY_NUMBER[kind].id, entity, int(told["object"][at])


# --- the deck --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DECK)
def test_a_card_is_complete_and_short(name):
    card = DECK[name]
    assert 2 <= len(card.options) <= CARD_OPTIONS
    assert {card.default, card.delegated} <= {option.id for option in card.options}
    assert len(card.text.format(entity="a name of five words at most").split()) <= MOST_WORDS
    assert "{entity}" in card.text or card.scope == "company"
    assert 1 <= card.due_days <= LATEST_DUE_DAYS
    assert name in {*BY_ITSELF, *CAUSED}, "say here what it takes"
    for option in card.options:
        assert option.does
        assert option.pushes
        assert not any(mark in option.does for mark in "%+"), "no effect sizes before the debrief"
        assert option.costs()


def test_only_what_cannot_be_undone_and_is_due_soon_must_be_answered():
    must = {card.id for card in DECK.values() if card.must_answer}
    assert must == {"a-number-by-five", "outage", "restatement", "customer-escalation"}


# --- triggers --------------------------------------------------------------------------------------------------------


def _conflicted(world, team, about):
    return world["teams"]["preemptions"][team] > 0 and world["items"]["stage"][about] == BUILD


def _old(world, source_, _):
    return world["sources"]["lag_weeks"][source_] >= 2


def _grown(world, team, item):
    items = world["items"]
    return items["touched_min"][item] + items["left_min"][item] > 1.5 * items["size_min"][item] and team == int(
        items["team"][item]
    )


def _slipping(world, line, item):
    slot = int(world["items"]["promise"][item]) - 1
    left = int(world["forecasts"]["p80_days"][slot])
    left -= (int(world["clock"]["day"][0]) + 1) - int(world["forecasts"]["made_min"][slot]) // DAY
    assert world["forecasts"]["open"][slot] == 1
    assert world["items"]["stage"][item] in {READY, BUILD}
    return 0 <= left <= 15 and world["items"]["line"][item] == line and not world["forecasts"]["missed"][slot]


CUSTOMERS = Customers(accounts=600, signups_per_week=4.0, price_cents=900_000, users_per_account=5)
HOLDS = {
    "priority-conflict": _conflicted,
    "go-no-go": lambda w, line, _: (
        w["lines"]["train_items"][line] >= 8 and w["lines"]["next_release_day"][line] <= w["clock"]["day"][0] + 6
    ),
    "duplicate-found": lambda w, line, item: (
        w["items"]["sibling"][item] >= 0
        and w["items"]["line"][item] == line
        and w["items"]["touched_min"][item] >= 1200
    ),
    "metric-dispute": lambda w, metric, _: w["metrics"]["disagreement_permille"][metric] > 150,
    "a-number-by-five": _old,
    "outage": lambda w, line, incident: (
        w["incidents"]["open"][incident] == 1
        and w["incidents"]["line"][incident] == line
        and w["incidents"]["severity_permille"][incident] >= 100
    ),
    "after-the-outage": lambda w, line, _: w["guards"]["outage_week"][line] == w["clock"]["week"][0] - 1,
    "scope-trade-off": _grown,
    "team-overload": lambda w, team, _: w["teams"]["burnout_ppm"][team] > 120_000,
    "dashboard-request": lambda w, s, _: w["stakeholders"]["trust_ppm"][s] < 500_000,
    "slipping-bet": _slipping,
    "customer-escalation": lambda w, line, item: (
        w["products"]["harm_ppm"][line] >= 200_000
        and w["items"]["line"][item] == line
        and w["items"]["started_min"][item] < 0
    ),
    "backfill": lambda w, team, _: w["teams"]["people"][team] < 5 and w["teams"]["left_week"][team] > 0,
    "pricing-push": lambda w, line, _: w["guards"]["short_weeks"][line] >= 8,
    # before the week's own value is averaged, and, in a quarter's last week, before the worst line is found anew
    "apparent-success": lambda w, line, _: (
        w["clock"]["week"][0] % 13 == 0 or (w["agendas"]["worst"][line] == 1 and w["agendas"]["low"][line] > 0)
    ),
    "shadow-work": lambda w, line, _: w["agendas"]["distrust"][line] * w["params"]["shadow_share"][0] > 0.05,
}


@pytest.mark.parametrize("name", BY_ITSELF)
def test_a_card_is_dealt_when_the_world_has_come_to_it(name):
    fields = {"preemption_weekly": 1.0, "conflict": 0.9} if name == "priority-conflict" else {}
    if name in {"outage", "after-the-outage"}:
        fields = {"emergency_path": "none", "board_days": 20}
    if name == "go-no-go":
        fields = {"interval_days": 20, "approval_share": 0.0}
    if name == "scope-trade-off":
        fields = {"setup_loss_high": 0.9, "setup_loss_low": 0.5, "preemption_weekly": 0.8}
    if name == "customer-escalation":
        fields = {"customers": CUSTOMERS, "injection_per_hour": 0.05, "harm_per_hour": 0.2}
    if name == "pricing-push":
        fields = {"customers": CUSTOMERS, "renewal_base": -2.0}
    if name == "backfill":
        fields = {"people": 5, "leaving_yearly": 0.3}
    found = 0
    for seed in range(4):
        for world, kind, entity, about in dealt(troubled(name, **fields), seed=seed):
            assert kind == name
            assert HOLDS[name](world, entity, about), (seed, entity, about)
            found += 1
    assert found >= 2


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("priority-conflict", {"preemption_weekly": 0.0, "quarterly_thrash": 0.0}),
        ("go-no-go", {"interval_days": 1}),
        ("duplicate-found", {"shared_need_share": 0.0}),
        ("outage", {"injection_per_hour": 0.0, "interaction": 0.0}),
        ("after-the-outage", {"injection_per_hour": 0.0, "interaction": 0.0}),
        ("team-overload", {"burnout_per_wip": 0.0, "burnout_per_preemption": 0.0}),
        ("slipping-bet", {"promises_per_line": 0.0}),
        ("customer-escalation", {"customers": CUSTOMERS, "injection_per_hour": 0.0, "interaction": 0.0}),
        ("customer-escalation", {}),
        ("peek", {"test_share": 0.0}),
        ("null-result", {"test_share": 0.0}),
        ("backfill", {"people": 4, "leaving_yearly": 0.0}),
        ("pricing-push", {}),
    ],
)
def test_without_its_cause_it_is_not_dealt(name, fields):
    assert not list(dealt(troubled(name, **fields)))


def test_a_company_that_deals_none_has_no_event_of_a_card():
    run = Founded(small_company()).run(60, 3)
    assert not run.counts[:, ev.FIRST_OF_CARDS : ev.FIRST_OF_SITES].any()


def test_an_entity_rests_between_two_cards_of_a_type_and_no_two_have_one_id():
    names = [*BY_ITSELF, *CAUSED]
    for seed in range(3):
        last: dict[tuple[str, int], int] = {}
        for world, kind, entity, _ in dealt(troubled(*names), weeks=104, seed=seed):
            week = int(world["clock"]["week"][0])
            assert week - last.get((kind, entity), -COOLDOWN_WEEKS) >= COOLDOWN_WEEKS
            last[kind, entity] = week


@pytest.mark.parametrize("seed", range(3))
def test_four_to_six_cards_a_quarter(seed):
    names = [*BY_ITSELF, *CAUSED]
    n = len(list(dealt(troubled(*names, outage_severity=0.3), weeks=104, seed=seed)))
    assert 3.5 <= n / 8 <= 6.5


# --- one company in which nothing happens that nobody did ------------------------------------------------------------


def quiet(*names: str, **fields):
    sponsors = [
        stakeholder("ada", 0.9, line="l0", attention=0.0, trust=0.6, leaves_week=40, successor="cy"),
        stakeholder("bo", 0.5, line="l1", attention=0.0, trust=0.6),
        stakeholder("cy", 0.4, in_post=False),
    ]
    base = {"setup_loss_low": 0.1, "setup_loss_high": 0.1, "outage_severity": 0.2, "conflict": 0.9, "trust": 0.6}
    lines = {"forum": "f0", "board": "board", "emergency_path": "none", "release_interval_days": 10}
    forums = [forum("f0", "line", 10, seats=4, sitting_minutes=60), forum("board", "board", 10, first_day=120)]
    sources = [source("one", "flow.lead", "t0", lag_weeks=2), source("two", "flow.cycle", "t1")]
    scenario = plain(
        0.0,
        6,
        lines=2,
        sponsors=sponsors,
        forums=forums,
        sources=sources,
        line_fields=lines,
        **(base | {"wind_down_share": 0.1, "capital_start": 50.0} | fields),
    )
    return scenario.model_copy(update={"cards": list(names)})


FLAGS = practice(25, id="feature-flags")
PRACTICES = {entry.id: entry for entry in (FLAGS, practice(9, id="prioritisation-framework"))}


@functools.cache
def _template(name: str) -> Template:
    return Template(quiet(name), PRACTICES)


@functools.cache
def _serving(name: str) -> Template:
    """The same with customers, whom what goes wrong reaches."""
    fields = {"renewal_base": 0.9, "depth_gain_weekly": 0.05, "first_value_sigma": 0.8, "redesign_sigma": 0.2}
    scenario = quiet(name, test_hours=60.0, inside_buffer=1.5, **fields)
    lines = [line.model_copy(update={"customers": CUSTOMERS}) for line in scenario.lines]
    return Template(scenario.model_copy(update={"lines": lines}), PRACTICES)


class Company:
    """One world, to which things happen and commands are given."""

    def __init__(self, name: str, weeks: int = 1, serving: bool = False) -> None:
        self.template = _serving(name) if serving else _template(name)
        self.card = DECK[name]
        self.worlds, self.log = self.template.world(5), new_log()
        self.weeks(weeks)

    @property
    def world(self):
        return self.worlds[0]

    def happened(self, *events) -> Company:
        for event in events:
            record(bind(self.worlds), bind(self.log), *(int(value) for value in event))
        return self

    def weeks(self, n: int = 1) -> Company:
        for _ in range(n):
            next_week(bind(self.worlds), bind(self.log))
            self.rows = rows(self.log)
            empty(bind(self.log))
            assert not violations(self.worlds)
        return self

    def dealt(self, entity: int = 0, about: int = ev.NONE) -> Company:
        due = int(self.world["clock"]["week"][0]) * WEEK + self.card.due_days
        return self.happened((ev.CARD_DEALT, self.card.number * KEY_BASE + entity, about, due))

    def ask(self, kind: str, **arguments):
        before = self.worlds.tobytes()
        command = parse_command({"kind": kind} | arguments)
        answer = decide(self.worlds, self.template.index, self.template.catalogue, command)
        assert self.worlds.tobytes() == before
        return answer

    def answered(self, option: str) -> Company:
        given = self.ask("answer", card=self.card.id, option=option)
        assert not isinstance(given, Refusal), str(given)
        return self.happened(*given)

    def item(self, team: int = 0, size_min: int = 6000, touched_min: int = 0, stage: int = BUILD) -> int:
        """Put an item in a team's hands, or, once built, before its board."""
        line = int(self.world["teams"]["line"][team])
        i = int(self.world["counts"]["free_item"][0])
        self.happened(
            (ev.NEED_ARRIVED, i, line, 2_000_000_000),
            (ev.ITEM_VALUED, i, 100, 100),
            (ev.ITEM_SIZED, i, team, size_min),
            (ev.ITEM_STARTED, i, team, 0),
        )
        if stage == APPROVAL:
            self.happened((ev.ITEM_BUILT, i, team, 100), (ev.DECISION_RAISED, i, 2, 0))
        self.world["items"]["touched_min"][i] = touched_min
        self.world["items"]["worked_days"][i] = 3
        return i

    def waiting(self, team: int = 0, size_min: int = 6000) -> int:
        """An item that a team has not begun."""
        line = int(self.world["teams"]["line"][team])
        i = int(self.world["counts"]["free_item"][0])
        self.happened(
            (ev.NEED_ARRIVED, i, line, 2_000_000_000), (ev.ITEM_VALUED, i, 100, 100), (ev.ITEM_SIZED, i, team, size_min)
        )
        self.world["items"]["requested_min"][i] = self.world["items"]["ready_min"][i] = 0
        return i

    def promised(self, item: int, p50: int = 5, p80: int = 8) -> int:
        """Promise a date for an item; the number of the promise."""
        self.happened((ev.FORECAST_MADE, 0, item, p50 + 1024 * p80 + 2 * 1024 * 1024 * p50))
        return 0

    def tested(self, item: int, weeks: int = 4) -> int:
        """Test an item's idea; the number of the test."""
        self.happened((ev.EXPERIMENT_STARTED, 0, item, weeks + 64 + 100 * 16_384 + 2 * 2_097_152))
        return 0

    def incident(self, line: int = 0, minutes: int = 60) -> int:
        self.happened((ev.INCIDENT_OPENED, 0, line, 400), (ev.INCIDENT_TIMED, 0, 0, minutes))
        return 0

    def count(self, kind: int) -> int:
        return int((self.rows["kind"] == kind).sum())

    def amounts(self, kind: int) -> list[int]:
        return self.rows["amount"][self.rows["kind"] == kind].tolist()

    def lever(self, lever: int, team: int = 0) -> float:
        return float(self.world["levers"]["base"][lever * TEAMS + team])

    def measured(self) -> set[tuple[int, int, int]]:
        at = self.rows["kind"] == ev.MEASURE_TAKEN
        return set(zip(*(self.rows[name][at].tolist() for name in ("subject", "object", "amount")), strict=True))

    def trust(self, s: int) -> float:
        return int(self.world["stakeholders"]["trust_ppm"][s]) / 1e6


def settled(company: Company) -> None:
    """One card was settled as asked, nothing lapsed, nothing is open."""
    assert company.count(ev.CARD_SETTLED) == 1
    assert company.count(ev.CARD_LAPSED) == 0
    assert company.world["counts"]["open_cards"][0] == 0


@pytest.mark.parametrize("name", DECK)
def test_left_alone_a_card_takes_its_default_on_its_due_day(name):
    company, card = Company(name), DECK[name]
    about = ev.NONE
    if card.on_item:
        about = company.item(size_min=100_000, stage=APPROVAL if name == "gate-appeal" else BUILD)
    if name == "duplicate-found":
        other = company.item(1, size_min=100_000)
        company.world["items"]["sibling"][[about, other]] = other, about
    if name == "outage":
        about = company.incident()
    if name == "slipping-bet":
        company.promised(about, 50, 80)
    if name in {"peek", "null-result"}:
        about = company.waiting(size_min=100_000)
        company.tested(about, 8)
    company.dealt(0, about)
    due = int(company.world["cards"]["due_day"][0])
    while company.world["counts"]["open_cards"][0]:
        company.weeks()
    (at,) = np.flatnonzero(company.rows["kind"] == ev.CARD_LAPSED)
    assert company.rows["amount"][at] == card.number_of(card.default)
    assert company.rows["object"][at] == 1, "the first of its entity"
    assert (int(company.world["clock"]["week"][0]) - 1) * WEEK + int(company.rows["week_day"][at]) == due


# --- what each option does -------------------------------------------------------------------------------------------


def test_picking_one_ends_interruptions_and_costs_the_weaker_sponsors_trust():
    company = Company("priority-conflict")
    company.dealt(0, company.item()).answered("pick-one").weeks()
    settled(company)
    assert company.world["curbs"]["calm_until_week"][0] == 5
    assert company.trust(1) == pytest.approx(0.55)
    assert company.trust(0) == 0.6


def test_splitting_sets_two_items_up_again_and_opens_one_more():
    company = Company("priority-conflict")
    company.item(size_min=6000)
    company.dealt(0, company.item(size_min=12000)).answered("split").weeks()
    assert company.amounts(ev.SETUP_REPEATED) == [600, 1200]
    assert company.world["curbs"]["crowded_until_week"][0] == 5
    assert company.world["teams"]["most_lanes"][0] == 7


def test_asking_the_council_blocks_the_item_until_it_has_sat():
    company = Company("priority-conflict")
    item = company.item(size_min=100_000)
    company.dealt(0, item).answered("council").weeks()
    assert company.count(ev.DECISION_RAISED) == 1


def test_a_note_costs_four_hours_and_ends_interruptions_for_longer():
    company = Company("priority-conflict")
    company.dealt(0, company.item()).answered("cost-of-delay-note")
    assert company.world["player"]["minutes_left"][0] == 40 * 60 - 240
    assert company.weeks().world["curbs"]["calm_until_week"][0] == 7


@pytest.mark.parametrize(("option", "later", "checked"), [("ship", 0, 0), ("hold", 5, 500), ("escalate", 5, 0)])
def test_a_train_is_held_and_the_next_one_is_on_time(option, later, checked):
    company = Company("go-no-go")
    leaves = int(company.world["lines"]["next_release_day"][0])
    company.dealt(0).answered(option).weeks()
    if later:
        assert company.world["lines"]["next_release_day"][0] == leaves + later
        assert company.world["guards"]["checked_permille"][0] == checked
    company.weeks(2)
    assert company.world["lines"]["next_release_day"][0] == leaves + 20


def test_a_flag_needs_flags_and_exposes_a_tenth():
    company = Company("go-no-go").dealt(0)
    refusal = company.ask("answer", card="go-no-go", option="flag")
    assert isinstance(refusal, Refusal)
    assert "feature-flags is not live" in refusal.rule
    company.happened((ev.PRACTICE_LAUNCHED, 25, 0, 1000), (ev.PRACTICE_WENT_LIVE, 25, ev.NONE, 0))
    company.answered("flag").weeks()
    assert company.world["guards"]["exposed_permille"][0] in {0, 100}
    assert company.measured() == {(0, 5, 100)}


@pytest.mark.parametrize(
    ("option", "event", "stays"),
    [("merge", ev.DUPLICATE_MERGED, False), ("stop-younger", ev.ITEM_STOPPED, False), ("run-both", None, True)],
)
def test_a_duplicate_is_merged_stopped_or_run(option, event, stays):
    company = Company("duplicate-found")
    older, younger = company.item(1, 50_000), company.item(0, 50_000, 2000)
    company.world["items"]["sibling"][[older, younger]] = younger, older
    company.world["items"]["younger"][younger] = 1
    company.dealt(0, younger).answered(option).weeks()
    settled(company)
    if event is not None:
        assert company.amounts(event) == [2000]
    assert (company.world["items"]["stage"][younger] != FREE) == stays
    assert company.trust(0) == pytest.approx(0.56 if option == "merge" else 0.6)


def test_a_dispute_is_audited_published_or_paid_for():
    metric = _template("metric-dispute").index.metrics.index("flow.lead")
    audited = Company("metric-dispute").dealt(metric).answered("audit").weeks()
    assert audited.count(ev.AUDIT_ORDERED) == 1
    assert audited.rows["object"][audited.rows["kind"] == ev.AUDIT_ORDERED].tolist() == [0], "its first source"
    published = Company("metric-dispute").dealt(metric).answered("publish-both").weeks()
    assert published.world["disputes"]["agreed_until_week"][metric] == 14
    assert published.trust(0) == pytest.approx(0.58)
    postponed = Company("metric-dispute").dealt(metric).answered("postpone").weeks()
    assert sum(postponed.amounts(ev.HOURS_OWED)) == 8 * 60


@pytest.mark.parametrize(("option", "bias", "lost"), [("send-latest", 0.2, 0.13), ("send-latest", 0.0, 0.0)])
def test_a_figure_sent_in_a_hurry_is_regretted_only_if_it_was_wrong(option, bias, lost):
    company = Company("a-number-by-five").dealt(0)
    company.world["sources"]["break_bias"][0] = bias
    company.answered(option).weeks()
    assert company.trust(0) == pytest.approx(0.6 - lost)


def test_a_range_costs_two_hours_and_thursday_an_audit():
    ranged = Company("a-number-by-five").dealt(0).answered("send-range").weeks()
    assert ranged.trust(0) == 0.6
    audited = Company("a-number-by-five").dealt(0).answered("thursday-audited").weeks()
    assert audited.count(ev.AUDIT_ORDERED) == 1
    assert audited.trust(0) == pytest.approx(0.58)


@pytest.mark.parametrize(
    ("option", "ends", "hours"), [("wait", False, 0), ("convene", True, 24), ("ship-on-call", True, 0)]
)
def test_an_outage_waits_for_the_board_or_is_ended_past_it(option, ends, hours):
    company = Company("outage")
    company.dealt(0, company.incident()).answered(option).weeks()
    assert company.count(ev.INCIDENT_MITIGATED) == int(ends)
    assert sum(company.amounts(ev.HOURS_OWED)) == hours * 60


def test_rolling_back_works_only_where_a_way_back_was_kept():
    for kept in (0.0, 1.0):
        company = Company("outage")
        company.world["levers"]["value"][ROLLBACK_READY * TEAMS] = kept
        company.dealt(0, company.incident()).answered("roll-back").weeks()
        assert company.count(ev.INCIDENT_MITIGATED) == int(kept)


def test_an_outage_that_is_over_takes_its_card_back():
    company = Company("outage").happened((ev.POLICY_CHANGED, 1, 0, 1))
    company.dealt(0, company.incident(minutes=60)).weeks()
    assert company.count(ev.INCIDENT_MITIGATED) == 1
    assert company.count(ev.CARD_WITHDRAWN) + company.count(ev.CARD_LAPSED) == 1
    assert company.count(ev.INCIDENT_REROUTED) == 0


def test_after_an_outage_there_is_more_to_approve_or_a_way_back_or_a_path():
    def after(option: str) -> Company:
        return Company("after-the-outage").dealt(0).answered(option).weeks()

    assert after("add-approval").lever(APPROVAL_SHARE) == pytest.approx(0.05)
    reviewed = after("review-with-owners")
    assert reviewed.lever(ROLLBACK_READY) == pytest.approx(0.05)
    assert sum(reviewed.amounts(ev.HOURS_OWED)) == 12 * 60
    assert after("emergency-path").weeks().world["lines"]["emergency_path"][0] == 1
    blocked = after("nothing")
    assert blocked.lever(APPROVAL_SHARE) == 0.0
    assert blocked.world["player"]["capital_milli"][0] == 44_000


def test_approvals_do_not_grow_without_end():
    company = Company("after-the-outage")
    for _ in range(8):
        company.dealt(0).answered("add-approval").weeks()
    assert company.lever(APPROVAL_SHARE) == pytest.approx(0.15)


def test_scope_is_cut_stopped_or_kept():
    cut = Company("scope-trade-off")
    item = cut.item(size_min=60_000, touched_min=1000)
    cut.dealt(0, item).answered("cut-to-core").weeks()
    assert cut.amounts(ev.ITEM_TRIMMED) == [30_000]
    assert (cut.world["items"]["size_min"][item], cut.world["items"]["value"][item]) == (30_000, 70)
    stopped = Company("scope-trade-off")
    stopped.dealt(0, stopped.item(size_min=60_000, touched_min=1000)).answered("stop-it").weeks()
    assert stopped.amounts(ev.ITEM_STOPPED) == [1000]
    assert stopped.amounts(ev.WIND_DOWN_OWED) == [100]
    kept = Company("scope-trade-off")
    item = kept.item(size_min=60_000)
    kept.dealt(0, item).answered("keep").weeks()
    assert kept.world["items"]["size_min"][item] == 60_000


def test_overload_is_frozen_stopped_worked_off_or_lent_to():
    frozen = Company("team-overload").dealt(0).answered("freeze-starts").weeks()
    assert frozen.world["teams"]["most_lanes"][0] == 6
    assert frozen.world["curbs"]["frozen_until_week"][0] == 5
    late = Company("team-overload").dealt(0).answered("overtime").weeks()
    assert late.world["teams"]["available_min"][0] == 6 * DAY * WEEK * 11 // 10
    assert late.world["teams"]["burnout_ppm"][0] > 0
    assert late.weeks(3).world["teams"]["available_min"][0] == 6 * DAY * WEEK
    lent = Company("team-overload").dealt(0).answered("borrow").weeks()
    assert lent.world["teams"]["people"][:2].tolist() == [7, 5]
    stopped = Company("team-overload")
    low, high = stopped.item(), stopped.item()
    stopped.world["items"]["estimate"][[low, high]] = 10, 500
    stopped.dealt(0).answered("stop-lowest").weeks()
    assert stopped.world["items"]["stage"][low] == FREE
    assert stopped.count(ev.ITEM_STOPPED) == 1


def carried(option: str) -> Company:
    """Ada carries two practices, and leaves."""
    company = Company("sponsor-leaving")
    for p in (9, 25):
        company.happened((ev.PRACTICE_LAUNCHED, p, 0, 1250), (ev.PRACTICE_SCOPED, p, 0, 800_000))
    company.weeks(2).happened((ev.DEPARTURE_ANNOUNCED, 0, 2, 40))
    return company.dealt(0).answered(option).weeks()


def test_a_farewell_is_prepared_written_down_or_used():
    assert carried("prewire-successor").world["practices"]["sponsor"][[9, 25]].tolist() == [2, 2]
    written = carried("codify")
    scopes, at = written.world["scopes"], [9 * TEAMS, 25 * TEAMS]  # half of what the team practises, as well as it does
    assert written.count(ev.PRACTICE_CODIFIED) == 2
    assert (scopes["codified_ppm"][at] == written.amounts(ev.PRACTICE_CODIFIED)).all()
    assert (scopes["codified_ppm"][at] <= 500_000).all()
    assert (scopes["codified_ppm"][at] > 50_000).all()
    assert sum(written.amounts(ev.HOURS_OWED)) == 80 * 60
    before, mandated = carried("nothing"), carried("parting-mandate")
    at = 9 * TEAMS
    assert mandated.world["scopes"]["adoption_ppm"][at] > before.world["scopes"]["adoption_ppm"][at] + 100_000
    assert mandated.world["scopes"]["fidelity_ppm"][at] < before.world["scopes"]["fidelity_ppm"][at] - 100_000


@pytest.mark.parametrize(
    ("option", "seats"), [("approve", 7), ("swap-one-out", 7), ("written-update", 4), ("refuse", 4)]
)
def test_seats_are_added_swapped_or_refused(option, seats):
    company = Company("forum-creep").dealt(1).answered(option).weeks()
    assert company.world["forums"]["seats"][1] == seats


def test_an_appeal_is_an_exception_a_tier_or_held():
    excepted = Company("gate-appeal")
    excepted.dealt(0, excepted.item(stage=APPROVAL)).answered("exception").weeks()
    assert excepted.count(ev.DECISION_MADE) == 1
    assert excepted.count(ev.ITEM_BOARDED) == 1
    tiered = Company("gate-appeal")
    tiered.dealt(0, tiered.item(stage=APPROVAL)).answered("tier-by-risk").weeks(4)
    assert tiered.world["lines"]["approval_tier"][0] == 1
    held = Company("gate-appeal")
    held.dealt(0, held.item(stage=APPROVAL)).answered("hold").weeks()
    assert held.count(ev.DECISION_MADE) == 0


def test_scores_get_evidence_or_drift():
    company = Company("score-gaming")
    company.happened(*((ev.LEVER_SHIFTED, team, ESTIMATE_SIGMA, 1000) for team in range(2)))
    company.dealt(0).answered("require-evidence").weeks()
    assert company.lever(ESTIMATE_SIGMA) == pytest.approx(0.9)
    company.dealt(0).answered("accept").weeks()
    assert company.lever(ESTIMATE_SIGMA) == pytest.approx(0.95)
    company.item(size_min=10_000)
    company.dealt(0).answered("re-score-all").weeks()
    assert company.amounts(ev.SETUP_REPEATED) == [1000]


def watched(option: str) -> Company:
    return Company("kpi-triumph").happened((ev.KPI_SET, 0, 0, 20)).dealt(0).answered(option).weeks()


def test_a_triumph_is_celebrated_audited_guarded_or_let_go():
    celebrated = watched("celebrate")
    assert celebrated.trust(0) == pytest.approx(0.64)
    assert celebrated.lever(TARGET_PRESSURE) == pytest.approx(0.05)
    assert celebrated.lever(TARGET_PRESSURE, 1) == 0.0
    assert watched("audit").count(ev.AUDIT_ORDERED) == 1
    guarded = watched("counter-metric")
    assert guarded.world["priorities"]["guardrails"][0] == 1
    assert guarded.rows["object"][guarded.rows["kind"] == ev.KPI_GUARDED].tolist() == [
        guarded.template.index.metrics.index("flow.cycle")
    ]
    assert watched("relax").world["priorities"]["kpi_until_week"][0] < 2


@pytest.mark.parametrize(
    ("option", "hours", "sprawl"),
    [("build", 60, 0.05), ("extend-existing", 15, 0), ("answer-once", 0, 0), ("their-own", 20, 0.05)],
)
def test_a_dashboard_costs_hours_and_nobody_owns_it(option, hours, sprawl):
    company = Company("dashboard-request").dealt(1).answered(option).weeks()
    assert sum(company.amounts(ev.HOURS_OWED)) == hours * 60
    assert company.lever(DASHBOARD_SPRAWL, 1) == pytest.approx(sprawl)
    assert company.lever(DASHBOARD_SPRAWL, 0) == 0.0


def regional(option: str) -> Company:
    """A practice is used in a region that it does not fit."""
    company = Company("regional-exception")
    company.happened((ev.PRACTICE_LAUNCHED, 9, 1, 1250), (ev.PRACTICE_SCOPED, 9, 0, 800_000)).weeks(2)
    company.happened((ev.ADOPTION_MOVED, 9, 0, 300_000))
    return company.dealt(0).answered(option).weeks()


def test_a_region_stops_redesigns_obeys_or_works_round():
    adoption = {
        o.id: int(regional(o.id).world["scopes"]["adoption_ppm"][9 * TEAMS]) for o in DECK["regional-exception"].options
    }
    fidelity = {
        o.id: int(regional(o.id).world["scopes"]["fidelity_ppm"][9 * TEAMS]) for o in DECK["regional-exception"].options
    }
    assert adoption["exception"] < 100_000 < adoption["nothing"] < adoption["enforce"] - 100_000
    assert fidelity["enforce"] < fidelity["nothing"] - 100_000 < fidelity["local-redesign"]
    redesigned = regional("local-redesign")
    assert redesigned.lever(REGION_FIT) == pytest.approx(1.15)
    assert sum(redesigned.amounts(ev.HOURS_OWED)) == 40 * 60


def test_shadow_work_is_registered_returned_or_kept_to_a_quota():
    registered = Company("shadow-work").dealt(0).answered("register").weeks()
    assert registered.world["guards"]["open_until_week"][0] == 9
    assert registered.world["curbs"]["crowded_until_week"][:2].tolist() == [9, 0]
    returned = Company("shadow-work").dealt(0).answered("return").weeks()
    assert returned.world["guards"]["open_until_week"][0] == 9
    assert returned.trust(0) == pytest.approx(0.57)
    quota = Company("shadow-work").dealt(0).answered("quota").weeks(4)
    assert quota.world["agendas"]["intake"][0] == 2
    assert not Company("shadow-work").dealt(0).answered("stay").weeks().measured()


def test_a_restatement_is_cheaper_told_than_found():
    losses = {
        o.id: round(0.6 - Company("restatement").dealt(0).answered(o.id).weeks().trust(0), 3)
        for o in DECK["restatement"].options
    }
    assert losses["pre-announce"] == 0.03
    assert losses["in-the-pack"] == 0.08
    assert losses["quietly"] in {0.0, 0.13}


def late(option: str) -> Company:
    """A promise that has a fortnight, and more work than that."""
    company = Company("slipping-bet")
    item = company.item(size_min=40_000, touched_min=10_000)
    company.promised(item, 5, 12)
    company.dealt(0, item).answered(option).weeks()
    settled(company)
    return company


def test_a_slipping_bet_ends_shrinks_gets_hands_or_is_announced():
    stopped = late("stop-it")
    assert stopped.count(ev.ITEM_STOPPED) == 1
    assert not stopped.world["forecasts"]["open"].any()
    assert late("cut").amounts(ev.ITEM_TRIMMED) == [int(40_000 * 0.4)]
    helped = late("add-two")
    assert helped.world["teams"]["people"][:2].tolist() == [8, 4]
    assert helped.count(ev.PEOPLE_MOVED) == 2
    told = late("announce")
    assert told.world["contacts"]["forewarned"][:2].tolist() == [1, 0], "who owns the line"


def test_bad_news_is_cheaper_early_and_silence_costs_nothing_today():
    silent, told = late("silence"), late("announce")
    assert silent.trust(0) == told.trust(0) == 0.6
    for company in (silent, told):
        company.world["params"]["trust_missed"][0] = 0.1
        company.weeks(3)
    assert silent.world["forecasts"]["missed"][0] == told.world["forecasts"]["missed"][0] == 1
    assert told.trust(0) == pytest.approx(0.55)
    assert silent.trust(0) == pytest.approx(0.5)


def hurt(option: str) -> Company:
    """Customers have been hurt, and want something that waits while another thing is built."""
    company = Company("customer-escalation", serving=True)
    other = company.item(size_min=20_000)
    item = company.waiting(size_min=20_000)
    company.world["products"]["harm_ppm"][0] = 300_000
    company.dealt(0, item).answered(option).weeks()
    settled(company)
    company.about, company.other = item, other
    return company


def test_an_expedite_puts_something_else_down():
    company = hurt("jump-queue")
    assert company.amounts(ev.ITEM_PREEMPTED) == [2000]
    assert company.world["items"]["stage"][company.about] == BUILD
    assert company.world["items"]["starts"][company.other] >= 1


@pytest.mark.parametrize(
    ("option", "felt", "hours"),
    [
        ("jump-queue", 500, 0),
        ("workaround", 500, 30),
        ("quote-late", 800, 0),
        ("decline", 1300, 0),
        ("sales-promises", 600, 0),
    ],
)
def test_customers_remember_how_they_were_answered(option, felt, hours):
    company = hurt(option)
    assert (0, 11, felt) in company.measured()
    assert company.world["products"]["harm_ppm"][0] == pytest.approx(300 * felt * 0.95, rel=1e-3)
    assert sum(company.amounts(ev.HOURS_OWED)) == hours * 60


def test_sales_promises_what_a_safe_date_would_not():
    quoted, sold = hurt("quote-late").world["forecasts"], hurt("sales-promises").world["forecasts"]
    assert quoted["open"][0] == sold["open"][0] == 1
    assert quoted["p80_days"][0] >= 2 * sold["p80_days"][0]
    assert not hurt("decline").world["forecasts"]["open"].any()


def test_a_date_given_to_customers_is_kept_or_missed_where_nobody_else_promises():
    company = hurt("sales-promises")
    assert company.world["params"]["promises_per_line"][0] == 0.0
    settled_ = 0
    for _ in range(30):
        company.weeks()
        settled_ += company.count(ev.FORECAST_MISSED) + company.count(ev.FORECAST_KEPT)
    assert settled_ == 1
    assert not company.world["forecasts"]["open"].any(), "settled once it was live"


def signalled(name: str, option: str, signal: int) -> Company:
    """A test of which somebody has seen something."""
    company = Company(name, serving=True)
    item = company.waiting(size_min=100_000)
    company.tested(item)
    company.happened((ev.EXPERIMENT_SIGNALLED, 0, signal, 80))
    company.dealt(0, item).answered(option).weeks()
    settled(company)
    company.about = item
    return company


def test_a_peek_ships_waits_or_is_extended_by_a_rule():
    shipped = signalled("peek", "ship", 1)
    assert shipped.count(ev.EXPERIMENT_ENDED) == 1
    assert shipped.rows["object"][shipped.rows["kind"] == ev.EXPERIMENT_ENDED].tolist() == [1]
    assert shipped.world["items"]["ready_min"][shipped.about] <= 2 * WEEK * DAY, "it may be built from now on"
    waited = signalled("peek", "wait", 1)
    assert waited.world["experiments"]["open"][0] == 1
    assert waited.world["experiments"]["weeks"][0] == 4
    extended = signalled("peek", "extend", 1)
    assert extended.world["experiments"]["weeks"][0] == 6


def test_a_null_is_shipped_published_or_run_again():
    shipped = signalled("null-result", "ship", 2)
    assert shipped.rows["object"][shipped.rows["kind"] == ev.EXPERIMENT_ENDED].tolist() == [1]
    assert shipped.trust(0) == pytest.approx(0.64)
    published = signalled("null-result", "publish-null", 2)
    assert published.count(ev.ITEM_STOPPED) == 1
    assert published.trust(0) == pytest.approx(0.56)
    again = signalled("null-result", "rerun", 2)
    assert again.world["experiments"]["weeks"][0] == 12
    assert again.world["experiments"]["signal"][0] == 0, "and somebody will see how that ends"


GUILD = {"customers": CUSTOMERS, "test_share": 1.0, "test_checks": 1.0, "flag_share": 0.5}


@pytest.mark.parametrize(("name", "signal"), [("peek", 1), ("null-result", 2)])
def test_a_test_that_somebody_has_seen_calls_for_a_card(name, signal):
    found = 0
    for seed in range(3):
        for world, kind, line, item in dealt(troubled(name, **GUILD), seed=seed):
            assert kind == name
            experiments = world["experiments"]
            (slot,) = np.flatnonzero((experiments["open"] == 1) & (experiments["item"] == item))
            assert experiments["line"][slot] == line
            assert experiments["signal"][slot] == signal
            over = world["clock"]["week"][0] - experiments["started_week"][slot] + 1 >= experiments["weeks"][slot]
            assert over == (name == "null-result")
            found += 1
    assert found >= 2


def test_a_null_waits_a_week_only_where_somebody_is_asked():
    asked = Founded(troubled("null-result", **GUILD)).run(60, 3)
    assert asked.count(ev.EXPERIMENT_SIGNALLED) > 5
    for names in ((), ("outage",)):
        assert Founded(troubled(*names, **GUILD)).run(60, 3).count(ev.EXPERIMENT_SIGNALLED) == 0


def left(option: str) -> Company:
    """Somebody has left one of two teams, and somebody is to follow."""
    company = Company("backfill")
    company.world["teams"]["people"][:2] = 5
    company.happened((ev.PERSON_LEFT, 0, 0, 9)).dealt(0).answered(option).weeks()
    settled(company)
    return company


def test_a_place_is_filled_moved_or_closed():
    filled = left("like-for-like")
    assert filled.world["teams"]["people"][:2].tolist() == [4, 5]
    assert filled.weeks(8).world["teams"]["people"][:2].tolist() == [5, 5]
    moved = left("move")
    assert moved.world["teams"]["people"][:2].tolist() == [5, 4]
    assert moved.weeks(8).world["teams"]["people"][:2].tolist() == [5, 4], "nobody follows"
    case = Case(moved.world, moved.template.index, moved.template.catalogue)
    assert case.coming(0) == 0


def test_whoever_promises_less_gets_more_time_and_nobody_new():
    company = Company("backfill")
    item = company.item(size_min=40_000)
    company.promised(item, 20, 40)
    company.happened((ev.PERSON_LEFT, 0, 0, 9)).dealt(0).answered("shrink-promises").weeks()
    assert company.amounts(ev.PROMISE_MOVED) == [50]
    assert company.world["forecasts"]["p80_days"][0] == 50
    assert company.trust(0) == pytest.approx(0.57)
    assert company.weeks(9).world["teams"]["people"][0] == 5


@pytest.mark.parametrize(
    ("option", "price", "engaged", "rounds", "hours"),
    [
        ("raise-all", 1.1, 1.0, 0.0, 0),
        ("test-engaged", 1.0, 1.05, 0.0, 20),
        ("first-use-first", 1.0, 1.0, 1.0, 40),
        ("quiet-discounts", 0.95, 1.0, 0.0, 0),
    ],
)
def test_a_push_moves_prices_or_first_use(option, price, engaged, rounds, hours):
    company = Company("pricing-push", serving=True).dealt(0).answered(option).weeks()
    assert company.lever(PRICE_LEVEL) == company.lever(PRICE_RENEWING) == pytest.approx(price)
    assert company.lever(PRICE_ENGAGED) == pytest.approx(engaged)
    assert company.lever(PRICE_LEVEL, 1) == 1.0
    assert company.lever(REDESIGN_ROUNDS) == rounds
    assert company.count(ev.REDESIGN_SHIPPED) == rounds
    assert sum(company.amounts(ev.HOURS_OWED)) == hours * 60


def rose(option: str) -> Company:
    company = Company("apparent-success", weeks=0)
    company.happened((ev.PRACTICE_LAUNCHED, 9, 0, 1250), (ev.PRACTICE_SCOPED, 9, 0, 800_000)).weeks(3)
    company.world["agendas"]["usual"][0], company.world["agendas"]["recent"][0] = 100.0, 150.0
    company.dealt(0).answered(option).weeks()
    settled(company)
    return company


def test_success_is_claimed_checked_rolled_out_or_left_to_others():
    claimed = rose("claim")
    assert claimed.amounts(ev.CAPITAL_GAINED)[0] == 3000
    left_to_others = rose("somebody-else")
    assert 3000 not in left_to_others.amounts(ev.CAPITAL_GAINED)
    for company in (claimed, left_to_others):
        assert company.world["agendas"]["usual"][0] == 112.5, "150, and a fourth week without anything"
    checked = rose("check-sibling")
    assert checked.world["agendas"]["usual"][0] == 75.0
    assert checked.world["contacts"]["briefed_until_week"][0] > 4
    rolled = rose("staggered")
    assert rolled.world["scopes"]["scoped"][9 * TEAMS + 1] == 1
    assert rolled.world["practices"]["teams"][9] == 2


# --- whoever leaves --------------------------------------------------------------------------------------------------


def left_in(weeks: int = 104, seeds: int = 8, **fields) -> tuple[int, int]:
    """How many left, and how many person-weeks there were."""
    gone = person_weeks = 0
    for seed in range(seeds):
        founded = Founded(small_company(**fields))
        for world, log in founded.weeks(weeks, seed):
            gone += int((rows(log)["kind"] == ev.PERSON_LEFT).sum())
            person_weeks += int(world[0]["teams"]["people"].sum())
    return gone, person_weeks


CALM = {"burnout_per_wip": 0.0, "burnout_per_preemption": 0.0}


def test_people_leave_at_their_rate_and_sooner_where_they_are_tired():
    gone, weeks = left_in(leaving_yearly=0.2, **CALM)
    assert gone == pytest.approx(0.2 / 52 * weeks, rel=0.2)
    tired, tired_weeks = left_in(leaving_yearly=0.2, leaving_per_burnout=4.0, burnout_per_wip=0.6)
    assert tired / tired_weeks > 1.3 * gone / weeks
    assert left_in(seeds=1) == (0, 5 * 6 * 104), "nobody, unless a scenario says so"


def test_everybody_who_comes_or_goes_is_in_the_ledger():
    founded = Founded(small_company(leaving_yearly=0.4, **CALM))
    people, came, went = 30, 0, 0
    for world, log in founded.weeks(104, 2):
        told = rows(log)["kind"]
        came += int((told == ev.HIRE_JOINED).sum())
        went += int((told == ev.PERSON_LEFT).sum())
        assert int(world[0]["teams"]["people"].sum()) == people + came - went
        assert not violations(world)
    assert went > 10
    assert came >= went - 8, "each is followed, some weeks later"


# --- answering -------------------------------------------------------------------------------------------------------


def test_an_answer_is_refused_late_twice_and_to_nothing():
    company = Company("forum-creep")
    nothing = company.ask("answer", card="forum-creep/f0/1", option="refuse")
    assert isinstance(nothing, Refusal)
    assert "no card forum-creep/f0/1 waits" in str(nothing)
    company.dealt(1).answered("refuse")
    twice = company.ask("answer", card="forum-creep/f0/1", option="approve")
    assert isinstance(twice, Refusal)
    assert "answered this week" in str(twice)
    company.weeks().dealt(1).weeks(3)
    late = company.ask("answer", card="forum-creep/f0/2", option="refuse")
    assert isinstance(late, Refusal)
    assert not late.rows


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"card": "forum-crep", "option": "refuse"}, "no card is called 'forum-crep'; did you mean 'forum-creep'?"),
        ({"card": "forum-creep/f9/1", "option": "refuse"}, "no forum is called 'f9'"),
        ({"card": "forum-creep", "option": "refus"}, "forum-creep has no option 'refus'; did you mean 'refuse'?"),
    ],
)
def test_a_wrong_name_is_told_with_the_nearest(said, why):
    refusal = Company("forum-creep").dealt(1).ask("answer", **said)
    assert isinstance(refusal, Refusal)
    assert why.partition(";")[0] in str(refusal)
    assert "\n" not in str(refusal)


def test_an_answer_one_cannot_pay_for_costs_nothing():
    company = Company("after-the-outage").dealt(0)
    company.world["player"]["capital_milli"][0] = 2_000
    refusal = company.ask("answer", card="after-the-outage", option="nothing")
    assert isinstance(refusal, Refusal)
    assert "You have 2.0 PC, need 6.0 PC" in str(refusal)
    assert not refusal.rows


def test_a_delegate_answers_as_far_as_it_is_known_to_be_theirs():
    for ambiguity, event in ((0.0, ev.CARD_SETTLED), (1.0, ev.CARD_LAPSED)):
        company = Company("forum-creep")
        company.world["levers"]["value"][:TEAMS] = ambiguity  # of ownership
        given = company.ask("delegate", card="forum-creep", role="bo")
        assert [ev.COLUMNS[row.kind].name for row in given] == ["CardsDelegated", "CapitalSpent", "TimeSpent"]
        company.happened(*given).dealt(1)
        while company.world["counts"]["open_cards"][0]:
            company.weeks()
        option = DECK["forum-creep"].delegated if event == ev.CARD_SETTLED else DECK["forum-creep"].default
        assert company.amounts(event) == [DECK["forum-creep"].number_of(option)]


def test_the_inbox_says_what_a_player_may_know():
    company = Company("outage")
    company.dealt(0, company.incident())
    index, template = company.template.index, company.template
    told = Reported(company.worlds, index, template.catalogue, template.metrics, 2)
    (card,) = told.inbox
    assert (card.id, card.type, card.entity, card.ordinal) == ("outage/l0/1", "outage", "l0", 1)
    assert (card.due_days, card.must_answer, card.reversible, card.default) == (3, True, False, "wait")
    assert [option.costs for option in card.options] == [
        "nothing today",
        "24 h of people",
        "nothing today",
        "nothing today",
    ]
    company.answered("convene")
    assert not Reported(company.worlds, index, template.catalogue, template.metrics, 2).inbox


# --- twins, folds, runs ----------------------------------------------------------------------------------------------

EVERY = tuple(DECK)


@pytest.fixture(scope="module")
def template() -> Template:
    return Template(troubled(*EVERY, emergency_path="none"), PRACTICES)


def answers(*pairs: tuple[str, str]) -> Plan:
    return Plan.parse({"answer": [{"card": card, "option": option} for card, option in pairs]})


def test_a_twin_deals_the_same_cards_until_an_answer_matters(template):
    plan = answers(("priority-conflict", "pick-one"))
    one, other = Session(template, 7, PlanPolicy(plan), weeks=60), Session(template, 7, weeks=60)
    last, alike = None, 0
    while not one.done:
        one.advance()
        other.advance()
        if one.totals[one.week - 1, int(ev.CARD_SETTLED)] or one.counts[one.week - 1, int(ev.CARD_SETTLED)]:
            break
        assert comparable(one.worlds) == comparable(other.worlds)
        alike += 1
        last = one.week
    assert last, "some weeks are alike"
    assert alike < 60, "and then an answer mattered"
    assert (
        one.counts[: alike + 1, int(ev.CARD_DEALT)].tolist() == other.counts[: alike + 1, int(ev.CARD_DEALT)].tolist()
    )
    assert not comparable_rows(np.array([ev.CARD_ANSWERED])).any()


@pytest.mark.parametrize("which", range(3))
def test_fold_is_live_and_hurrying_changes_nothing(template, which):
    policies = [
        lambda: None,
        lambda: PlanPolicy(answers(*((name, DECK[name].options[0].id) for name in EVERY))),
        lambda: RandomLegal(template.index, template.catalogue, 2, 104),
    ]
    hurried = Session(template, 9, policies[which](), weeks=60).run()
    live, folded = Session(template, 9, policies[which](), weeks=60), template.world(9)
    log = live._log
    log["limit"] = 8192
    while not live.done:
        live._let_act()
        next_week(live._bound, live._bound_log)
        n = int(log["length"][0, 0])
        fold_week(bind(folded), *(log[c][0, :n].copy() for c in ("kind", "subject", "object", "amount")))
        empty(live._bound_log)
        live.week += 1
        assert digest(folded) == digest(live.worlds)
        assert not violations(live.worlds)
    assert digest(hurried.worlds) == digest(live.worlds)


SERVING = (
    "slipping-bet", "customer-escalation", "peek", "null-result", "backfill", "pricing-push", "apparent-success",
)  # fmt: skip


@pytest.mark.parametrize("which", [0, 1, 4])
def test_where_there_are_customers_tests_and_farewells_fold_is_live_and_twins_agree(which):
    fields = GUILD | {"people": 5, "leaving_yearly": 0.3, "injection_per_hour": 0.05, "harm_per_hour": 0.2}
    template = Template(troubled(*SERVING, **fields, renewal_base=-1.0), PRACTICES)
    plan = answers(*((name, DECK[name].options[min(which, len(DECK[name].options) - 1)].id) for name in SERVING))
    live, twin, folded = (
        Session(template, 4, PlanPolicy(plan), weeks=78),
        Session(template, 4, weeks=78),
        template.world(4),
    )
    log, alike = live._log, True
    log["limit"] = 8192
    seen = set()
    while not live.done:
        live._let_act()
        next_week(live._bound, live._bound_log)
        n = int(log["length"][0, 0])
        fold_week(bind(folded), *(log[c][0, :n].copy() for c in ("kind", "subject", "object", "amount")))
        told = rows(log)
        seen |= {BY_NUMBER[int(key) // KEY_BASE].id for key in told["subject"][told["kind"] == ev.CARD_DEALT]}
        alike = alike and not (told["kind"] == ev.CARD_SETTLED).any()
        empty(live._bound_log)
        live.week += 1
        assert digest(folded) == digest(live.worlds)
        assert not violations(live.worlds)
        twin.advance()
        if alike:
            assert comparable(live.worlds) == comparable(twin.worlds)
    assert not alike
    assert len(seen) >= 5


def test_an_answer_is_found_by_id_then_by_type_then_by_the_commonest(template):
    plan = answers(
        ("metric-dispute/flow.lead/1", "audit"),
        ("metric-dispute/flow.lead/2", "pick-one"),
        ("metric-dispute/rel.recover/1", "pick-one"),
        ("outage/north/1", "convene"),
        ("outage/south/1", "roll-back"),
        ("team-overload", "freeze-starts"),
        ("team-overload/north-0/1", "default"),
    )
    choices = plan.choices()
    for card, option in (
        ("metric-dispute/flow.lead/1", "audit"),
        ("metric-dispute/flow.lead/9", "pick-one"),  # the commonest
        ("outage/west/1", "convene"),  # of equals the earliest
        ("team-overload/north-1/1", "freeze-starts"),
        ("team-overload/north-0/1", "default"),
    ):
        assert choices.find(card).option == option
    assert choices.find("go-no-go/north/1") is None
    policy = PlanPolicy(plan)
    session = Session(template, 7, policy, weeks=80).run()
    given = {o.command.card: o.command.option for o in session.outcomes}
    assert given
    for card, option in given.items():
        assert choices.find(card).option == option
    assert policy.matched["id"] + policy.matched["type"] == len(given)
    other = PlanPolicy(plan)
    Session(template, 8, other, weeks=80).run()
    assert other.matched["type"] > 0


def test_a_dated_answer_waits_for_its_week():
    scenario = troubled("forum-creep", "dashboard-request", trust=0.3)
    one = Template(scenario, PRACTICES)
    seen = [(int(w["clock"]["week"][0]), k, e) for w, k, e, _ in dealt(scenario, 30, 7)]
    week, kind, entity = next(found for found in seen if DECK[found[1]].due_days >= 10)
    card = f"{kind}/{one.index.entity(DECK[kind].scope, entity)}/1"
    option = DECK[kind].options[0].id
    plan = Plan.parse({"command": [{"week": week + 2, "kind": "answer", "card": card, "option": option}]})
    session = Session(one, 7, PlanPolicy(plan), weeks=week + 4).run()
    assert [(o.week, o.command.card) for o in session.outcomes if o.command.card == card] == [(week + 2, card)]


def test_a_full_inbox_holds_what_it_can():
    company = Company("dashboard-request")
    for entity in range(CARDS + 4):
        company.happened((ev.CARD_DEALT, 22 * KEY_BASE + entity % 40, ev.NONE, 10_000))
    assert company.world["counts"]["open_cards"][0] == CARDS
    assert METRICS <= KEY_BASE
