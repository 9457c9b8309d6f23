"""Card 23: revenue is below plan."""

from sim.card import Card, Option

CARD = Card(
    id="pricing-push",
    number=23,
    title="Pricing push",
    scope="line",
    who="Finance",
    text=(
        "{entity} has been below its plan for two months. Somebody has worked out what a higher price for all "
        "customers would bring, if they all stayed. Sales, meanwhile, gives a little off to whoever asks."
    ),
    options=(
        Option(
            "raise-all", "Raise it for everybody", "dearer from now on; contracts end later", ("revenue", "renewal")
        ),
        Option(
            "test-engaged",
            "Test it on the engaged",
            "dearer for who uses it deeply, with a group that keeps its price",
            ("revenue", "renewal"),
            hours=2,
            team_hours=20,
        ),
        Option(
            "first-use-first",
            "First use first",
            "first use is made over once more; the price stays",
            ("activation",),
            team_hours=40,
        ),
        Option("quiet-discounts", "Leave it to sales", "a little off, for good", ("revenue", "renewal")),
    ),
    default="quiet-discounts",
    delegated="test-engaged",
    due_days=10,
    reversible=True,
    teaches="Long lags hide costs.",
    grade="S",
    source="game.md 3; PRICE, PRICE-F",
)
