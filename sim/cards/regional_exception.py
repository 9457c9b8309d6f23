"""Card 17: a region asks to do it differently."""

from sim.card import Card, Option

CARD = Card(
    id="regional-exception",
    number=17,
    title="Regional exception",
    scope="line",
    who="Regional lead",
    text=(
        "What was rolled out from headquarters does not fit {entity}: other systems, other customers, another working "
        "week. Its lead asks for an exception. Headquarters hears that everybody is using it already."
    ),
    options=(
        Option(
            "exception", "An exception that expires", "the region stops for now; it joins again", ("adoption",), hours=2
        ),
        Option(
            "local-redesign",
            "Redesign it locally",
            "what is used fits the region better",
            ("fidelity", "governance load"),
            team_hours=40,
        ),
        Option("enforce", "Enforce it", "more of it is used, less of it as it was meant", ("adoption", "fidelity")),
        Option("nothing", "Nothing", "a workaround grows that no report shows", ("fidelity",)),
    ),
    default="nothing",
    delegated="local-redesign",
    due_days=10,
    reversible=True,
    teaches="Fidelity is not compliance.",
)
