"""Stakeholders: what moves trust and by how much, what follows from it, and what a player can do about it."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from engine.validity.check import rising
from engine.worlds import Template, comparable, comparable_rows
from sim import events as ev
from sim.commands import parse_command
from sim.decide import decide
from sim.deciding.case import Case, Refusal
from sim.deciding.politics import outlook
from sim.evolving.politics import conflict_of_needs
from sim.intervention import Intervention, Move
from sim.interventions import catalogue
from sim.invariants import violations
from sim.kernel import bind
from sim.levers import CONFLICT, Lever
from sim.policies.policy import Reported
from sim.step import empty, fold_week, next_week, record
from sim.systems.practices import sponsor_presence
from sim.systems.stakeholders import mean_trust
from sim.world import DAY, ENGAGE_BAD_NEWS, ENGAGE_BRIEF, PRACTICE_LIVE, TEAMS, WEEK, new_log
from tests.sim.worlds import Founded, adoption, plain, practice, rows, sample, small_company, stakeholder

POLITICS = {
    "trust": 0.5,
    "trust_kept": 0.03,
    "trust_missed": 0.08,
    "trust_surprise": 0.05,
    "trust_bypass": 0.06,
    "trust_at_ease": 0.7,
    "yes_threshold": 0.35,
    "surprise_share": 1.0,
    "outage_severity": 0.3,
    "capital_weekly": 1.0,
}
SECOND = practice(2, id="second")
PRACTICES = {entry.id: entry for entry in (practice(), SECOND)}


def quiet(**fields):
    """Two lines with an owner each, in whose company nothing happens that nobody did."""
    sponsors = fields.pop(
        "sponsors",
        [
            stakeholder("ada", 0.9, (0.4, 0.3, 0.2, 0.1, 0.0), line="l0", attention=0.0),
            stakeholder("bo", 0.5, (0.0, 0.1, 0.2, 0.3, 0.4), line="l1", attention=0.0),
        ],
    )
    return plain(0.0, 6, lines=2, sponsors=sponsors, **(POLITICS | fields))


class Company:
    """One world, to which things happen."""

    def __init__(self, scenario=None, entries=PRACTICES, seed: int = 5) -> None:
        self.template = Template(scenario or quiet(), entries)
        self.worlds, self.log = self.template.world(seed), new_log()

    def one(self, entity, field, at=0):
        return self.worlds[entity][field][0, at]

    def trust(self, s=0) -> float:
        return int(self.one("stakeholders", "trust_ppm", s)) / 1e6

    def happened(self, *events) -> Company:
        for event in events:
            record(bind(self.worlds), bind(self.log), *(int(value) for value in event))
        return self

    def weeks(self, n: int, **promises) -> Company:
        """Let weeks pass; `kept` and `missed` promises fall due on line 0 in the first."""
        self.worlds["lines"]["promises_kept"][0, 0] = promises.get("kept", 0)
        self.worlds["lines"]["promises_missed"][0, 0] = promises.get("missed", 0)
        for _ in range(n):
            next_week(bind(self.worlds), bind(self.log))
            self.rows = rows(self.log)
            empty(bind(self.log))
        return self

    def ask(self, kind: str, **arguments):
        command = parse_command({"kind": kind} | arguments)
        return decide(self.worlds, self.template.index, self.template.catalogue, command)

    def did(self, kind: str, **arguments) -> Company:
        answer = self.ask(kind, **arguments)
        assert not isinstance(answer, Refusal), str(answer)
        return self.happened(*answer)


def refused(answer, rule: str, kind: str = "illegal") -> Refusal:
    assert isinstance(answer, Refusal), answer
    assert rule in answer.rule
    assert answer.kind == kind
    assert bool(answer.rows) == (kind == "declined")
    return answer


# --- what moves trust ------------------------------------------------------------------------------------------------

ENGAGED = (ev.STAKEHOLDER_ENGAGED, 0)
OUTAGE = (ev.INCIDENT_OPENED, 0, 0, 400)
BLIP = (ev.INCIDENT_OPENED, 0, 0, 100)
FORCED = (ev.POLICY_CHANGED, 0, 0, 5)
MOVES = [
    ("a promise kept", {"kept": 1}, [], 0.03),
    ("two kept", {"kept": 2}, [], 0.06),
    ("a promise missed, and nobody said so", {"missed": 1}, [], -0.13),
    ("missed, briefed before", {"missed": 1}, [(*ENGAGED, ENGAGE_BRIEF, -1)], -0.08),
    ("missed, announced before", {"missed": 1}, [(*ENGAGED, ENGAGE_BAD_NEWS, -1)], -0.04),
    ("an outage", {}, [OUTAGE], -0.05),
    ("an outage, briefed", {}, [(*ENGAGED, ENGAGE_BRIEF, -1), OUTAGE], 0.0),
    ("a small outage", {}, [BLIP], 0.0),
    ("a policy forced on the line", {}, [FORCED], -0.06),
    ("a policy they knew of", {}, [(*ENGAGED, ENGAGE_BRIEF, -1), FORCED], 0.0),
    ("a quiet week", {}, [], 0.0),
]


@pytest.mark.parametrize(("promises", "events", "moved"), [m[1:] for m in MOVES], ids=[m[0] for m in MOVES])
def test_what_moves_trust_and_by_how_much(promises, events, moved):
    company = Company().weeks(1).happened(*events).weeks(1, **promises)
    assert company.trust(0) == pytest.approx(0.5 + moved, abs=2e-6)
    assert company.trust(1) == 0.5, "somebody else's line, and no attention to it"
    assert not violations(company.worlds)


def test_bad_news_is_announced_once():
    company = Company().happened((*ENGAGED, ENGAGE_BAD_NEWS, -1)).weeks(1, missed=1)
    assert company.trust() == pytest.approx(0.46, abs=2e-6)
    assert company.weeks(1, missed=1).trust() == pytest.approx(0.33, abs=4e-6)


def test_a_briefing_lasts_four_weeks():
    company = Company().happened((*ENGAGED, ENGAGE_BRIEF, -1)).weeks(4)
    assert company.happened(OUTAGE).weeks(1).trust() == pytest.approx(0.45, abs=2e-6)
    company = Company().happened((*ENGAGED, ENGAGE_BRIEF, -1)).weeks(3)
    assert company.happened(OUTAGE).weeks(1).trust() == 0.5


def test_as_many_promises_kept_as_missed_lose_trust():
    company = Company(quiet(trust_surprise=0.0))
    for _ in range(3):
        company.weeks(1, kept=1).weeks(1, missed=1)
    assert company.trust() == pytest.approx(0.5 + 3 * (0.03 - 0.08), abs=1e-5)


@pytest.mark.parametrize(("promises", "end"), [({"kept": 9}, 1.0), ({"missed": 9}, 0.0)])
def test_trust_stays_between_none_and_all(promises, end):
    company = Company()
    for _ in range(12):
        company.weeks(1, **promises)
        assert 0.0 <= company.trust() <= 1.0
    assert company.trust() == end
    assert not violations(company.worlds)


def test_news_of_other_lines_reaches_who_pays_attention():
    sponsors = [
        stakeholder("ada", 0.9, line="l0"),
        stakeholder("cyd", 0.5, attention=1.0),
        stakeholder("dee", 0.5, attention=0.0),
    ]
    company = Company(quiet(sponsors=sponsors)).weeks(1, kept=1)
    assert [company.trust(s) for s in range(3)] == pytest.approx([0.53, 0.515, 0.5], abs=2e-6)


def test_value_beyond_the_usual_is_a_win_and_trust_drifts_back_a_little():
    company = Company(quiet(trust_win=0.04))
    for week in range(26):
        company.weeks(1)
        company.happened((ev.NEED_ARRIVED, company.one("counts", "free_item"), 0, 100)) if week == 0 else None
        if week in (20, 21, 22, 23, 24):
            company.happened((ev.VALUE_DELIVERED, 0, 0, 500))
    assert company.trust(0) == pytest.approx(0.54, abs=1e-5)
    assert company.trust(1) == 0.5
    back = Company(quiet(trust_reversion_quarterly=0.1)).weeks(1, missed=1).weeks(26)
    assert back.trust() == pytest.approx(0.5 - 0.13 * 0.9, abs=1e-4)


def test_a_restated_figure_surprises_those_who_need_transparency():
    company = Company(quiet(sponsors=[stakeholder("ada", 0.9, (0, 0, 0, 0, 1.0), attention=1.0)]))
    assert company.happened((ev.SOURCE_MENDED, 0, 0, 3)).weeks(2).trust() == pytest.approx(0.45, abs=2e-6)


# --- what follows from it --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trust", [0.0, 0.25, 1.0])
def test_capital_returns_with_mean_trust_by_power(trust):
    sponsors = [stakeholder("ada", 0.9, trust=trust), stakeholder("bo", 0.3, trust=1.0)]
    company = Company(quiet(sponsors=sponsors))
    mean = (0.9 * trust + 0.3) / 1.2
    assert mean_trust(bind(company.worlds)[0]) == pytest.approx(mean)
    before = int(company.one("player", "capital_milli"))
    gained = int(company.weeks(10).one("player", "capital_milli")) - before
    assert gained == pytest.approx(10_000 * mean, abs=10)


def test_without_needs_the_constant_holds_and_nothing_happens():
    sponsors = [stakeholder("ada", 0.9).model_copy(update={"needs": None})]
    company = Company(quiet(sponsors=sponsors, trust=0.4))
    assert mean_trust(bind(company.worlds)[0]) == 0.4
    company.weeks(1, missed=3)
    assert not set(company.rows["kind"]) & set(range(120, 140))
    refused(company.ask("engage", person="ada", how="listen"), "nobody's trust is followed")


@functools.cache
def troubled(trust: float, **fields):
    base = small_company(**fields)
    return base.model_copy(update={"sponsors": [s.model_copy(update={"trust": trust}) for s in base.sponsors]})


def total(kind):
    return lambda run: float(run.total(kind) or run.count(kind))


@pytest.mark.parametrize(
    "value",
    [
        total(ev.ITEM_PREEMPTED),
        lambda run: float(run.count(ev.ITEM_PREEMPTED)),
        lambda run: float(run.count(ev.WORK_ESCALATED)),
        total(ev.SHADOW_WORKED),
        total(ev.GOVERNANCE_BOOKED),
        lambda run: run.mean(ev.ITEM_BUILT, start=10),
    ],
    ids=["hours lost", "preempted", "escalated", "shadow", "reports", "slower"],
)
def test_distrust_shouts_escalates_goes_round_and_asks_for_reports(value):
    """Loops R1 and R3, one leg each: what distrust costs; that misses cost trust is tested above."""
    samples = [sample(troubled(trust), value, weeks=60, seeds=24) for trust in (0.9, 0.5, 0.1)]
    assert rising(samples)


def test_resistance_lowers_adoption_and_a_map_wins_some_of_it_back():
    entry = practice(moves=())
    power = practice(3, id="power", tags=("takes-power",))
    knobs = {"resistance": 0.25, "spread_sponsor_weekly": 1.0, "willingness_base": 1.0, "sponsor_floor": 1.0}

    def reached(trust: float, which: Intervention = entry) -> float:
        sponsors = [stakeholder("ada", 0.9, line="l1"), stakeholder("bo", 0.9, line="l0", trust=trust)]
        company = Company(quiet(sponsors=sponsors, **knobs), {which.id: which})
        company.did("launch", intervention=which.id, sponsor="ada", intensity="heavy") if trust >= 0.35 else (
            company.happened(
                (ev.PRACTICE_LAUNCHED, which.number, 0, 1500), (ev.PRACTICE_SCOPED, which.number, 0, 10**6)
            )
        )
        return adoption(company.weeks(30).worlds, which)

    assert reached(1.0) == pytest.approx(0.9, abs=0.01)
    assert reached(0.0) == pytest.approx(0.9 * 0.75, abs=0.01)
    assert reached(1.0, power) == pytest.approx(0.9 * 0.875, abs=0.01)


def test_conflict_is_what_orders_of_needs_disagree_about():
    up, down = (0.4, 0.3, 0.2, 0.1, 0.0), (0.0, 0.1, 0.2, 0.3, 0.4)
    for needs, conflict in (((up, up), 0.0), ((up, down), 1.0), ((up, (0.2,) * 5), 0.5)):
        sponsors = [stakeholder(f"s{n}", 0.8, need) for n, need in enumerate(needs)]
        company = Company(quiet(sponsors=sponsors, conflict=0.33))
        assert conflict_of_needs(bind(company.worlds)[0]) == pytest.approx(conflict)
        assert company.weeks(1).one("levers", "value", CONFLICT * TEAMS) == pytest.approx(conflict)
    weak = [stakeholder("a", 0.9, up), stakeholder("b", 0.9, up), stakeholder("c", 0.1, down)]
    assert 0.05 < float(conflict_of_needs(bind(Company(quiet(sponsors=weak)).worlds)[0])) < 0.25


# --- leaving ---------------------------------------------------------------------------------------------------------


def leaving(**fields):
    sponsors = [
        stakeholder("ada", 0.9, (0.4, 0.3, 0.2, 0.1, 0.0), line="l0", leaves_week=20, successor="cyd"),
        stakeholder("bo", 0.5, (0.0, 0.1, 0.2, 0.3, 0.4), line="l1"),
        stakeholder("cyd", 0.9, (0.0, 0.1, 0.2, 0.3, 0.4), in_post=False),
    ]
    return quiet(sponsors=sponsors, **fields)


def test_a_departure_has_four_weeks_notice_and_a_successor():
    company = Company(leaving()).weeks(15)
    assert company.one("stakeholders", "announced") == 0
    refused(company.ask("engage", person="cyd", how="listen"), "not in post")
    assert company.weeks(1).one("stakeholders", "announced") == 1
    assert company.one("levers", "value", CONFLICT * TEAMS) == pytest.approx(1.0)
    company.weeks(5)
    assert [int(company.one("stakeholders", "line", s)) for s in range(3)] == [-1, 1, 0]
    assert company.one("levers", "value", CONFLICT * TEAMS) == pytest.approx(0.0), "two who agree are left"
    refused(company.ask("launch", intervention="practice-1", sponsor="ada"), "not in post")
    refused(company.ask("engage", person="ada", how="listen"), "not in post")
    assert not violations(company.worlds)


def test_what_a_sponsor_carried_is_halved_within_half_a_year_of_their_leaving():
    """Above its floor: 16 weeks of decay once nobody is seen, and what presence is left fades first (domain 7.1.10)."""
    knobs = {
        "spread_sponsor_weekly": 0.1, "spread_neighbour_weekly": 0.55, "sponsor_floor": 0.35, "adoption_floor": 0.1,
        "willingness_per_change": 0.039, "visible_value": 0.7,
    }  # fmt: skip
    company = Company(leaving(**knobs)).did("launch", intervention="practice-1", sponsor="ada", intensity="heavy")
    company.weeks(19)
    assert sponsor_presence(bind(company.worlds)[0], 1) == pytest.approx(0.35, abs=0.01)
    entry = PRACTICES["practice-1"]
    peak = adoption(company.weeks(1).worlds, entry)
    assert peak > 0.5
    halved = next(n for n in range(1, 60) if adoption(company.weeks(1).worlds, entry) <= 0.1 + (peak - 0.1) / 2)
    assert 12 <= halved <= 24
    assert sponsor_presence(bind(company.worlds)[0], 1) < 0.02
    stayed = quiet(**knobs)
    company = Company(stayed).did("launch", intervention="practice-1", sponsor="ada", intensity="heavy").weeks(44)
    assert adoption(company.worlds, entry) > 0.5


def test_a_successor_takes_up_what_was_left_once_asked_to_be_seen():
    company = Company(leaving()).did("launch", intervention="practice-1", sponsor="ada").weeks(24)
    refused(company.ask("engage", person="bo", how="refresh-sponsor"), "carries no change")
    company.did("engage", person="cyd", how="refresh-sponsor").weeks(1)
    assert company.one("practices", "sponsor", 1) == 2
    assert sponsor_presence(bind(company.worlds)[0], 1) == pytest.approx(1.0)


# --- commands --------------------------------------------------------------------------------------------------------


def test_listening_reveals_one_need_at_a_time_to_the_policy():
    company = Company()

    def heard():
        told = Reported(company.worlds, company.template.index, PRACTICES, company.template.metrics, 1)
        return told.stakeholders["ada"].needs

    assert heard() == ()
    company.did("engage", person="ada", how="listen")
    assert heard() == ("speed",)
    company.did("engage", person="ada", how="listen").did("engage", person="ada", how="listen")
    assert heard() == ("speed", "predictability", "quality")
    answer = refused(company.ask("engage", person="ada", how="listen"), "more people in a week")
    assert (answer.have, answer.need) == ("3 seen", "fewer than 3")
    company.weeks(1).did("engage", person="ada", how="listen")
    refused(company.ask("engage", person="ada", how="listen"), "told you everything")


@pytest.mark.parametrize(
    ("how", "hours"), [("listen", 2), ("brief", 2), ("prewire", 4), ("bad-news-early", 2), ("refresh-sponsor", 3)]
)
def test_engaging_costs_hours_and_no_capital(how, hours):
    company = Company().did("launch", intervention="practice-1", sponsor="ada")
    spent = [
        row for row in company.ask("engage", person="ada", how=how) if row.kind in (ev.TIME_SPENT, ev.CAPITAL_SPENT)
    ]
    assert [(row.kind, row.amount) for row in spent] == [(ev.TIME_SPENT, 60 * hours)]


def test_low_trust_says_no_and_a_word_beforehand_lowers_the_threshold():
    company = Company(quiet(sponsors=[stakeholder("ada", 0.9, trust=0.3)]))
    answer = refused(company.ask("launch", intervention="practice-1", sponsor="ada"), "says no", "declined")
    assert [row.kind for row in answer.rows] == [ev.TIME_SPENT]
    assert answer.nearest == "engage ada how prewire"
    company.did("engage", person="ada", how="prewire").weeks(1)
    company.did("launch", intervention="practice-1", sponsor="ada")
    refused(company.weeks(4).ask("launch", intervention="second", sponsor="ada"), "says no", "declined")


def test_the_outlook_is_what_one_could_have_counted():
    for trust, said in ((0.8, "likely"), (0.4, "unsure"), (0.2, "unlikely")):
        company = Company(quiet(sponsors=[stakeholder("ada", 0.9, trust=trust)]))
        case = Case(company.worlds[0], company.template.index, PRACTICES)
        assert outlook(case, 0) == said
        company.worlds["stakeholders"]["trust_ppm"][0, 0] = 0  # truth is not read
        assert outlook(case, 0) == said
    company = Company(quiet(sponsors=[stakeholder("ada", 0.9, trust=0.6, line="l0")])).weeks(1, missed=1)
    assert outlook(Case(company.worlds[0], company.template.index, PRACTICES), 0) == "likely"
    company.weeks(1, missed=1).weeks(1, missed=1)
    assert outlook(Case(company.worlds[0], company.template.index, PRACTICES), 0) == "unlikely"


def test_ranking_costs_who_is_demoted_and_they_mind():
    company = Company()
    rows_ = company.ask("rank", line="l0", rule="value")  # ada needs speed
    assert [(row.kind, row.amount) for row in rows_ if row.kind == ev.CAPITAL_SPENT] == [(ev.CAPITAL_SPENT, 1000)]
    company.did("rank", line="l0", rule="value")
    assert company.trust() == pytest.approx(0.44)
    answer = refused(company.ask("rank", line="l0", rule="oldest"), "ranked lately")
    assert answer.nearest == "rank l0 oldest in 4 weeks"
    refused(company.ask("rank", line="l0", rule="value"), "already")
    served = Company().ask("rank", line="l0", rule="cost-of-delay")
    assert [row.kind for row in served] == [ev.LINE_RANKED, ev.TIME_SPENT]
    told = Company().did("engage", person="ada", how="brief").did("rank", line="l0", rule="value")
    assert told.trust() == 0.5


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ("value", lambda items, i: -items["estimate"][0, i]),
        ("cost-of-delay", lambda items, i: -items["estimate"][0, i] / max(60, items["size_min"][0, i])),
        ("oldest", lambda items, i: items["requested_min"][0, i]),
    ],
)
def test_a_ranked_line_starts_the_first_in_its_order(rule, key):
    scenario = plain(
        4.0, 1, value_sigma=1.0, estimate_sigma=0.5, size_sigma=0.8, estimate_error=0.0, optimism=0.0,
        sponsors=[stakeholder("ada", 0.5)], **POLITICS,
    )  # fmt: skip
    company = Company(scenario).weeks(12).did("rank", line="l0", rule=rule)
    seen, ranked_min = 0, int(company.worlds["priorities"]["ranked_week"][0, 0]) * WEEK * DAY
    for _ in range(20):
        before = company.worlds["items"].copy()
        waiting = [int(i) for i in np.flatnonzero(before["stage"][0] == 2)]
        company.weeks(1)
        started = [int(i) for i in company.rows["subject"][company.rows["kind"] == ev.ITEM_STARTED]]
        if len(started) == 1 and started[0] in waiting:
            ranked = [i for i in waiting if before["requested_min"][0, i] <= ranked_min]
            best = min(key(before, i) for i in ranked or waiting)
            arrived = company.rows["subject"][company.rows["kind"] == ev.NEED_ARRIVED]
            if key(before, started[0]) == best or len(arrived):
                seen += key(before, started[0]) == best
            else:
                pytest.fail(f"{started[0]} was started before a better one")
    assert seen >= 2


def test_one_figure_is_watched_for_a_quarter_at_most():
    base = small_company(player_hours=30.0)
    company = Company(base)
    ask = {"line": "north", "metric": "flow.lead", "source": "tracker"}
    answer = refused(company.ask("set_kpi", **ask, until=14), "a quarter at most")
    assert answer.nearest == "until 13"
    refused(company.ask("set_kpi", **(ask | {"source": "incident-list"}), until=5), "does not report")
    company.did("set_kpi", **ask, until=5, guardrails=["rel.cfr"])
    refused(company.ask("set_kpi", **ask, until=6), "has its one figure")
    company.weeks(5).did("set_kpi", **ask, until=8)


def test_watching_a_figure_flatters_it_and_calms_its_line():
    def asked(**arguments):
        def run(seed):
            company = Company(small_company(), seed=seed)
            if arguments:
                company.did("set_kpi", line="north", metric="flow.lead", source="tracker", until=13, **arguments)
            shown = preempted = 0
            for _ in range(13):
                company.weeks(1)
                kinds, table = company.rows["kind"], company.rows
                mine = (kinds == ev.REPORT_PUBLISHED) & (table["subject"] == 0)
                shown += int(table["amount"][mine].sum())
                preempted += int(((kinds == ev.ITEM_PREEMPTED) & (table["object"] < 2)).sum())
            return shown, preempted

        return np.array([run(seed) for seed in range(1, 13)], np.float64)

    none, open_, guarded = asked(), asked(guardrails=[]), asked(guardrails=["rel.cfr", "rel.harm"])
    assert open_[:, 0].mean() < guarded[:, 0].mean() < none[:, 0].mean(), "lead time looks shorter"
    assert open_[:, 1].mean() < none[:, 1].mean()


def test_reallocating_moves_people_who_ramp_and_their_owner_minds():
    company = Company().weeks(2)
    people = lambda: [int(company.one("teams", "people", t)) for t in range(2)]  # noqa: E731
    paid = company.ask("reallocate", **{"from": "t0", "to": "t1", "people": 2})
    assert [row.amount for row in paid if row.kind == ev.CAPITAL_SPENT] == [6000]
    company.did("reallocate", **{"from": "t0", "to": "t1", "people": 2})
    assert people() == [4, 8]
    assert company.trust() == pytest.approx(0.44)
    company.weeks(2)
    assert company.one("teams", "ramping_permille", 1) > 1500
    answer = refused(company.ask("reallocate", **{"from": "t0", "to": "t1"}), "at least 4")
    assert (answer.have, answer.need) == ("0 to spare", "1")
    wary = Company(quiet(sponsors=[stakeholder("ada", 0.9, line="l0", trust=0.2)]))
    refused(wary.ask("reallocate", **{"from": "t0", "to": "t1"}), "says no", "declined")
    assert not violations(company.worlds)


def test_quietly_costs_half_and_the_trust_of_who_finds_out():
    def ended(announce):
        company = Company().did("launch", intervention="practice-1", sponsor="ada").weeks(4)
        paid = next(
            r for r in company.ask("retire", intervention="practice-1", announce=announce) if r.kind == ev.CAPITAL_SPENT
        )
        return paid.amount, company.did("retire", intervention="practice-1", announce=announce).trust()

    assert ended(True) == (11_000, 0.5)
    assert ended(False) == (5_500, pytest.approx(0.45))


def test_hours_of_what_is_retired_are_free_after_a_week():
    entry = practice(steady_hours=1.0)
    company = Company(entries={entry.id: entry}).did("launch", intervention=entry.id, sponsor="ada").weeks(8)

    def governed():
        mine = np.isin(company.rows["kind"], [ev.GOVERNANCE_BOOKED, ev.HOURS_BOOKED])
        return int(company.rows["amount"][mine].sum())

    steady = governed()
    assert steady > 0
    company.did("retire", intervention=entry.id).weeks(1)
    assert governed() == steady
    company.weeks(1)
    assert governed() == 0


def test_stopping_takes_a_tenth_of_what_was_spent_and_parking_lets_it_start_again():
    company = Company(plain(3.0, 2, wind_down_share=0.1, sponsors=[stakeholder("ada", 0.5)], **POLITICS)).weeks(20)
    items = company.worlds["items"]
    i = max(np.flatnonzero(items["stage"][0] == 3), key=lambda n: items["touched_min"][0, n])
    touched = int(items["touched_min"][0, i])
    owed = [row.amount for row in company.ask("stop", items=[int(i)]) if row.kind == ev.WIND_DOWN_OWED]
    assert owed == [touched // 10]
    company.did("stop", items=[int(i)], mode="park")
    assert not violations(company.worlds)
    assert company.one("items", "touched_min", i) == touched
    company.weeks(12)
    assert company.one("items", "stage", i) == 2, "it waits"
    need = int(company.one("items", "need", i))
    company.did("rank", line="l0", rule="oldest")
    started = []
    for _ in range(6):
        mine = int(company.one("items", "need", i)) == need
        company.weeks(1)
        again = (company.rows["kind"] == ev.ITEM_STARTED) & (company.rows["subject"] == i)
        started.append(mine and bool(again.any()))
    assert any(started), "the quarter is over, and it is the oldest"
    assert company.one("dues", "minutes", 0) == 0


def test_notes_are_inert():
    company = Company().weeks(3)
    assert company.ask("note", text="x") == []
    assert company.ask("save") == []


INERT = [
    {"kind": "engage", "person": "finance", "how": "brief"},
    {"kind": "engage", "person": "finance", "how": "listen"},
    {"kind": "engage", "person": "finance", "how": "prewire"},
    {"kind": "engage", "person": "finance", "how": "bad-news-early"},
    {"kind": "note", "text": "x"},
    {"kind": "set_policy", "policy": "review", "line": "west", "value": "pair"},
    {"kind": "set_policy", "policy": "intake", "line": "west", "value": "single-door"},
]


@pytest.mark.parametrize("raw", INERT, ids=lambda raw: f"{raw['kind']}-{raw.get('how', '')}")
def test_twins_are_equal_until_a_command_has_an_effect(raw):
    twins = [Company(small_company(player_hours=30.0)) for _ in range(2)]
    for company in twins:
        company.weeks(4)
    arguments = dict(raw)
    twins[0].did(arguments.pop("kind"), **arguments)
    for company in twins:
        company.weeks(1)
    assert comparable(twins[0].worlds) == comparable(twins[1].worlds)
    left, right = (
        {name: column[comparable_rows(company.rows["kind"])] for name, column in company.rows.items()}
        for company in twins
    )
    assert all((left[name] == right[name]).all() for name in left)


# --- interventions and policies --------------------------------------------------------------------------------------


def steady(lever, to):
    """A practice that pulls one lever in full from its first weeks."""
    return practice(moves=(Move(lever, "X", "a test of a lever", to=to),))


def pulled(entry, scenario, seed):
    company = Company(scenario, {entry.id: entry}, seed)
    company.worlds["practices"]["phase"][0, entry.number] = PRACTICE_LIVE
    for team in range(len(company.template.index.teams)):
        scope = entry.number * TEAMS + team
        for field, value in (("scoped", 1), ("adoption_ppm", 10**6), ("fidelity_ppm", 10**6)):
            company.worlds["scopes"][field][0, scope] = value
    company.worlds["practices"]["fidelity"][0, entry.number] = 1.0
    company.worlds["practices"]["teams"][0, entry.number] = len(company.template.index.teams)
    return company


def test_an_escalation_protocol_caps_the_waiting_tail():
    def tail(share):
        waits = []
        for seed in range(1, 7):
            company = pulled(
                steady(Lever.ESCALATION_SHARE, share),
                small_company(cadence_days=15, sponsor_floor=1.0, adoption_ceiling=1.0, visible_value=1.0),
                seed,
            )
            for _ in range(30):
                company.weeks(1)
                made = company.rows["kind"] == ev.DECISION_MADE
                waits += company.rows["amount"][made].tolist()
        return np.percentile(waits, 90)

    assert tail(1.0) < 0.9 * tail(0.0001)


def test_an_owner_settles_only_so_many_escalations_a_week():
    scenario = small_company(cadence_days=20, escalation_clock_days=1.0)
    company = pulled(steady(Lever.ESCALATION_SHARE, 1.0), scenario, 3)
    for _ in range(20):
        company.weeks(1)
        mine = company.rows["kind"] == ev.DECISION_ESCALATED
        assert np.bincount(company.rows["object"][mine], minlength=3).max(initial=0) <= 3


def test_a_strategy_review_moves_people_and_stops_what_is_worth_least():
    company = pulled(
        steady(Lever.REALLOCATION, 0.1), small_company(sponsor_floor=1.0, needs_per_week=(9.0, 9.0, 2.0)), 3
    )
    people = int(company.worlds["teams"]["people"].sum())
    moved = stopped = 0
    for week in range(1, 40):
        company.weeks(1)
        kinds = company.rows["kind"]
        if week % 13:
            assert ev.PEOPLE_MOVED not in kinds
        moved += int((kinds == ev.PEOPLE_MOVED).sum())
        stopped += int((kinds == ev.ITEM_STOPPED).sum())
        assert int(company.worlds["teams"]["people"].sum()) == people
        assert not violations(company.worlds)
    assert 2 <= moved <= 9
    assert stopped >= moved
    assert int(company.worlds["teams"]["people"][0, :5].min()) >= 4


@pytest.mark.parametrize(("review", "direction"), [("none", 1), ("pair", -1)])
def test_who_reviews_work_decides_what_escapes(review, direction):
    def failed(policy):
        base = small_company()
        lines = [item.model_copy(update={"review": policy}) for item in base.lines]
        return sample(
            base.model_copy(update={"lines": lines}), lambda run: run.count(ev.RELEASE_FAILED), weeks=60, seeds=16
        )

    assert rising([failed("peer"), failed(review)][::direction])


def test_a_quota_turns_needs_away_and_a_single_door_sees_duplicates():
    def happened(intake, kind):
        base = small_company(needs_per_week=(9.0, 9.0, 5.0))
        lines = [item.model_copy(update={"intake": intake}) for item in base.lines]
        return sample(base.model_copy(update={"lines": lines}), lambda run: run.count(kind), weeks=40, seeds=10)

    assert happened("anyone", ev.NEED_TURNED_AWAY).sum() == 0
    assert happened("quota", ev.NEED_TURNED_AWAY).min() > 0
    assert rising([happened("anyone", ev.DUPLICATE_MATCHED), happened("single-door", ev.DUPLICATE_MATCHED)])
    assert rising([shadow_minutes(how) for how in ("anyone", "single-door", "quota")])


def shadow_minutes(intake):
    base = small_company()
    lines = [item.model_copy(update={"intake": intake}) for item in base.lines]
    return sample(base.model_copy(update={"lines": lines}), lambda run: run.total(ev.SHADOW_WORKED), weeks=20, seeds=10)


def test_a_map_of_stakeholders_halves_surprising():
    def surprising(share):
        return sample(small_company(surprise_share=share), lambda run: run.count(ev.STAKEHOLDER_SURPRISED), seeds=16)

    assert rising([surprising(0.5), surprising(1.0)])
    assert catalogue()["stakeholder-mapping"].moves[0].times == 0.5


# --- laws ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_weeks_of_politics_fold_to_the_world_that_lived(seed):
    scenario = small_company()
    left = scenario.sponsors[0].model_copy(update={"leaves_week": 8, "successor": "finance"})
    scenario = scenario.model_copy(update={"sponsors": [left, *scenario.sponsors[1:]]})
    founded = Founded(scenario)
    folded = founded.world(seed)
    for world, log in founded.weeks(40, seed):
        n = int(log["length"][0, 0])
        fold_week(bind(folded), *(log[name][0, :n] for name in ("kind", "subject", "object", "amount")))
        assert folded.tobytes() == world.tobytes()
        assert not violations(world)
    assert folded["stakeholders"]["left_week"][0, 0] == 8
