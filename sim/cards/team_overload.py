"""Card 12: a team with more than it can do."""

from sim.card import Card, Option

CARD = Card(
    id="team-overload",
    number=12,
    title="Team overload",
    scope="team",
    who="Team lead",
    text=(
        "{entity} has had more than it can do for a month, and it shows: half-finished work everywhere, shorter "
        "answers, later evenings. The plan for next month assumes that this will pass."
    ),
    options=(
        Option(
            "freeze-starts",
            "Freeze starts for four weeks",
            "nothing new begins until one item each is open",
            ("items per maker", "trust"),
            trust=-0.02,
        ),
        Option("stop-lowest", "Stop the lowest", "the item of least estimate ends", ("items per maker",), capital=2),
        Option("overtime", "Overtime", "more hours for three weeks; tired people", ("burnout", "change-fail rate")),
        Option("borrow", "Borrow somebody", "one person comes, and learns the way round", ("capacity",), capital=4),
    ),
    default="overtime",
    delegated="freeze-starts",
    due_days=5,
    reversible=True,
    teaches="The capability trap.",
)
