"""What a command costs, as it is printed before anybody confirms it."""

from __future__ import annotations

from engine.play.messages import Preview
from engine.ui.formats import number
from engine.ui.texts import say


def costs_in_words(preview: Preview) -> str:
    """Everything a command would cost, in one line; why not, where it is not possible.

    Args:
        preview: as the game gave it.
    """
    if not preview.possible:
        return preview.refusal
    parts = []
    if preview.capital:
        parts.append(say("costs.capital", points=number(round(preview.capital, 1))))
    if preview.hours:
        parts.append(say("costs.hours", hours=number(round(preview.hours, 1))))
    if preview.org_hours:
        parts.append(say("costs.org_hours", hours=number(round(preview.org_hours, 1))))
    if preview.org_hours_weekly:
        parts.append(say("costs.org_hours_weekly", hours=number(round(preview.org_hours_weekly, 1))))
    parts += [say("costs.asks", who=who, outlook=outlook) for who, outlook in preview.asks]
    return " · ".join(parts) if parts else say("costs.free")
