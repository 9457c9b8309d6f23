"""I4 Escalation protocol: criteria, a clock, and a path to whoever owns the question."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="escalation-protocol",
    number=4,
    name="Escalation protocol",
    mechanism="A decision that has waited past its clock leaves the agenda for its owner, who settles it alone.",
    moves=(
        Move(
            Lever.ESCALATION_SHARE,
            to=1.0,
            grade="X",
            source="domain.md 4.1 I4: caps the waiting tail after 2 to 5 days",
        ),
    ),
    capital=6.0,
    setup_hours=6.0,
    setup_weeks=2,
    steady_hours=0.15,
    variants={
        "protected": Variant(fidelity=0.75, setup=1.5, note="criteria, a clock, and nobody is blamed for using it"),
        "announced": Variant(fidelity=0.30, capital=0.7, note="a page on the intranet; messengers learn to keep quiet"),
    },
    fails_when="Everything qualifies, so that leaders are flooded, or nobody dares to use it.",
    needs="Owners of decisions who have hours to spare; protection of whoever escalates.",
    first_signs="Age of the oldest blocked decisions, after 2 to 3 weeks.",
    grade="X",
    source="domain.md 4.1 I4: P90 of blocked age -40 to -70 %",
)
