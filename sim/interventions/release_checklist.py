"""I5 Release-readiness checklist: a short list that a team owns, gone through before a release."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="release-checklist",
    number=5,
    name="Release-readiness checklist",
    mechanism="A short list catches omissions before a release, and makes sure that there is a tested way back.",
    moves=(
        Move(
            Lever.CHECKLIST_REMOVAL,
            to=0.17,
            grade="X",
            source="domain.md 9.2: .42 of about 40 % of classes; HAU15 and HAY09 the upper end, URB14 the lower",
        ),
        Move(
            Lever.ROLLBACK_READY,
            to=0.70,
            grade="X",
            source="domain.md 4.1 I5: adds rollback and monitoring readiness; direction SRE",
        ),
    ),
    capital=3.0,
    setup_hours=10.0,
    setup_weeks=2,
    steady_hours=0.15,
    variants={
        "owned": Variant(fidelity=0.70, note="written, pruned and used by the teams that release"),
        "mandated": Variant(fidelity=0.15, setup=0.4, note="forty boxes, ticked on the way to the meeting"),
    },
    fails_when="It is mandated box-ticking, longer than twenty items, or one list for every class of risk.",
    needs="Teams that own it; reviews after incidents that prune and add.",
    first_signs="Share of releases with a tested way back, after 3 to 6 weeks.",
    grade="A",
    source="HAY09 and HAU15 for it, URB14 and OLE16 against; DEJ16: inconsistent",
)
