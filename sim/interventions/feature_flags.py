"""I25 Feature flags: a switch for every risky change, and a few customers first."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="feature-flags",
    number=25,
    name="Feature flags",
    mechanism="A failing change is switched off instead of fixed in a hurry, and only some customers had it.",
    moves=(
        Move(Lever.FLAG_SHARE, to=0.80, grade="X", source="domain.md 4.5 I25: mitigation 6 h to .5 h; direction SRE"),
        Move(
            Lever.EXPOSED_SHARE, times=0.30, grade="X", source="domain.md 4.5 I25: exposed users -50 to -90 %; 3.16 [C]"
        ),
    ),
    capital=2.0,
    setup_hours=160.0,
    setup_weeks=8,
    steady_hours=0.4,
    variants={
        "owned": Variant(fidelity=0.75, note="a team removes its own flags within a quarter"),
        "platform-first": Variant(fidelity=0.55, setup=1.6, note="the platform is finished before the first flag"),
    },
    fails_when="Flags go stale, nobody watches after switching on, or they feel safer than they are.",
    needs="Monitoring; teams that own what they switch.",
    first_signs="Changes behind a flag, and time to mitigate, after 4 to 8 weeks.",
    grade="S",
    source="SRE, D-SB; range from domain.md 3.16",
)
