"""I3 RACI mapping: roles written down for critical handoffs."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="raci",
    number=3,
    name="RACI mapping",
    mechanism="Roles on handoffs are written down, so fewer of them begin with a question; more people are consulted.",
    moves=(
        Move(
            Lever.HANDOFF_CLARIFY_SHARE,
            times=0.88,
            grade="X",
            source="domain.md 4.1 I3: loops -5 to -15 %; ABR94, JS85: role ambiguity relates weakly to performance",
        ),
        Move(
            Lever.DELEGATED_SHARE,
            times=0.85,
            grade="X",
            source="domain.md 4.1 I3: everyone a C, more consulted people, more latency",
        ),
    ),
    capital=4.0,
    setup_hours=28.0,
    setup_weeks=4,
    steady_hours=0.05,
    variants={
        "workshops": Variant(fidelity=0.70, note="teams map their own handoffs"),
        "template": Variant(fidelity=0.30, setup=0.5, note="filled in by one person from an organisation chart"),
    },
    fails_when="It stands in for decision rights: several A's, and everyone a C.",
    needs="Decision rights first; a RACI says who helps, not who decides.",
    first_signs="Clarifying loops per item, after 2 to 4 weeks.",
    grade="A",
    source="ABR94, JS85",
)
