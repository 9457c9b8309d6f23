"""Card 24: the line that had the worst quarter has risen."""

from sim.card import Card, Option

CARD = Card(
    id="apparent-success",
    number=24,
    title="Success, apparently",
    scope="line",
    who="Communications",
    text=(
        "{entity} had the worst quarter of all lines, and then something was done about it. Now what it delivers is "
        "up, by more than a tenth. There is room for one name on the slide, and for one sentence about why."
    ),
    options=(
        Option("claim", "Claim it", "you gain standing; so much is expected from now on", ("capital", "trust")),
        Option("check-sibling", "Check a sibling", "its owner hears how lines did without it", ("trust",), hours=4),
        Option(
            "staggered",
            "Roll it out in steps",
            "one more team takes up what was introduced last",
            ("adoption", "governance load"),
            team_hours=8,
        ),
        Option("somebody-else", "Leave it", "somebody else claims it; so much is expected", ("trust",)),
    ),
    default="somebody-else",
    delegated="check-sibling",
    due_days=10,
    reversible=True,
    teaches="The worst quarter is followed by a better one anyway.",
)
