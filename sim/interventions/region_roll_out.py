"""I29 Region roll-out: what works at home is taken over elsewhere, as far as it fits."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="region-roll-out",
    number=29,
    name="Region roll-out",
    mechanism="Regions take over the practices that are proven at home, one after another, as far as they fit there.",
    moves=(
        Move(
            Lever.REGION_FIT,
            to=0.95,
            grade="X",
            source="domain.md 4.5 I29: voltage .4 to .8; LIST for the direction",
        ),
    ),
    capital=10.0,
    setup_hours=40.0,
    setup_weeks=6,
    steady_hours=0.3,
    variants={
        "local-owner": Variant(fidelity=0.70, setup=1.5, note="an owner in the region redesigns what does not fit"),
        "staggered": Variant(fidelity=0.55, note="region after region, each compared with those that wait"),
        "copy-paste": Variant(fidelity=0.15, setup=0.6, note="the binder arrives by mail"),
    },
    fails_when="What is copied was luck at home, or nobody in the region owns it.",
    needs="A playbook, somebody who coaches, and an owner in the region.",
    first_signs="Fidelity in the region, and what it changed, after 6 to 12 weeks.",
    grade="S",
    source="LIST; domain.md 4.5 I29",
)
