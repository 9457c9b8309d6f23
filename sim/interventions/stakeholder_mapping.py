"""I22 Stakeholder mapping: who cares about what, and who must hear bad news from you."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="stakeholder-mapping",
    number=22,
    name="Stakeholder mapping and needs",
    mechanism="People with power hear what concerns them first, and objections are met before they harden.",
    moves=(
        Move(Lever.SURPRISE_SHARE, times=0.50, grade="X", source="domain.md 4.4 I22: surprises -30 to -50 %"),
        Move(Lever.RESISTANCE, times=0.40, grade="X", source="domain.md 4.4 I22: adoption ceiling +.05 to +.15"),
    ),
    capital=2.0,
    setup_hours=3.0,
    setup_weeks=2,
    steady_hours=0.1,
    variants={
        "kept-up": Variant(fidelity=0.80, setup=1.5, note="needs asked for, and asked again each quarter"),
        "once": Variant(fidelity=0.35, note="a grid from a workshop"),
    },
    fails_when="It is drawn once and trusted for a year, or it leaks and reads as manipulation.",
    needs="Somebody who talks to the people on it.",
    first_signs="Surprises a quarter, and who comes to meetings, after 2 to 6 weeks.",
    grade="X",
    source="domain.md 4.4 I22",
)
