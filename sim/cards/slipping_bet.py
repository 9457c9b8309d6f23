"""Card 3: a date that will not be kept."""

from sim.card import Card, Option

CARD = Card(
    id="slipping-bet",
    number=3,
    title="Slipping bet",
    scope="line",
    on_item=True,
    who="Delivery lead",
    text=(
        "What {entity} promised for this month is not finished, and there is more work left than there are days. "
        "The roadmap still shows it in green. Its owner will find out, and so far nobody has offered to be the one "
        "who says so."
    ),
    options=(
        Option("stop-it", "Stop it", "it ends, its hours sunk; nothing is owed any more", ("promises",), capital=6),
        Option("cut", "Cut it", "two fifths of what is left go; it is worth less", ("promises", "value")),
        Option("add-two", "Add two people", "two people come, and learn the way round", ("capacity",), capital=5),
        Option("announce", "Say so now", "its owner hears it before the date", ("trust",), hours=2),
        Option("silence", "Say nothing", "the date passes, or by some wonder does not", ("promises", "trust")),
    ),
    default="silence",
    delegated="announce",
    due_days=4,
    reversible=True,
    teaches="Early bad news is cheap.",
)
