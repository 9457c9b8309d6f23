"""Worlds run in step are the worlds that are run in spans, and what is written down of them is what happened."""

from __future__ import annotations

import numpy as np
import pytest

from engine.catalogue import load_scenario
from engine.ensemble import run_ensemble
from engine.lab.arms import arms_of
from engine.lab.observe import ANSWERED, DELEGATED, LAPSED, OPEN, WITHDRAWN, Observed, observe
from engine.lab.work import governor
from engine.worlds import Template
from sim import events as ev
from sim.cards import cards
from sim.policies.policy import Policy
from tests.engine.lab.studies import SCENARIO

SEEDS = range(1, 9)


@pytest.fixture(scope="module")
def template() -> Template:
    return Template(load_scenario(SCENARIO))


@pytest.fixture(scope="module")
def found(template: Template) -> dict[str, Observed]:
    arms = arms_of(SCENARIO, ["none", "textbook", "random", "careful-novice"])
    return {arm.plan: observe(template, SEEDS, governor(template, arm.policy)) for arm in arms}


@pytest.mark.parametrize("plan", ["none", "textbook", "random", "careful-novice"])
def test_they_are_the_worlds_of_the_ensemble(template, found, plan):
    policy = arms_of(SCENARIO, [plan])[0].policy
    spans = run_ensemble(template, None, SEEDS, policy=governor(template, policy))
    mine = found[plan]
    assert np.array_equal(spans.counts, mine.counts)
    assert np.array_equal(spans.totals, mine.totals)
    assert np.array_equal(spans.events, mine.events)
    told = [[[(o.command, o.accepted_week) for o in w] for w in each] for each in (spans.outcomes, mine.outcomes)]
    assert told[0] == told[1]


@pytest.mark.parametrize("plan", ["none", "textbook", "random", "careful-novice"])
def test_cards_come_and_go_as_the_log_says(found, plan):
    mine = found[plan]
    how = {name: [0] * len(SEEDS) for name in (ANSWERED, LAPSED, DELEGATED, WITHDRAWN, OPEN)}
    for card in mine.dealt:
        how[card.how][card.run] += 1
    counts = mine.counts.sum(axis=1)
    for r in range(len(SEEDS)):
        assert sum(each[r] for each in how.values()) == counts[r, ev.CARD_DEALT]
        assert how[ANSWERED][r] + how[DELEGATED][r] == counts[r, ev.CARD_SETTLED]
        assert how[LAPSED][r] == counts[r, ev.CARD_LAPSED]
        assert how[WITHDRAWN][r] == counts[r, ev.CARD_WITHDRAWN]
    for card in mine.dealt:
        assert (card.settled_week is None) == (card.how == OPEN)
        assert (card.option is None) == (card.how in {OPEN, WITHDRAWN})
        assert card.option is None or card.option in {option.id for option in cards()[card.type].options}
        assert card.how != LAPSED or card.option == cards()[card.type].default


def test_reports_are_what_the_log_published(template):
    from engine.session import Session

    mine = observe(template, [3], lambda _: None)
    published: list[tuple[int, int, float]] = []

    class Keeper:
        def append_command(self, mapping):
            raise AssertionError("nobody commands")

        def append_packed(self, week, payload, events, digest=None):
            from engine.log.codec import decode_columns

            columns = decode_columns([payload])
            at = columns.kind == ev.REPORT_PUBLISHED
            published.extend(
                (week, int(s), int(a) / 1000.0) for s, a in zip(columns.subject[at], columns.amount[at], strict=True)
            )

        def seal(self, summary):
            pass

    Session(template, 3, writer=Keeper(), digest_every=None).run()
    ours = [
        (week + 1, s, float(mine.reported[0, week, s])) for week, s in np.argwhere(~np.isnan(mine.reported[0])).tolist()
    ]
    assert ours == published


def test_a_policy_that_wants_a_card_is_asked_the_week_after(template):
    asked: list[int] = []

    class Curious:
        wanted = frozenset(cards())

        def next_week(self, after):
            return None

        def act(self, reported, inbox):
            asked.append(reported.week)
            return []

        def heard(self, week, command, refusal):
            raise AssertionError

    def govern(_: int) -> Policy:
        return Curious()

    mine = observe(template, [5], govern)
    history, tenure = template.scenario.weeks.history, template.scenario.weeks.tenure
    dealt = {card.dealt_week - history + 1 for card in mine.dealt if history < card.dealt_week < history + tenure}
    assert dealt <= set(asked)
    assert set(asked) <= dealt | {1}
