"""Card 25: an audit found that a figure was off."""

from sim.card import Card, Option

CARD = Card(
    id="restatement",
    number=25,
    title="Restatement",
    scope="source",
    who="Auditor",
    text=(
        "The audit of {entity} is in: what it has shown is off, and has been for a while. The right figure is less "
        "pretty. It can be told today, told in the pack, or simply be different next time."
    ),
    options=(
        Option(
            "pre-announce",
            "Tell it first",
            "whoever reads it knows before they see it",
            ("trust",),
            hours=2,
            trust=-0.03,
        ),
        Option("in-the-pack", "Tell it in the pack", "they find it on page nine", ("trust",), trust=-0.08),
        Option("quietly", "Switch quietly", "nothing happens, unless somebody compares", ("trust",)),
    ),
    default="quietly",
    delegated="pre-announce",
    due_days=5,
    reversible=False,
    teaches="Truth has a launch plan.",
)
