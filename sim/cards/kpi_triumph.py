"""Card 21: the watched figure moved."""

from sim.card import Card, Option

CARD = Card(
    id="kpi-triumph",
    number=21,
    title="KPI triumph",
    scope="line",
    who="Communications",
    text=(
        "The figure that {entity} is watched by has improved beyond its usual wobble. Somebody has made the slide. "
        "Nothing else on the line has moved, which nobody has made a slide of."
    ),
    options=(
        Option(
            "celebrate", "Celebrate", "people are pleased, and look at it harder", ("trust", "pressure"), trust=0.04
        ),
        Option(
            "audit",
            "Audit the source",
            "a week later somebody has looked",
            ("source disagreement",),
            hours=6,
            needs_audit=True,
        ),
        Option("counter-metric", "Add a counter-metric", "a guardrail is watched beside it", ("pressure",), hours=2),
        Option("relax", "Stop watching it", "the pressure on the figure ends", ("pressure",)),
    ),
    default="celebrate",
    delegated="celebrate",
    due_days=5,
    reversible=True,
    teaches="When a measure becomes a target.",
    grade="S",
    source="game.md 3; GGW",
)
