"""Card 8: customers are affected, and the fix waits."""

from sim.card import Card, Option

CARD = Card(
    id="outage",
    number=8,
    title="Outage",
    scope="line",
    who="Engineering",
    text=(
        "{entity} fails for many of its customers. The fix is ready, or nearly. Those who approve fixes meet when they "
        "meet. Support has begun to count, and so have the customers."
    ),
    options=(
        Option("wait", "Wait for the board", "customers are affected until it has sat", ("recovery", "harm")),
        Option(
            "convene",
            "Convene it now",
            "the fix goes out the same day, with everybody in the room",
            ("recovery", "governance load"),
            team_hours=24,
        ),
        Option("ship-on-call", "Ship it on call", "out within the hour; it may not hold", ("recovery", "rework")),
        Option("roll-back", "Roll back", "works at once, if a way back has been kept", ("recovery",)),
    ),
    default="wait",
    delegated="ship-on-call",
    due_days=3,
    reversible=False,
    teaches="Recovery is a lever.",
)
