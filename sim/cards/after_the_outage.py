"""Card 9: what an outage leaves behind."""

from sim.card import Card, Option

CARD = Card(
    id="after-the-outage",
    number=9,
    title="After the outage",
    scope="line",
    who="Executive sponsor",
    text=(
        "The outage of {entity} is over; its review is not. An executive asks what will be different, and has an idea: "
        "one more approval. It needs no engineer and can be announced on Monday."
    ),
    options=(
        Option(
            "add-approval",
            "Add an approval",
            "more of what is built goes before the board",
            ("batch size", "lead time"),
        ),
        Option(
            "review-with-owners",
            "Review it with its owners",
            "those who run it keep a tested way back",
            ("recovery",),
            team_hours=12,
        ),
        Option(
            "emergency-path", "Ask for an emergency path", "fixes no longer wait for a board", ("recovery",), capital=3
        ),
        Option("nothing", "Nothing", "you block the new approval and change nothing", ("batch size",), capital=6),
    ),
    default="add-approval",
    delegated="review-with-owners",
    due_days=10,
    reversible=True,
    teaches="Outage, gate, batch, outage.",
)
