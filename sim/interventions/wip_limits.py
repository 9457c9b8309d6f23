"""I11 WIP limits: a team starts nothing new until something is finished."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="wip-limits",
    number=11,
    name="WIP limits",
    mechanism="A team may have only so many items in work; what waits, waits where everybody sees it.",
    moves=(
        Move(
            Lever.WIP_PER_MAKER,
            to=1.0,
            grade="A",
            source="domain.md 4.1 I11; KAN12: lead time -50 %; KAN18: productivity may fall with it",
        ),
    ),
    capital=6.0,
    setup_hours=6.0,
    setup_weeks=2,
    steady_hours=0.1,
    variants={
        "agreed": Variant(fidelity=0.85, note="teams set the number and may say no"),
        "announced": Variant(fidelity=0.40, note="a number on a slide; expedites do not count"),
    },
    fails_when="It is below what the mix of skills needs, or measured only from start to done.",
    needs="Somebody with the right to say no to a start.",
    first_signs="Items per maker, then time in process, after 2 to 6 weeks.",
    grade="A",
    source="KAN12, KAN18, D15",
)
