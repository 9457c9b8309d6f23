"""I16 Weekly oversight on one KPI: everybody looks at one number, and at nothing beside it."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="weekly-oversight",
    number=16,
    name="Weekly oversight on one KPI",
    mechanism="Functions meet weekly over one number: they pull one way, and look less at all beside it.",
    moves=(
        Move(Lever.CONFLICT, times=0.60, grade="X", source="domain.md 4.2 I16: conflict falls for that line; LL02"),
        Move(Lever.TARGET_PRESSURE, to=0.60, grade="X", source="domain.md 4.2 I16, 3.11: Goodhart; GGW, disputed"),
        Move(
            Lever.PEER_REVIEW_REMOVAL,
            times=0.85,
            grade="X",
            source="domain.md 4.2 I16: tunnel vision, guardrails -0 to -10 %",
        ),
    ),
    capital=6.0,
    setup_hours=6.0,
    setup_weeks=2,
    steady_hours=0.5,
    variants={
        "with-guardrails": Variant(fidelity=0.60, setup=1.5, note="for a quarter, with two figures that must not fall"),
        "open-ended": Variant(fidelity=0.85, note="every week, until somebody forgets why"),
    },
    fails_when="The KPI is the wrong definition, or nobody watches what it starves.",
    needs="A KPI that was checked, guardrails beside it, and an end date.",
    first_signs="Share of open work that serves the KPI, after 2 to 4 weeks.",
    grade="S",
    source="LL02 for goals; GGW for the damage, disputed",
)
