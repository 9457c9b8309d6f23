"""Card 7: customers whose contracts end have had enough."""

from sim.card import Card, Option

CARD = Card(
    id="customer-escalation",
    number=7,
    title="Customer escalation",
    scope="line",
    on_item=True,
    who="Account manager",
    text=(
        "Customers of {entity} whose contracts end next month have had enough of its failures. They want one thing, "
        "asked for long ago and never begun, and a date for it. Sales has a date in mind already. Nobody has asked "
        "who would build it."
    ),
    options=(
        Option("jump-queue", "Let it jump the queue", "it begins now, for what was begun last", ("preemption", "harm")),
        Option("workaround", "A workaround", "the worst of it is mended by hand", ("capacity", "harm"), team_hours=30),
        Option("quote-late", "Quote a safe date", "they can plan with it; you owe it", ("promises",), hours=1),
        Option("decline", "Decline", "they remember, when their contract ends", ("renewal",)),
        Option("sales-promises", "Let sales promise", "an early date, that somebody owes", ("promises", "harm")),
    ),
    default="sales-promises",
    delegated="workaround",
    due_days=4,
    reversible=False,
    teaches="An expedite taxes everyone.",
)
