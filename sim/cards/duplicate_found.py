"""Card 4: two teams build the same thing."""

from sim.card import Card, Option

CARD = Card(
    id="duplicate-found",
    number=4,
    title="Duplicate found",
    scope="line",
    on_item=True,
    who="Engineer, in passing",
    text=(
        "Over lunch two engineers compared notes. {entity} is building what another line is building too, and neither "
        "tracker knows. Both are well under way, and both teams would rather not talk about it."
    ),
    options=(
        Option("merge", "Merge them", "the younger copy ends, its hours sunk", ("duplicates", "trust"), trust=-0.04),
        Option(
            "stop-younger",
            "Stop the younger",
            "it ends at once, on your word",
            ("duplicates",),
            capital=3,
        ),
        Option("run-both", "Run both", "both go on; one of them will add nothing", ("duplicates",)),
    ),
    default="run-both",
    delegated="merge",
    due_days=10,
    reversible=False,
    teaches="Hours that are sunk do not come back by spending more.",
)
