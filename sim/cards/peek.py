"""Card 14: a test looks green before its end."""

from sim.card import Card, Option

CARD = Card(
    id="peek",
    number=14,
    title="Peek",
    scope="line",
    on_item=True,
    who="Executive sponsor",
    text=(
        "Somebody opened the dashboard of a test on {entity}, and it is green. There are weeks to go. An executive "
        "asks what we are waiting for, and has told two others what it will bring."
    ),
    options=(
        Option("ship", "Ship it", "it is built on what it looks like today", ("experiment error", "value")),
        Option("wait", "Wait for the end", "it is read once, when it was meant to be", ("learning",)),
        Option("extend", "Extend it by a rule", "half as long again, and then one reading", ("learning", "lead time")),
    ),
    default="ship",
    delegated="wait",
    due_days=4,
    reversible=True,
    teaches="Looks inflate wins.",
    grade="C",
    source="game.md 3; domain.md 2.7",
)
