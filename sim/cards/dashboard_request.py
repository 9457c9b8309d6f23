"""Card 22: somebody wants a dashboard."""

from sim.card import Card, Option

CARD = Card(
    id="dashboard-request",
    number=22,
    title="Dashboard request",
    scope="stakeholder",
    who="A stakeholder",
    text=(
        "{entity} does not believe the figures and asks for a dashboard: one page, everything on it, by next week. "
        "Asked which decision it is for, {entity} says it would be good to have."
    ),
    options=(
        Option(
            "build",
            "Build it",
            "one more set of figures, with nobody to own it",
            ("governance load", "source disagreement", "trust"),
            team_hours=60,
            trust=0.02,
        ),
        Option(
            "extend-existing",
            "Extend what there is",
            "the same figures, one more reader",
            ("governance load", "trust"),
            team_hours=15,
            trust=0.01,
        ),
        Option("answer-once", "Answer it once", "you find out what they need to know", ("trust",), hours=3, trust=0.01),
        Option(
            "their-own",
            "Let them build their own",
            "a team builds it beside its work, in its own definitions",
            ("source disagreement", "governance load"),
            team_hours=20,
        ),
    ),
    default="their-own",
    delegated="extend-existing",
    due_days=10,
    reversible=True,
    teaches="Ask what decision it serves.",
)
