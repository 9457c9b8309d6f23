"""Card 15: a test shows nothing, and whoever asked for it is loud."""

from sim.card import Card, Option

CARD = Card(
    id="null-result",
    number=15,
    title="A null with a loud owner",
    scope="line",
    on_item=True,
    who="Analyst",
    text=(
        "The test on {entity} is over, and its interval has nothing in the middle of it. Its owner calls that "
        "promising, has promised it to others, and asks whether the analyst would look once more, from another side."
    ),
    options=(
        Option("ship", "Ship it anyway", "it is built, for whatever it is worth", ("trust", "complexity"), trust=0.04),
        Option("publish-null", "Publish the null", "it is not built; its owner minds", ("trust", "value"), trust=-0.04),
        Option("rerun", "Run it again, with power", "three times as long in all", ("learning", "lead time")),
    ),
    default="ship",
    delegated="publish-null",
    due_days=4,
    reversible=True,
    teaches="Nulls save hours.",
)
