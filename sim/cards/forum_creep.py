"""Card 13: more people ask for a seat."""

from sim.card import Card, Option

CARD = Card(
    id="forum-creep",
    number=13,
    title="Forum creep",
    scope="forum",
    who="A director",
    text=(
        "Three more people would like to sit in on {entity}: one to be informed, one to represent, one because the "
        "other two were asked. It is only an hour, and nobody has ever counted whose."
    ),
    options=(
        Option("approve", "Approve, for good", "three more seats", ("governance load",)),
        Option(
            "swap-one-out",
            "Swap one out",
            "as many seats go elsewhere",
            ("governance load",),
            capital=2,
        ),
        Option("written-update", "A written update instead", "no more seats", ("governance load",), hours=4),
        Option("refuse", "Refuse", "no more seats", ("governance load",), capital=4),
    ),
    default="approve",
    delegated="written-update",
    due_days=10,
    reversible=True,
    teaches="Hours have no sponsor.",
)
