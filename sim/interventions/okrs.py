"""I18 OKRs: quarterly objectives with numbers attached."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="okrs",
    number=18,
    name="OKRs",
    mechanism="Goals are public each quarter: sponsors pull less apart, plans turn over, numbers come under pressure.",
    moves=(
        Move(
            Lever.CONFLICT, times=0.90, grade="X", source="domain.md 4.3 I18: goals seen by all; EPT17, LL02 direction"
        ),
        Move(
            Lever.TARGET_PRESSURE,
            to=0.50,
            grade="X",
            source="domain.md 4.3 I18, 3.11: targets are gamed; GGW, disputed",
        ),
        Move(
            Lever.QUARTERLY_THRASH,
            to=0.40,
            grade="X",
            source="domain.md 4.3 I18: quarterly thrash; D24P: unstable priorities",
        ),
    ),
    capital=5.0,
    setup_hours=14.0,
    setup_weeks=3,
    steady_hours=0.35,
    variants={
        "few": Variant(fidelity=0.55, note="three objectives, chosen by the teams"),
        "cascaded": Variant(fidelity=0.80, setup=1.6, note="every team, every level, every quarter"),
    },
    fails_when="There are too many, they are tasks in disguise, tied to pay, or their metric lags the quarter.",
    needs="Good metrics and decision rights before targets.",
    first_signs="Share of work linked to an objective, in the first quarter.",
    grade="S",
    source="LL02, EPT17, SEARS (one company's own figures); GGW for the damage, disputed",
)
