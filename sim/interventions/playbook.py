"""I23 Playbook: what works is written down, so that it survives those who know it."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="playbook",
    number=23,
    name="Playbook",
    mechanism="Practices and lessons are written down as they are used: forgotten slower, learnt faster by newcomers.",
    moves=(
        Move(
            Lever.CODIFIED_SHARE,
            to=1.0,
            grade="X",
            source="domain.md 3.14, 4.4 I23: decay half-life 12 to 40-60 weeks; direction ARG, D-DOC",
        ),
    ),
    capital=2.0,
    setup_hours=20.0,
    setup_weeks=4,
    steady_hours=0.1,
    variants={
        "from-practice": Variant(
            fidelity=0.80, note="one page per practice, written by those who do it, pruned quarterly"
        ),
        "from-headquarters": Variant(
            fidelity=0.30, setup=1.8, note="two hundred pages, before the first team has tried"
        ),
    },
    fails_when="It is shelfware, or written before a practice works: then it keeps the wrong one.",
    needs="One or two practices that work; somebody who owns the text.",
    first_signs="A new team's first clean cycle, after 6 to 10 weeks.",
    grade="A",
    source="ARG, D-DOC; durations [X]",
)
