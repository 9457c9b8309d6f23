"""Card 20: every bet scores nine."""

from sim.card import Card, Option

CARD = Card(
    id="score-gaming",
    number=20,
    title="Score gaming",
    scope="company",
    who="Analyst",
    text=(
        "The scoring sheet has been in use for a quarter. Nearly everything now scores between eight and nine, and "
        "what a sponsor wants scores nine by Thursday. The order of work has not improved."
    ),
    options=(
        Option(
            "require-evidence",
            "Require evidence",
            "an hour a bet; estimates get closer to the truth",
            ("value", "governance load"),
            team_hours=24,
        ),
        Option("re-score-all", "Score everything again", "work in hand is put down and taken up", ("preemption",)),
        Option("accept", "Accept", "scores drift further from what things are worth", ("value",)),
    ),
    default="accept",
    delegated="require-evidence",
    due_days=10,
    reversible=True,
    teaches="Garbage in, ranked.",
)
