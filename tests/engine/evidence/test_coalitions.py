"""`engine.evidence.coalitions`: every part of a plan is the plan less the rest, byte for byte, however it is run."""

from __future__ import annotations

import numpy as np
import pytest

from engine.catalogue import load_plan, load_scenario
from engine.ensemble import run_ensemble
from engine.evidence.branching import PlanBranch, each, parts_in
from engine.evidence.coalitions import casting, order_of, run_coalitions, run_orders
from engine.evidence.folding import OUTCOME, Folder, Weighing, mean_of
from engine.evidence.outcome import PARTS
from engine.evidence.shapley import alone, interactions, shares, without_it
from engine.evidence.windows import Window
from engine.session import Session
from engine.worlds import Template, comparable, differences
from sim.metrics import metrics
from sim.plans import Plan
from tests.sim.test_decide import CATALOGUE, company, intervention

SEEDS = (1, 2, 3)


@pytest.fixture(scope="module")
def board() -> Template:
    return Template(load_scenario("tuesday-board"))


@pytest.fixture(scope="module")
def textbook() -> Plan:
    return Plan.parse(load_plan("tuesday-board", "textbook"))


def folder(template: Template) -> Folder:
    weeks = template.scenario.weeks
    end = weeks.history + weeks.tenure
    return Folder(
        metrics(),
        Window(end - 11, end),
        Weighing(dict.fromkeys(PARTS, 0.001), Window(weeks.history + 1, weeks.total), "points"),
    )


def tags_of(plan: Plan) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.command.for_ for one in plan.commands if one.command.for_ != "general"))


def assert_like_plain_runs(template: Template, plan: Plan, tags: tuple[str, ...], seeds=SEEDS, **more):
    cast = casting(plan, tags, **more)
    found = run_coalitions(template, cast, seeds, folder(template), threads=2)
    assert found.folded.shape[:2] == (1 << len(cast.players), len(seeds))
    for mask, rows in enumerate(found.folded):
        plain = run_ensemble(template, cast.coalition(mask), seeds)
        assert np.array_equal(rows, found.folder.fold(plain.counts, plain.totals)), f"coalition {mask:b}"
    nothing = run_ensemble(template, None, seeds)
    assert np.array_equal(found.nothing, found.folder.fold(nothing.counts, nothing.totals))
    return found


# --- what is run -----------------------------------------------------------------------------------------------------


def test_coalitions_are_the_plan_less_who_is_not_in_them(board, textbook):
    cast = casting(textbook, tags_of(textbook))
    assert cast.players[-1] == "general", "answers to cards are one more player"
    assert_like_plain_runs(board, textbook, cast.players[:-1])


def test_with_no_place_left_what_is_general_is_the_ground(board, textbook):
    tags = tags_of(textbook)
    few = textbook
    for tag in tags[2:]:
        few = few.without(tag)
    found = assert_like_plain_runs(board, few, tags[:2], most=2)
    assert found.cast.ground
    rest, table = found.whole(OUTCOME), found.values(OUTCOME)
    assert rest is not None
    assert table is not None
    assert rest.any(), "answers to cards do something"


def test_rules_answers_and_refusals_part_worlds_too(board):
    launch = {"kind": "launch", "intervention": "release-checklist", "sponsor": board.index.sponsors[0]}
    plan = Plan.parse(
        {
            "command": [
                {"week": 2, "for": "late", "kind": "retire", "intervention": "release-checklist"},  # refused at first
                {"week": 5, "for": "list", **launch},
            ],
            "rule": [{"when": "week >= 4", "for_weeks": 3, "command": {"for": "watch", "kind": "note", "text": "x"}}],
            "answer": [
                {"card": "outage", "option": "roll-back", "for": "back"},
                {"card": "go-no-go", "option": "hold"},
            ],
        }
    )
    assert parts_in(plan, "watch") == parts_in(plan, "back") == parts_in(plan, "general") == 1
    assert parts_in(plan, "list") == 5
    assert parts_in(plan, "nobody") is None
    assert_like_plain_runs(board, plan, ("late", "list", "watch", "back"))


def test_neither_threads_nor_batches_change_a_byte(board, textbook):
    cast, fold = casting(textbook, tags_of(textbook)[:2]), folder(board)
    seeds, partials, told = tuple(range(1, 20)), [], []
    one = run_coalitions(board, cast, seeds, fold, 1, lambda done, of: told.append((done, of)), partials.append)
    two = run_coalitions(board, cast, seeds[::-1], fold, 3)
    assert one.folded.tobytes() == two.folded[:, ::-1].tobytes()
    assert [part.seeds for part in partials] == [seeds[:16], seeds]
    assert partials[0].folded.tobytes() == one.first(16).folded.tobytes()
    widths = [np.ptp(mean_of((table := part.values("flow.lead"))[-1] - table[0]).interval) for part in partials]
    assert widths[0] > 0
    assert told[-1] == (len(seeds) * len(one.folded),) * 2
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_what_is_done_is_kept_when_somebody_stops_it(board, textbook):
    cast, fold = casting(textbook, tags_of(textbook)[:1]), folder(board)

    def stop(done: int, of: int) -> None:
        if done >= of // 2:
            raise KeyboardInterrupt

    for threads in (1, 2):
        found = run_coalitions(board, cast, tuple(range(1, 9)), fold, threads, stop)
        assert found.interrupted
        assert 1 <= len(found.seeds) < 8
        whole = run_coalitions(board, cast, found.seeds, fold)
        assert found.folded.tobytes() == whole.folded.tobytes()


def test_a_failure_in_a_thread_is_told():
    def fail(n, _stopped):
        raise RuntimeError(f"task {n}")

    for threads in (1, 2):
        with pytest.raises(RuntimeError, match="task"):
            each(3, fail, threads, lambda _done, _of: None)


def test_what_watches_from_the_first_week_cannot_be_left_out_later(board, textbook):
    session = Session(board, 1, PlanBranch(textbook)).run()
    policy = session.policy
    with pytest.raises(ValueError, match="once the plan has begun"):
        policy.fork({"general"})


# --- what comes out --------------------------------------------------------------------------------------------------


def test_the_mean_over_worlds_is_the_ratio_of_sums(board, textbook):
    found = run_coalitions(board, casting(textbook, tags_of(textbook)[:1]), tuple(range(1, 9)), folder(board))
    table = found.values("rel.cfr")
    over, under = found.folder.sides("rel.cfr", found.folded)
    scale = found.folder.metrics["rel.cfr"].scale
    assert table.mean(axis=1) == pytest.approx(scale * over.sum(axis=1) / under.sum(axis=1), abs=1e-12)
    own = found.folder.own("rel.harm", found.folded)
    assert found.values("rel.harm") == pytest.approx(own, rel=1e-12), "per week, each world's own value"


def test_shares_of_a_real_plan_sum_to_its_effect_in_every_world(board, textbook):
    found = run_coalitions(board, casting(textbook, tags_of(textbook)), tuple(range(1, 5)), folder(board))
    checked = 0
    for name in (OUTCOME, *found.folder.metrics):
        table = found.values(name)
        if table is not None:
            checked += 1
            assert np.abs(shares(table).sum(axis=0) - (table[-1] - table[0])).max() < 1e-9 * max(1, np.abs(table).max())
    assert checked > 20


def test_a_launch_that_costs_nothing_and_does_nothing_has_no_share():
    idle = intervention(30, id="idle")
    template = Template(company(), CATALOGUE | {"idle": idle})
    order = {"sponsor": "cto", "kind": "launch"}
    plan = Plan.parse(
        {
            "command": [
                {"week": 3, "for": "idle", "intervention": "idle", **order},
                {"week": 4, "for": "rights", "intervention": "rights", **order},
            ]
        }
    )
    weeks = template.scenario.weeks
    names = {name: metric for name, metric in metrics().items() if name.split(".")[0] in {"flow", "rel", "dec", "val"}}
    fold = Folder(names, Window(weeks.history + 10, weeks.history + 30))
    found = run_coalitions(template, casting(plan, ("idle", "rights")), SEEDS, fold)
    asked = 0
    for name in names:
        table = found.values(name)
        if table is None:
            continue
        asked += 1
        for part in (shares, alone, without_it):
            assert not part(table)[0].any(), name
        assert not interactions(table)[0, 1].any(), name
    assert asked > 5
    assert shares(found.values("flow.lead"))[1].any(), "what takes hours has a share"


def test_sampled_orders_agree_with_all_coalitions(board, textbook):
    fold, cast = folder(board), casting(textbook, tags_of(textbook)[:3])
    exact = run_coalitions(board, cast, tuple(range(1, 25)), fold, 2)
    orders = run_orders(board, cast, tuple(range(101, 149)), fold, 2)
    for name in (OUTCOME, "rel.harm"):
        added = orders.marginals(name)
        for one, many in zip(map(mean_of, added.T), map(mean_of, shares(exact.values(name))), strict=True):
            assert abs(one.value - many.value) <= 4 * np.hypot(one.error, many.error)
    assert len({tuple(order) for order in orders.orders.tolist()}) > 10, "of 24"
    assert np.array_equal(orders.chains[0, 0], run_coalitions(board, cast, (101,), fold).folded[0, 0])


def test_an_order_depends_on_its_seed_alone():
    drawn = [tuple(order_of(seed, 4)) for seed in range(2400)]
    assert drawn[:5] == [tuple(order_of(seed, 4)) for seed in range(5)]
    counts = {order: drawn.count(order) for order in set(drawn)}
    assert len(counts) == 24
    assert all(60 < n < 145 for n in counts.values()), "each of 24 about a hundred times"


# --- what travels to other worlds (evidence.md 1) --------------------------------------------------------------------


def test_worlds_of_two_coalitions_are_one_until_the_first_effect(board, textbook):
    tag = tags_of(textbook)[-1]
    week = parts_in(textbook, tag)
    assert week is not None
    assert week > 1
    one, other = (Session(board, 5, PlanBranch(plan)) for plan in (textbook, textbook.without(tag)))
    while one.tenure_week < week:
        one.advance()
        other.advance()
        assert not differences(one.worlds, other.worlds), f"world week {one.week}"
    one.run()
    other.run()
    assert comparable(one.worlds) != comparable(other.worlds)


def test_a_card_only_a_twin_is_dealt_gets_the_commonest_answer_else_its_default():
    plan = Plan.parse(
        {
            "command": [
                {"week": n, "kind": "answer", "card": f"outage/north/{n}", "option": option, "for": tag}
                for n, (option, tag) in enumerate(
                    [("convene", "path"), ("roll-back", "path"), ("convene", "general"), ("wait", "general")], start=1
                )
            ]
        }
    )
    whole, less = plan.choices(), plan.without("path").choices()
    assert whole.find("outage/north/2").option == "roll-back", "its own"
    assert whole.find("outage/north/9").option == "convene", "the commonest of its type"
    assert less.find("outage/north/1").option == "convene", "what is left: one each, the earlier"
    assert less.find("team-overload/west-0/1") is None, "its default"


def test_what_is_impossible_elsewhere_is_tried_four_times_more_and_the_world_kept(board, textbook):
    needed = {"week": 3, "for": "tune", "kind": "adjust", "intervention": "release-checklist"}
    plan = Plan.parse({"command": [needed]})
    ran = run_ensemble(board, plan, SEEDS)
    assert [len(world[0].refusals) for world in ran.outcomes] == [5, 5, 5]
    assert all(world[0].dropped for world in ran.outcomes)
    assert ran.executed == 0.0
    found = run_coalitions(board, casting(plan, ("tune",)), SEEDS, folder(board))
    table = found.values("rel.harm")
    assert table.shape == (2, 3), "no world is left out of the mean"
    assert not shares(table).any()
