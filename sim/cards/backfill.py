"""Card 16: somebody left a small team."""

from sim.card import Card, Option

CARD = Card(
    id="backfill",
    number=16,
    title="Backfill",
    scope="team",
    who="People team",
    text=(
        "Somebody has left {entity}, which was small before. The same job is advertised again, in the same words. "
        "Until somebody comes and has learnt the way round, whoever stays does the work of the one who went."
    ),
    options=(
        Option("like-for-like", "Like for like", "somebody comes in some weeks, and has to be taught", ("capacity",)),
        Option(
            "move",
            "Move somebody over",
            "one person comes from where least waits; nobody is hired",
            ("capacity", "value"),
            capital=5,
        ),
        Option(
            "shrink-promises",
            "Promise less",
            "nobody is hired; what the line has promised gets more time",
            ("promises", "trust"),
            trust=-0.03,
        ),
    ),
    default="like-for-like",
    delegated="move",
    due_days=10,
    reversible=True,
    teaches="A vacancy is a decision about where people are.",
)
