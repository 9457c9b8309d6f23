"""I9 Prioritisation framework: start next what scores best by value over time."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="prioritisation-framework",
    number=9,
    name="Prioritisation framework",
    mechanism="What waits is started in order of estimated value over size; each quarter everything is scored again.",
    moves=(Move(Lever.ESTIMATE_SIGMA, times=0.90, grade="X", source="domain.md 4.1 I9: exposes assumptions; 3.2"),),
    capital=8.0,
    setup_hours=16.0,
    setup_weeks=3,
    steady_hours=0.5,
    variants={
        "cost-of-delay": Variant(
            fidelity=0.75,
            setup=1.5,
            note="ranges and evidence, argued once per bet",
            moves=(
                Move(
                    Lever.ORDER_BY_VALUE,
                    to=0.80,
                    grade="X",
                    source="domain.md 4.1 I9: sequence by value over time; VAC19 against",
                ),
                Move(Lever.CONFLICT, times=0.90, grade="X", source="domain.md 4.1 I9: lowers political bias"),
                Move(
                    Lever.QUARTERLY_THRASH,
                    to=0.15,
                    grade="X",
                    source="domain.md 4.1 I9: re-scoring is churn; D24P, unstable priorities",
                ),
            ),
        ),
        "score-sheet": Variant(
            fidelity=0.45,
            note="four numbers in a sheet; everyone's bet is a nine, and effort is a guess of one to five",
            moves=(
                Move(
                    Lever.ORDER_BY_VALUE,
                    to=0.25,
                    grade="X",
                    source="domain.md 4.1 I9: score gaming; scores that cluster tell little apart",
                ),
                Move(
                    Lever.SCORED_SIZE,
                    to=0.0,
                    grade="X",
                    source="domain.md 4.1 I9: garbage estimates; effort of one to five hides factors of ten",
                ),
                Move(
                    Lever.QUARTERLY_THRASH,
                    to=0.30,
                    grade="X",
                    source="domain.md 4.1 I9: re-scored often is unstable priorities (D24P)",
                ),
            ),
        ),
    },
    fails_when="Estimates are garbage, scores are gamed, or starts are not limited: a long list, reshuffled.",
    needs="Limits on starts, evidence behind estimates, decision rights to hold the order.",
    first_signs="Agreement of start order with scores, after 4 to 6 weeks.",
    grade="S",
    source="VAC19, COOP, REIN",
)
