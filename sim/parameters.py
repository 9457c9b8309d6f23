"""The tunable constants of the model: one line each, read at run time from `world.params`, never compiled in.

The values, their ranges, grades and sources live in `scenarios/defaults.toml` and may be overridden by a scenario;
this table says which exist, in what unit, and which mechanism reads them.
"""

from __future__ import annotations

from typing import NamedTuple


class Parameter(NamedTuple):
    """One tunable constant."""

    name: str
    unit: str
    meaning: str


SECTIONS: dict[str, tuple[Parameter, ...]] = {
    "intake": (
        Parameter("size_median_hours", "h", "median touch hours of an item (mean, if sizes are exponential)"),
        Parameter("size_sigma", "1", "spread of log size; 0 gives exponential sizes with the median read as the mean"),
        Parameter("value_sigma", "1", "spread of log true value: fat enough that few items carry most of it"),
        Parameter("estimate_sigma", "1", "spread of the log error of a value estimate"),
        Parameter("season_amplitude", "share", "swing of demand over the year, triangular"),
        Parameter("opening_weeks", "wk", "weeks of demand already accepted and waiting on the first morning"),
        Parameter("commit_share", "share", "needs that wait for a decision to commit"),
        Parameter("patience_days", "d", "mean wait before a need not yet started is withdrawn; 0 never"),
        Parameter("backlog_items", "items", "needs that the tracker holds before new ones are turned away"),
        Parameter("handoffs_mean", "1", "mean owner changes an item needs"),
        Parameter("risky_share", "share", "items of a class that a tiered approval still looks at"),
        Parameter("one_way_share", "share", "items that are one-way doors"),
    ),
    "duplication": (
        Parameter("shared_need_share", "share", "needs that a sibling line takes up as well unless it is seen"),
        Parameter("visibility", "share", "chance at intake that a sibling's item for the same need is seen"),
        Parameter("detection_weekly", "1/wk", "hazard of detection per week, times visibility, while both are open"),
    ),
    "decisions": (
        Parameter("owner_ambiguity", "share", "chance that nobody in the room owns the decision"),
        Parameter("delegated_share", "share", "two-way-door decisions that a team takes itself"),
        Parameter("local_decision_days", "d", "time a delegated decision takes"),
        Parameter("local_error_share", "share", "extra reopening of decisions taken locally"),
        Parameter("reopen_base", "share", "made decisions that reopen although somebody owns them"),
        Parameter("reopen_per_ambiguity", "share", "further reopening per unit of owner ambiguity"),
        Parameter("reopen_per_disagreement", "share", "further reopening per unit of disagreement between sources"),
        Parameter("reopen_after_days", "d", "mean delay before a decision reopens"),
        Parameter("scope_question_share", "share", "legs of work that stop for a scope decision"),
    ),
    "conflict": (
        Parameter("conflict", "share", "disagreement of powerful sponsors about order (1 - mean Kendall tau, halved)"),
        Parameter("preemption_weekly", "1/wk", "hazard of preemption per active item at full conflict"),
        Parameter("rights_clarity", "share", "share of preemptions that clear rights prevent"),
        Parameter("setup_loss_low", "share", "least share of its size that a preempted item loses"),
        Parameter("setup_loss_high", "share", "greatest share"),
        Parameter("order_by_value", "share", "starts taken in order of estimated value, not of arrival"),
        Parameter("quarterly_thrash", "1/wk", "extra preemption hazard in the first two weeks of a quarter"),
    ),
    "flow": (
        Parameter("switch_loss_at_two", "share", "hours lost with two open items per maker"),
        Parameter("switch_loss_per_extra", "share", "further loss per item beyond two"),
        Parameter("switch_loss_cap", "share", "greatest loss"),
        Parameter("fixed_overhead", "share", "hours that go to neither work nor governance"),
        Parameter("pair_coordination", "share", "hours lost per colleague beyond oneself, halved"),
        Parameter("handoff_clarify_share", "share", "handoffs that need a clarifying loop"),
        Parameter("clarify_hours", "h", "median touch hours of a clarifying loop"),
        Parameter("rework_share", "share", "reviews that send the item back"),
        Parameter("rework_size_share", "share", "size of rework, of a fresh item's"),
        Parameter("desk_sigma", "1", "spread of log service time at desks; 0 gives exponential times"),
    ),
    "quality": (
        Parameter("injection_per_hour", "1/h", "defects injected per touch hour (to the power .9)"),
        Parameter("injection_per_handoff", "share", "more injection per handoff"),
        Parameter("injection_per_overload", "share", "more injection per open item per maker beyond two"),
        Parameter("peer_review_removal", "share", "defects that peer review removes"),
        Parameter("test_removal", "share", "defects that tests remove"),
        Parameter("checklist_removal", "share", "defects that a readiness checklist removes"),
        Parameter("gate_removal", "share", "defects that an external approval board removes"),
        Parameter("interaction", "share", "chance that a pair of items released together fails"),
    ),
    "releases": (
        Parameter("approval_share", "share", "items that an approval board must see, before tiers"),
        Parameter("board_prep_hours", "h", "preparation that an item costs its team before an approval board"),
    ),
    "incidents": (
        Parameter("detect_hours", "h", "median time to notice"),
        Parameter("detect_sigma", "1", "its spread"),
        Parameter("diagnose_hours", "h", "median time to understand, before batch size"),
        Parameter("diagnose_sigma", "1", "its spread"),
        Parameter("diagnose_batch_slope", "share", "longer diagnosis per doubling of the batch"),
        Parameter("hotfix_hours", "h", "median time to make a fix"),
        Parameter("rollback_hours", "h", "median time to roll back or switch off"),
        Parameter("mitigate_sigma", "1", "spread of either"),
        Parameter("rollback_ready", "share", "releases with a tested way back"),
        Parameter("flag_share", "share", "failures behind a switch"),
        Parameter("exposed_share", "share", "customers who meet a failure before it is stopped (canary share)"),
        Parameter("responders", "people", "people who work on an incident"),
        Parameter("responder_cap", "share", "greatest share of a team's day that incidents take"),
        Parameter("severity_tail", "1", "Pareto index of severity"),
        Parameter("severity_floor", "share", "least severity"),
    ),
    "people": (
        Parameter("ramp_weeks", "wk", "until a newcomer is fully useful"),
        Parameter("mentor_share", "share", "of a mentor, while a newcomer ramps"),
        Parameter("hire_weeks", "wk", "from order to joining"),
        Parameter("hire_hours", "h", "of the envelope, and of the team, per hire"),
        Parameter("envelope_hours", "h", "what the company may spend on hires and backfills"),
        Parameter("burnout_weeks", "wk", "time constant of energy"),
        Parameter("burnout_per_wip", "share", "burnout per open item per maker beyond two"),
        Parameter("burnout_per_preemption", "share", "burnout per preemption per person-week"),
        Parameter("burnout_capacity_loss", "share", "hours lost at full burnout"),
        Parameter("reconcile_hours", "h/person-wk", "spent arguing over numbers per unit of disagreement"),
    ),
    "adoption": (
        Parameter("spread_sponsor_weekly", "1/wk", "adoption through a present sponsor (p)"),
        Parameter("spread_neighbour_weekly", "1/wk", "adoption from neighbours who see value (q)"),
        Parameter("visible_value", "share", "how visible the benefit is, net of hassle"),
        Parameter("sponsor_half_life_weeks", "wk", "since a sponsor's last visible act"),
        Parameter("sponsor_floor", "share", "presence that remains while the sponsor is in post"),
        Parameter("willingness_base", "share", "willing to support a change, at two changes a year"),
        Parameter("willingness_per_change", "share", "lost per further change in twelve months"),
        Parameter("changes_before", "1", "changes that people went through in the year before the tenure"),
        Parameter("adoption_ceiling", "share", "adoption that resistance leaves possible"),
        Parameter("adoption_floor", "share", "adoption that survives neglect, uncodified"),
        Parameter("decay_half_life_weeks", "wk", "of adoption above its floor without a sponsor"),
        Parameter("fidelity_weeks", "wk", "time constant of fidelity"),
        Parameter("learning_hours", "h/person-wk", "extra hours in a practice's first four weeks"),
    ),
    "reports": (
        Parameter("window_weeks", "wk", "weeks that a report averages"),
        Parameter("break_quarterly", "1/quarter", "hazard that a source breaks"),
        Parameter("break_size", "share", "typical bias of a break"),
        Parameter("break_detection_weekly", "1/wk", "hazard that a break is found"),
        Parameter("single_source", "share", "sources moved to one agreed definition"),
        Parameter("target_pressure", "share", "pressure to show the metric that is a target"),
        Parameter("pressure_gain", "share", "reported gain at full pressure, without any true one"),
    ),
    "information": (
        Parameter("declined_share", "share", "needs that a forum would not commit to: those it thinks are worth least"),
        Parameter("judgement_per_disagreement", "1", "log error of a forum's reading, per unit of disagreement"),
        Parameter("judgement_per_week_old", "1/wk", "the same, per week that figures are old"),
        Parameter("information_age_days", "d", "age of the figures that decisions rest on"),
        Parameter("dashboard_sprawl", "share", "further disagreement through figures that nobody owns"),
        Parameter("oversteer", "1/wk", "preemption hazard of a forum that reacts to every wiggle"),
        Parameter("drift_quarterly", "share", "spread of a definition's creep in a quarter"),
        Parameter("definition_drift", "share", "of that creep which nobody stops"),
    ),
    "sites": (
        Parameter("hub_share", "share", "coordination that a hub has taken over"),
        Parameter("hub_people", "people", "who work in the hub, once it exists"),
        Parameter("hub_ticket_hours", "h", "of the hub, for an owner change it arranges"),
        Parameter("proven_adoption", "share", "adoption at home from which a region takes a practice over"),
        Parameter("copy_weeks", "wk", "between two practices that a region takes over"),
    ),
    "audits": (
        Parameter("audit_error", "share", "spread of a deep audit's estimate of a bias"),
        Parameter("audit_finds_break", "share", "breaks that a deep audit finds"),
        Parameter("audit_hours", "h", "of the audited team, for a deep audit"),
    ),
    "features": (
        Parameter("feature_winner_share", "share", "ideas that move what they were meant to move"),
        Parameter("feature_null_share", "share", "ideas that change nothing; the rest hurt"),
    ),
    "stakeholders": (
        Parameter("trust_kept", "share", "trust gained by a promise kept"),
        Parameter("trust_missed", "share", "lost by a promise missed, halved if it was announced before its date"),
        Parameter("trust_surprise", "share", "lost by bad news that nobody announced"),
        Parameter("trust_win", "share", "gained in a quarter by value on one's line, or reports, beyond the usual"),
        Parameter("trust_bypass", "share", "lost when what one owns is decided elsewhere"),
        Parameter("trust_reversion_quarterly", "share", "of the way back to where somebody's trust started, a quarter"),
        Parameter("trust_at_ease", "share", "trust from which on nobody checks, escalates or goes round"),
        Parameter("yes_threshold", "share", "trust below which somebody says no"),
        Parameter("surprise_share", "share", "bad news that reaches stakeholders unannounced"),
        Parameter("outage_severity", "share", "severity from which on an outage is news to its line's owner"),
        Parameter("loudness", "share", "more preemption at no trust: whoever does not trust shouts"),
        Parameter("escalation_weekly", "1/wk", "hazard that an owner without any trust takes an item to a forum"),
        Parameter("report_hours", "h/person-wk", "reports that stakeholders ask for at no trust"),
        Parameter("shadow_share", "share", "hours asked for outside intake at no trust, behind a single door"),
        Parameter("resistance", "share", "of adoption that no trust makes impossible; half as much for lost power"),
        Parameter("visible_per_report", "share", "more visible value when reports improve, less when they worsen"),
    ),
    "governing": (
        Parameter("escalation_share", "share", "decisions that follow an escalation protocol past its clock"),
        Parameter("escalation_clock_days", "d", "wait after which they do"),
        Parameter("escalation_hours", "h", "of leaders and of the team, per escalation"),
        Parameter("escalations_weekly", "1/wk", "escalations that a line's owner can settle"),
        Parameter("reallocation", "share", "of people that a strategy review moves between lines a quarter"),
        Parameter("kpi_pressure", "share", "pressure to show a line's one figure"),
        Parameter("kpi_focus", "share", "conflict that one figure takes off its line"),
        Parameter("review_share", "share", "hours that reviewing each other's work takes"),
        Parameter("pair_share", "share", "further hours that working in pairs takes"),
        Parameter("pair_removal", "share", "defects that working in pairs removes"),
        Parameter("door_visibility", "share", "further duplicates that a single door of intake sees"),
        Parameter("quota_weeks", "wk", "needs that may wait on a line with a quota, in weeks of its demand"),
        Parameter("wind_down_share", "share", "of what was spent on stopped work, spent again on ending it"),
    ),
    "capital": (
        Parameter("capital_start", "points", "political capital at the start of the tenure"),
        Parameter("capital_weekly", "points/wk", "regained at full trust"),
        Parameter("trust", "share", "mean trust of stakeholders"),
        Parameter("player_hours", "h/wk", "the player's own week"),
    ),
}

NAMES: tuple[str, ...] = tuple(p.name for section in SECTIONS.values() for p in section)

# Divisors and time constants: zero has no meaning.
POSITIVE: tuple[str, ...] = (
    "information_age_days",
    "size_median_hours",
    "ramp_weeks",
    "burnout_weeks",
    "sponsor_half_life_weeks",
    "decay_half_life_weeks",
    "fidelity_weeks",
    "window_weeks",
)
