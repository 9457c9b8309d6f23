"""I13 Metric guardrails: owners, tests, freshness and a change log for the numbers that decisions rest on."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="metric-guardrails",
    number=13,
    name="Metric guardrails",
    mechanism="Numbers have owners and tests, so a break is found in days, and a target is read beside its opposite.",
    moves=(
        Move(
            Lever.BREAK_DETECTION_WEEKLY,
            to=0.70,
            grade="X",
            source="domain.md 4.2 I13: undetected break-weeks -60 to -90 %; 3.11",
        ),
        Move(
            Lever.TARGET_PRESSURE,
            times=0.60,
            grade="X",
            source="domain.md 3.11: counter-metrics against gaming; direction GGW",
        ),
        Move(
            Lever.DEFINITION_DRIFT,
            to=0.0,
            grade="X",
            source="domain.md 4.2 I13: definition drift stops",
        ),
        Move(
            Lever.TEST_CHECKS,
            to=0.60,
            grade="X",
            source="domain.md 3.13: faulty tests are found where numbers are tested",
        ),
    ),
    capital=4.0,
    setup_hours=12.0,
    setup_weeks=3,
    steady_hours=0.1,
    variants={
        "tested": Variant(fidelity=0.80, note="every number on a slide has a test and a name beside it"),
        "documented": Variant(fidelity=0.30, setup=0.6, note="a wiki page per metric, read by its author"),
    },
    fails_when="The documentation is not read, or every alert is the tenth of the day.",
    needs="Somebody who owns data in each line.",
    first_signs="Time until a break is found, after 3 to 8 weeks.",
    grade="S",
    source="MIN, SMR17, GART11",
)
