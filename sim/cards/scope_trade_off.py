"""Card 10: an item that has grown past its estimate."""

from sim.card import Card, Option

CARD = Card(
    id="scope-trade-off",
    number=10,
    title="Scope trade-off",
    scope="team",
    on_item=True,
    who="Team lead",
    text=(
        "What {entity} is building has taken half as much again as anybody guessed. The core works. What is missing is "
        "what each stakeholder asked for separately, and none of them will say which part."
    ),
    options=(
        Option("cut-to-core", "Cut to the core", "less is left to do; it is worth less", ("lead time", "value")),
        Option("stop-it", "Stop it", "it ends, its hours sunk", ("items per maker",), capital=4),
        Option("keep", "Keep everything", "it goes on until it is done", ("lead time",)),
    ),
    default="keep",
    delegated="cut-to-core",
    due_days=10,
    reversible=True,
    teaches="Finishing beats polishing.",
)
