"""Card 18: work that no tracker has seen."""

from sim.card import Card, Option

CARD = Card(
    id="shadow-work",
    number=18,
    title="Shadow work",
    scope="line",
    who="Team lead, quietly",
    text=(
        "A good part of the week of {entity} goes to favours: requests that never saw intake, for people who stopped "
        "believing in it. Everybody knows. The tracker, on which the plan is built, does not."
    ),
    options=(
        Option(
            "register", "Register it", "it counts as open work, and stops being hidden", ("items per maker",), hours=2
        ),
        Option("return", "Return it", "it stops; whoever asked minds", ("trust", "capacity"), trust=-0.03),
        Option("quota", "Set a quota", "so much may wait, and no more comes in", ("items per maker",), capital=8),
        Option("stay", "Look away", "it goes on, unseen", ("capacity",)),
    ),
    default="stay",
    delegated="register",
    due_days=10,
    reversible=True,
    teaches="Bypass measures trust.",
)
