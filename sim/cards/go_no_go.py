"""Card 2: a full train, and not everybody is ready."""

from sim.card import Card, Option

CARD = Card(
    id="go-no-go",
    number=2,
    title="Go or no go",
    scope="line",
    who="Release manager",
    text=(
        "The train of {entity} leaves within days and it is full. Two checks are not done, and the people who would do "
        "them are building what comes next. Somebody has to say whether it goes."
    ),
    options=(
        Option("ship", "Ship", "it goes as it is, on its day", ("exposure", "lead time")),
        Option(
            "hold",
            "Hold it five days",
            "the checks are done before it goes",
            ("change-fail rate", "lead time"),
            team_hours=8,
        ),
        Option(
            "flag",
            "Switch it on for one in ten",
            "a failure meets a tenth of the customers",
            ("exposure",),
            needs="feature-flags",
        ),
        Option("escalate", "Escalate", "it waits for half a cadence of those who decide", ("lead time",)),
    ),
    default="escalate",
    delegated="ship",
    due_days=2,
    reversible=True,
    teaches="Shrink the exposure, not the speed.",
)
