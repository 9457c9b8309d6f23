"""Every kind of event: what happened, in the past tense, in one row of integers.

A row is (kind, subject, object, amount). Numbers are for ever: a kind may be retired, never reused, because old logs
carry them. `COLUMNS` says what each column of a kind holds; a metric is a ratio of counts or totals of kinds.

Subjects and objects are 16-bit unsigned in the log, amounts 32-bit signed; `NONE` stands where a column is empty.
"""

from __future__ import annotations

from typing import NamedTuple

NONE = 65535


class Columns(NamedTuple):
    """What the columns of one kind of event hold."""

    name: str
    subject: str
    object: str
    amount: str
    meaning: str


# --- time -------------------------------------------------------------------------------------------------------------
WEEK_OPENED = 1
DAY_OPENED = 2
WEEK_CLOSED = 3
DAY_CLOSED = 4
# --- needs and work items ---------------------------------------------------------------------------------------------
NEED_ARRIVED = 10
ITEM_SIZED = 11
ITEM_VALUED = 12
ITEM_CLASSED = 13
DUPLICATE_BORN = 14
DUPLICATE_MATCHED = 15
DUPLICATE_MERGED = 16
DUPLICATE_SHIPPED = 17
NEED_WITHDRAWN = 18
NEED_TURNED_AWAY = 19
ITEM_COMMITTED = 20
ITEM_STARTED = 21
ITEM_BUILT = 22
ITEM_HANDED_OFF = 23
ITEM_PREEMPTED = 24
ITEM_RETURNED = 25
ITEM_STOPPED = 26
DESK_STARTED = 27
REVIEW_PASSED = 28
VALUE_DELIVERED = 29
# --- decisions --------------------------------------------------------------------------------------------------------
DECISION_RAISED = 30
DECISION_BOUNCED = 31
DECISION_MADE = 32
DECISION_REOPENED = 33
REOPENING_SET = 34
FORUM_SEATED = 35
FORUM_SAT = 36
FORUM_RETIRED = 37
DECISION_ROUTED = 38
NEED_DECLINED = 39
# --- releases and incidents -------------------------------------------------------------------------------------------
ITEM_BOARDED = 40
ITEM_WENT_LIVE = 41
RELEASE_SHIPPED = 42
RELEASE_FAILED = 43
INCIDENT_OPENED = 44
INCIDENT_TIMED = 45
INCIDENT_WORK_ADDED = 46
INCIDENT_MITIGATED = 47
HARM_ACCRUED = 48
TRAIN_SKIPPED = 49
# --- people and hours: 56 (HoursIdled) and 58 (PeopleCounted) are retired; HoursAvailable tells both ------------------
HOURS_BOOKED = 50
GOVERNANCE_BOOKED = 51
HOURS_AVAILABLE = 52
WORK_TOUCHED = 53
HOURS_SWITCHED = 54
INCIDENT_WORKED = 55
WIP_COUNTED = 57
HIRE_ORDERED = 59
HIRE_JOINED = 60
BURNOUT_MOVED = 61
HOURS_DRAINED = 62
HOURS_OWED = 63
BURNOUT_COUNTED = 64
PERSON_LEFT = 65
VACANCY_CLOSED = 66
# --- practices, policies, capital -------------------------------------------------------------------------------------
PRACTICE_LAUNCHED = 70
PRACTICE_SCOPED = 71
PRACTICE_WENT_LIVE = 72
ADOPTION_MOVED = 73
FIDELITY_MOVED = 74
PRACTICE_ADJUSTED = 75
PRACTICE_RETIRED = 76
POLICY_ORDERED = 77
POLICY_CHANGED = 78
CAPITAL_SPENT = 79
CAPITAL_GAINED = 80
TIME_SPENT = 81
PRACTICE_PRICED = 82
PRACTICE_VARIED = 83
# --- what is reported -------------------------------------------------------------------------------------------------
REPORT_PUBLISHED = 90
SOURCE_BROKE = 91
SOURCE_MENDED = 92
SOURCE_MIGRATED = 93
DISAGREEMENT_MEASURED = 94
SOURCE_DRIFTED = 95

# --- customers and money: 96 to 119 -----------------------------------------------------------------------------------
FIRST_OF_CUSTOMERS = 96
FEATURE_SHIPPED = 96
FEATURE_VALUED = 97
CUSTOMERS_JOINED = 98
CUSTOMERS_ACTIVATED = 99
FIRST_VALUE_TIMED = 100
SIGNUPS_JUDGED = 101
LOGINS_JUDGED = 102
SETUPS_JUDGED = 103
ACTIVATION_JUDGED = 104
DEPTH_MOVED = 105
ACCOUNTS_COUNTED = 106
DEPTH_COUNTED = 107
CONTRACTS_ENDED = 108
CUSTOMERS_LEFT = 109
REVENUE_WON = 110
REVENUE_LOST = 111
REVENUE_EXPANDED = 112
REVENUE_CONTRACTED = 113
REVENUE_EARNED = 114
COSTS_BORNE = 115
REDESIGN_SHIPPED = 116
FEATURE_CORRECTED = 117
REVENUE_ENDED = 118
COHORT_FOLDED = 119
# --- stakeholders and politics: 120 to 139 ----------------------------------------------------------------------------
FIRST_OF_POLITICS = 120
TRUST_MOVED = 120
TRUST_COUNTED = 121
STAKEHOLDER_SURPRISED = 122
STAKEHOLDER_BYPASSED = 123
WORK_ESCALATED = 124
DECISION_ESCALATED = 125
SHADOW_WORKED = 126
DEPARTURE_ANNOUNCED = 127
STAKEHOLDER_LEFT = 128
STAKEHOLDER_ENGAGED = 129
SPONSOR_SEEN = 130
SPONSOR_PASSED = 131
LINE_RANKED = 132
KPI_SET = 133
KPI_GUARDED = 134
PEOPLE_MOVED = 135
WIND_DOWN_OWED = 136
ITEM_PARKED = 137
# --- learning, forecasts, experiments: 140 to 159 ---------------------------------------------------------------------
FIRST_OF_LEARNING = 140
FAILURE_CLASSED = 140
FAILURE_REPEATED = 141
REVIEW_HELD = 142
ACTION_CLOSED = 143
READ_ORDERED = 144
PRACTICE_CODIFIED = 145
COACHING_ORDERED = 146
FIDELITY_COACHED = 147
FORECAST_MADE = 148
FORECAST_KEPT = 149
FORECAST_MISSED = 150
FORECAST_MEASURED = 151
EXPERIMENT_ENDED = 152
FORECAST_ORDERED = 153
EXPECTATION_SET = 154
EXPERIMENT_STARTED = 155
EXPERIMENT_READ = 156
EXPERIMENT_CALLED = 157
WINNER_SHIPPED = 158
UPLIFT_CLAIMED = 159
# --- decision cards: 160 to 175 ---------------------------------------------------------------------------------------
FIRST_OF_CARDS = 160
CARD_DEALT = 160
CARD_ANSWERED = 161
CARD_SETTLED = 162
CARD_LAPSED = 163
CARD_WITHDRAWN = 164
CARDS_DELEGATED = 165
MEASURE_TAKEN = 166
LEVER_SHIFTED = 167
INCIDENT_REROUTED = 168
ITEM_TRIMMED = 169
SETUP_REPEATED = 170
EXPERIMENT_SIGNALLED = 171
PROMISE_MOVED = 172
# --- the hub, regions, audits: 176 to 199 -----------------------------------------------------------------------------
FIRST_OF_SITES = 176
HUB_WORKED = 176
HANDOFF_HELD = 177
PRACTICE_COPIED = 178
AUDIT_ORDERED = 179
AUDIT_REPORTED = 180
SOURCE_RESTATED = 181

KINDS = 200  # capacity of the tallies

# fmt: off
COLUMNS: dict[int, Columns] = {
    kind: Columns(name, *rest)
    for kind, name, *rest in (
        (WEEK_OPENED, "WeekOpened", "-", "-", "world week", "a week began; levers were read again"),
        (DAY_OPENED, "DayOpened", "-", "-", "world day", "the day's hours were shared out"),
        (DAY_CLOSED, "DayClosed", "-", "-", "world day", "the day's work was booked on items still in work"),
        (WEEK_CLOSED, "WeekClosed", "-", "-", "world week", "the week's tallies were closed"),
        (NEED_ARRIVED, "NeedArrived", "item", "line", "minutes to the next", "a need from outside became an item"),
        (ITEM_SIZED, "ItemSized", "item", "team", "touch minutes", "size and team; queued unless a decision is due"),
        (ITEM_VALUED, "ItemValued", "item", "estimate", "true value", "its value, and what people think it is"),
        (ITEM_CLASSED, "ItemClassed", "item", "class bits", "handoffs", "two-way door, risky; owner changes ahead"),
        (DUPLICATE_BORN, "DuplicateBorn", "item", "sibling item", "line", "a sibling line took up the same need"),
        (DUPLICATE_MATCHED, "DuplicateMatched", "item", "line", "-", "the same need was recognised at intake"),
        (DUPLICATE_MERGED, "DuplicateMerged", "item", "sibling item", "touch minutes", "found while open: one dropped"),
        (DUPLICATE_SHIPPED, "DuplicateShipped", "item", "team", "touch minutes", "a second copy went live"),
        (NEED_WITHDRAWN, "NeedWithdrawn", "item", "line", "minutes waited", "whoever asked stopped waiting"),
        (NEED_TURNED_AWAY, "NeedTurnedAway", "-", "line", "minutes to the next", "the backlog was full"),
        (ITEM_COMMITTED, "ItemCommitted", "item", "team", "minute of day", "a forum let it into its team's queue"),
        (ITEM_STARTED, "ItemStarted", "item", "team", "minute of day", "a team began to work on it"),
        (ITEM_BUILT, "ItemBuilt", "item", "team", "minutes since first start", "its work was finished"),
        (ITEM_HANDED_OFF, "ItemHandedOff", "item", "to team", "clarifying minutes", "another team took it over"),
        (ITEM_PREEMPTED, "ItemPreempted", "item", "team", "minutes lost", "a louder one took its place"),
        (ITEM_RETURNED, "ItemReturned", "item", "team", "touch minutes", "review sent it back"),
        (ITEM_STOPPED, "ItemStopped", "item", "team", "touch minutes", "stopped on command; hours sunk"),
        (DESK_STARTED, "DeskStarted", "item", "desk", "service minutes", "a review or deployment desk took it"),
        (REVIEW_PASSED, "ReviewPassed", "item", "team", "minute of day", "accepted by review"),
        (VALUE_DELIVERED, "ValueDelivered", "item", "team", "true value", "it went live; duplicates count nothing"),
        (DECISION_RAISED, "DecisionRaised", "item", "forum", "minute of day", "it waits for a forum"),
        (DECISION_BOUNCED, "DecisionBounced", "item", "forum", "bounces", "nobody in the room owned it"),
        (DECISION_MADE, "DecisionMade", "item", "forum", "minutes waited", "a forum decided"),
        (DECISION_REOPENED, "DecisionReopened", "item", "forum", "minute of day", "a made decision came back"),
        (REOPENING_SET, "ReopeningSet", "item", "-", "day", "the decision will not hold"),
        (FORUM_SEATED, "ForumSeated", "forum", "practice", "first day", "a practice seated a forum"),
        (FORUM_SAT, "ForumSat", "forum", "decisions left", "decisions made", "a forum met"),
        (FORUM_RETIRED, "ForumRetired", "forum", "-", "-", "a forum met for the last time"),
        (DECISION_ROUTED, "DecisionRouted", "item", "to forum", "from forum", "its forum is gone: another takes it"),
        (NEED_DECLINED, "NeedDeclined", "item", "forum", "estimate", "a forum would not commit to it"),
        (ITEM_BOARDED, "ItemBoarded", "item", "train", "minute of day", "it waits for a release"),
        (ITEM_WENT_LIVE, "ItemWentLive", "item", "team", "minutes since requested", "customers have it"),
        (RELEASE_SHIPPED, "ReleaseShipped", "train", "-", "items", "a release went out"),
        (RELEASE_FAILED, "ReleaseFailed", "train", "incident", "items", "and it failed"),
        (INCIDENT_OPENED, "IncidentOpened", "incident", "line", "severity permille", "customers are affected"),
        (INCIDENT_TIMED, "IncidentTimed", "incident", "route", "minutes to fix", "hotfix 0, rollback 1, flag 2"),
        (INCIDENT_WORK_ADDED, "IncidentWorkAdded", "team", "incident", "touch minutes", "responders were called"),
        (INCIDENT_MITIGATED, "IncidentMitigated", "incident", "line", "minutes since failure", "customers are well"),
        (HARM_ACCRUED, "HarmAccrued", "incident", "line", "customer-minutes", "severity x exposed x time"),
        (TRAIN_SKIPPED, "TrainSkipped", "train", "-", "-", "nothing was ready to go"),
        (HOURS_BOOKED, "HoursBooked", "team", "purpose", "minutes", "fixed, coordination, mentoring (see HOURS)"),
        (GOVERNANCE_BOOKED, "GovernanceBooked", "team", "purpose", "minutes", "seats, practices, set-up, reconciling"),
        (HOURS_AVAILABLE, "HoursAvailable", "team", "-", "minutes", "the week's hours before anything was taken"),
        (WORK_TOUCHED, "WorkTouched", "team", "-", "minutes", "hours that items received"),
        (HOURS_SWITCHED, "HoursSwitched", "team", "-", "minutes", "lost to switching between items"),
        (INCIDENT_WORKED, "IncidentWorked", "team", "-", "minutes", "taken by incidents"),
        (WIP_COUNTED, "WipCounted", "team", "-", "open items", "started and unfinished on Friday"),
        (HIRE_ORDERED, "HireOrdered", "team", "hire", "joining week", "a hire was paid for"),
        (HIRE_JOINED, "HireJoined", "team", "hire", "-", "a hire joined, at first of little use"),
        (BURNOUT_MOVED, "BurnoutMoved", "team", "-", "ppm", "energy after the week"),
        (HOURS_DRAINED, "HoursDrained", "team", "-", "minutes", "what newcomers and tired people cannot give"),
        (HOURS_OWED, "HoursOwed", "team", "purpose", "minutes", "a command takes them out of the coming week"),
        (BURNOUT_COUNTED, "BurnoutCounted", "-", "-", "permille of a person", "of all people, on Friday"),
        (PERSON_LEFT, "PersonLeft", "team", "hire", "joining week", "gave notice and went; who follows is ordered"),
        (VACANCY_CLOSED, "VacancyClosed", "team", "hire", "-", "who was to follow is not hired after all"),
        (PRACTICE_LAUNCHED, "PracticeLaunched", "practice", "sponsor", "intensity permille", "introduced on command"),
        (PRACTICE_SCOPED, "PracticeScoped", "practice", "team", "fidelity ppm", "a team is in its scope"),
        (PRACTICE_WENT_LIVE, "PracticeWentLive", "practice", "-", "-", "set-up finished: adoption can begin"),
        (ADOPTION_MOVED, "AdoptionMoved", "practice", "team", "ppm", "share of the practice in real use"),
        (FIDELITY_MOVED, "FidelityMoved", "practice", "team", "ppm", "how faithfully it is used"),
        (PRACTICE_ADJUSTED, "PracticeAdjusted", "practice", "-", "intensity permille", "changed; its sponsor was seen"),
        (PRACTICE_RETIRED, "PracticeRetired", "practice", "-", "-", "ended on command"),
        (PRACTICE_PRICED, "PracticePriced", "practice", "-", "minutes per team", "set-up, as it is introduced"),
        (PRACTICE_VARIED, "PracticeVaried", "practice", "variant", "-", "in which way it comes"),
        (POLICY_ORDERED, "PolicyOrdered", "policy", "line", "value", "will take effect later"),
        (POLICY_CHANGED, "PolicyChanged", "policy", "line", "value", "in force"),
        (CAPITAL_SPENT, "CapitalSpent", "-", "-", "milli-points", "political capital used"),
        (CAPITAL_GAINED, "CapitalGained", "-", "-", "milli-points", "political capital regained"),
        (TIME_SPENT, "TimeSpent", "-", "-", "minutes", "of the player's week"),
        (REPORT_PUBLISHED, "ReportPublished", "source", "weeks old", "milli-units", "what a source says of its metric"),
        (SOURCE_BROKE, "SourceBroke", "source", "-", "bias permille", "its numbers drifted, unseen"),
        (SOURCE_MENDED, "SourceMended", "source", "-", "weeks broken", "the break was found"),
        (SOURCE_MIGRATED, "SourceMigrated", "source", "-", "-", "it now uses the agreed definition"),
        (DISAGREEMENT_MEASURED, "DisagreementMeasured", "metric", "sources", "permille", "spread of sources over mean"),
        (SOURCE_DRIFTED, "SourceDrifted", "source", "-", "bias permille", "its definition crept over a quarter"),
        (HUB_WORKED, "HubWorked", "-", "backlog hours", "minutes served", "the hub's week"),
        (HANDOFF_HELD, "HandoffHeld", "item", "team", "minutes", "a handoff waited for the hub"),
        (PRACTICE_COPIED, "PracticeCopied", "practice", "team", "fidelity ppm", "a region took over a practice"),
        (AUDIT_ORDERED, "AuditOrdered", "audit", "target", "kind x 2 + deep", "source 0, forum 1, practice 2"),
        (AUDIT_REPORTED, "AuditReported", "audit", "target", "permille", "bias, decisions an hour, or fidelity"),
        (SOURCE_RESTATED, "SourceRestated", "source", "weeks", "permille", "what it had shown was corrected"),
        (FEATURE_SHIPPED, "FeatureShipped", "feature", "line", "ceiling ppm", "a feature begins to be adopted"),
        (FEATURE_VALUED, "FeatureValued", "feature", "weights", "effect permille", "what it does for who uses it"),
        (CUSTOMERS_JOINED, "CustomersJoined", "cohort", "line", "accounts", "a week of new customers"),
        (CUSTOMERS_ACTIVATED, "CustomersActivated", "cohort", "line", "accounts", "they reached first value"),
        (FIRST_VALUE_TIMED, "FirstValueTimed", "cohort", "line", "account-days", "how long that took, summed"),
        (SIGNUPS_JUDGED, "SignupsJudged", "cohort", "line", "accounts", "a cohort is old enough to judge"),
        (LOGINS_JUDGED, "LoginsJudged", "cohort", "line", "accounts", "of it, logged in within the window"),
        (SETUPS_JUDGED, "SetupsJudged", "cohort", "line", "accounts", "of it, finished set-up"),
        (ACTIVATION_JUDGED, "ActivationJudged", "cohort", "line", "accounts", "of it, reached first value"),
        (DEPTH_MOVED, "DepthMoved", "line", "-", "harm ppm", "how deeply customers use it, after the week"),
        (ACCOUNTS_COUNTED, "AccountsCounted", "line", "-", "accounts", "customers on Friday"),
        (DEPTH_COUNTED, "DepthCounted", "line", "-", "account-permille", "summed over customers on Friday"),
        (CONTRACTS_ENDED, "ContractsEnded", "cohort", "line", "accounts", "this week; new ones are at the day's price"),
        (CUSTOMERS_LEFT, "CustomersLeft", "cohort", "stratum", "accounts", "did not renew"),
        (REVENUE_WON, "RevenueWon", "cohort", "line", "cents a year", "of new customers"),
        (REVENUE_LOST, "RevenueLost", "cohort", "line", "cents a year", "with customers who left"),
        (REVENUE_EXPANDED, "RevenueExpanded", "cohort", "line", "cents a year", "customers took more"),
        (REVENUE_CONTRACTED, "RevenueContracted", "cohort", "line", "cents a year", "customers took less"),
        (REVENUE_EARNED, "RevenueEarned", "line", "-", "cents", "a week of contracts"),
        (COSTS_BORNE, "CostsBorne", "line", "-", "cents", "a week of people"),
        (REDESIGN_SHIPPED, "RedesignShipped", "line", "round", "log friction ppm", "first use was made over"),
        (FEATURE_CORRECTED, "FeatureCorrected", "feature", "line", "-", "one that hurt was taken back"),
        (REVENUE_ENDED, "RevenueEnded", "cohort", "line", "cents a year", "of contracts that end this week"),
        (COHORT_FOLDED, "CohortFolded", "cohort", "into", "accounts", "it goes on in another, or is empty"),
        (TRUST_MOVED, "TrustMoved", "stakeholder", "causes", "ppm", "trust afterwards; causes as bits (see CAUSES)"),
        (TRUST_COUNTED, "TrustCounted", "-", "stakeholders", "ppm", "mean trust by power on Friday"),
        (STAKEHOLDER_SURPRISED, "StakeholderSurprised", "stakeholder", "line", "pieces", "bad news, unannounced"),
        (STAKEHOLDER_BYPASSED, "StakeholderBypassed", "stakeholder", "line", "-", "their question, decided elsewhere"),
        (WORK_ESCALATED, "WorkEscalated", "stakeholder", "item", "forum", "its owner took it to a forum"),
        (DECISION_ESCALATED, "DecisionEscalated", "item", "line", "days waited", "past its clock: sent to its owner"),
        (SHADOW_WORKED, "ShadowWorked", "team", "line", "minutes", "for needs that no tracker has seen"),
        (DEPARTURE_ANNOUNCED, "DepartureAnnounced", "stakeholder", "successor", "world week", "leaves in that week"),
        (STAKEHOLDER_LEFT, "StakeholderLeft", "stakeholder", "successor", "-", "left; whoever follows is in post"),
        (STAKEHOLDER_ENGAGED, "StakeholderEngaged", "stakeholder", "how", "need", "listened to, briefed, and so on"),
        (SPONSOR_SEEN, "SponsorSeen", "practice", "stakeholder", "-", "its sponsor was seen with it"),
        (SPONSOR_PASSED, "SponsorPassed", "practice", "to stakeholder", "-", "a successor carries it now"),
        (LINE_RANKED, "LineRanked", "line", "rule", "-", "what its teams start next: see RANK_RULES"),
        (KPI_SET, "KpiSet", "line", "source", "world week", "one figure to watch, up to and in that week"),
        (KPI_GUARDED, "KpiGuarded", "line", "metric", "-", "a guardrail beside it"),
        (PEOPLE_MOVED, "PeopleMoved", "from team", "to team", "hire", "one person, who ramps up as a newcomer does"),
        (WIND_DOWN_OWED, "WindDownOwed", "team", "-", "minutes", "still to be spent on what has been ended"),
        (CARD_DEALT, "CardDealt", "card", "about", "due day", "a decision card came to an entity"),
        (CARD_ANSWERED, "CardAnswered", "card", "ordinal", "option", "answered on command, before it was due"),
        (CARD_SETTLED, "CardSettled", "card", "ordinal", "option", "an answer takes effect"),
        (CARD_LAPSED, "CardLapsed", "card", "ordinal", "option", "nobody answered: the organisation's own choice"),
        (CARD_WITHDRAWN, "CardWithdrawn", "card", "ordinal", "-", "what it was about is over"),
        (CARDS_DELEGATED, "CardsDelegated", "card type", "stakeholder", "-", "somebody may answer cards of a type"),
        (MEASURE_TAKEN, "MeasureTaken", "where", "measure", "amount", "a card's option in force: see MEASURES"),
        (LEVER_SHIFTED, "LeverShifted", "team", "lever", "permille", "a lever's base moved, for good"),
        (INCIDENT_REROUTED, "IncidentRerouted", "incident", "how", "minutes to fix", "mitigated in another way"),
        (ITEM_TRIMMED, "ItemTrimmed", "item", "team", "minutes", "cut to its core: less to do, worth less"),
        (SETUP_REPEATED, "SetupRepeated", "item", "team", "minutes lost", "shared hands: set up once more"),
        (EXPERIMENT_SIGNALLED, "ExperimentSignalled", "experiment", "signal", "permille", "green early 1, null 2"),
        (PROMISE_MOVED, "PromiseMoved", "forecast", "line", "P80 days", "a promise shrank: more time for it"),
        (ITEM_PARKED, "ItemParked", "item", "team", "until day", "put aside on command; may start again later"),
        (FAILURE_CLASSED, "FailureClassed", "incident", "class + 8 x team", "need", "what kind it was"),
        (FAILURE_REPEATED, "FailureRepeated", "incident", "class", "weeks since the last", "as lately on its line"),
        (REVIEW_HELD, "ReviewHeld", "review", "incident", "minutes", "looked back; actions were set"),
        (ACTION_CLOSED, "ActionClosed", "review", "class", "minutes of work", "what a review asked for is done"),
        (READ_ORDERED, "ReadOrdered", "experiment", "-", "-", "somebody will look at it this week"),
        (PRACTICE_CODIFIED, "PracticeCodified", "practice", "team", "ppm", "share of a practice that is written down"),
        (COACHING_ORDERED, "CoachingOrdered", "practice", "team", "last world week", "a team will be coached in it"),
        (FIDELITY_COACHED, "FidelityCoached", "practice", "team", "ppm", "fidelity that coaching added, in all"),
        (FORECAST_MADE, "ForecastMade", "forecast", "item", "packed days", "a date was promised"),
        (FORECAST_KEPT, "ForecastKept", "forecast", "line", "working days", "live by the date promised with 80 %"),
        (FORECAST_MISSED, "ForecastMissed", "forecast", "line", "P80 days", "that date passed"),
        (FORECAST_MEASURED, "ForecastMeasured", "forecast", "line", "milli-log", "log of actual over P50, once live"),
        (EXPERIMENT_ENDED, "ExperimentEnded", "experiment", "verdict", "1 if sound", "stop 0, ship 1, gone 3"),
        (FORECAST_ORDERED, "ForecastOrdered", "line", "P50 days", "P80 days", "a line's dates, on command"),
        (EXPECTATION_SET, "ExpectationSet", "line", "-", "working days", "what 85 % of its items took lately"),
        (EXPERIMENT_STARTED, "ExperimentStarted", "experiment", "item", "design", "an idea is tested: see DESIGN"),
        (EXPERIMENT_READ, "ExperimentRead", "experiment", "looks", "permille", "relative uplift as it looks now"),
        (EXPERIMENT_CALLED, "ExperimentCalled", "experiment", "verdict", "weeks", "stop 0, ship 1, extend 2"),
        (WINNER_SHIPPED, "WinnerShipped", "feature", "line", "permille", "a feature went live that does good"),
        (UPLIFT_CLAIMED, "UpliftClaimed", "experiment", "line", "permille", "claimed less true uplift, on shipping"),
    )
}
# fmt: on
NUMBERS: dict[str, int] = {columns.name: kind for kind, columns in COLUMNS.items()}
