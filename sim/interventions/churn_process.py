"""I28 Churn process: expired cards are chased, and shallow customers are called before they leave."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

CALLS = Move(Lever.OUTREACH, to=2.0, grade="X", source="domain.md 4.5 I28: one or two people who call; low depth first")

INTERVENTION = Intervention(
    id="churn-process",
    number=28,
    name="Churn process",
    mechanism="Expired cards are followed up; customers of low depth are called, or not, before their contract ends.",
    moves=(Move(Lever.DUNNING, to=0.85, grade="X", source="domain.md 4.5 I28: recovers involuntary churn"),),
    capital=3.0,
    setup_hours=20.0,
    setup_weeks=3,
    steady_hours=0.5,
    variants={
        "targeted": Variant(
            fidelity=0.85,
            setup=1.5,
            note="whoever uses it a little is called, against a group nobody calls; whoever sleeps is let alone",
            moves=(
                CALLS,
                Move(
                    Lever.TARGETING,
                    to=1.0,
                    grade="A",
                    source="ASC16: untargeted calls raised churn from 6 to 10 %; those who sleep are let alone",
                ),
            ),
        ),
        "everybody": Variant(fidelity=0.85, note="whoever used it least is called first", moves=(CALLS,)),
        "dunning-only": Variant(fidelity=0.85, setup=0.6, capital=0.6, note="cards are chased, nobody is called"),
    },
    fails_when="Calls wake customers who had forgotten to leave, or a discount hides that the product does not help.",
    needs="Depth by account, and a group that is left alone.",
    first_signs="Recovered payments and accounts reached, after 2 to 6 weeks.",
    grade="A",
    source="ASC16; domain.md 4.5 I28",
)
