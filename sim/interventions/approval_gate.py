"""I6 Approval gate: a board outside the teams signs off every release item, and every fix."""

from sim.intervention import ForumSpec, Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="approval-gate",
    number=6,
    name="External approval gate",
    mechanism="A board of senior people signs off finished work before it is released, behind any board already there.",
    moves=(
        Move(Lever.APPROVAL_SHARE, to=1.0, grade="X", source="domain.md 4.1 I6: external, documented, for all items"),
        Move(
            Lever.GATE_REMOVAL, to=0.10, grade="X", source="domain.md 3.7: 0 to 10 %; D19: no evidence of a lower rate"
        ),
    ),
    capital=5.0,
    setup_hours=6.0,
    setup_weeks=2,
    steady_hours=0.1,
    variants={
        "all-changes": Variant(fidelity=0.90, note="whatever is released is presented"),
        "published-criteria": Variant(
            fidelity=0.95, setup=2.0, capital=1.6, note="with written criteria, so that fewer items come back"
        ),
    },
    fails_when="Nearly always: slower, larger batches, and no lower change-fail rate; fixes queue behind it.",
    needs="An emergency path, and tiers by risk, before it is harmless.",
    first_signs="Wait for approval and batch size, in the wrong direction, after 1 to 4 weeks.",
    grade="P",
    source="D19 p. 50-52, D-CAB; COOP for gates that stop weak projects",
    forum=ForumSpec(role="board", cadence_days=20, slots=80, seats=9, sitting_minutes=240),
)
