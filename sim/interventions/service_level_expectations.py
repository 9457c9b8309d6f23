"""I10 Service-level expectations: a percentile promise, so that age is looked at and nobody has to ask."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="service-level-expectations",
    number=10,
    name="Service-level expectations",
    mechanism="Each line says what 85 % of its items take; what is older is pulled first and not pushed aside.",
    moves=(
        Move(
            Lever.EXPECTATION_SHARE,
            to=0.80,
            grade="X",
            source="domain.md 4.1 I10: ageing work is managed; status-request hours -20 to -40 %",
        ),
        Move(
            Lever.TARGET_PRESSURE,
            to=0.20,
            grade="X",
            source="domain.md 4.1 I10: a percentile on a slide is soon read as a target; direction GGW",
        ),
    ),
    capital=3.0,
    setup_hours=8.0,
    setup_weeks=2,
    steady_hours=0.2,
    variants={
        "from-data": Variant(fidelity=0.80, note="set from a line's own last items, and looked at daily by age"),
        "from-wishes": Variant(fidelity=0.30, setup=0.5, note="a number somebody could defend, on a poster"),
    },
    fails_when="It is turned into a target with a penalty, or set without data.",
    needs="A clear start and finish; a limit on work in progress.",
    first_signs="Items older than the expectation, after 2 to 4 weeks.",
    grade="X",
    source="domain.md 4.1 I10; VAC19",
)
