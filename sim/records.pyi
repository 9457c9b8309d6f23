"""What a bound world and a bound log look like to a type checker.

Written from `sim.world` by `make stubs`; edit the schema there, never this file. A field is a column with one place
per entity: an array inside a record where the kernel is compiled, a memoryview on the same bytes where it is not.
"""

# fmt: off
from typing import SupportsIndex

class Ints:
    """A column of integers."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, at: SupportsIndex, /) -> int: ...
    def __setitem__(self, at: SupportsIndex, value: int, /) -> None: ...

class Floats:
    """A column of floats."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, at: SupportsIndex, /) -> float: ...
    def __setitem__(self, at: SupportsIndex, value: float, /) -> None: ...

class Clock:  # holds 1
    seed: Ints
    epoch: Ints
    day: Ints
    week: Ints
    history_weeks: Ints

class Counts:  # holds 1
    lines: Ints
    teams: Ints
    desks: Ints
    forums: Ints
    practices: Ints
    effects: Ints
    sources: Ints
    metrics: Ints
    hires: Ints
    incidents: Ints
    free_item: Ints
    open_items: Ints
    high_items: Ints
    orders: Ints
    review_desks: Ints
    stakeholders: Ints
    audits: Ints
    free_cohort: Ints
    free_feature: Ints
    decks: Ints
    open_cards: Ints
    deals: Ints

class Keys:  # holds 64
    stream: Ints

class Params:  # holds 1
    size_median_hours: Floats
    size_sigma: Floats
    value_sigma: Floats
    estimate_sigma: Floats
    season_amplitude: Floats
    opening_weeks: Floats
    commit_share: Floats
    patience_days: Floats
    backlog_items: Floats
    handoffs_mean: Floats
    risky_share: Floats
    one_way_share: Floats
    shared_need_share: Floats
    visibility: Floats
    detection_weekly: Floats
    owner_ambiguity: Floats
    delegated_share: Floats
    local_decision_days: Floats
    local_error_share: Floats
    reopen_base: Floats
    reopen_per_ambiguity: Floats
    reopen_per_disagreement: Floats
    reopen_after_days: Floats
    scope_question_share: Floats
    conflict: Floats
    preemption_weekly: Floats
    rights_clarity: Floats
    setup_loss_low: Floats
    setup_loss_high: Floats
    order_by_value: Floats
    scored_size: Floats
    quarterly_thrash: Floats
    switch_loss_at_two: Floats
    switch_loss_per_extra: Floats
    switch_loss_cap: Floats
    fixed_overhead: Floats
    pair_coordination: Floats
    handoff_clarify_share: Floats
    clarify_hours: Floats
    rework_share: Floats
    rework_size_share: Floats
    desk_sigma: Floats
    injection_per_hour: Floats
    injection_per_handoff: Floats
    injection_per_overload: Floats
    peer_review_removal: Floats
    test_removal: Floats
    checklist_removal: Floats
    gate_removal: Floats
    interaction: Floats
    approval_share: Floats
    board_prep_hours: Floats
    detect_hours: Floats
    detect_sigma: Floats
    diagnose_hours: Floats
    diagnose_sigma: Floats
    diagnose_batch_slope: Floats
    hotfix_hours: Floats
    rollback_hours: Floats
    mitigate_sigma: Floats
    rollback_ready: Floats
    flag_share: Floats
    exposed_share: Floats
    responders: Floats
    responder_cap: Floats
    severity_tail: Floats
    severity_floor: Floats
    ramp_weeks: Floats
    mentor_share: Floats
    hire_weeks: Floats
    hire_hours: Floats
    envelope_hours: Floats
    leaving_yearly: Floats
    leaving_per_burnout: Floats
    burnout_weeks: Floats
    burnout_per_wip: Floats
    burnout_per_preemption: Floats
    burnout_capacity_loss: Floats
    reconcile_hours: Floats
    spread_sponsor_weekly: Floats
    spread_neighbour_weekly: Floats
    visible_value: Floats
    sponsor_half_life_weeks: Floats
    sponsor_floor: Floats
    willingness_base: Floats
    willingness_per_change: Floats
    changes_before: Floats
    adoption_ceiling: Floats
    adoption_floor: Floats
    decay_half_life_weeks: Floats
    fidelity_weeks: Floats
    learning_hours: Floats
    window_weeks: Floats
    break_quarterly: Floats
    break_size: Floats
    break_detection_weekly: Floats
    single_source: Floats
    target_pressure: Floats
    pressure_gain: Floats
    declined_share: Floats
    judgement_per_disagreement: Floats
    judgement_per_week_old: Floats
    information_age_days: Floats
    dashboard_sprawl: Floats
    oversteer: Floats
    drift_quarterly: Floats
    definition_drift: Floats
    hub_share: Floats
    hub_people: Floats
    hub_ticket_hours: Floats
    proven_adoption: Floats
    copy_weeks: Floats
    audit_error: Floats
    audit_finds_break: Floats
    audit_hours: Floats
    feature_winner_share: Floats
    feature_null_share: Floats
    usage_median: Floats
    usage_sigma: Floats
    usage_by_value: Floats
    spread_new_weekly: Floats
    spread_seen_weekly: Floats
    effect_friction: Floats
    effect_value: Floats
    effect_renewal: Floats
    effect_support: Floats
    complexity_injection: Floats
    value_half_life_weeks: Floats
    correction_weekly: Floats
    window_days: Floats
    first_value_sigma: Floats
    late_factor: Floats
    depth_gain_weekly: Floats
    depth_half_life_weeks: Floats
    harm_per_hour: Floats
    renewal_base: Floats
    renewal_spread: Floats
    renewal_depth: Floats
    renewal_activated: Floats
    renewal_harm: Floats
    expansion_depth: Floats
    expansion_yearly: Floats
    expansion_most: Floats
    contraction_yearly: Floats
    outreach_gain: Floats
    outreach_wake: Floats
    conversion_elasticity: Floats
    support_minutes: Floats
    person_hour_cents: Floats
    redesign_sigma: Floats
    redesign_drag: Floats
    redesign_noise: Floats
    redesign_rounds: Floats
    redesign_size: Floats
    redesign_tested: Floats
    price_level: Floats
    price_renewing: Floats
    price_engaged: Floats
    engaged_minding: Floats
    dunning: Floats
    outreach: Floats
    targeting: Floats
    trust_kept: Floats
    trust_missed: Floats
    trust_surprise: Floats
    trust_win: Floats
    trust_bypass: Floats
    trust_reversion_quarterly: Floats
    trust_at_ease: Floats
    yes_threshold: Floats
    surprise_share: Floats
    outage_severity: Floats
    loudness: Floats
    escalation_weekly: Floats
    report_hours: Floats
    shadow_share: Floats
    resistance: Floats
    visible_per_report: Floats
    escalation_share: Floats
    escalation_clock_days: Floats
    escalation_hours: Floats
    escalations_weekly: Floats
    reallocation: Floats
    kpi_pressure: Floats
    kpi_focus: Floats
    review_share: Floats
    pair_share: Floats
    pair_removal: Floats
    door_visibility: Floats
    quota_weeks: Floats
    wind_down_share: Floats
    repeat_reduction: Floats
    tacit_half_life_weeks: Floats
    codified_half_life_weeks: Floats
    turnover_forgetting: Floats
    debrief_share: Floats
    debrief_hours: Floats
    debrief_gain: Floats
    debrief_gain_open: Floats
    action_closing_weekly: Floats
    action_hours: Floats
    checklist_feed: Floats
    codified_share: Floats
    codifying_weekly: Floats
    codified_floor: Floats
    codified_spread: Floats
    codified_ramp: Floats
    coached_weekly: Floats
    coached_most: Floats
    coached_fidelity: Floats
    promises_per_line: Floats
    optimism: Floats
    estimate_error: Floats
    inside_pace: Floats
    inside_days: Floats
    inside_buffer: Floats
    least_comparables: Floats
    reference_share: Floats
    reference_classes: Floats
    expectation_share: Floats
    status_saved: Floats
    test_share: Floats
    test_checks: Floats
    test_invalid: Floats
    test_hours: Floats
    flagged_test_hours: Floats
    uplift: Floats
    guild_uplift: Floats
    novelty: Floats
    novelty_weeks: Floats
    capital_start: Floats
    capital_weekly: Floats
    trust: Floats
    player_hours: Floats

class Lines:  # holds 32
    arrived: Ints
    next_min: Ints
    users: Ints
    forum: Ints
    board: Ints
    first_team: Ints
    team_count: Ints
    emergency_path: Ints
    approval_tier: Ints
    interval_days: Ints
    next_release_day: Ints
    train_head: Ints
    train_tail: Ints
    train_items: Ints
    releases: Ints
    promises_kept: Ints
    promises_missed: Ints
    region: Ints
    copied_week: Ints
    leads: Ints
    expected_days: Ints
    needs_per_week: Floats

class Teams:  # holds 32
    line: Ints
    people: Ints
    ramping_permille: Ints
    queue_head: Ints
    queue_tail: Ints
    queued: Ints
    active: Ints
    lanes: Ints
    lane_min: Ints
    freed_min: Ints
    burnout_ppm: Ints
    incident_left_min: Ints
    review_desk: Ints
    deploy_desk: Ints
    returned: Ints
    overhead_min: Ints
    available_min: Ints
    touched_min: Ints
    switched_min: Ints
    incident_min: Ints
    preemptions: Ints
    board_items: Ints
    blocked: Ints
    drained_min: Ints
    most_lanes: Ints
    calm_lane_min: Ints
    owed_min: Ints
    left_week: Ints
    wip_per_maker: Floats
    useful_min: Floats

class Lanes:  # holds 2048
    item: Ints

class Items:  # holds 1000
    stage: Ints
    need: Ints
    line: Ints
    team: Ints
    class_bits: Ints
    size_min: Ints
    left_min: Ints
    touched_min: Ints
    requested_min: Ints
    started_min: Ints
    ready_min: Ints
    since_min: Ints
    value: Ints
    estimate: Ints
    handoffs: Ints
    legs_left: Ints
    reworks: Ints
    starts: Ints
    desk: Ints
    worked_days: Ints
    forum: Ints
    raised_min: Ints
    bounces: Ints
    reopen_day: Ints
    decisions: Ints
    blocked: Ints
    approved: Ints
    next: Ints
    sibling: Ints
    younger: Ints
    sibling_live: Ints
    promise: Ints
    trials: Ints

class Desks:  # holds 64
    role: Ints
    servers: Ints
    head: Ints
    tail: Ints
    queued: Ints
    serving: Ints
    serving_tail: Ints
    mean_min: Floats

class Servers:  # holds 512
    busy_until: Ints

class Forums:  # holds 32
    live: Ints
    role: Ints
    line: Ints
    cadence_days: Ints
    next_day: Ints
    slots: Ints
    head: Ints
    tail: Ints
    waiting: Ints
    seats: Ints
    sitting_min: Ints
    practice: Ints
    sat: Ints
    decided: Ints
    everywhere: Ints

class Incidents:  # holds 64
    open: Ints
    line: Ints
    severity_permille: Ints
    batch: Ints
    started_min: Ints
    fix_min: Ints
    accrued_min: Ints
    waits: Ints
    failure: Ints
    team: Ints
    key: Ints

class Practices:  # holds 40
    phase: Ints
    variant: Ints
    launched_week: Ints
    live_week: Ints
    sponsor: Ints
    sponsor_week: Ints
    intensity_permille: Ints
    forum: Ints
    teams: Ints
    adjusted_week: Ints
    setup_weeks: Ints
    forum_role: Ints
    forum_cadence_days: Ints
    forum_slots: Ints
    forum_seats: Ints
    forum_sitting_min: Ints
    capital: Floats
    setup_hours: Floats
    steady_hours: Floats
    fidelity: Floats

class Scopes:  # holds 1280
    scoped: Ints
    adoption_ppm: Ints
    fidelity_ppm: Ints
    codified_ppm: Ints
    written_ppm: Ints
    coached_ppm: Ints

class Effects:  # holds 160
    practice: Ints
    variant: Ints
    lever: Ints
    scales: Ints
    value: Floats

class Levers:  # holds 2048
    base: Floats
    value: Floats

class Policies:  # holds 160
    ordered_value: Ints
    effective_day: Ints
    changed_week: Ints

class Player:  # holds 1
    capital_milli: Ints
    minutes_left: Ints
    changes: Ints
    envelope_min: Ints

class Hires:  # holds 128
    team: Ints
    joins_week: Ints
    joined_week: Ints

class Changes:  # holds 64
    week: Ints

class Sources:  # holds 24
    metric: Ints
    definition: Ints
    canonical: Ints
    lag_weeks: Ints
    team: Ints
    broken: Ints
    broke_week: Ints
    breaks: Ints
    migrated: Ints
    latest: Ints
    published: Ints
    drift_permille: Ints
    restated_week: Ints
    bias: Floats
    noise: Floats
    break_bias: Floats

class Hub:  # holds 1
    backlog_min: Ints
    served_min: Ints

class Audits:  # holds 16
    kind: Ints
    target: Ints
    deep: Ints
    due_week: Ints
    reported_week: Ints
    finding_permille: Ints

class Metrics:  # holds 48
    first_term: Ints
    terms: Ints
    weekly: Ints
    higher_is_better: Ints
    disagreement_permille: Ints
    scale: Floats

class Terms:  # holds 256
    kind: Ints
    of_total: Ints
    under: Ints
    sign: Ints

class Stakeholders:  # holds 12
    status: Ints
    line: Ints
    successor: Ints
    leaves_week: Ints
    left_week: Ints
    start_ppm: Ints
    trust_ppm: Ints
    kept: Ints
    missed: Ints
    surprised: Ints
    won: Ints
    bypassed: Ints
    announced: Ints
    power: Floats
    attention: Floats

class Cares:  # holds 60
    weight: Floats

class Contacts:  # holds 12
    engaged_week: Ints
    engaged: Ints
    heard: Ints
    briefed_until_week: Ints
    prewired_until_week: Ints
    forewarned: Ints

class Priorities:  # holds 32
    rank_rule: Ints
    ranked_week: Ints
    kpi_source: Ints
    kpi_until_week: Ints
    guardrails: Ints

class Agendas:  # holds 32
    review: Ints
    intake: Ints
    delivered: Ints
    outages: Ints
    forced: Ints
    decided: Ints
    elsewhere: Ints
    escalated: Ints
    escalated_before: Ints
    worst: Ints
    low: Floats
    distrust: Floats
    recent: Floats
    usual: Floats
    recent_elsewhere: Floats
    usual_elsewhere: Floats

class Gazes:  # holds 24
    need: Ints
    usual: Floats

class Mandates:  # holds 40
    takes_power: Ints

class Dues:  # holds 32
    minutes: Ints

class Decks:  # holds 32
    live: Ints
    scope: Ints
    on_item: Ints
    default: Ints
    delegated: Ints
    due_days: Ints
    dealt_week: Ints
    delegate: Ints

class Choices:  # holds 160
    team_min: Ints
    trust_ppm: Ints

class Dealt:  # holds 1536
    times: Ints

class Cards:  # holds 16
    state: Ints
    type: Ints
    entity: Ints
    ordinal: Ints
    about: Ints
    need: Ints
    due_day: Ints
    dealt_week: Ints
    option: Ints

class Deals:  # holds 32
    card: Ints
    week: Ints

class Curbs:  # holds 32
    calm_until_week: Ints
    crowded_until_week: Ints
    frozen_until_week: Ints
    overtime_until_week: Ints

class Guards:  # holds 32
    exposed_permille: Ints
    checked_permille: Ints
    held_days: Ints
    outage_week: Ints
    open_until_week: Ints
    short_weeks: Ints

class Disputes:  # holds 48
    agreed_until_week: Ints

class Products:  # holds 32
    accounts: Ints
    arr_cents: Ints
    won_cents: Ints
    lost_cents: Ints
    expanded_cents: Ints
    contracted_cents: Ints
    opening_cents: Ints
    contract_weeks: Ints
    users_per_account: Ints
    price_cents: Ints
    joined: Ints
    features: Ints
    harm_min: Ints
    harm_ppm: Ints
    depth_sum: Ints
    redesigns: Ints
    cohort_head: Ints
    cohort_tail: Ints
    feature_head: Ints
    feature_tail: Ints
    signups_per_week: Floats
    growth_yearly: Floats
    first_value_days: Floats
    fit: Floats
    login_share: Floats
    setup_share: Floats
    involuntary: Floats
    elasticity: Floats
    friction: Floats
    value: Floats
    renewal: Floats
    price: Floats
    support: Floats

class Cohorts:  # holds 2560
    line: Ints
    week: Ints
    accounts: Ints
    signups: Ints
    activated: Ints
    depth_ppm: Ints
    arr_cents: Ints
    level_permille: Ints
    due_week: Ints
    next: Ints

class Strata:  # holds 7680
    accounts: Ints

class Features:  # holds 320
    serial: Ints
    adoption_ppm: Ints
    ceiling_ppm: Ints
    effect_permille: Ints
    next: Ints
    friction: Floats
    value: Floats
    renewal: Floats
    price: Floats
    support: Floats

class Lessons:  # holds 192
    failed_week: Ints
    stock: Floats
    listed: Floats

class Reviews:  # holds 24
    open: Ints
    line: Ints
    team: Ints
    failure: Ints
    held_week: Ints
    key: Ints

class Coachings:  # holds 6
    practice: Ints
    team: Ints
    until_week: Ints

class Forecasts:  # holds 96
    open: Ints
    line: Ints
    pool: Ints
    made_min: Ints
    p50_days: Ints
    p80_days: Ints
    base_milli: Ints
    live_min: Ints
    missed: Ints

class Pledges:  # holds 32
    week: Ints
    p50_days: Ints
    p80_days: Ints

class Pools:  # holds 3
    kept: Ints

class Comparables:  # holds 144
    milli: Ints

class Leads:  # holds 768
    days: Ints

class Experiments:  # holds 48
    open: Ints
    line: Ints
    item: Ints
    need: Ints
    trial: Ints
    figure: Ints
    started_week: Ints
    weeks: Ints
    looks: Ints
    rule: Ints
    share_percent: Ints
    reading: Ints
    looked: Ints
    estimate_permille: Ints
    verdict: Ints
    signal: Ints
    signal_week: Ints

class Tallies:  # holds 200
    count: Ints
    total: Ints

class Past:  # holds 1600
    count: Ints
    total: Ints

class World:
    clock: Clock
    counts: Counts
    keys: Keys
    params: Params
    lines: Lines
    teams: Teams
    lanes: Lanes
    items: Items
    desks: Desks
    servers: Servers
    forums: Forums
    incidents: Incidents
    practices: Practices
    scopes: Scopes
    effects: Effects
    levers: Levers
    policies: Policies
    player: Player
    hires: Hires
    changes: Changes
    sources: Sources
    hub: Hub
    audits: Audits
    metrics: Metrics
    terms: Terms
    stakeholders: Stakeholders
    cares: Cares
    contacts: Contacts
    priorities: Priorities
    agendas: Agendas
    gazes: Gazes
    mandates: Mandates
    dues: Dues
    decks: Decks
    choices: Choices
    dealt: Dealt
    cards: Cards
    deals: Deals
    curbs: Curbs
    guards: Guards
    disputes: Disputes
    products: Products
    cohorts: Cohorts
    strata: Strata
    features: Features
    lessons: Lessons
    reviews: Reviews
    coachings: Coachings
    forecasts: Forecasts
    pledges: Pledges
    pools: Pools
    comparables: Comparables
    leads: Leads
    experiments: Experiments
    tallies: Tallies
    past: Past

class Log:
    length: Ints
    limit: Ints
    wanted: Ints
    day_counts: Ints
    kind: Ints
    subject: Ints
    object: Ints
    amount: Ints
