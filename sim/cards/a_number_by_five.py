"""Card 6: a number by five, from data that are old."""

from sim.card import Card, Option

CARD = Card(
    id="a-number-by-five",
    number=6,
    title="A number by five",
    scope="source",
    who="Office of the chief executive",
    text=(
        "The chief executive needs one figure by five o'clock, for a call with the owners. {entity} has the latest; "
        "it describes a fortnight ago. An analyst has the file open and the cursor on Send."
    ),
    options=(
        Option("send-latest", "Send the latest", "if the source is off, the correction comes later", ("trust",)),
        Option("send-range", "Send a range, source and age", "nobody is surprised later", ("trust",), hours=2),
        Option(
            "thursday-audited",
            "Thursday, audited",
            "they wait, and somebody looks at the source",
            ("trust", "source disagreement"),
            hours=6,
            trust=-0.02,
            needs_audit=True,
        ),
    ),
    default="send-latest",
    delegated="send-range",
    due_days=1,
    reversible=False,
    teaches="Caveats are cheaper than corrections.",
)
