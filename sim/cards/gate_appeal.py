"""Card 19: an item that waits for the board too long."""

from sim.card import Card, Option

CARD = Card(
    id="gate-appeal",
    number=19,
    title="Gate appeal",
    scope="line",
    on_item=True,
    who="Product manager",
    text=(
        "Something small of {entity} has waited through two sittings of the board, behind things that are not small. "
        "Its product manager appeals: one exception, just this once."
    ),
    options=(
        Option("exception", "An exception", "this one is approved; the queue stays", ("lead time",)),
        Option("tier-by-risk", "Tier by risk", "only what is risky goes before the board", ("lead time",), capital=5),
        Option("hold", "Hold", "it waits for its turn", ("lead time",)),
    ),
    default="hold",
    delegated="exception",
    due_days=10,
    reversible=True,
    teaches="Tier, do not leak.",
)
