"""Card 1: two sponsors want one team."""

from sim.card import Card, Option

CARD = Card(
    id="priority-conflict",
    number=1,
    title="Priority conflict",
    scope="team",
    on_item=True,
    who="Delivery lead",
    text=(
        "Two sponsors came to {entity} on the same morning, each with the most important thing of the quarter. "
        "Work in hand was put down again. Both of them say they have spoken to the other."
    ),
    options=(
        Option("pick-one", "Pick one", "interruptions stop for four weeks", ("preemption", "trust"), trust=-0.05),
        Option(
            "split",
            "Split the team",
            "one more open item for four weeks; set up twice",
            ("items per maker", "preemption"),
        ),
        Option("council", "Ask the council", "the oldest item waits for a forum", ("decision latency",)),
        Option(
            "cost-of-delay-note",
            "Write down what waiting costs",
            "interruptions stop for six weeks",
            ("preemption",),
            hours=4,
        ),
    ),
    default="split",
    delegated="pick-one",
    due_days=5,
    reversible=True,
    teaches="Splitting pays twice.",
)
