"""Card 11: whoever carries a change will leave."""

from sim.card import Card, Option

CARD = Card(
    id="sponsor-leaving",
    number=11,
    title="Sponsor leaving",
    scope="stakeholder",
    who="People team",
    text=(
        "{entity} leaves within the month; the card is signed, the cake ordered. Changes that carry this name go on by "
        "themselves for a while. Nobody has asked who will be seen with them afterwards."
    ),
    options=(
        Option(
            "prewire-successor", "Prepare the successor", "somebody else carries the changes", ("adoption",), hours=6
        ),
        Option(
            "codify",
            "Write the practice down",
            "less of it is forgotten when nobody looks",
            ("adoption", "governance load"),
            team_hours=80,
        ),
        Option(
            "parting-mandate",
            "A parting mandate",
            "more people do it, fewer of them properly",
            ("adoption", "fidelity"),
        ),
        Option("nothing", "Nothing", "presence fades with the farewell", ("adoption",)),
    ),
    default="nothing",
    delegated="codify",
    due_days=15,
    reversible=True,
    teaches="Codify before the farewell.",
)
