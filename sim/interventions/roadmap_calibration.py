"""I19 Quarterly roadmap calibration: promises are made from how earlier promises came out."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="roadmap-calibration",
    number=19,
    name="Quarterly roadmap calibration",
    mechanism="Forecast and actual lie side by side; the next dates come from how the last ones came out.",
    moves=(
        Move(
            Lever.REFERENCE_SHARE,
            to=0.95,
            grade="X",
            source="domain.md 4.3 I19: bias -50 to -80 %; direction FLY06, MJ03",
        ),
    ),
    capital=3.0,
    setup_hours=10.0,
    setup_weeks=3,
    steady_hours=0.08,
    variants={
        "actuals-first": Variant(fidelity=0.85, note="nobody estimates before the last quarter's actuals are read out"),
        "re-planning": Variant(fidelity=0.25, setup=1.5, note="two days of moving bars until they fit"),
    },
    fails_when="It becomes re-planning theatre, or there is too little comparable work to learn from.",
    needs="Classes of comparable work; twenty finished promises.",
    first_signs="Bias of forecasts, after a quarter.",
    grade="A",
    source="FLY06, MJ03",
)
