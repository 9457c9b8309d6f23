"""I20 After-action reviews: people look back at an incident, and what they ask for gets done."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="after-action-reviews",
    number=20,
    name="After-action reviews",
    mechanism="Six people look back at each incident; its actions are followed up, so a kind of failure is learnt.",
    moves=(
        Move(
            Lever.DEBRIEF_SHARE,
            to=1.0,
            grade="X",
            source="domain.md 4.4 I20: each event that matters; TC13, KA21 for the effect",
        ),
        Move(
            Lever.ACTION_CLOSING_WEEKLY,
            to=0.40,
            grade="X",
            source="domain.md 4.4 I20: actions closed within 30 days are the leading sign",
        ),
    ),
    capital=2.0,
    setup_hours=6.0,
    setup_weeks=2,
    steady_hours=0.05,
    variants={
        "facilitated": Variant(fidelity=0.80, setup=1.3, note="a timeline from the log first, then causes, no names"),
        "template": Variant(fidelity=0.40, note="a form with five whys, filled in by whoever was on call"),
        "blaming": Variant(fidelity=0.12, setup=0.6, note="who signed it off?"),
    },
    fails_when="They look for somebody to blame, actions stay open, or everything is reviewed.",
    needs="A log of what happened; a playbook, or it is forgotten in months.",
    first_signs="Actions closed within a month, after 4 weeks.",
    grade="A",
    source="TC13, KA21, KA22; decay ARG, DAE95",
)
