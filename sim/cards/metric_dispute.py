"""Card 5: two figures for one thing."""

from sim.card import Card, Option

CARD = Card(
    id="metric-dispute",
    number=5,
    title="Metric dispute",
    scope="metric",
    who="Finance",
    text=(
        "The meeting had three slides on {entity} and three different figures. Nobody was wrong by their own "
        "definition. The decision that needed the figure was put off; the argument was not."
    ),
    options=(
        Option("pick-one", "Pick one", "the argument ends today; the difference stays", ("source disagreement",)),
        Option(
            "audit",
            "Audit a source",
            "a week later somebody has read the definitions",
            ("source disagreement",),
            hours=6,
            needs_audit=True,
        ),
        Option(
            "publish-both",
            "Publish both",
            "the difference is shown and no longer argued about, for a quarter",
            ("governance load", "trust"),
            trust=-0.02,
        ),
        Option(
            "postpone", "Postpone", "the figures are reconciled again next week", ("governance load",), team_hours=8
        ),
    ),
    default="postpone",
    delegated="pick-one",
    due_days=5,
    reversible=True,
    teaches="Definitions first.",
)
