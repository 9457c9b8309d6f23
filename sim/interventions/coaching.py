"""I24 Coaching: somebody stands beside those who do it."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="coaching",
    number=24,
    name="Coaching",
    mechanism="Coaches work with leads on the practices they have, so that these are done as meant and are passed on.",
    moves=(
        Move(
            Lever.COACHED_FIDELITY,
            to=0.30,
            grade="X",
            source="domain.md 4.4 I24: fidelity +.15 to .35; direction JONES16, THE14",
        ),
        Move(
            Lever.SPREAD_NEIGHBOUR_WEEKLY,
            times=1.40,
            grade="X",
            source="domain.md 3.15, 4.4 I24: adoption q, with coaching .30 against .15 to .20",
        ),
    ),
    capital=2.0,
    setup_hours=8.0,
    setup_weeks=2,
    steady_hours=0.25,
    variants={
        "internal": Variant(fidelity=0.75, note="two of your best leads, half their time"),
        "external": Variant(fidelity=0.45, setup=1.5, capital=0.7, note="visitors with a method"),
    },
    fails_when="It is generic, only external, or there is no practice to coach.",
    needs="Practices under way whose fidelity is low.",
    first_signs="Observed fidelity, after 4 to 8 weeks.",
    grade="A",
    source="JONES16, THE14",
)
